// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/flagstore.h"

#include <QAbstractTableModel>

#include <memory>

namespace signalbox {

/// The flag store as rows for a view: raw values through named roles and a plain word for every cell. Changes
/// are collected per tick and announced as ranges. Looks belong to delegates in ui.
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
        TrapRole,             ///< bool: turning off serves true
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
};

/// ON, OFF, ON?, OFF?, …, ≠ ON, — ?, DELETED: the word of the state cell and of every pill.
[[nodiscard]] QString stateWord(const FlagRow &row);
/// "false for all", "true for 25 % (rule 2)", "depends on 3 rules"; empty-dash while unknown. Plain text.
[[nodiscard]] QString usersGetText(const Flag &flag, bool enabled);
/// "now", "4 s", "21 m", "2 h", "9 d".
[[nodiscard]] QString ageText(std::chrono::milliseconds age);
/// Time of day today, else month and day: "14:02:09", "Nov 12"; with the year when it is not this year's.
/// UTC.
[[nodiscard]] QString momentText(WallTime moment, WallTime now);

} // namespace signalbox
