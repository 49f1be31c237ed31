// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/schedulerepository.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

void toNothing(int) {}

/// Read by scheduleFrom().
QString columns()
{
    return u"s.id, s.flag_id, s.action, s.scheduled_at, s.status, s.executed_at, s.actor_id, "
           "s.actor_is_key, s.created_at"_s;
}

ScheduleRecord scheduleFrom(const Row &row)
{
    return {row.text(0),      row.text(1), row.text(2), row.time(3), row.text(4),
            row.maybeTime(5), row.text(6), row.yes(7),  row.time(8)};
}

} // namespace

Outcome<QVector<ScheduleRecord>> ScheduleRepository::ofFlag(const QString &flagId)
{
    return m_database.list(u"SELECT "_s + columns()
                               + u" FROM schedules s WHERE s.flag_id = ? ORDER BY s.scheduled_at, s.id"_s,
                           scheduleFrom, flagId);
}

Outcome<QVector<ScheduleRecord>> ScheduleRepository::pendingOfEnvironment(const QString &environmentId)
{
    return m_database.list(u"SELECT "_s + columns()
                               + u" FROM schedules s JOIN flags f ON f.id = s.flag_id "
                                 "WHERE f.environment_id = ? AND s.status = 'pending' "
                                 "ORDER BY s.scheduled_at, s.id"_s,
                           scheduleFrom, environmentId);
}

Outcome<int> ScheduleRepository::pendingCount(const QString &flagId)
{
    return m_database
        .find(
            u"SELECT count(*) FROM schedules WHERE flag_id = ? AND status = 'pending'"_s,
            [](const Row &row) { return int(row.integer(0)); }, flagId)
        .map([](std::optional<int> count) { return count.value_or(0); });
}

Outcome<std::optional<ScheduleRepository::Placed>> ScheduleRepository::placed(const QString &id)
{
    return m_database.find(
        u"SELECT "_s + columns()
            + u", p.organization_id, p.id, e.id, f.key FROM schedules s JOIN flags f ON f.id = s.flag_id "
              "JOIN environments e ON e.id = f.environment_id JOIN projects p ON p.id = e.project_id "
              "WHERE s.id = ?"_s,
        [](const Row &row) {
            return Placed{scheduleFrom(row), row.text(9), row.text(10), row.text(11), row.text(12)};
        },
        id);
}

Outcome<QStringList> ScheduleRepository::due(WallTime now, int limit)
{
    return m_database
        .list(
            u"SELECT id FROM schedules WHERE status = 'pending' AND scheduled_at <= ? "
            "ORDER BY scheduled_at, id LIMIT ?"_s,
            [](const Row &row) { return row.text(0); }, now, limit)
        .map([](const QVector<QString> &ids) { return QStringList(ids); });
}

Outcome<std::optional<WallTime>> ScheduleRepository::next()
{
    return m_database
        .find(u"SELECT min(scheduled_at) FROM schedules WHERE status = 'pending'"_s,
              [](const Row &row) { return row.maybeTime(0); })
        .map(
            [](const std::optional<std::optional<WallTime>> &found) { return found.value_or(std::nullopt); });
}

Outcome<void> ScheduleRepository::insert(const ScheduleRecord &schedule)
{
    return m_database
        .change(u"INSERT INTO schedules (id, flag_id, action, scheduled_at, status, executed_at, actor_id, "
                "actor_is_key, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                schedule.id, schedule.flagId, schedule.action, schedule.scheduledAt, schedule.status,
                schedule.executedAt, schedule.actorId, schedule.actorIsKey, schedule.createdAt)
        .map(toNothing);
}

Outcome<void> ScheduleRepository::update(const ScheduleRecord &schedule)
{
    return m_database
        .change(u"UPDATE schedules SET status = ?, executed_at = ? WHERE id = ?"_s, schedule.status,
                schedule.executedAt, schedule.id)
        .map(toNothing);
}

} // namespace signalbox
