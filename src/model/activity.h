// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/eventlog.h"

#include <QObject>
#include <QVector>

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
    };

    /// Follows @p log, which must outlive this. Slots are of @p slot, the last @p slotCount are kept.
    Activity(EventLog &log, std::chrono::seconds slot, int slotCount, QObject *parent = nullptr);

    /// Slots from the oldest to the one that holds @p now; always slotCount of them.
    [[nodiscard]] QVector<Slot> slotsUntil(WallTime now) const;
    [[nodiscard]] QVector<Span> gapsSince(WallTime since) const;
    [[nodiscard]] QVector<WallTime> commandsSince(WallTime since) const;
    [[nodiscard]] std::chrono::seconds slotLength() const;
    /// Events per minute over the last @p span before @p now.
    [[nodiscard]] double ratePerMinute(WallTime now, std::chrono::seconds span) const;

signals:
    void changed();
};

} // namespace signalbox
