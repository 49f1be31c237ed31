// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/scheduleservice.h"

#include "server/security/random.h"
#include "server/service/validation.h"

#include <QLoggingCategory>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcSchedule, "signalbox.server.schedule", QtWarningMsg)

QString pending()
{
    return u"pending"_s;
}

ChangeLog::Subject scheduleSubject(const ScheduleRecord &schedule, const QString &projectId,
                                   const QString &environmentId)
{
    return {u"schedule"_s, schedule.id, projectId, environmentId};
}

} // namespace

ScheduleService::ScheduleService(Database &database, ChangeLog &changes, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_changes(changes)
    , m_reach(database)
    , m_flags(database)
    , m_schedules(database)
{}

Outcome<QVector<ScheduleRecord>> ScheduleService::schedules(const Caller &caller, const FlagPlace &place)
{
    return require(caller, Permission::FlagsRead)
        .and_then([&] { return m_reach.flag(caller, place); })
        .and_then([&](const FlagRecord &flag) { return m_schedules.ofFlag(flag.id); });
}

Outcome<ScheduleService::ByFlag> ScheduleService::pendingFor(const Caller &key)
{
    return require(key, Permission::FlagsRead)
        .and_then([&] { return m_schedules.pendingOfEnvironment(key.environmentId); })
        .map([](const QVector<ScheduleRecord> &all) {
            ByFlag byFlag;
            for (const ScheduleRecord &one : all)
                byFlag[one.flagId].append(one);
            return byFlag;
        });
}

Outcome<ScheduleRecord> ScheduleService::create(const Caller &caller, const FlagPlace &place,
                                                const NewSchedule &wanted)
{
    const auto good = require(caller, Permission::FlagsWrite).and_then([&] {
        return checkOneOf(u"action"_s, wanted.action, {u"enable"_s, u"disable"_s});
    });
    if (!good)
        return passOn(good);
    if (wanted.scheduledAt <= m_changes.now())
        return refuse(RefusalKind::Invalid, u"scheduled_at must be in the future"_s, u"scheduled_at"_s);
    Transaction transaction(m_database);
    const auto flag = m_reach.flag(caller, place);
    if (!flag)
        return passOn(flag);
    const auto count = m_schedules.pendingCount(flag->id);
    if (!count)
        return passOn(count);
    if (*count >= serverlimits::pendingSchedules)
        return refuse(RefusalKind::Invalid,
                      u"at most %1 changes of a flag can be pending"_s.arg(serverlimits::pendingSchedules),
                      u"scheduled_at"_s);
    const ScheduleRecord schedule{newId(),      flag->id,      wanted.action, wanted.scheduledAt, pending(),
                                  std::nullopt, caller.userId, caller.isKey,  m_changes.now()};
    const auto done =
        m_schedules.insert(schedule)
            .and_then([&] {
                return m_changes.record(caller, u"create"_s,
                                        scheduleSubject(schedule, place.projectId, place.environmentId), {},
                                        auditObject(schedule));
            })
            .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    emit planned();
    return schedule;
}

Outcome<ScheduleRecord> ScheduleService::cancel(const Caller &caller, const QString &projectId,
                                                const QString &flagKey, const QString &id)
{
    const auto allowed = require(caller, Permission::FlagsWrite);
    if (!allowed)
        return passOn(allowed);
    Transaction transaction(m_database);
    const auto found = m_reach.project(caller, projectId).and_then([&] { return m_schedules.placed(id); });
    if (!found)
        return passOn(found);
    if (!*found || (*found)->projectId != projectId || (*found)->flagKey != flagKey)
        return refuse(RefusalKind::NotFound, u"schedule not found"_s);
    const ScheduleRepository::Placed &placed = **found;
    if (!ProjectReach::sees(caller, placed.environmentId))
        return refuse(RefusalKind::Forbidden, u"this API key belongs to another environment"_s);
    ScheduleRecord schedule = placed.schedule;
    if (schedule.status != pending())
        return refuse(RefusalKind::Conflict, u"it is %1 already"_s.arg(schedule.status), u"status"_s);
    schedule.status = u"cancelled"_s;
    const auto done =
        m_schedules.update(schedule)
            .and_then([&] {
                return m_changes.record(caller, u"update"_s,
                                        scheduleSubject(schedule, projectId, placed.environmentId),
                                        auditObject(placed.schedule), auditObject(schedule));
            })
            .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    return schedule;
}

// --- when the time has come -----------------------------------------------------------------------------

bool ScheduleService::carryOutDue()
{
    const auto due = m_schedules.due(m_changes.now(), carriedOutAtOnce);
    if (!due)
        return false;
    for (const QString &id : *due) {
        if (const auto done = carryOut(id); !done) {
            qCWarning(lcSchedule).noquote()
                << u"A planned change is not carried out yet, it is tried again: %1"_s.arg(
                       done.error().message);
            return false;
        }
    }
    return true;
}

std::optional<std::chrono::milliseconds> ScheduleService::untilNext()
{
    const auto next = m_schedules.next();
    if (!next || !*next)
        return std::nullopt;
    return std::max(std::chrono::milliseconds(**next - m_changes.now()), std::chrono::milliseconds(0));
}

/// Whoever planned it changes the flag; the request that the audit log names is the plan.
Outcome<void> ScheduleService::carryOut(const QString &id)
{
    Transaction transaction(m_database);
    const auto found = m_schedules.placed(id);
    if (!found)
        return passOn(found);
    if (!*found || (*found)->schedule.status != pending())
        return {}; // gone with its flag, cancelled, or another server was faster
    const ScheduleRepository::Placed &placed = **found;
    const auto flag = m_flags.flag(placed.projectId, placed.schedule.flagId);
    if (!flag)
        return passOn(flag);
    if (!*flag)
        return refuse(RefusalKind::NotFound, u"flag not found"_s);
    Caller planner;
    planner.userId = placed.schedule.actorId;
    planner.organizationId = placed.organizationId;
    planner.isKey = placed.schedule.actorIsKey;
    planner.origin.requestId = u"schedule-"_s + id;
    FlagRecord after = **flag;
    after.enabled = placed.schedule.action == u"enable";
    after.updatedAt = m_changes.timeAfter(after.updatedAt);
    ScheduleRecord schedule = placed.schedule;
    schedule.status = u"executed"_s;
    schedule.executedAt = m_changes.now();
    const QString aspect = after.enabled == (*flag)->enabled ? QString() : changeaspect::toggled();
    return m_flags.update(after)
        .and_then([&] { return m_schedules.update(schedule); })
        .and_then([&] {
            return m_changes.record(planner, u"update"_s,
                                    {u"flag"_s, after.id, placed.projectId, after.environmentId},
                                    auditObject(**flag), auditObject(after));
        })
        .and_then([&] {
            return m_changes.announce(planner, u"flag.updated"_s, after.environmentId, after.key, aspect);
        })
        .and_then([&] { return m_changes.commit(transaction); });
}

} // namespace signalbox
