// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"

#include <deque>
#include <optional>

namespace signalbox {

/// Learns how often a stream is heard when nothing happens, and from that how much silence is still normal (W
/// of ux.md section 1).
///
/// A gap lies between two heartbeats (comments), whatever events came between them: a busy stream must not
/// teach that silence is rare, or it would look late as soon as the work is done. Where a stream has no
/// heartbeats the gaps between its bytes are taken, and then W only grows from where it began. Bytes that
/// follow each other within limits::burstPause are one sign of life, however the network cut them. Pure: no
/// timer, no clock. Main thread only.
class HeartbeatLearner final
{
public:
    /// @p documented: the rhythm that the vendor promises. @p fixed: see fix().
    HeartbeatLearner(std::optional<std::chrono::milliseconds> documented,
                     std::optional<std::chrono::milliseconds> fixed);

    /// W is @p window whatever is heard; absent: W follows what was learned, meanwhile too.
    void fix(std::optional<std::chrono::milliseconds> window);
    [[nodiscard]] bool isFixed() const { return m_fixed.has_value(); }

    /// A connection opened: the time since the last one's bytes is no gap of a heartbeat.
    void connectionOpened();
    // Both return true when rhythm or window changed.
    bool bytesArrived(MonotonicTime when);
    bool heartbeatArrived(MonotonicTime when);

    /// Median of the last gaps; absent before limits::heartbeatGapsNeeded of them.
    [[nodiscard]] std::optional<std::chrono::milliseconds> rhythm() const { return m_rhythm; }
    [[nodiscard]] std::chrono::milliseconds window() const { return m_window; }

private:
    bool note(std::optional<MonotonicTime> &last, MonotonicTime when);
    void learn();

    const std::chrono::milliseconds m_first; ///< W before anything is learned
    const std::chrono::milliseconds m_ceiling;
    std::optional<std::chrono::milliseconds> m_fixed;
    std::chrono::milliseconds m_window;
    std::optional<std::chrono::milliseconds> m_rhythm;
    std::deque<std::chrono::milliseconds> m_gaps; ///< newest last
    std::optional<MonotonicTime> m_lastBytes;     ///< of the present connection
    std::optional<MonotonicTime> m_lastHeartbeat; ///< of the present connection
    bool m_hasHeartbeats = false;
};

} // namespace signalbox
