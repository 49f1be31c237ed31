// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/schedulewords.h"

#include "core/plaintext.h"
#include "model/kindwords.h"
#include "words/sentences.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ScheduleWords", text);
}

/// "02:00 UTC on 1 July"; with the year where it is not this one's.
QString momentWords(WallTime at, WallTime now)
{
    const QDateTime then = toDateTime(at);
    const bool thisYear = then.date().year() == toDateTime(now).date().year();
    return tr("%1 UTC on %2")
        .arg(then.time().toString(u"HH:mm"_s),
             QLocale(QLocale::English).toString(then.date(), thisYear ? u"d MMMM"_s : u"d MMMM yyyy"_s));
}

/// "in 3 h", or that its time has passed and the server has not said what became of it.
QString untilWords(WallTime at, WallTime now)
{
    return at > now ? tr("in %1").arg(spanText(at - now)) : tr("due since %1").arg(spanText(now - at));
}

} // namespace

QString scheduleText(const Schedule &schedule, WallTime now)
{
    const auto on = switchOf(schedule);
    const QString what = on ? tr("Turns %1").arg(switchWord(*on, FlagKind::Flag))
                            : tr("Does “%1”").arg(plainLine(schedule.action, 40));
    return tr("%1 at %2, %3").arg(what, momentWords(schedule.at, now), untilWords(schedule.at, now));
}

QString scheduleWarning(const Flag &flag, const FlagPatch &patch, WallTime now)
{
    const Schedule *next = nextSwitch(flag);
    if (!next || !patch.enabled)
        return {};
    const bool goesOn = *switchOf(*next);
    const QString word = switchWord(goesOn, FlagKind::Flag);
    const QString when = tr("%1, %2").arg(momentWords(next->at, now), untilWords(next->at, now));
    return goesOn == *patch.enabled ? tr("A schedule turns it %1 anyway at %2.").arg(word, when)
                                    : tr("A schedule will turn it %1 again at %2.").arg(word, when);
}

} // namespace signalbox
