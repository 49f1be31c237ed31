// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <optional>

namespace signalbox {

/// Something that is asked for more often than it is worth doing: done at once after a quiet time, else once
/// at the end of the interval, however often it was asked for. Main thread only.
class Throttle final
{
public:
    /// For words and numbers on screen: fast enough to look immediate, slow enough to be read.
    static constexpr std::chrono::milliseconds readingPace{100};

    /// @p clock must outlive this; @p interval > 0.
    Throttle(const Clock &clock, std::chrono::milliseconds interval, std::function<void()> action);

    /// Runs the action from inside this call, or later from the event loop.
    void ask();

private:
    void run();

    const Clock &m_clock;
    std::chrono::milliseconds m_interval;
    std::function<void()> m_action;
    std::optional<MonotonicTime> m_last;
    std::unique_ptr<Timer> m_timer;
};

} // namespace signalbox
