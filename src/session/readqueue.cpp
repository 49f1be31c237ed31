// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/readqueue.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace signalbox {

namespace {

std::chrono::milliseconds pauseAfter(const Error &error, int failures)
{
    const auto grown = limits::backoffFirst * (1 << std::min(failures - 1, 5));
    const std::chrono::milliseconds pause = std::min<std::chrono::milliseconds>(grown, limits::backoffCap);
    return std::max(pause, error.retryAfter.value_or(std::chrono::milliseconds(0)));
}

} // namespace

ReadQueue::ReadQueue(const Clock &clock, Stamps &stamps, Read read, Answered answered)
    : m_clock(clock)
    , m_stamps(stamps)
    , m_read(std::move(read))
    , m_answered(std::move(answered))
    , m_timer(clock.createTimer([this] { pump(); }))
{}

ReadQueue::~ReadQueue() = default;

void ReadQueue::add(const FlagRef &flag, ReadUrgency urgency, std::chrono::milliseconds delay)
{
    Entry &entry = m_entries[flag];
    // In a burst nearly every wish is one of these: what is on its way answers it, whatever the time.
    if (entry.place == Place::Flying) {
        entry.againUrgency = entry.again ? std::min(entry.againUrgency, urgency) : urgency;
        entry.again = true;
        return;
    }
    const bool noLater = entry.place != Place::Resting && entry.urgency <= urgency;
    if (entry.place == Place::Ready && noLater)
        return;
    MonotonicTime dueAt;
    if (entry.started && !isPrompt(flag))
        dueAt = entry.startAt + limits::coalesceWindow;
    if (entry.place == Place::Delayed && noLater && entry.dueAt <= dueAt)
        return;
    const MonotonicTime now = m_clock.now();
    dueAt = std::max(dueAt, now + delay);
    if (entry.place == Place::Delayed) {
        if (noLater && entry.dueAt <= dueAt)
            return;
        urgency = std::min(urgency, entry.urgency);
        dueAt = std::min(dueAt, entry.dueAt);
    } else if (entry.place == Place::Ready) {
        dueAt = now;
    }
    place(flag, entry, urgency, dueAt);
    pump();
}

void ReadQueue::place(const FlagRef &flag, Entry &entry, ReadUrgency urgency, MonotonicTime dueAt)
{
    unplace(entry);
    entry.urgency = urgency;
    entry.sequence = ++m_sequence;
    entry.dueAt = dueAt;
    ++m_waiting[size_t(urgency)];
    if (dueAt <= m_clock.now()) {
        entry.place = Place::Ready;
        m_ready.emplace(std::pair(urgency, entry.sequence), flag);
    } else {
        entry.place = Place::Delayed;
        m_delayed.emplace(std::pair(dueAt, entry.sequence), flag);
    }
}

void ReadQueue::unplace(Entry &entry)
{
    switch (entry.place) {
    case Place::Ready:
        m_ready.erase(std::pair(entry.urgency, entry.sequence));
        --m_waiting[size_t(entry.urgency)];
        break;
    case Place::Delayed:
        m_delayed.erase(std::pair(entry.dueAt, entry.sequence));
        --m_waiting[size_t(entry.urgency)];
        break;
    case Place::Flying:
        --m_inFlight;
        if (entry.urgency != ReadUrgency::Announced)
            --m_othersInFlight;
        break;
    case Place::Resting: break;
    }
    entry.place = Place::Resting;
}

void ReadQueue::drop(const FlagRef &flag)
{
    const auto found = m_entries.find(flag);
    if (found == m_entries.end())
        return;
    release(found);
    pump();
}

/// Takes the entry out. The start of its last read stays known for the coalescing window.
void ReadQueue::release(Entries::iterator found)
{
    Entry &entry = found->second;
    unplace(entry);
    entry.request.cancel();
    entry.again = false;
    entry.failures = 0;
    eraseIfSpent(found);
}

/// An entry at rest is only kept to know when its last read started, for as long as that matters.
void ReadQueue::eraseIfSpent(Entries::iterator found)
{
    const Entry &entry = found->second;
    if (entry.place == Place::Resting
        && (!entry.started || entry.startAt + limits::coalesceWindow <= m_clock.now()))
        m_entries.erase(found);
}

void ReadQueue::clear()
{
    m_timer->stop();
    m_ready.clear();
    m_delayed.clear();
    m_starts.clear();
    m_waiting.fill(0);
    m_inFlight = 0;
    m_othersInFlight = 0;
    std::exchange(m_entries, {}); // cancels what is in flight
}

void ReadQueue::dropWaiting(ReadUrgency urgency)
{
    for (const FlagRef &flag : waitingRefs(urgency))
        release(m_entries.find(flag));
    armTimer();
}

std::vector<FlagRef> ReadQueue::waitingRefs(ReadUrgency urgency) const
{
    std::vector<FlagRef> found;
    for (auto next = m_ready.lower_bound(std::pair(urgency, quint64(0)));
         next != m_ready.end() && next->first.first == urgency; ++next)
        found.push_back(next->second);
    for (const auto &[due, flag] : m_delayed) {
        if (m_entries.at(flag).urgency == urgency)
            found.push_back(flag);
    }
    return found;
}

void ReadQueue::demotePreferred()
{
    for (const FlagRef &flag : waitingRefs(ReadUrgency::Preferred)) {
        Entry &entry = m_entries[flag];
        place(flag, entry, ReadUrgency::Background, entry.dueAt);
    }
}

void ReadQueue::setPrompt(const FlagRef &flag, bool prompt)
{
    if (!prompt) {
        m_prompt.remove(flag);
        return;
    }
    m_prompt.insert(flag);
    const auto found = m_entries.find(flag);
    if (found != m_entries.end() && found->second.place == Place::Delayed && found->second.failures == 0)
        place(flag, found->second, found->second.urgency, m_clock.now());
    pump();
}

void ReadQueue::setHeld(bool held)
{
    m_held = held;
    pump();
}

bool ReadQueue::contains(const FlagRef &flag) const
{
    const auto found = m_entries.find(flag);
    return found != m_entries.end() && found->second.place != Place::Resting;
}

bool ReadQueue::willAnswer(const FlagRef &flag, MonotonicTime when) const
{
    const auto found = m_entries.find(flag);
    if (found == m_entries.end())
        return false;
    switch (found->second.place) {
    case Place::Ready:
    case Place::Delayed: return true;
    case Place::Flying: return found->second.again || found->second.askedAt >= when;
    case Place::Resting: break;
    }
    return false;
}

int ReadQueue::waiting(ReadUrgency urgency) const
{
    return m_waiting[size_t(urgency)];
}

void ReadQueue::pump()
{
    const MonotonicTime now = m_clock.now();
    forgetOldStarts();
    while (!m_delayed.empty() && m_delayed.begin()->first.first <= now) {
        const FlagRef flag = m_delayed.begin()->second;
        Entry &entry = m_entries[flag];
        place(flag, entry, entry.urgency, now);
    }
    while (!m_held && !m_ready.empty() && m_inFlight < limits::readsInFlight) {
        const auto next = m_ready.begin();
        if (next->first.first != ReadUrgency::Announced && m_othersInFlight >= limits::readsInFlight - 1)
            break;
        const FlagRef flag = next->second;
        begin(flag, m_entries[flag]);
    }
    armTimer();
}

void ReadQueue::begin(const FlagRef &flag, Entry &entry)
{
    unplace(entry);
    entry.place = Place::Flying;
    entry.started = true;
    entry.startAt = m_clock.now();
    entry.askedAt = m_stamps.next();
    entry.sequence = ++m_sequence;
    m_starts.emplace_back(entry.startAt, flag);
    ++m_inFlight;
    if (entry.urgency != ReadUrgency::Announced)
        ++m_othersInFlight;
    // The callback never comes from inside the call, so the entry is still the one that asked.
    entry.request = m_read(flag, [this, flag, number = entry.sequence](const Result<Flag> &result) {
        finish(flag, number, result);
    });
}

void ReadQueue::finish(const FlagRef &finished, quint64 number, const Result<Flag> &result)
{
    const FlagRef flag = finished; // the callback that holds it goes with the request
    const auto found = m_entries.find(flag);
    if (found == m_entries.end() || found->second.place != Place::Flying || found->second.sequence != number)
        return;
    Entry &entry = found->second;
    const Pending request = std::move(entry.request); // keeps this very callback alive until the end
    const ReadUrgency urgency = entry.urgency;
    const MonotonicTime askedAt = entry.askedAt;
    unplace(entry);
    const bool again = std::exchange(entry.again, false);
    if (result || !isRetryable(result.error())) {
        entry.failures = 0;
        if (again)
            place(flag, entry, entry.againUrgency,
                  isPrompt(flag) ? m_clock.now() : entry.startAt + limits::coalesceWindow);
    } else {
        ++entry.failures;
        const MonotonicTime dueAt = m_clock.now() + pauseAfter(result.error(), entry.failures);
        place(flag, entry, again ? std::min(urgency, entry.againUrgency) : urgency, dueAt);
    }
    m_answered(flag, urgency, askedAt, result);
    if (const auto rest = m_entries.find(flag); rest != m_entries.end())
        eraseIfSpent(rest);
    pump();
}

void ReadQueue::forgetOldStarts()
{
    const MonotonicTime limit = m_clock.now() - limits::coalesceWindow;
    while (!m_starts.empty() && m_starts.front().first <= limit) {
        const auto found = m_entries.find(m_starts.front().second);
        if (found != m_entries.end())
            eraseIfSpent(found);
        m_starts.pop_front();
    }
}

void ReadQueue::armTimer()
{
    if (m_delayed.empty()) {
        m_timer->stop();
        return;
    }
    const MonotonicTime dueAt = m_delayed.begin()->first.first;
    if (m_timer->isActive() && m_armedFor == dueAt)
        return; // starting a timer costs more than all the rest
    m_armedFor = dueAt;
    m_timer->start(std::max(std::chrono::ceil<std::chrono::milliseconds>(dueAt - m_clock.now()),
                            std::chrono::milliseconds(0)));
}

} // namespace signalbox
