// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/service/scheduleservice.h"

namespace signalbox {

/// Carries out planned changes when their time has come, those that became due while nothing ran included.
/// Main thread only.
class ScheduleRunner final
{
public:
    /// Looked at least this often: the wall clock may jump, and another server on the same database may plan
    /// something, or be gone when its time comes.
    static constexpr std::chrono::seconds longestWait{60};
    static constexpr std::chrono::seconds retryWait{2};

    /// References must outlive this.
    ScheduleRunner(ScheduleService &schedules, const Clock &clock);

    void start() { look(); }
    void stop() { m_timer->stop(); }

private:
    void look();
    void arm();

    ScheduleService &m_schedules;
    std::unique_ptr<Timer> m_timer;
    const std::unique_ptr<QObject> m_context = std::make_unique<QObject>(); ///< hears only while this lives
};

} // namespace signalbox
