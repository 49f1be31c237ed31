// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"
#include "core/limits.h"

#include <QAbstractTableModel>
#include <QHash>

#include <optional>
#include <vector>

namespace signalbox {

/// One flag that was found changed after a gap.
struct BlindChange
{
    FlagKey key;
    std::optional<Flag> before; ///< as it was when the first of the gaps began; absent: it did not exist
    std::optional<Flag> after;  ///< as the last of them left it; absent: it is gone
    QString by;                 ///< who, as far as the server says
    WallTime from;              ///< blind since
    WallTime until;             ///< found then
    GapReason reason = GapReason::StreamLost;
    int gaps = 1;       ///< how many gaps it changed in
    quint64 serial = 0; ///< of the last row about it in the log

    /// Changed and changed back: nothing differs from before.
    [[nodiscard]] bool isBack() const;
};

/// What changed while nobody watched and nobody has acknowledged yet, one row a flag. A flag that changes in
/// several gaps keeps its first "before" and gets the last "after". Reads the gap and resync rows of the log;
/// what polling finds is seen within seconds and is not in here. Text is plain. Main thread only.
class BlindList final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { FlagColumn, ChangeColumn, UsersGetColumn, ByColumn, BlindColumn, ColumnCount };
    enum Role {
        KeyRole = Qt::UserRole + 1, ///< QString
        SerialRole,                 ///< quint64, see BlindChange
        BackRole,                   ///< bool: it is what it was
        RoleCount
    };

    /// At most @p limit flags are listed; the oldest make room.
    explicit BlindList(int limit = limits::blindRows, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Facts of a session in their order; a gap's resync rows follow it in the same call.
    void add(const QVector<Fact> &facts);
    /// A later reading told the rules of a flag that is listed without them.
    void completeRules(const Flag &flag);
    void acknowledge(const QVector<FlagKey> &keys);
    void acknowledgeAll();

    [[nodiscard]] const BlindChange &at(int row) const { return m_rows[std::size_t(row)]; }
    [[nodiscard]] int count() const { return int(m_rows.size()); }
    /// Changes that had to make room before anybody acknowledged them; 0 after acknowledgeAll().
    [[nodiscard]] int dropped() const { return m_dropped; }
    /// Begin of the first and end of the last gap with unacknowledged changes; absent when there are none.
    [[nodiscard]] std::optional<WallTime> blindFrom() const;
    [[nodiscard]] std::optional<WallTime> blindUntil() const;

signals:
    /// count(), dropped() or the times changed.
    void countsChanged();

private:
    void append(std::vector<BlindChange> changes);
    void removeRange(int first, int last);
    void reindex();

    const int m_limit;
    std::vector<BlindChange> m_rows; ///< oldest first
    QHash<FlagKey, int> m_index;
    int m_dropped = 0;
};

} // namespace signalbox
