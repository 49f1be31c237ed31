// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/filterquery.h"
#include "model/flagtablemodel.h"

#include <QSortFilterProxyModel>

namespace signalbox {

/// Which rows of the flag table are shown and in what order. The order can be held (under the pointer, while
/// a panel is open): rows then stay where they are, and the number that would move is known.
class FlagFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Chip { All, Pinned, On, Off, OffNormal, ChangedRecently, Unverified, KillSwitches };

    explicit FlagFilterModel(FlagTableModel &source, QObject *parent = nullptr);

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

signals:
    void waitingMovesChanged(int count);
    void shownChanged();
};

} // namespace signalbox
