// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "faults/faultplan.h"

#include <QRandomGenerator>

#include <functional>
#include <vector>

namespace signalbox {

/// The faults of a plan at work: which of them strikes now, by time, count and seeded chance. Each fault
/// draws from its own row of numbers, so that more traffic of one kind does not change what befalls another.
/// Main thread only.
class FaultSet final
{
public:
    struct Entry
    {
        Fault fault;
        quint64 id = 0; ///< never given out twice
        MonotonicTime beginsAt;
        std::optional<MonotonicTime> endsAt;
        QRandomGenerator random;
        qint64 struck = 0;

        /// delay and a part of jitter.
        [[nodiscard]] std::chrono::milliseconds drawDelay();
        /// From 0 to below 1.
        [[nodiscard]] double drawFraction() { return random.generateDouble(); }
    };
    /// Whether what happens is of the environment that a fault names. Asked only where one does.
    using IsOf = std::function<bool(const QString &environment)>;

    /// @p clock must outlive this.
    explicit FaultSet(const Clock &clock) : m_clock(clock) {}

    /// A fault that the new plan repeats as it is goes on where it stands, as long as the seed stays.
    void set(const FaultPlan &plan, quint32 seed);
    void clear() { m_entries.clear(); }
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }
    [[nodiscard]] quint32 seed() const { return m_seed; }

    /// The first fault of this kind that strikes; it counts as struck. Null: none. Valid until set() or
    /// clear().
    Entry *draw(FaultKind kind, FaultTarget target, const IsOf &isOf);
    /// One throw for this fault.
    [[nodiscard]] bool strikes(Entry &entry, const IsOf &isOf);

    [[nodiscard]] std::vector<Entry> &entries() { return m_entries; }
    [[nodiscard]] FaultPhase phaseOf(const Entry &entry) const;
    [[nodiscard]] QVector<FaultReport> reports() const;
    /// When the next fault begins or ends.
    [[nodiscard]] std::optional<MonotonicTime> nextBoundary() const;

private:
    const Clock &m_clock;
    std::vector<Entry> m_entries;
    quint32 m_seed = 0;
    quint64 m_lastId = 0;
};

} // namespace signalbox
