// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/service/changelog.h"
#include "server/service/projectreach.h"
#include "server/storage/schedulerepository.h"

#include <QObject>

namespace signalbox {

struct NewSchedule
{
    QString action; ///< enable or disable
    WallTime scheduledAt;
};

/// Use cases on changes of flags that are planned for later. Carrying one out is the change of the flag, its
/// audit entry, its stream event and the note that it is done in one transaction: whatever happens to the
/// server, it is carried out once.
class ScheduleService final : public QObject
{
    Q_OBJECT

public:
    static constexpr int carriedOutAtOnce = 500;

    ScheduleService(Database &database, ChangeLog &changes, QObject *parent = nullptr);

    /// Of one flag in one environment, in the order of their times.
    [[nodiscard]] Outcome<QVector<ScheduleRecord>> schedules(const Caller &caller, const FlagPlace &place);
    [[nodiscard]] Outcome<ScheduleRecord> create(const Caller &caller, const FlagPlace &place,
                                                 const NewSchedule &wanted);
    /// A conflict where it is not pending any more.
    [[nodiscard]] Outcome<ScheduleRecord> cancel(const Caller &caller, const QString &projectId,
                                                 const QString &flagKey, const QString &id);

    using ByFlag = QHash<QString, QVector<ScheduleRecord>>;
    /// The pending ones of the key's environment, by the flag's id.
    [[nodiscard]] Outcome<ByFlag> pendingFor(const Caller &key);

    /// Carries out those whose time has come, the earliest first, and not too many at once. False: something
    /// failed; nothing is lost, try again.
    [[nodiscard]] bool carryOutDue();
    /// How long until the next one is due, 0 where it is already; absent: none is planned, or it cannot be
    /// said.
    [[nodiscard]] std::optional<std::chrono::milliseconds> untilNext();

signals:
    /// There is another one.
    void planned();

private:
    [[nodiscard]] Outcome<void> carryOut(const QString &id);

    Database &m_database;
    ChangeLog &m_changes;
    ProjectReach m_reach;
    FlagRepository m_flags;
    ScheduleRepository m_schedules;
};

} // namespace signalbox
