// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/database.h"
#include "server/storage/records.h"

namespace signalbox {

/// Planned changes of flags.
class ScheduleRepository final
{
public:
    explicit ScheduleRepository(Database &database) : m_database(database) {}

    /// A planned change and what it belongs to.
    struct Placed
    {
        ScheduleRecord schedule;
        QString organizationId;
        QString projectId;
        QString environmentId;
        QString flagKey;
    };

    /// In the order of their times.
    [[nodiscard]] Outcome<QVector<ScheduleRecord>> ofFlag(const QString &flagId);
    [[nodiscard]] Outcome<QVector<ScheduleRecord>> pendingOfEnvironment(const QString &environmentId);
    [[nodiscard]] Outcome<int> pendingCount(const QString &flagId);
    [[nodiscard]] Outcome<std::optional<Placed>> placed(const QString &id);

    /// Ids of up to @p limit pending ones whose time has come, the earliest first.
    [[nodiscard]] Outcome<QStringList> due(WallTime now, int limit);
    /// The time of the earliest pending one; absent: there is none.
    [[nodiscard]] Outcome<std::optional<WallTime>> next();

    [[nodiscard]] Outcome<void> insert(const ScheduleRecord &schedule);
    [[nodiscard]] Outcome<void> update(const ScheduleRecord &schedule);

private:
    Database &m_database;
};

} // namespace signalbox
