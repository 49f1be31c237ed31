// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <optional>
#include <vector>

namespace signalbox {

/// A clock that moves only when told to. Timers fire from advance(), in order of their due time; a timer that
/// is started with 0 fires at the next advance(), also of 0.
class ManualClock final : public Clock
{
public:
    ManualClock();
    ~ManualClock() override;

    [[nodiscard]] WallTime wallTime() const override;
    [[nodiscard]] MonotonicTime now() const override;
    [[nodiscard]] MonotonicTime awakeTime() const override;
    [[nodiscard]] std::unique_ptr<Timer> createTimer(std::function<void()> fired) const override;

    /// Moves both clocks and fires what falls due, including timers started by those that fire.
    void advance(std::chrono::milliseconds by);
    /// Fires what is due now, but not what is started meanwhile: one turn of an event loop.
    void fireDue();
    /// Something took that long: both clocks go on, and what falls due fires when it is next asked for.
    void pass(std::chrono::milliseconds by);
    /// The machine sleeps: both clocks go on, timers do not, and nothing fires.
    void sleep(std::chrono::milliseconds by);
    /// The wall clock alone jumps; timers do not care.
    void setWallTime(WallTime time);
    /// Time until the next timer fires; absent when none is armed.
    [[nodiscard]] std::optional<std::chrono::milliseconds> nextTimer() const;

private:
    class ManualTimer;
    MonotonicTime m_now;
    MonotonicTime::duration m_slept{0};
    WallTime m_wall;
    mutable std::vector<ManualTimer *> m_timers;
    mutable quint64 m_sequence = 0;
};

} // namespace signalbox
