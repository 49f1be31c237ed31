// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/commandtext.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

bool needsNoQuotes(QChar c)
{
    return (c.unicode() < 0x80 && c.isLetterOrNumber()) || QStringView(u"-_./:@%+=,").contains(c);
}

/// Control, formatting and unpaired characters: a terminal acts on them or hides them.
bool isUnprintable(QChar c)
{
    return !c.isPrint() || c.category() == QChar::Other_Format;
}

QString escaped(QChar c)
{
    if (c == u'\'' || c == u'\\')
        return u'\\' + QString(c);
    return isUnprintable(c) && !c.isSurrogate() ? u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QChar(u'0'))
                                                : QString(c);
}

} // namespace

QString shellQuoted(const QString &text)
{
    if (!text.isEmpty() && std::all_of(text.cbegin(), text.cend(), needsNoQuotes))
        return text;
    const bool odd =
        std::any_of(text.cbegin(), text.cend(), [](QChar c) { return isUnprintable(c) && !c.isSurrogate(); });
    if (!odd) {
        QString quoted = text;
        quoted.replace(u'\'', u"'\\''"_s);
        return u'\'' + quoted + u'\'';
    }
    QString quoted = u"$'"_s;
    for (const QChar c : text)
        quoted += escaped(c);
    return quoted + u'\'';
}

QString controlLine(const CommandView &command, const ConnectionInfo &connection, const QString &provider)
{
    const FlagPatch &wanted = command.order.wanted;
    if (!wanted.enabled || wanted.defaultValue)
        return {};
    const QString environment = shellQuoted(
        connection.environmentKey.isEmpty() ? connection.environmentName : connection.environmentKey.text());
    QStringList words{u"SIGNALBOX_TOKEN=\"$SIGNALBOX_TOKEN\""_s,
                      u"signalboxctl"_s,
                      u"set"_s,
                      shellQuoted(command.order.flag.text()),
                      *wanted.enabled ? u"on"_s : u"off"_s,
                      u"--provider"_s,
                      shellQuoted(provider.toLower()),
                      u"--url"_s,
                      shellQuoted(connection.url.toString(QUrl::FullyEncoded)),
                      u"--environment"_s,
                      environment,
                      u"--reason"_s,
                      shellQuoted(command.order.reason)};
    if (connection.environmentClass == EnvironmentClass::Production)
        words << u"--confirm"_s << environment;
    return words.join(u' ');
}

std::optional<QString> undoTimeLeft(const CommandView &command, WallTime now)
{
    const auto confirmed =
        std::find_if(command.steps.cbegin(), command.steps.cend(),
                     [](const CommandStep &step) { return step.stage == CommandStage::Confirmed; });
    if (confirmed == command.steps.cend())
        return std::nullopt;
    const auto within = CommandTimings().undoWithin;
    const auto left = std::clamp(within - (now - confirmed->time), std::chrono::milliseconds(0), within);
    if (left.count() == 0)
        return std::nullopt;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'));
}

} // namespace signalbox
