// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"

#include <functional>
#include <memory>

namespace signalbox {

/// A single-shot timer made by a Clock. Fires once per start(); start() again replaces the earlier run.
/// Nothing fires after stop() or destruction. Main thread only.
class Timer
{
public:
    Timer() = default;
    virtual ~Timer() = default;
    Timer(const Timer &) = delete;
    Timer &operator=(const Timer &) = delete;

    /// @p delay >= 0; 0 fires from the event loop, not from inside this call.
    virtual void start(std::chrono::milliseconds delay) = 0;
    virtual void stop() = 0;
    [[nodiscard]] virtual bool isActive() const = 0;
};

/// Where time comes from. Tests move a clock by hand; nothing in the libraries asks the system directly.
class Clock
{
public:
    Clock() = default;
    virtual ~Clock() = default;
    Clock(const Clock &) = delete;
    Clock &operator=(const Clock &) = delete;

    [[nodiscard]] virtual WallTime wallTime() const = 0;
    /// Goes on while the machine sleeps, where the system can tell, so that ages stay honest. Timers do not.
    [[nodiscard]] virtual MonotonicTime now() const = 0;
    /// As now(), without the time that the machine slept: the difference of the two grows in sleep alone. The
    /// same as now() where the system can not tell.
    [[nodiscard]] virtual MonotonicTime awakeTime() const = 0;
    /// The timer may outlive neither this clock nor what @p fired captures; its owner sees to the latter.
    [[nodiscard]] virtual std::unique_ptr<Timer> createTimer(std::function<void()> fired) const = 0;
};

/// The system's clocks and QTimer.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] WallTime wallTime() const override;
    [[nodiscard]] MonotonicTime now() const override;
    [[nodiscard]] MonotonicTime awakeTime() const override;
    [[nodiscard]] std::unique_ptr<Timer> createTimer(std::function<void()> fired) const override;
};

} // namespace signalbox
