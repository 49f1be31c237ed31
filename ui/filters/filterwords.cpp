// SPDX-License-Identifier: GPL-3.0-or-later
#include "filters/filterwords.h"

#include "core/limits.h"
#include "core/plaintext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int quotedLength = 40;
constexpr int reasonLength = 120;

QString tr(const char *text)
{
    return QCoreApplication::translate("FilterWords", text);
}

QString fieldList(const QStringList &fields)
{
    return fields.join(u", "_s);
}

} // namespace

QString filterErrorSentence(const FilterError &error, const QStringList &fields)
{
    const QString said = plainLine(error.word, quotedLength);
    const int place = error.position + 1;
    switch (error.kind) {
    case FilterError::Kind::UnknownField:
        return tr("“%1” is not a field. Fields: %2. Quotes look for it as text.")
            .arg(said, fieldList(fields));
    case FilterError::Kind::MissingValue: return tr("“%1” needs a value.").arg(said);
    case FilterError::Kind::UnclosedQuote:
        return tr("The quote at character %1 is not closed. Add a second \".").arg(place);
    case FilterError::Kind::UnclosedPattern:
        return tr("The pattern at character %1 is not closed. Add a second /, or put the text in quotes.")
            .arg(place);
    case FilterError::Kind::WrongPattern:
        return tr("The pattern is wrong at character %1: %2.")
            .arg(place)
            .arg(plainLine(error.reason, reasonLength));
    case FilterError::Kind::TooLongPattern:
        return tr("The pattern is too long: %1 characters at most.").arg(limits::filterPatternLength);
    case FilterError::Kind::UnclosedParenthesis:
        return tr("The parenthesis at character %1 is not closed. Add a “)”.").arg(place);
    case FilterError::Kind::UnexpectedParenthesis:
        return tr("A parenthesis cannot stand at character %1. Quotes look for it as text.").arg(place);
    case FilterError::Kind::MissingOperand:
        return tr("“%1” at character %2 has nothing to stand for. Quotes look for it as text.")
            .arg(said)
            .arg(place);
    case FilterError::Kind::NotComparable:
        return said.startsWith(u"latency", Qt::CaseInsensitive)
                   ? tr("Latency is compared: latency>200ms, latency<=1.5s.")
                   : tr("“%1” cannot be compared; only latency can. Use a colon.").arg(said);
    case FilterError::Kind::WrongDuration: return tr("“%1” is not a time. Write 200ms or 1.5s.").arg(said);
    case FilterError::Kind::TooLong:
        return tr("The filter is too long: %1 characters at most.").arg(limits::filterTextLength);
    case FilterError::Kind::TooNested:
        return tr("Too many parentheses inside one another: %1 at most.").arg(limits::filterDepth);
    }
    return {};
}

QVector<FilterExample> filterExamples()
{
    return {{u"checkout"_s, tr("this text anywhere in the row")},
            {u"flag:new-*"_s, tr("a field; * is anything")},
            {u"type:gap|resync"_s, tr("either value")},
            {u"\"by hand\""_s, tr("a text with blanks, as it is")},
            {u"-by:mia"_s, tr("not this; also: not by:mia")},
            {u"(a or b) c"_s, tr("either of the first two, and c")},
            {u"latency>200ms"_s, tr("events: took longer")},
            {u"/-v\\d+$/"_s, tr("a regular expression")}};
}

QString filterHelp(const QStringList &fields, const QString &example)
{
    QStringList named;
    for (const QString &field : fields)
        named.append(field == u"latency" ? u"latency>200ms"_s : QString(field + u':'));
    return tr("Words, or a field with a value: %1\n"
              "* stands for anything, a|b for either, - or not for not; and, or and ( ) join.\n"
              "\"quotes\" keep a text as it is, /slashes/ hold a regular expression.\n"
              "%2")
        .arg(named.join(u' '), example);
}

} // namespace signalbox
