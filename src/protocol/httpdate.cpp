// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/httpdate.h"

#include "core/limits.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

/// 1 to 12; 0 where it is none. English whatever the locale.
int monthOf(const QString &name)
{
    static const QString names = u"JanFebMarAprMayJunJulAugSepOctNovDec"_s;
    const qsizetype at = names.indexOf(name);
    return at >= 0 && at % 3 == 0 ? int(at / 3) + 1 : 0;
}

/// More than 50 years ahead means the past century (RFC 9110 5.6.7).
int fullYear(int twoDigits, WallTime now)
{
    const int present = toDateTime(now).date().year();
    const int year = present / 100 * 100 + twoDigits;
    return year > present + 50 ? year - 100 : year;
}

} // namespace

std::optional<QDateTime> parseHttpDate(const QByteArray &value, WallTime now)
{
    // Sun, 06 Nov 1994 08:49:37 GMT
    static const QRegularExpression preferred(
        u"^[A-Z][a-z]{2}, (?<day>\\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) (?<time>[\\d:]{8}) GMT$"_s);
    // Sunday, 06-Nov-94 08:49:37 GMT
    static const QRegularExpression rfc850(
        u"^[A-Z][a-z]{5,8}, (?<day>\\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\\d{2}) (?<time>[\\d:]{8}) GMT$"_s);
    // Sun Nov  6 08:49:37 1994
    static const QRegularExpression asctime(
        u"^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) (?<time>[\\d:]{8}) (?<year>\\d{4})$"_s);
    constexpr qsizetype longest = 40; // of all forms; what is longer is not looked at
    if (value.size() > longest)
        return std::nullopt;
    const QString text = QString::fromLatin1(value);
    for (const QRegularExpression *form : {&preferred, &rfc850, &asctime}) {
        const auto match = form->match(text);
        if (!match.hasMatch())
            continue;
        const int year = match.captured(u"year"_s).toInt();
        const QDate date(form == &rfc850 ? fullYear(year, now) : year, monthOf(match.captured(u"month"_s)),
                         match.captured(u"day"_s).trimmed().toInt());
        const QTime time = QTime::fromString(match.captured(u"time"_s), u"HH:mm:ss"_s);
        if (date.isValid() && time.isValid())
            return QDateTime(date, time, Qt::UTC);
    }
    return std::nullopt;
}

std::optional<std::chrono::milliseconds> parseRetryAfter(const QByteArray &value, WallTime now)
{
    using std::chrono::milliseconds;
    constexpr milliseconds cap = limits::serverRetryCap;
    const QByteArray text = value.trimmed();
    if (text.isEmpty())
        return std::nullopt;
    const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits) {
        qint64 seconds = 0;
        for (const char digit : text)
            seconds = std::min<qint64>(seconds * 10 + (digit - '0'), cap.count() / 1000);
        return milliseconds(seconds * 1000);
    }
    const auto date = parseHttpDate(text, now);
    if (!date)
        return std::nullopt;
    return std::clamp(milliseconds(fromDateTime(*date) - now), milliseconds(0), cap);
}

} // namespace signalbox
