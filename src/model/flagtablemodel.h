// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/flagstore.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace signalbox {

/// The flag store as rows for a view: raw values through named roles and a plain word for every cell. Changes
/// are collected per tick and announced as ranges; the first after a quiet moment is announced at once. Roles
/// of such an announcement hold SortRole, those of refreshAges() do not. Looks belong to delegates in ui.
class FlagTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Pin, State, Key, Name, UsersGet, Rules, Changed, By, Age, Type, Version, ColumnCount };
    enum Role {
        RowRole =
            Qt::UserRole + 1, ///< const FlagRow * as void *; valid until control returns to the event loop
        KeyRole,              ///< QString
        SortRole,             ///< per column, comparable
        TrapRole,             ///< bool: it is on, and turning it off serves true
        KnownAgeRole,         ///< qint64 ms since the value was last known to be so; invalid when never read
        RoleCount
    };

    /// @p store must outlive this. Ages and marks move with refreshAges(), called by the view's one-second
    /// tick.
    explicit FlagTableModel(FlagStore &store, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] FlagStore &store() const;
    [[nodiscard]] const FlagRow &rowAt(int row) const;
    /// Age texts and change marks moved on: announces the columns that show them, and no others.
    void refreshAges();

private:
    void rowChanged(int row);
    void flush();
    void announce(int first, int last);
    [[nodiscard]] QString cellText(const FlagRow &row, int column) const;
    [[nodiscard]] QString spokenText(const FlagRow &row, int column) const;
    [[nodiscard]] QString toolTipText(const FlagRow &row, int column) const;
    [[nodiscard]] QString effectToolTip(const FlagRow &row) const;
    [[nodiscard]] QString stateToolTip(const FlagRow &row) const;
    [[nodiscard]] QString byText(const FlagRow &row) const;
    [[nodiscard]] QVariant sortValue(const FlagRow &row, int column) const;
    [[nodiscard]] std::optional<std::chrono::milliseconds> knownAge(const FlagRow &row) const;

    FlagStore &m_store;
    std::unique_ptr<Timer> m_timer;
    std::vector<int> m_pending; ///< changed rows, in any order, perhaps twice
    std::vector<int> m_marked;  ///< rows whose change mark was still moving at the last refresh
};

/// ON, OFF, ON?, OFF?, …, ≠ ON, — ?, DELETED: the word of the state cell and of every pill.
[[nodiscard]] QString stateWord(const FlagRow &row);
/// "false for all", "true for 25 % (rule 2)", "depends on 3 rules"; empty-dash while unknown. Plain text.
[[nodiscard]] QString usersGetText(const Flag &flag, bool enabled);
/// Time since the row's last change, on the clock that cannot jump where we saw the change ourselves.
[[nodiscard]] std::optional<std::chrono::milliseconds> changeAge(const FlagRow &row, const Clock &clock);
/// "now", "4 s", "21 m", "2 h", "9 d".
[[nodiscard]] QString ageText(std::chrono::milliseconds age);
/// Time of day today, else month and day: "14:02:09", "Nov 12"; with the year when it is not this year's.
/// UTC.
[[nodiscard]] QString momentText(WallTime moment, WallTime now);

} // namespace signalbox
