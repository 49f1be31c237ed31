// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"

#include <QAbstractListModel>

namespace signalbox {

class EventLog;

/// Rows of the event log that are about one flag, newest first, at most a few hundred. Holds their serials
/// only. Main thread only.
class FlagFactsModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Choice {
        Changes, ///< commands, and what is known to have changed in this environment
        All,
    };
    enum Role {
        SerialRole = Qt::UserRole + 1,
        FactRole,
        RoleCount
    }; ///< quint64; const Fact * as void *, until the next call

    static constexpr int capacity = 500;

    /// @p log must outlive this.
    FlagFactsModel(const EventLog &log, Choice choice, QObject *parent = nullptr);

    void setFlag(const FlagKey &flag);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    [[nodiscard]] bool wants(int logRow) const;
    [[nodiscard]] bool isChange(const Fact &fact) const;
    void reload();
    void takeAppended();
    void dropGone();
    void takeAmended(int logRow);

    const EventLog &m_log;
    Choice m_choice;
    FlagKey m_flag;
    QVector<quint64> m_serials; ///< descending
    mutable Fact m_looked;      ///< what FactRole points to
    int m_incoming = 0;
};

} // namespace signalbox
