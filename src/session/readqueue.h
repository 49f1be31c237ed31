// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/flag.h"
#include "core/limits.h"
#include "core/pending.h"
#include "session/stamps.h"

#include <QSet>
#include <QVector>

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

namespace signalbox {

/// Which reads go first. Only Announced may use the last free slot, so that the flag that just changed never
/// waits behind rules that nobody asked for.
enum class ReadUrgency : quint8 {
    Announced, ///< an event said "changed"
    Preferred, ///< its rules are on screen
    Elsewhere, ///< the same key in another environment
    Background,
};

/// Reads single flags, coalesced: at most one read in flight per flag and limits::readsInFlight in all. The
/// first wish for a flag is read at once; wishes that come while it is in flight cause exactly one more read,
/// not sooner than limits::coalesceWindow after the last one started. A failure that may pass is tried again
/// with growing pauses until the flag is dropped. Main thread only.
class ReadQueue final
{
public:
    using Read = std::function<Pending(const FlagRef &, Callback<Flag>)>;
    /// Called once per answer, also for a failure that will be tried again. The queue may be changed from
    /// inside.
    using Answered =
        std::function<void(const FlagRef &, ReadUrgency, MonotonicTime askedAt, const Result<Flag> &)>;

    /// @p clock and @p stamps must outlive this.
    ReadQueue(const Clock &clock, Stamps &stamps, Read read, Answered answered);
    ~ReadQueue();
    ReadQueue(const ReadQueue &) = delete;
    ReadQueue &operator=(const ReadQueue &) = delete;

    /// A wish that a read which starts after this call (and after @p delay) will fulfil.
    void add(const FlagRef &flag, ReadUrgency urgency, std::chrono::milliseconds delay = {});
    /// Forgets the flag; a read in flight is cancelled.
    void drop(const FlagRef &flag);
    void clear();
    /// Forgets what waits with this urgency and has not started.
    void dropWaiting(ReadUrgency urgency);
    /// What waits as Preferred becomes Background: other rows are on screen now.
    void demotePreferred();
    /// While a command waits for this flag its reads start at once: the next one does not wait for the
    /// coalescing window. Still one in flight at a time.
    void setPrompt(const FlagRef &flag, bool prompt);
    [[nodiscard]] bool isPrompt(const FlagRef &flag) const
    {
        return !m_prompt.isEmpty() && m_prompt.contains(flag);
    }
    /// While held nothing new starts; what is in flight goes on.
    void setHeld(bool held);

    /// Waiting, or in flight with or without one more read to come.
    [[nodiscard]] bool contains(const FlagRef &flag) const;
    /// A read of the flag is certain whose answer knows what happened until @p when: it started later, or has
    /// not started yet.
    [[nodiscard]] bool willAnswer(const FlagRef &flag, MonotonicTime when) const;
    /// How many wait (not in flight) with this urgency.
    [[nodiscard]] int waiting(ReadUrgency urgency) const;
    [[nodiscard]] int inFlight() const { return m_inFlight; }

private:
    enum class Place : quint8 { Resting, Ready, Delayed, Flying };
    struct Entry
    {
        Place place = Place::Resting;
        ReadUrgency urgency = ReadUrgency::Background;
        bool again = false; ///< Flying: one more read afterwards
        ReadUrgency againUrgency = ReadUrgency::Background;
        int failures = 0;
        quint64 sequence = 0;  ///< Ready: place in the row; Flying: number of the read
        MonotonicTime dueAt;   ///< Delayed
        MonotonicTime startAt; ///< when the last read started, for coalescing
        MonotonicTime askedAt; ///< the same as a stamp
        bool started = false;
        Pending request;
    };
    struct RefHash
    {
        size_t operator()(const FlagRef &ref) const { return qHash(ref); }
    };
    using Entries = std::unordered_map<FlagRef, Entry, RefHash>;

    void place(const FlagRef &flag, Entry &entry, ReadUrgency urgency, MonotonicTime dueAt);
    void unplace(Entry &entry);
    void release(Entries::iterator found);
    [[nodiscard]] std::vector<FlagRef> waitingRefs(ReadUrgency urgency) const;
    void eraseIfSpent(Entries::iterator found);
    void pump();
    void begin(const FlagRef &flag, Entry &entry);
    void finish(const FlagRef &flag, quint64 number, const Result<Flag> &result);
    void forgetOldStarts();
    void armTimer();

    const Clock &m_clock;
    Stamps &m_stamps;
    Read m_read;
    Answered m_answered;
    std::unique_ptr<Timer> m_timer;
    MonotonicTime m_armedFor; ///< what the timer waits for, while it is active
    Entries m_entries;
    QSet<FlagRef> m_prompt;
    std::map<std::pair<ReadUrgency, quint64>, FlagRef> m_ready;
    std::map<std::pair<MonotonicTime, quint64>, FlagRef> m_delayed;
    std::deque<std::pair<MonotonicTime, FlagRef>> m_starts; ///< oldest first, to forget resting entries
    std::array<int, 4> m_waiting{};
    int m_inFlight = 0;
    int m_othersInFlight = 0; ///< of those, not Announced
    bool m_held = false;
    quint64 m_sequence = 0;
};

} // namespace signalbox
