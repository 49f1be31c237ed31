// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/eventlog.h"

#include <QObject>
#include <QVector>

#include <optional>
#include <vector>

namespace signalbox {

/// Counts of the last while per time slot, for the activity strip: events, commands, gaps.
class Activity final : public QObject
{
    Q_OBJECT

public:
    struct Slot
    {
        int events = 0;
        int commands = 0;
    };
    struct Span
    {
        WallTime from;
        WallTime until;
        bool polled = false; ///< readings came all the while; without it nothing did
    };

    /// Follows @p log, which must outlive this. Slots are of @p slot, the last @p slotCount are kept, also of
    /// rows that have left the log.
    Activity(EventLog &log, std::chrono::seconds slot, int slotCount, QObject *parent = nullptr);

    /// Slots from the oldest to the one that holds @p now; always slotCount of them.
    [[nodiscard]] QVector<Slot> slotsUntil(WallTime now) const;
    [[nodiscard]] QVector<Span> gapsSince(WallTime since) const;
    [[nodiscard]] QVector<WallTime> commandsSince(WallTime since) const;
    /// Of notes that were not deleted: the moments they are about.
    [[nodiscard]] QVector<WallTime> notesSince(WallTime since) const;
    [[nodiscard]] std::chrono::seconds slotLength() const;
    /// Events per minute over the last @p span before @p now; over less where the log began later than that.
    [[nodiscard]] double ratePerMinute(WallTime now, std::chrono::seconds span) const;

signals:
    void changed();

private:
    struct Entry
    {
        qint64 number = -1; ///< slots since the epoch; tells which round of the ring this is
        Slot slot;
    };
    struct Gap
    {
        quint64 serial = 0;
        Span span;
    };

    void take(int row);
    void takeGap(const Fact &fact);
    void takeNote(const Fact &fact);
    void forgetOld();
    void clear();
    [[nodiscard]] qint64 slotNumber(WallTime time) const;
    [[nodiscard]] Slot slotAt(qint64 number) const;

    EventLog &m_log;
    std::chrono::seconds m_slot;
    std::vector<Entry> m_entries;    ///< a ring: slot n lives at n modulo its size
    qint64 m_newest = 0;             ///< highest slot number seen
    std::optional<WallTime> m_begin; ///< of the oldest fact seen
    QVector<Gap> m_gaps;
    QVector<WallTime> m_commands;
    QVector<std::pair<quint64, WallTime>> m_notes; ///< by serial
    int m_incoming = 0;
};

} // namespace signalbox
