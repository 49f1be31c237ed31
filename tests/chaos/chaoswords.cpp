// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/chaoswords.h"

#include <QDebug>

using namespace Qt::StringLiterals;

namespace signalbox {

QString text(const Flag &flag)
{
    QString said;
    QDebug(&said) << flag << flag.id.text() << flag.name;
    if (flag.rules) {
        said += u" rules"_s;
        for (const Rule &rule : *flag.rules)
            said += u" %1 %2%"_s.arg(rule.operands.join(u',')).arg(rule.percentage);
    }
    return said;
}

QString text(const FlagPatch &patch)
{
    QString said;
    QDebug(&said) << patch;
    return said;
}

QString timeText(WallTime time)
{
    return toDateTime(time).toString(u"HH:mm:ss.zzz"_s);
}

Flag withoutSchedules(Flag flag)
{
    if (flag.schedules && flag.schedules->isEmpty())
        flag.schedules.reset();
    return flag;
}

} // namespace signalbox
