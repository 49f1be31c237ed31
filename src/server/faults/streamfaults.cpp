// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/faults/streamfaults.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t mostHeld = 10'000; ///< frames; past it the oldest go out before their time
constexpr auto longestSwap = 2s;         ///< an event that waits for the next one does not wait longer

/// The next multiple of @p every: all that a proxy's buffer holds comes at once.
MonotonicTime nextLump(MonotonicTime now, std::chrono::milliseconds every)
{
    const auto since = now.time_since_epoch();
    return MonotonicTime((since / every + 1) * std::chrono::duration_cast<MonotonicTime::duration>(every));
}

} // namespace

StreamFaults::StreamFaults(FaultSet &faults, StreamHub &hub, const Clock &clock, IsEnvironment isEnvironment,
                           QObject *parent)
    : QObject(parent)
    , m_faults(faults)
    , m_hub(hub)
    , m_clock(clock)
    , m_isEnvironment(std::move(isEnvironment))
    , m_timer(clock.createTimer([this] { onTimer(); }))
{
    m_hub.setGate(this); // also while nothing is wrong: a fault set later befalls the streams of now
}

StreamFaults::~StreamFaults()
{
    m_hub.setGate(nullptr);
}

FaultSet::IsOf StreamFaults::isOf(const QString &environmentId) const
{
    return [this, environmentId](const QString &wanted) {
        return !environmentId.isEmpty() && m_isEnvironment(environmentId, wanted);
    };
}

void StreamFaults::review()
{
    m_gated = !m_faults.isEmpty();
    if (!m_gated) {
        releaseSwapped();
        release(true);
    }
    endOldStrikes();
    strikeStreams();
    armTimer();
    emit flushWanted();
}

// --- frames ---------------------------------------------------------------------------------------------

bool StreamFaults::take(const StreamFrame &sound)
{
    if (!m_gated && m_held.empty())
        return false;
    StreamFrame frame = sound;
    if (frame.organizationId.isEmpty()) { // a heartbeat: late and in lumps like the rest, otherwise sound
        pass(frame, false);
        return true;
    }
    const FaultSet::IsOf of = isOf(frame.environmentId);
    if (FaultSet::Entry *cut = m_faults.draw(FaultKind::Truncate, FaultTarget::Events, of)) {
        const auto kept =
            1 + qsizetype(cut->drawFraction() * double(std::max<qsizetype>(frame.bytes.size() - 3, 1)));
        frame.bytes.truncate(std::min(kept, frame.bytes.size() - 2));
    }
    const bool twice = m_faults.draw(FaultKind::Duplicate, FaultTarget::Events, of) != nullptr;
    const bool swap = !m_swapped && m_faults.draw(FaultKind::Reorder, FaultTarget::Events, of) != nullptr;
    pass(frame, swap);
    if (twice)
        pass(frame, false);
    return true;
}

void StreamFaults::pass(const StreamFrame &frame, bool swap)
{
    if (swap) {
        m_swapped = frame;
        m_swappedUntil = m_clock.now() + longestSwap;
        armTimer();
        return;
    }
    const FaultSet::IsOf of = isOf(frame.environmentId);
    std::chrono::milliseconds delay = 0ms;
    if (FaultSet::Entry *late = m_faults.draw(FaultKind::Latency, FaultTarget::Events, of))
        delay = late->drawDelay();
    if (FaultSet::Entry *lump = m_faults.draw(FaultKind::Clumping, FaultTarget::Events, of)) {
        const MonotonicTime due = nextLump(m_clock.now() + delay, lump->fault.every);
        delay = std::chrono::ceil<std::chrono::milliseconds>(due - m_clock.now());
    }
    hold(frame, delay);
    if (m_swapped && !frame.organizationId.isEmpty())
        releaseSwapped();
}

void StreamFaults::hold(const StreamFrame &frame, std::chrono::milliseconds delay)
{
    if (delay == 0ms && m_held.empty()) {
        m_hub.deliver(frame);
        return;
    }
    if (m_held.empty())
        m_lastRelease = {};
    m_lastRelease = std::max(m_lastRelease, m_clock.now() + delay);
    m_held.emplace(m_lastRelease, frame);
    while (m_held.size() > mostHeld) {
        const StreamFrame oldest = m_held.extract(m_held.begin()).mapped();
        m_hub.deliver(oldest);
    }
    armTimer();
}

void StreamFaults::releaseSwapped()
{
    if (const auto frame = std::exchange(m_swapped, std::nullopt))
        hold(*frame, 0ms);
}

void StreamFaults::release(bool all)
{
    const MonotonicTime now = m_clock.now();
    while (!m_held.empty() && (all || m_held.begin()->first <= now)) {
        const StreamFrame frame = m_held.extract(m_held.begin()).mapped();
        m_hub.deliver(frame);
    }
}

// --- streams --------------------------------------------------------------------------------------------

void StreamFaults::opened(StreamNumber stream, const StreamScope &scope)
{
    m_streams.emplace(stream, scope);
    if (!m_gated)
        return;
    for (FaultSet::Entry &entry : m_faults.entries())
        strike(entry, stream, scope);
    armTimer();
}

void StreamFaults::closed(StreamNumber stream)
{
    m_streams.erase(stream);
    m_silent.erase(stream);
    m_toHangUp.erase(stream);
    std::erase_if(m_drawn, [stream](const auto &drawn) { return drawn.second == stream; });
}

void StreamFaults::strikeStreams()
{
    for (FaultSet::Entry &entry : m_faults.entries()) {
        for (const auto &[stream, scope] : m_streams)
            strike(entry, stream, scope);
    }
}

void StreamFaults::strike(FaultSet::Entry &entry, StreamNumber stream, const StreamScope &scope)
{
    const Fault &fault = entry.fault;
    const bool breaks = fault.kind == FaultKind::Drop && fault.when == DropPoint::OpenStream;
    if (!breaks && fault.kind != FaultKind::HalfOpen)
        return;
    if (m_faults.phaseOf(entry) != FaultPhase::Active || !m_drawn.emplace(entry.id, stream).second)
        return;
    // A stream of the whole organisation carries every environment.
    const auto carries = [this, &scope](const QString &wanted) {
        return scope.environmentId.isEmpty() || m_isEnvironment(scope.environmentId, wanted);
    };
    if (!m_faults.strikes(entry, carries))
        return;
    if (breaks) {
        const MonotonicTime due = m_clock.now() + entry.drawDelay();
        const auto known = m_toHangUp.emplace(stream, due).first;
        known->second = std::min(known->second, due);
    } else if (m_silent.emplace(stream, entry.id).second) {
        m_hub.silence(stream);
    }
}

/// A network that comes back resets what it forgot: a silent stream does not outlive its fault.
void StreamFaults::endOldStrikes()
{
    std::set<quint64> ruling;
    for (const FaultSet::Entry &entry : m_faults.entries()) {
        if (m_faults.phaseOf(entry) != FaultPhase::Over)
            ruling.insert(entry.id);
    }
    const auto silent = m_silent;
    for (const auto &[stream, fault] : silent) {
        if (!ruling.contains(fault)) {
            m_silent.erase(stream);
            m_hub.hangUp(stream);
        }
    }
    if (ruling.empty())
        m_toHangUp.clear();
    std::erase_if(m_drawn, [&ruling](const auto &drawn) { return !ruling.contains(drawn.first); });
}

void StreamFaults::hangUpDue()
{
    const MonotonicTime now = m_clock.now();
    std::vector<StreamNumber> due;
    for (const auto &[stream, time] : m_toHangUp) {
        if (time <= now)
            due.push_back(stream);
    }
    for (const StreamNumber stream : due) {
        m_toHangUp.erase(stream);
        m_hub.hangUp(stream);
    }
}

// --- time -----------------------------------------------------------------------------------------------

void StreamFaults::onTimer()
{
    if (m_swapped && m_swappedUntil <= m_clock.now())
        releaseSwapped();
    release(false);
    endOldStrikes();
    strikeStreams();
    hangUpDue();
    armTimer();
    emit flushWanted();
}

void StreamFaults::armTimer()
{
    std::optional<MonotonicTime> next = m_faults.nextBoundary();
    const auto consider = [&next](MonotonicTime time) { next = next ? std::min(*next, time) : time; };
    if (!m_held.empty())
        consider(m_held.begin()->first);
    if (m_swapped)
        consider(m_swappedUntil);
    for (const auto &[stream, time] : m_toHangUp)
        consider(time);
    if (!next) {
        m_timer->stop();
        return;
    }
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*next - m_clock.now());
    m_timer->start(std::max(wait, 0ms));
}

} // namespace signalbox
