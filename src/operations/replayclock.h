// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

namespace signalbox {

/// The time of a replay: it stands, runs at some speed, and is put where somebody wants it. Ages and clocks
/// on screen are taken from it. Its timers are those of the real clock: a pause after typing is as long in a
/// replay as elsewhere. The monotonic side does not start over when the replay does. Main thread only.
class ReplayClock final : public Clock
{
public:
    /// @p base must outlive this. @p started: when the recording began. Stands at 0.
    ReplayClock(const Clock &base, WallTime started);

    [[nodiscard]] WallTime wallTime() const override;
    [[nodiscard]] MonotonicTime now() const override;
    /// As now(): a replay does not sleep.
    [[nodiscard]] MonotonicTime awakeTime() const override;
    [[nodiscard]] std::unique_ptr<Timer> createTimer(std::function<void()> fired) const override;

    /// Since the recording began.
    [[nodiscard]] std::chrono::milliseconds position() const;
    void moveTo(std::chrono::milliseconds position);
    /// @p speed: replayed seconds a second; 0 stands still.
    void run(double speed);
    /// Back to 0.
    void restart();

private:
    [[nodiscard]] std::chrono::nanoseconds elapsed() const;

    const Clock &m_base;
    WallTime m_started;
    MonotonicTime m_origin; ///< what now() was at position 0
    MonotonicTime m_anchor; ///< of the base, when the position was m_at
    std::chrono::nanoseconds m_at{0};
    double m_speed = 0;
};

} // namespace signalbox
