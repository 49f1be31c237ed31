// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "model/eventlog.h"

#include <QAbstractTableModel>

#include <memory>

namespace signalbox {

/// The event log as rows for a view. What arrives waits in the log's own batches and is announced at most
/// every flush interval as two signals: rows left at the front, rows came at the end. Pausing freezes the
/// view only.
class EventLogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Delta, Kind, FlagColumn, What, Source, Lag, ColumnCount };
    enum Role {
        SerialRole = Qt::UserRole + 1, ///< quint64
        FactRole, ///< const Fact * as void *; valid until control returns to the event loop
        RoleCount
    };

    /// @p log and @p clock must outlive this.
    EventLogModel(EventLog &log, const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] const Fact &factAt(int row) const;
    /// -1 when not shown.
    [[nodiscard]] int rowOf(quint64 serial) const;

    void setPaused(bool paused);
    [[nodiscard]] bool isPaused() const;
    /// Rows that arrived while paused.
    [[nodiscard]] int waitingCount() const;
    [[nodiscard]] quint64 droppedCount() const;

signals:
    void waitingCountChanged(int count);
};

} // namespace signalbox
