// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/schedulerunner.h"

#include <algorithm>

namespace signalbox {

ScheduleRunner::ScheduleRunner(ScheduleService &schedules, const Clock &clock)
    : m_schedules(schedules), m_timer(clock.createTimer([this] { look(); }))
{
    QObject::connect(&schedules, &ScheduleService::planned, m_context.get(), [this] {
        if (m_timer->isActive()) // it runs
            arm();
    });
}

void ScheduleRunner::look()
{
    const bool done = m_schedules.carryOutDue();
    const auto next = m_schedules.untilNext();
    const bool isLeft = next == std::chrono::milliseconds(0); // a fault on purpose, or very many at once
    if (done && !isLeft)
        arm();
    else
        m_timer->start(retryWait);
}

void ScheduleRunner::arm()
{
    constexpr std::chrono::milliseconds longest = longestWait;
    m_timer->start(std::min(m_schedules.untilNext().value_or(longest), longest));
}

} // namespace signalbox
