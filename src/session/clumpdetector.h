// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/link.h"
#include "core/time.h"

#include <deque>
#include <optional>

namespace signalbox {

/// Notices that frames which were sent apart arrive together after a silence: a proxy on the way buffers.
///
/// Many events at once prove nothing, a deploy may change fifty flags. What proves it is time that passed
/// between the frames where they were made and not where they arrived: several heartbeats in one burst, or
/// events whose own times lie seconds apart. One such burst may be a stalled network, so the verdict needs
/// two of the last few. The first burst of a connection never counts: servers replay there. Pure: no clock.
/// Main thread only.
class ClumpDetector final
{
public:
    /// @p heartbeat: the rhythm the vendor documents, if any.
    explicit ClumpDetector(std::optional<std::chrono::milliseconds> heartbeat);

    void connectionOpened();
    /// A comment arrived at @p when. Times never go back.
    void heartbeat(MonotonicTime when);
    /// An event arrived; @p happenedAt is the vendor's time of it, perhaps in whole seconds.
    void event(MonotonicTime when, const std::optional<WallTime> &happenedAt);

    /// The last clump, while the stream counts as buffered.
    [[nodiscard]] const std::optional<Clump> &verdict() const { return m_verdict; }

private:
    struct Burst
    {
        MonotonicTime first;
        MonotonicTime last;
        std::chrono::milliseconds silence{0}; ///< before it
        int frames = 0;
        int heartbeats = 0;
        std::optional<WallTime> earliest; ///< of the events' own times
        std::optional<WallTime> latest;
        bool isFirst = false; ///< of its connection
    };

    Burst &burstAt(MonotonicTime when);
    void judge();
    [[nodiscard]] bool isClump(const Burst &burst) const;

    const std::optional<std::chrono::milliseconds> m_heartbeat;
    std::optional<Burst> m_burst;
    std::deque<bool> m_judged; ///< whether each of the last bursts was a clump; the present one is last
    std::optional<Clump> m_verdict;
};

} // namespace signalbox
