// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/status/serverstatus.h"

#include <deque>

namespace signalbox {

/// How fast counters move: looks at them once a second and compares with some seconds ago, so that counting
/// itself costs nothing.
class RateSampler final
{
public:
    static constexpr int windowSeconds = 10;

    struct Counts
    {
        quint64 changes = 0;
        quint64 events = 0;
        quint64 requests = 0;
        quint64 evaluations = 0;
    };

    /// @p clock must outlive this. @p read is called from the event loop.
    RateSampler(const Clock &clock, std::function<Counts()> read);

    /// Over the window, or since the beginning where that is less; zero within the first second.
    [[nodiscard]] ServerStatus::Rates rates() const;

private:
    void sample();

    struct Sample
    {
        MonotonicTime time;
        Counts counts;
    };

    const Clock &m_clock;
    const std::function<Counts()> m_read;
    std::deque<Sample> m_samples;
    std::unique_ptr<Timer> m_timer;
};

} // namespace signalbox
