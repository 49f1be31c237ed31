// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/linkmonitor.h"

#include <algorithm>

namespace signalbox {

LinkMonitor::LinkMonitor(const Clock &clock, std::chrono::milliseconds window) : m_clock(clock)
{
    m_status.window = window;
    m_status.since = clock.now();
    m_status.sinceWall = clock.wallTime();
}

void LinkMonitor::start()
{
    m_mode = Mode::Running;
    m_status.pollEvery.reset();
    m_polledAt.reset();
    m_status.clump.reset();
    m_phase = Phase::Connecting;
    m_synced = false;
    m_byteOnStream = false;
    m_lossError.reset();
    m_readError.reset();
    m_stopError.reset();
    m_status.attempt = 0;
    m_status.retryAt.reset();
    m_staleAt.reset();
    if (m_everSynced) // what is on screen comes from before the stop
        m_staleAt = m_clock.now() + staleAfterLoss;
    refresh();
}

void LinkMonitor::pause()
{
    stop(Mode::Paused, {});
}

void LinkMonitor::needSignIn(const std::optional<Error> &error)
{
    stop(Mode::SignInNeeded, error);
}

void LinkMonitor::refuse(const std::optional<Error> &error)
{
    stop(Mode::Refused, error);
}

void LinkMonitor::stop(Mode mode, const std::optional<Error> &error)
{
    m_mode = mode;
    m_synced = false;
    m_stopError = error;
    m_status.pollEvery.reset();
    m_polledAt.reset();
    m_status.retryAt.reset();
    refresh();
}

void LinkMonitor::connecting(int failures)
{
    leaveConnection();
    m_phase = Phase::Connecting;
    m_status.attempt = failures;
    m_status.retryAt.reset();
    refresh();
}

void LinkMonitor::opened()
{
    leaveConnection();
    m_phase = Phase::Open;
    m_openedAt = m_clock.now();
    m_status.retryAt.reset();
    refresh();
}

void LinkMonitor::lost(const std::optional<Error> &error, int failures,
                       std::optional<std::chrono::milliseconds> retryIn)
{
    leaveConnection();
    m_phase = Phase::Waiting;
    m_lossError = error;
    m_status.attempt = failures;
    m_status.retryAt.reset();
    if (retryIn)
        m_status.retryAt = m_clock.now() + *retryIn;
    refresh();
}

void LinkMonitor::leaveConnection()
{
    // A connection that was silent for 2W is replaced by the watchdog: it was stale before it was lost, and
    // three more seconds of grace would make it look better for a moment.
    const bool wasStale = m_status.state == LinkState::Stale || state() == LinkState::Stale;
    if (!m_staleAt)
        m_staleAt = m_clock.now() + (wasStale ? std::chrono::seconds(0) : staleAfterLoss);
    m_synced = false;
    m_byteOnStream = false;
    m_readError.reset();
}

void LinkMonitor::bytes()
{
    m_status.lastByte = m_clock.now();
    m_status.lastByteWall = m_clock.wallTime();
    m_byteOnStream = true;
    if (m_status.state != LinkState::Live)
        refresh();
}

void LinkMonitor::readFailed(const Error &error)
{
    m_readError = error;
    refresh();
}

void LinkMonitor::synced(int flags)
{
    m_synced = true;
    m_staleAt.reset();
    if (!isToPoll()) // else this stream has yet to prove itself
        m_lossError.reset();
    m_status.attempt = 0;
    noteReading(flags, m_status.state == LinkState::Polling);
}

void LinkMonitor::setRhythm(const std::optional<std::chrono::milliseconds> &heartbeat,
                            std::chrono::milliseconds window, bool fixed)
{
    m_status.heartbeat = heartbeat;
    m_status.window = window;
    m_status.windowFixed = fixed;
    refresh();
}

void LinkMonitor::setClump(const std::optional<Clump> &clump)
{
    m_status.clump = clump;
}

void LinkMonitor::poll(std::chrono::milliseconds every)
{
    m_status.pollEvery = every;
    refresh();
}

void LinkMonitor::polled(int flags)
{
    noteReading(flags, true);
}

void LinkMonitor::noteReading(int flags, bool isPoll)
{
    m_everSynced = true;
    m_readError.reset();
    m_status.lastRead = m_clock.now();
    m_status.lastReadWall = m_clock.wallTime();
    if (isPoll)
        m_polledAt = m_status.lastRead;
    m_status.snapshotDone = flags;
    m_status.snapshotTotal = flags;
    refresh();
}

/// One missed reading is forgiven, as one missed heartbeat is.
std::optional<MonotonicTime> LinkMonitor::polledUntil() const
{
    if (!m_status.pollEvery || !m_polledAt)
        return std::nullopt;
    return *m_polledAt + *m_status.pollEvery * 5 / 2;
}

void LinkMonitor::update()
{
    refresh();
}

MonotonicTime LinkMonitor::quietSince() const
{
    return m_byteOnStream && m_status.lastByte ? *m_status.lastByte : m_openedAt;
}

LinkState LinkMonitor::state() const
{
    switch (m_mode) {
    case Mode::Idle: return LinkState::Idle;
    case Mode::Paused: return LinkState::Paused;
    case Mode::SignInNeeded: return LinkState::SignInNeeded;
    case Mode::Refused: return LinkState::Refused;
    case Mode::Running: break;
    }
    const LinkState ofStream = streamState();
    const auto until = polledUntil();
    return ofStream != LinkState::Live && until && m_clock.now() < *until ? LinkState::Polling : ofStream;
}

/// The state that the stream alone would give.
LinkState LinkMonitor::streamState() const
{
    const MonotonicTime now = m_clock.now();
    if (!m_synced) {
        // Without a first reading there is nothing on screen that could be stale.
        if (m_everSynced && m_staleAt && now >= *m_staleAt)
            return LinkState::Stale;
        switch (m_phase) {
        case Phase::Connecting: return LinkState::Connecting;
        case Phase::Open: return LinkState::Syncing;
        case Phase::Waiting: return LinkState::Retrying;
        }
    }
    const auto silence = now - quietSince();
    if (silence >= 2 * m_status.window)
        return LinkState::Stale;
    if (silence >= m_status.window)
        return LinkState::Late;
    return m_byteOnStream ? LinkState::Live : LinkState::Syncing;
}

std::optional<Error> LinkMonitor::error() const
{
    switch (m_status.state) {
    case LinkState::SignInNeeded:
    case LinkState::Refused: return m_stopError;
    case LinkState::Syncing: return m_readError;
    case LinkState::Polling: return m_lossError;
    case LinkState::Connecting:
    case LinkState::Retrying:
    case LinkState::Stale: return m_readError ? m_readError : m_lossError;
    case LinkState::Idle:
    case LinkState::Live:
    case LinkState::Late:
    case LinkState::Paused: break;
    }
    return std::nullopt;
}

void LinkMonitor::refresh()
{
    const LinkState now = state();
    if (now == LinkState::Live) { // the stream is back
        m_status.pollEvery.reset();
        m_polledAt.reset();
        m_lossError.reset();
    }
    if (now != m_status.state) {
        m_status.state = now;
        m_status.since = m_clock.now();
        m_status.sinceWall = m_clock.wallTime();
    }
    m_status.error = error();
    m_status.snapshotRead = m_synced;
    if (!m_synced && now != LinkState::Polling) {
        m_status.snapshotDone = 0;
        m_status.snapshotTotal = 0;
    }
}

std::optional<std::chrono::milliseconds> LinkMonitor::nextChange() const
{
    if (m_mode != Mode::Running)
        return std::nullopt;
    const MonotonicTime now = m_clock.now();
    std::optional<MonotonicTime> next;
    if (!m_synced) {
        if (m_everSynced && m_staleAt && *m_staleAt > now)
            next = m_staleAt;
    } else {
        const MonotonicTime late = quietSince() + m_status.window;
        const MonotonicTime stale = quietSince() + 2 * m_status.window;
        if (late > now)
            next = late;
        else if (stale > now)
            next = stale;
    }
    if (const auto until = polledUntil(); until && *until > now && (!next || *until < *next))
        next = until;
    if (!next)
        return std::nullopt;
    return std::chrono::ceil<std::chrono::milliseconds>(*next - now);
}

} // namespace signalbox
