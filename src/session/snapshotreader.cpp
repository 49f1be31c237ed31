// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshotreader.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

// Reading everything again and again takes at most a quarter of the time, here and on the server.
constexpr int pausePerDuration = 4;

} // namespace

SnapshotReader::SnapshotReader(Provider &provider, const Clock &clock, Stamps &stamps,
                               std::function<double()> jitter, Answered answered)
    : m_provider(provider)
    , m_clock(clock)
    , m_stamps(stamps)
    , m_answered(std::move(answered))
    , m_backoff({}, std::move(jitter))
    , m_timer(clock.createTimer([this] { begin(); }))
{}

SnapshotReader::~SnapshotReader() = default;

void SnapshotReader::readNow()
{
    begin();
}

void SnapshotReader::readSoon()
{
    if (m_reading)
        m_again = true;
    else if (!m_timer->isActive())
        schedule();
}

void SnapshotReader::schedule()
{
    const MonotonicTime now = m_clock.now();
    const MonotonicTime dueAt = m_askedAt ? std::max(now, *m_askedAt + m_pause) : now;
    m_timer->start(std::chrono::ceil<std::chrono::milliseconds>(dueAt - now));
}

void SnapshotReader::retryNow()
{
    if (m_retrying)
        begin();
}

void SnapshotReader::stop()
{
    m_timer->stop();
    m_request.cancel();
    m_reading = false;
    m_again = false;
    m_retrying = false;
}

bool SnapshotReader::willAnswer(MonotonicTime when) const
{
    return m_again || m_timer->isActive() || (m_reading && m_askedAt >= when);
}

void SnapshotReader::begin()
{
    stop();
    m_reading = true;
    m_askedAt = m_stamps.next();
    m_request = m_provider.readFlags([this](Result<Snapshot> result) { finish(std::move(result)); });
}

void SnapshotReader::finish(Result<Snapshot> result)
{
    const Pending request = std::move(m_request); // keeps this very callback alive until the end
    const MonotonicTime askedAt = m_askedAt.value_or(m_clock.now());
    const auto duration = std::max(std::chrono::ceil<std::chrono::milliseconds>(m_clock.now() - askedAt),
                                   std::chrono::milliseconds(0));
    m_reading = false;
    m_pause = std::clamp<std::chrono::milliseconds>(pausePerDuration * duration, limits::coalesceWindow,
                                                    limits::backoffCap);
    if (result) {
        m_backoff.reset();
        if (std::exchange(m_again, false))
            schedule();
    } else if (isRetryable(result.error())) {
        m_again = false;
        m_retrying = true;
        m_timer->start(m_backoff.next(result.error().retryAfter.value_or(std::chrono::milliseconds(0))));
    }
    m_answered(askedAt, std::move(result));
}

} // namespace signalbox
