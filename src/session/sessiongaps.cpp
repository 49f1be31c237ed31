// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/sessionprivate.h"

#include <algorithm>
#include <utility>

namespace signalbox {

using std::chrono::milliseconds;

/// From the last contact on, changes go unseen. While flags are polled the readings see them; that stretch
/// has a row of its own.
void Session::Private::noteGap(GapReason reason)
{
    if (!everRead || m_gapFrom || m_polledFrom)
        return;
    m_gapFrom = lastContact();
    m_gapReason = reason;
}

/// Until when nothing can have been missed, in the wall clock's present terms, whatever it was set to
/// meanwhile.
WallTime Session::Private::lastContact() const
{
    const MonotonicTime last = std::max(link.status().lastByte.value_or(m_syncAskedAt), m_syncAskedAt);
    return clock.wallTime() - std::chrono::round<milliseconds>(clock.now() - last);
}

void Session::Private::interrupted(GapReason reason, const std::optional<WallTime> &since)
{
    if (!link.isRunning())
        return;
    if (everRead) {
        const WallTime from = m_gapFrom.value_or(lastContact());
        m_gapFrom = since ? std::min(from, *since) : from;
        m_gapReason = reason;
    }
    link.reconnect();
    if (link.isToPoll())
        reader.readNow();
}

void Session::Private::onWoken(const WakeWatch::Finding &finding)
{
    using Kind = WakeWatch::Finding::Kind;
    switch (finding.kind) {
    case Kind::Slept: interrupted(GapReason::Sleep, finding.before); break;
    case Kind::LeaptAhead: interrupted(GapReason::ClockJump, finding.before); break;
    case Kind::SetBack: // no time was lost, so nothing can have been missed
        for (std::optional<WallTime> *from : {&m_gapFrom, &m_polledFrom}) {
            if (*from)
                **from += finding.by;
        }
        addFact(FactKind::Note, FactSource::Link, {}, {}, ClockDetail{finding.by});
        break;
    }
    flush();
}

void Session::Private::onPollingWanted()
{
    m_pollTimer->stop();
    reader.readNow();
}

void Session::Private::armPoll()
{
    if (!link.isToPoll())
        return;
    const auto every = link.status().pollEvery.value_or(limits::pollEvery);
    // Within 20 % of the pause, so that a hundred consoles do not ask together.
    m_pollTimer->start(std::chrono::ceil<milliseconds>(every * (0.8 + 0.4 * m_jitter())));
}

/// All flags were read while there was no stream. @p isNews: it is not the first reading ever.
void Session::Private::noteReadingWithoutStream(const QVector<FlagDifference> &differing, bool isNews)
{
    if (!m_polledFrom)
        m_polledFrom = m_syncAskedWall;
    if (!isNews)
        return;
    for (const FlagDifference &difference : differing)
        m_polledDiffering.insert(difference.key);
    if (m_gapFrom) {
        addGap(differing);
        return;
    }
    for (const FlagDifference &difference : differing)
        addResync(difference);
}

/// One row for the stretch that was polled: what went there and back between two readings was not seen.
void Session::Private::sayPolled()
{
    if (!m_polledFrom)
        return;
    ++counters.gaps;
    const WallTime until = lastContact();
    const WallTime from = std::min(*std::exchange(m_polledFrom, std::nullopt), until);
    const int differing = int(std::exchange(m_polledDiffering, {}).size());
    addFact(FactKind::Gap, FactSource::Link, {}, {}, GapDetail{from, until, differing, GapReason::Polling});
}

void Session::Private::endPolling()
{
    m_pollTimer->stop();
    sayPolled();
}

} // namespace signalbox
