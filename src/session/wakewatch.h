// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <memory>

namespace signalbox {

/// Compares the clocks every few seconds and so notices that the machine slept and that the wall clock was
/// set. Says what it found once per occurrence. Main thread only.
class WakeWatch final
{
public:
    struct Finding
    {
        enum class Kind {
            Slept,
            LeaptAhead, ///< the wall clock, and nothing says why: a person, or a machine that stood still
            SetBack,    ///< the wall clock
        };
        Kind kind = Kind::Slept;
        std::chrono::milliseconds by{0}; ///< how long, how far; negative for SetBack
        WallTime before;                 ///< the wall clock when all was still well
    };

    /// @p clock must outlive this.
    WakeWatch(const Clock &clock, std::function<void(const Finding &)> found);

    void start();
    void stop();

private:
    struct Times
    {
        MonotonicTime now;
        MonotonicTime awake;
        WallTime wall;
    };
    [[nodiscard]] Times times() const;
    void compare();

    const Clock &m_clock;
    std::function<void(const Finding &)> m_found;
    std::unique_ptr<Timer> m_timer;
    Times m_last;
};

} // namespace signalbox
