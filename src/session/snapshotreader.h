// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/provider.h"
#include "protocol/backoff.h"
#include "session/stamps.h"

#include <memory>
#include <optional>

namespace signalbox {

/// Reads all flags, one request at a time: tried again with growing pauses after a failure that may pass, and
/// paced when asked for often, so that a storm of changes costs a fixed share of the time. Main thread only.
class SnapshotReader final
{
public:
    /// Called once per request. A failure for which isRetryable() is tried again unless stop() is called.
    using Answered = std::function<void(MonotonicTime askedAt, Result<Snapshot>)>;

    /// References must outlive this. @p jitter as in Backoff.
    SnapshotReader(Provider &provider, const Clock &clock, Stamps &stamps, std::function<double()> jitter,
                   Answered answered);
    ~SnapshotReader();
    SnapshotReader(const SnapshotReader &) = delete;
    SnapshotReader &operator=(const SnapshotReader &) = delete;

    /// Starts a request now, in place of whatever runs or waits.
    void readNow();
    /// Makes sure that a request starts after this call: after the present one and after the pause that its
    /// duration asks for.
    void readSoon();
    /// A failed read that waits for its next try is tried at once.
    void retryNow();
    void stop();

    /// A request is certain whose answer knows what happened until @p when.
    [[nodiscard]] bool willAnswer(MonotonicTime when) const;

private:
    void begin();
    void schedule();
    void finish(Result<Snapshot> result);

    Provider &m_provider;
    const Clock &m_clock;
    Stamps &m_stamps;
    Answered m_answered;
    Backoff m_backoff;
    std::unique_ptr<Timer> m_timer;
    Pending m_request;
    bool m_reading = false;
    bool m_again = false;    ///< one more after the one under way
    bool m_retrying = false; ///< the timer waits out a failure
    std::optional<MonotonicTime> m_askedAt;
    std::chrono::milliseconds m_pause = limits::coalesceWindow; ///< from one start to the next
};

} // namespace signalbox
