// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/limits.h"
#include "model/bursts.h"
#include "model/foldindex.h"

namespace signalbox {

/// The rows of the event log as a person reads them: a burst of events of one kind is one row until somebody
/// unfolds it. Stands between the filter and the view; what searches, counts or exports asks the filter. Rows
/// are folded as they come, and after a change of the filter the newest at once and the rest in slices,
/// newest first, like the filter's own. Main thread only.
class BurstModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        /// How many events the row stands for, int; 1 for one event.
        EventCountRole = EventLogModel::RoleCount,
    };
    /// Rows of the filter model, one after the other.
    struct FilterRows
    {
        int first = 0;
        int count = 0;
    };

    /// References must outlive this.
    BurstModel(EventFilterModel &rows, const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Without folding every event has its row.
    void setFolding(bool folding);
    [[nodiscard]] bool isFolding() const { return m_folding; }

    /// What the row stands for.
    [[nodiscard]] FilterRows filterRows(int row) const;
    /// The first and the last event of the row; empty (serial 0) where it has left the log.
    [[nodiscard]] const FactRecord &recordAt(int row) const;
    [[nodiscard]] const FactRecord &lastRecordAt(int row) const;
    [[nodiscard]] Fact factAt(int row) const;
    /// The row that shows the event, or the burst it is folded into; -1 when it is not shown.
    [[nodiscard]] int rowOf(quint64 serial) const;
    /// Events shown or folded that came after @p serial.
    [[nodiscard]] int eventsAfter(quint64 serial) const;

    /// True for a row that stands for several events.
    [[nodiscard]] bool isFolded(int row) const;
    /// True for a row of a burst that was unfolded.
    [[nodiscard]] bool isUnfolded(int row) const;
    /// Nothing happens where there is nothing to unfold or fold.
    void unfold(int row);
    void fold(int row);
    /// Unfolds what holds the event; its row, -1 when it is not shown.
    int reveal(quint64 serial);

signals:
    /// All rows have been looked at, by the filter and by this.
    void completed();

private:
    using Fold = FoldIndex::Fold;
    using Index = FoldIndex::Index;
    /// Rows of the filter that are there but not announced by this model.
    struct Pending
    {
        qint64 at = 0;
        int count = 0;
    };

    void rowsCame(int first, int last);
    void rowsLeaving(int first, int last);
    void rowsLeft();
    void rowsChanged(int first, int last);
    void startOver();
    [[nodiscard]] std::vector<Burst> nextBursts();
    void lookQuietly();
    void lookSlice();
    void lookOn();
    void announceCompletion();
    void foldBetween(qint64 from, qint64 to);
    void foldAll(const std::vector<Burst> &bursts);
    void foldTogether(const Burst *first, const Burst *end);
    void foldOne(Burst burst);
    [[nodiscard]] bool isUntouched(qint64 from, qint64 until) const;
    [[nodiscard]] std::vector<int> keptRows() const;
    [[nodiscard]] Fold foldOf(const Burst &burst, bool open) const;
    void compare(Fold &fold, qint64 from, qint64 to) const;
    void dissolve(Index index);
    void unfoldAt(Index at);
    void foldAt(Index at);
    void sayAt(qint64 position);
    void noteOpen(quint64 serial);

    [[nodiscard]] bool wasOpened(qint64 first, qint64 end) const;
    [[nodiscard]] int filterRow(qint64 position) const;
    [[nodiscard]] QString foldText(const Fold &fold, int column) const;

    /// Looked at in one go; a look costs some ten nanoseconds.
    static constexpr qint64 sliceRows = 32'768;
    /// How far the rows beside one decide about it.
    static constexpr qint64 reach = limits::burstRows - 1;

    EventFilterModel &m_rows;
    std::unique_ptr<Timer> m_slice;
    bool m_folding = true;
    FoldIndex m_folds;             ///< of the filter's rows
    qint64 m_looked = 0;           ///< rows from this position on have been looked at
    std::vector<quint64> m_opened; ///< an event of each burst that a person unfolded, ascending
    Pending m_pending;
    qint64 m_leavingFrom = 0; ///< positions that are about to leave
    qint64 m_leavingEnd = 0;
    bool m_removing = false; ///< rows of this model go with them
};

} // namespace signalbox
