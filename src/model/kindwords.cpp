// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kindwords.h"

#include "core/plaintext.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype sideLength = 60;  ///< characters of one side of a change
constexpr qsizetype commonShown = 12; ///< of what two long sides begin with

QString tr(const char *text)
{
    return QCoreApplication::translate("KindWords", text);
}

/// A piece of one side, and an ellipsis for what is not shown.
QString piece(const QString &text, qsizetype from)
{
    QString shown = text.mid(from, sideLength);
    if (from > 0)
        shown.prepend(QChar(0x2026));
    if (from + sideLength < text.size())
        shown.append(QChar(0x2026));
    return plainLine(shown);
}

} // namespace

QString switchWord(bool on, FlagKind kind)
{
    if (kind == FlagKind::Flag)
        return on ? tr("ON") : tr("OFF");
    return on ? tr("ACTIVE") : tr("INACTIVE");
}

QString nameOf(const FlagKey &key, int maxLength)
{
    const QString name = plainLine(key.text(), maxLength);
    return key.kind() == FlagKind::Flag ? name : tr("%1 · %2").arg(name, kindNoun(key.kind()));
}

QString capitalised(const QString &word)
{
    return word.left(1).toUpper() + word.mid(1);
}

QString kindNoun(FlagKind kind)
{
    switch (kind) {
    case FlagKind::Flag: return tr("flag");
    case FlagKind::Config: return tr("config");
    case FlagKind::AiConfig: return tr("AI config");
    }
    return {};
}

QString kindPlural(FlagKind kind)
{
    switch (kind) {
    case FlagKind::Flag: return tr("flags");
    case FlagKind::Config: return tr("configs");
    case FlagKind::AiConfig: return tr("AI configs");
    }
    return {};
}

QString kindBadge(FlagKind kind)
{
    switch (kind) {
    case FlagKind::Flag: return {};
    case FlagKind::Config: return tr("config");
    case FlagKind::AiConfig: return tr("AI");
    }
    return {};
}

QString valueNoun(FlagKind kind)
{
    switch (kind) {
    case FlagKind::Flag: return tr("default");
    case FlagKind::Config: return tr("value");
    case FlagKind::AiConfig: return tr("content");
    }
    return {};
}

QString filterWord(FlagKind kind)
{
    return kind == FlagKind::AiConfig ? u"ai"_s : word(kind);
}

QString valueChangeText(const FlagValue &before, const FlagValue &after)
{
    constexpr int whole = 1 << 20;
    const QString was = displayText(before, whole);
    const QString is = displayText(after, whole);
    qsizetype from = 0;
    if (std::max(was.size(), is.size()) > sideLength) {
        const auto parting = std::mismatch(was.cbegin(), was.cend(), is.cbegin(), is.cend());
        from = std::max<qsizetype>(parting.first - was.cbegin() - commonShown, 0);
    }
    return tr("%1 → %2").arg(piece(was, from), piece(is, from));
}

} // namespace signalbox
