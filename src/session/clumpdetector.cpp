// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/clumpdetector.h"

#include <algorithm>

namespace signalbox {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr auto burstPause = 250ms;   ///< frames closer than this arrived together
constexpr auto shortestSilence = 3s; ///< what a burst must follow to be suspicious
constexpr auto spreadNoticed = 3s;   ///< whole seconds and the server's own batching explain less than this
constexpr int heartbeatsNoticed = 3; ///< in one burst, where the rhythm is not known
constexpr std::size_t burstsJudged = 8; ///< how many bursts the verdict looks back on
constexpr int clumpsNeeded = 2;

} // namespace

ClumpDetector::ClumpDetector(std::optional<milliseconds> heartbeat) : m_heartbeat(heartbeat) {}

void ClumpDetector::connectionOpened()
{
    m_burst.reset();
}

void ClumpDetector::heartbeat(MonotonicTime when)
{
    ++burstAt(when).heartbeats;
    judge();
}

void ClumpDetector::event(MonotonicTime when, const std::optional<WallTime> &happenedAt)
{
    Burst &burst = burstAt(when);
    if (happenedAt) {
        burst.earliest = burst.earliest ? std::min(*burst.earliest, *happenedAt) : *happenedAt;
        burst.latest = burst.latest ? std::max(*burst.latest, *happenedAt) : *happenedAt;
    }
    judge();
}

ClumpDetector::Burst &ClumpDetector::burstAt(MonotonicTime when)
{
    if (!m_burst || when - m_burst->last >= burstPause) {
        Burst next;
        next.isFirst = !m_burst;
        next.first = when;
        if (m_burst)
            next.silence = std::chrono::floor<milliseconds>(when - m_burst->last);
        // A burst with no silence before it is the flow of a busy stream: nothing to judge.
        if (!next.isFirst && next.silence >= shortestSilence) {
            m_judged.push_back(false);
            if (m_judged.size() > burstsJudged)
                m_judged.pop_front();
        }
        m_burst = next;
    }
    m_burst->last = when;
    ++m_burst->frames;
    return *m_burst;
}

void ClumpDetector::judge()
{
    if (m_burst->isFirst || m_burst->silence < shortestSilence)
        return;
    if (isClump(*m_burst))
        m_judged.back() = true;
    const auto clumps = std::count(m_judged.cbegin(), m_judged.cend(), true);
    if (clumps == 0) {
        m_verdict.reset();
    } else if (isClump(*m_burst) && (m_verdict || clumps >= clumpsNeeded)) {
        m_verdict = Clump{m_burst->frames, std::chrono::ceil<milliseconds>(m_burst->last - m_burst->first),
                          m_burst->silence};
    }
}

bool ClumpDetector::isClump(const Burst &burst) const
{
    if (burst.frames < 2)
        return false;
    // One beat may be written as two comments; two beats need the time of two.
    const bool beatsTogether = m_heartbeat ? burst.heartbeats >= 2 && burst.silence * 2 >= *m_heartbeat * 3
                                           : burst.heartbeats >= heartbeatsNoticed;
    if (beatsTogether)
        return true;
    if (!burst.earliest)
        return false;
    const milliseconds made = *burst.latest - *burst.earliest;
    const auto arrived = burst.last - burst.first;
    // Times that go back further than the silence are of a replay, not of what was held up.
    return made >= arrived + spreadNoticed && made <= burst.silence + spreadNoticed;
}

} // namespace signalbox
