// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/shelltext.h"

#include <QList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

/// Without '=' (zsh looks up =name), '~', and whatever else any shell expands.
bool needsNoQuotes(QChar c)
{
    return (c.unicode() < 0x80 && c.isLetterOrNumber()) || QStringView(u"-_./:@%+,").contains(c);
}

/// Octal digits of the UTF-8 bytes: the one escape that every shell with $'…' reads the same way.
QString spelledOut(char32_t c)
{
    QString escapes;
    for (const char byte : QString::fromUcs4(&c, 1).toUtf8())
        escapes += u"\\%1"_s.arg(uchar(byte), 3, 8, QChar(u'0'));
    return escapes;
}

} // namespace

bool isUnprintable(char32_t c)
{
    return !QChar::isPrint(c) || QChar::category(c) == QChar::Other_Format;
}

bool fitsShell(const QString &text)
{
    return text.isValidUtf16() && !text.contains(QChar(u'\0'));
}

QString shellQuoted(const QString &text)
{
    if (!text.isEmpty() && std::all_of(text.cbegin(), text.cend(), needsNoQuotes))
        return text;
    const QList<uint> characters = text.toUcs4();
    if (std::none_of(characters.cbegin(), characters.cend(), isUnprintable)) {
        QString quoted = text;
        quoted.replace(u'\'', u"'\\''"_s);
        return u'\'' + quoted + u'\'';
    }
    QString quoted = u"$'"_s;
    for (const char32_t c : characters) {
        // The exclamation mark: some shells look for history inside $'…' too.
        const bool spelled = isUnprintable(c) || c == u'\'' || c == u'\\' || c == u'!';
        quoted += spelled ? spelledOut(c) : QString::fromUcs4(&c, 1);
    }
    return quoted + u'\'';
}

} // namespace signalbox
