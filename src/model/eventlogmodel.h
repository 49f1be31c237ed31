// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "model/eventlog.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace signalbox {

/// The event log as rows for a view: a window over it. What arrives waits in the log and is announced at most
/// every flush interval as two signals: rows left at the front, rows came at the end. The first after a quiet
/// moment is announced at once. Pausing freezes the end of the window; rows that leave the log while it is
/// paused are announced as gone all the same. Between two flushes a row that has just left reads as empty.
class EventLogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    /// The Source column says who, where that is known, else by which way we learned of it.
    enum Column { Time, Delta, Kind, FlagColumn, What, Source, Lag, ColumnCount };
    enum Role {
        SerialRole = Qt::UserRole + 1, ///< quint64
        FactRole, ///< const Fact * as void *; valid until this model is asked for another row
        RoleCount
    };

    /// @p log and @p clock must outlive this.
    EventLogModel(EventLog &log, const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Put together from the log; empty (serial 0) for a row that has left it.
    [[nodiscard]] Fact factAt(int row) const;
    /// The row as the log keeps it, empty as above; valid until the log changes.
    [[nodiscard]] const FactRecord &recordAt(int row) const;
    [[nodiscard]] const EventLog &log() const { return m_log; }
    /// Place of row 0: rows keep their place (see EventLog::droppedCount) as others leave before them.
    [[nodiscard]] quint64 firstPlace() const { return m_first; }
    /// Row in the log of a place; -1 when it is not there (any more).
    [[nodiscard]] int logRowAt(quint64 place) const;
    /// -1 when not shown.
    [[nodiscard]] int rowOf(quint64 serial) const;

    /// Δ is the time since then instead of since the row before; absent ends that. Only the header's change
    /// is announced, the views repaint: a filter would look at every row again for what is no news to it.
    void setMeasuredFrom(std::optional<WallTime> from);
    [[nodiscard]] std::optional<WallTime> measuredFrom() const { return m_measuredFrom; }

    void setPaused(bool paused);
    [[nodiscard]] bool isPaused() const;
    /// Rows that arrived while paused and will be shown by resuming.
    [[nodiscard]] int waitingCount() const;
    [[nodiscard]] quint64 droppedCount() const;
    /// How old the oldest row that is not announced is, or the oldest of the last announcement was when it
    /// was made, whichever is longer: by so much the views are behind what arrived. Zero while paused.
    [[nodiscard]] std::chrono::milliseconds behind() const;

signals:
    /// At most once per flush.
    void waitingCountChanged(int count);

private:
    void rowsArrived();
    void schedule();
    /// Announces what happened since the last time; false when nothing did.
    bool flush();
    void noteAmended(quint64 place);
    void announceAmended(std::vector<quint64> places, quint64 knownEnd);
    void announceChanged(quint64 first, quint64 last, quint64 knownEnd);
    void announceWaiting();
    [[nodiscard]] quint64 logEnd() const;
    [[nodiscard]] QString cellText(int row, int column) const;
    [[nodiscard]] QString timeText(WallTime time) const;
    [[nodiscard]] QString whatText(int row) const;

    /// A row that was put together lately: the rows on screen are asked for again with every repaint.
    struct Shown
    {
        quint64 place = 0;
        Fact fact; ///< serial 0: nothing is held
        QString what;
    };
    [[nodiscard]] Shown &shownAt(int row) const;

    EventLog &m_log;
    const Clock &m_clock;
    std::unique_ptr<Timer> m_timer;
    quint64 m_first = 0; ///< place (see EventLog::droppedCount) of row 0
    quint64 m_end = 0;   ///< one past the place of the last row
    std::vector<quint64> m_amended;
    bool m_amendedBetween = false;               ///< m_amended holds the first and the last of very many
    std::optional<MonotonicTime> m_waitingSince; ///< arrival of the oldest row that is not announced
    std::chrono::milliseconds m_lastBehind{0};
    int m_announcedWaiting = 0;
    bool m_paused = false;
    std::optional<WallTime> m_measuredFrom;
    mutable std::vector<Shown> m_shown; ///< by place, modulo its size
};

/// The word of the Kind column: the kind, or the stage of a command.
[[nodiscard]] QString kindText(const Fact &fact);
/// Which record it is about, in words: the key, and what that is of where the kind of the event does not say
/// it. Plain text.
[[nodiscard]] QString flagText(const Fact &fact);
/// The word of the Source column: who did it, else how we know. Plain text.
[[nodiscard]] QString sourceText(const Fact &fact);

} // namespace signalbox
