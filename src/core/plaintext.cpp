// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plaintext.h"

namespace signalbox {

namespace {

constexpr char32_t replacement = 0xFFFD;

/// What stands for @p c on screen. Joiners stay: scripts and emoji need them, and they reorder nothing.
char32_t visible(char32_t c)
{
    if (c < 0x20)
        return 0x2400 + c; // the symbol for the control character
    if (c == 0x7F)
        return 0x2421;
    if (c >= 0x80 && c < 0xA0)
        return replacement;
    if (c == 0x2028 || c == 0x2029)
        return 0x2424; // symbol for newline
    const bool reorders = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E)
                          || (c >= 0x2066 && c <= 0x2069);
    const bool invisible = c == 0x00AD || c == 0x200B || (c >= 0x2060 && c <= 0x2064)
                           || (c >= 0x206A && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB)
                           || (c >= 0xE0000 && c <= 0xE007F);
    return reorders || invisible ? replacement : c;
}

} // namespace

QString plainLine(const QString &text, int maxLength)
{
    QString line;
    int characters = 0;
    int cut = 0; // where the line ends if an ellipsis is needed
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (characters == maxLength) {
            line.truncate(cut);
            line += QChar(0x2026);
            break;
        }
        char32_t c = text.at(i).unicode();
        if (QChar::isHighSurrogate(c) && i + 1 < text.size() && text.at(i + 1).isLowSurrogate()) {
            c = QChar::surrogateToUcs4(text.at(i), text.at(i + 1));
            ++i;
        } else if (QChar::isSurrogate(c)) {
            c = replacement;
        }
        if (characters + 1 == maxLength)
            cut = int(line.size());
        line += QChar::fromUcs4(visible(c));
        ++characters;
    }
    return line;
}

QString plainToolTip(const QString &text)
{
    constexpr int longestWord = 60;
    constexpr QChar breakable(0x200B); // zero width space
    QString broken;
    int letters = 0;
    int lineLetters = 0;
    bool hasLongLine = false;
    for (const QChar c : text) {
        lineLetters = c == u'\n' ? 0 : lineLetters + 1;
        hasLongLine = hasLongLine || lineLetters > longestWord;
        letters = c.isSpace() ? 0 : letters + 1;
        if (letters > longestWord && !c.isLowSurrogate()) {
            broken += breakable;
            letters = 1;
        }
        broken += c;
    }
    QString escaped = broken.toHtmlEscaped();
    escaped.replace(u'\n', QLatin1String("<br>"));
    // Rich text is folded to a narrow column otherwise.
    if (!hasLongLine)
        escaped = QLatin1String("<div style=\"white-space:nowrap\">") + escaped + QLatin1String("</div>");
    return QLatin1String("<qt>") + escaped + QLatin1String("</qt>");
}

} // namespace signalbox
