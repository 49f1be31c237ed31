// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/filterquery.h"
#include "model/flagtablemodel.h"

#include <QSortFilterProxyModel>

namespace signalbox {

/// Which rows of the flag table are shown and in what order. The order can be held (under the pointer, while
/// a panel is open): rows then stay where they are, also those that the filter would no longer show, new ones
/// come at the end, and the number that would move is known. Choosing another filter or order is a person's
/// wish and puts the rows in order at once, held or not.
/// Fields: key, flag (the same), name, state (on, off, unverified, unknown, deleted), type, by, users, pinned
/// (yes, no).
class FlagFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Chip { All, Pinned, On, Off, OffNormal, ChangedRecently, Unverified, KillSwitches };

    explicit FlagFilterModel(FlagTableModel &source, QObject *parent = nullptr);

    /// Names for FilterQuery::parse().
    [[nodiscard]] static const QStringList &fields();

    void setChip(Chip chip);
    [[nodiscard]] Chip chip() const;
    /// A wrong text keeps the last good result and is returned as the error.
    std::optional<FilterError> setFilterText(const QString &text);
    [[nodiscard]] QString filterText() const;

    /// Column to sort by; absent: pinned first, then off-normal, then key.
    void setOrder(std::optional<FlagTableModel::Column> column, Qt::SortOrder order);
    void setOrderHeld(bool held);
    [[nodiscard]] bool isOrderHeld() const;
    /// How many rows would change place if the order were not held.
    [[nodiscard]] int waitingMoves() const;
    /// Puts the rows in order now, held or not.
    void resort();

    [[nodiscard]] int hiddenCount() const;
    [[nodiscard]] const FlagRow &rowAt(const QModelIndex &proxyIndex) const;

    /// What a view's header calls: setOrder(), with -1 for the default order.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

signals:
    void waitingMovesChanged(int count);
    /// The number of rows shown or hidden changed.
    void shownChanged();

protected:
    [[nodiscard]] bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    struct SortKey
    {
        double number = 0;
        QString text;
        bool operator==(const SortKey &) const = default;
    };
    /// What is known about one source row, so that neither sorting nor filtering works anything out twice.
    struct Entry
    {
        SortKey key;
        int heldPlace = 0;    ///< place in the held order
        bool matches = false; ///< chip and text
        bool shown = false;   ///< matches, or stays because the order is held
        bool moved = false;   ///< since the order is held: came, or its sort key changed
    };

    void sourceReset();
    void sourceInserted(int first, int last);
    void sourceRemoved(int first, int last);
    void sourceChanged(int first, int last, bool sortable);
    void updateEntry(int row);
    void refilter();
    void rememberHeld();
    void holdRightOrder();
    void updateWaiting();
    void announceCounts();
    [[nodiscard]] int countWaiting() const;
    [[nodiscard]] bool isSettled(int place) const;
    [[nodiscard]] int sourceRowAt(int place) const;
    [[nodiscard]] bool orderedBefore(int left, int right) const;
    [[nodiscard]] bool isMatch(const FlagRow &row, int sourceRow) const;
    [[nodiscard]] bool passesChip(const FlagRow &row) const;
    [[nodiscard]] SortKey sortKey(int sourceRow) const;

    FlagTableModel &m_source;
    std::vector<Entry> m_entries; ///< by source row
    FilterQuery m_query;
    QString m_text;
    Chip m_chip = Chip::All;
    std::optional<FlagTableModel::Column> m_column;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    QHash<FlagKey, Entry> m_heldOverReset;
    int m_nextPlace = 0;
    int m_waiting = 0;
    int m_announcedShown = 0;
    int m_announcedTotal = 0;
    bool m_held = false;
};

} // namespace signalbox
