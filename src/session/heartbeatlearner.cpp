// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/heartbeatlearner.h"

#include "core/limits.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace signalbox {

namespace {

using std::chrono::milliseconds;

milliseconds firstWindow(const std::optional<milliseconds> &documented)
{
    return documented ? *documented * 5 / 2 : milliseconds(limits::windowDefault);
}

milliseconds median(const std::deque<milliseconds> &gaps)
{
    std::vector<milliseconds> sorted(gaps.cbegin(), gaps.cend());
    std::sort(sorted.begin(), sorted.end());
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

} // namespace

HeartbeatLearner::HeartbeatLearner(std::optional<milliseconds> documented, std::optional<milliseconds> fixed)
    : m_first(firstWindow(documented))
    , m_ceiling(std::max<milliseconds>(limits::windowCeiling, firstWindow(documented)))
    , m_fixed(fixed)
    , m_window(fixed.value_or(m_first))
{}

void HeartbeatLearner::fix(std::optional<milliseconds> window)
{
    m_fixed = window;
    learn();
}

void HeartbeatLearner::connectionOpened()
{
    m_lastBytes.reset();
    m_lastHeartbeat.reset();
}

bool HeartbeatLearner::bytesArrived(MonotonicTime when)
{
    return !m_hasHeartbeats && note(m_lastBytes, when);
}

bool HeartbeatLearner::heartbeatArrived(MonotonicTime when)
{
    if (!m_hasHeartbeats) { // what the bytes taught says nothing about heartbeats
        m_hasHeartbeats = true;
        m_gaps.clear();
        learn();
    }
    return note(m_lastHeartbeat, when);
}

bool HeartbeatLearner::note(std::optional<MonotonicTime> &last, MonotonicTime when)
{
    const auto before = std::exchange(last, when);
    if (!before || when - *before < limits::burstPause)
        return false;
    m_gaps.push_back(std::chrono::round<milliseconds>(when - *before));
    if (m_gaps.size() > limits::heartbeatGaps)
        m_gaps.pop_front();
    const auto rhythm = m_rhythm;
    const auto window = m_window;
    learn();
    return rhythm != m_rhythm || window != m_window;
}

void HeartbeatLearner::learn()
{
    m_rhythm.reset();
    if (m_gaps.size() >= limits::heartbeatGapsNeeded)
        m_rhythm = median(m_gaps);
    m_window = m_fixed.value_or(m_first);
    if (m_fixed || !m_rhythm)
        return;
    // Without heartbeats an idle stream may be silent for as long as it likes: busy hours do not narrow W.
    const auto floor = m_hasHeartbeats ? milliseconds(limits::windowFloor) : m_first;
    m_window = std::clamp(*m_rhythm * 5 / 2, floor, std::max(floor, m_ceiling));
}

} // namespace signalbox
