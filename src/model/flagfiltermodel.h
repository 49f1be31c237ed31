// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "model/flagmatcher.h"

#include <QAbstractProxyModel>

#include <memory>
#include <vector>

namespace signalbox {

/// Which rows of the flag table are shown and in what order. The order can be held (under the pointer, while
/// a panel is open): rows then stay where they are, also those that the filter would no longer show, new ones
/// come at the end, and the number that would move is known. Choosing another filter or order is a person's
/// wish and puts the rows in order at once, held or not. Another filter over very many flags shows the first
/// screenful at once and finds the rest in slices from the event loop, so that typing never waits.
/// Fields of the filter are FlagMatcher's.
class FlagFilterModel final : public QAbstractProxyModel
{
    Q_OBJECT

public:
    using Chip = FlagChip;
    /// How much is looked at in one go.
    struct Pace
    {
        std::chrono::milliseconds budget{5};
        int rows = 200'000;
        std::chrono::milliseconds firstBudget{
            2}; ///< of a key press's 16 ms; layout and painting take the rest
    };

    explicit FlagFilterModel(FlagTableModel &source, QObject *parent = nullptr);
    FlagFilterModel(FlagTableModel &source, Pace pace, QObject *parent = nullptr);
    ~FlagFilterModel() override;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex mapToSource(const QModelIndex &proxyIndex) const override;
    [[nodiscard]] QModelIndex mapFromSource(const QModelIndex &sourceIndex) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Names for FilterQuery::parse().
    [[nodiscard]] static const QStringList &fields() { return FlagMatcher::fields(); }

    void setChip(Chip chip);
    [[nodiscard]] Chip chip() const { return m_matcher.chip(); }
    /// A wrong text keeps the last good result and is returned as the error.
    std::optional<FilterError> setFilterText(const QString &text);
    [[nodiscard]] QString filterText() const { return m_text; }
    /// Rows are still to be looked at after the filter changed: more may come.
    [[nodiscard]] bool isFiltering() const { return m_scanned < m_order.size(); }

    /// Column to sort by; absent: pinned first, then off-normal, then key.
    void setOrder(std::optional<FlagTableModel::Column> column, Qt::SortOrder order);
    void setOrderHeld(bool held);
    [[nodiscard]] bool isOrderHeld() const { return m_held; }
    /// How many rows would change place if the order were not held.
    [[nodiscard]] int waitingMoves() const { return m_waiting; }
    /// Puts the rows in order now, held or not.
    void resort();

    [[nodiscard]] int hiddenCount() const;
    [[nodiscard]] const FlagRow &rowAt(const QModelIndex &proxyIndex) const;

    /// What a view's header calls: setOrder(), with -1 for the default order.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

signals:
    void waitingMovesChanged(int count);
    /// The number of rows shown or hidden changed, or all have been looked at.
    void shownChanged();

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
    /// What a changed entry means for the rows.
    struct Effect
    {
        bool order = false; ///< its place among all rows
        bool shown = false; ///< whether it is shown
    };
    using SourceRows = std::vector<int>;

    void connectSource();
    void sourceReset();
    void sourceInserted(int first, int last);
    void sourceLeaving(int first, int last);
    void sourceRemoved(int first, int last);
    void sourceChanged(const QModelIndex &top, const QModelIndex &bottom, const QList<int> &roles);
    void announceChanged(const QModelIndex &top, const QModelIndex &bottom, const QList<int> &roles);
    Effect updateEntry(int row);

    // The right order of all rows.
    void orderAll();
    void orderAnew(const SourceRows &changed);
    [[nodiscard]] bool orderedBefore(int left, int right) const;
    [[nodiscard]] SortKey sortKey(int sourceRow) const;

    // Another filter.
    void refilter();
    void scan(std::chrono::milliseconds budget, bool stopAtScreenful);
    void scanSlice();
    void finishScan();
    void announceFound();
    void holdPlaces(std::size_t from);

    // What is shown.
    [[nodiscard]] SourceRows wanted() const;
    void adopt(SourceRows rows);
    void removeMissing(const std::vector<char> &staying);
    void relayout(SourceRows rows);
    void insertMissing(const SourceRows &rows);
    void number(std::size_t from = 0);

    // The held order.
    void rememberHeld();
    void holdRightOrder();
    void updateWaiting();
    void announceCounts();
    [[nodiscard]] int countWaiting() const;
    [[nodiscard]] bool isSettled(int place) const;

    FlagTableModel &m_source;
    const Pace m_pace;
    FlagMatcher m_matcher;
    std::unique_ptr<Timer> m_slice;
    std::vector<Entry> m_entries; ///< by source row
    SourceRows m_order;           ///< all of them, in the right order, held or not
    SourceRows m_shown;           ///< by row of this model
    std::vector<int> m_places;    ///< row of this model by source row; -1: not shown
    std::size_t m_scanned = 0;    ///< of m_order: how many have been looked at since the filter changed
    SourceRows m_found;           ///< of those, the ones that are not announced yet
    MonotonicTime m_announcedAt;
    QString m_text;
    std::optional<FlagTableModel::Column> m_column;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    QHash<FlagKey, Entry> m_heldOverReset;
    int m_nextPlace = 0;
    int m_waiting = 0;
    int m_announcedShown = 0;
    int m_announcedTotal = 0;
    bool m_announcedFiltering = false;
    bool m_held = false;
};

} // namespace signalbox
