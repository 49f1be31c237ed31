// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/changerepository.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

void toNothing(int) {}

AuditRecord auditFrom(const Row &row)
{
    AuditRecord audit;
    audit.id = row.text(0);
    audit.organizationId = row.text(1);
    audit.actorType = row.text(2);
    audit.actorId = row.maybeText(3);
    audit.action = row.text(4);
    audit.entityType = row.text(5);
    audit.entityId = row.text(6);
    audit.projectId = row.maybeText(7);
    audit.environmentId = row.maybeText(8);
    audit.beforeJson = row.maybeText(9);
    audit.afterJson = row.maybeText(10);
    audit.requestId = row.maybeText(11);
    audit.address = row.maybeText(12);
    audit.createdAt = row.time(13);
    return audit;
}

OutboxRecord outboxFrom(const Row &row)
{
    return {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.time(5), row.text(6)};
}

} // namespace

Outcome<void> ChangeRepository::record(const AuditRecord &audit)
{
    return m_database
        .change(u"INSERT INTO audit_logs (id, organization_id, actor_type, actor_id, action, entity_type, "
                "entity_id, project_id, environment_id, before_json, after_json, request_id, ip_address, "
                "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                audit.id, audit.organizationId, audit.actorType, audit.actorId, audit.action,
                audit.entityType, audit.entityId, audit.projectId, audit.environmentId, audit.beforeJson,
                audit.afterJson, audit.requestId, audit.address, audit.createdAt)
        .map(toNothing);
}

Outcome<AuditPage> ChangeRepository::audit(const QString &organizationId, const AuditFilter &filter)
{
    QString where = u" FROM audit_logs WHERE organization_id = ?"_s;
    QVariantList values = {dbValue(organizationId)};
    const auto narrow = [&](const QString &column, const std::optional<QString> &value) {
        if (!value)
            return;
        where += u" AND "_s + column + u" = ?"_s; // the column is one of ours, the value is bound
        values.append(dbValue(*value));
    };
    narrow(u"project_id"_s, filter.projectId);
    narrow(u"environment_id"_s, filter.environmentId);
    narrow(u"entity_type"_s, filter.entityType);
    narrow(u"entity_id"_s, filter.entityId);
    narrow(u"action"_s, filter.action);
    narrow(u"actor_id"_s, filter.actorId);

    const QString countSql = u"SELECT count(*)"_s + where;
    const auto total = m_database.listRows(
        countSql, [](const Row &row) { return int(row.integer(0)); }, values);
    if (!total)
        return passOn(total);
    values.append(filter.limit);
    values.append(filter.offset);
    const QString pageSql =
        u"SELECT id, organization_id, actor_type, actor_id, action, entity_type, entity_id, project_id, "
        "environment_id, before_json, after_json, request_id, ip_address, created_at"_s
        + where + u" ORDER BY sequence DESC LIMIT ? OFFSET ?"_s;
    return m_database.listRows(pageSql, auditFrom, values).map([&total](QVector<AuditRecord> records) {
        return AuditPage{std::move(records), total->value(0)};
    });
}

Outcome<void> ChangeRepository::announce(const OutboxRecord &change)
{
    return m_database.change(u"UPDATE outbox_head SET version = version + 1"_s)
        .and_then([&](int) {
            return m_database.change(
                u"INSERT INTO outbox (version, organization_id, environment_id, type, flag_key, created_at, "
                "aspect) SELECT version, ?, ?, ?, ?, ?, ? FROM outbox_head"_s,
                change.organizationId, change.environmentId, change.type, change.flagKey, change.createdAt,
                change.aspect);
        })
        .map(toNothing);
}

Outcome<QVector<OutboxRecord>> ChangeRepository::changesAfter(qint64 version, int limit)
{
    return m_database.list(
        u"SELECT version, organization_id, environment_id, type, flag_key, created_at, aspect "
        "FROM outbox WHERE version > ? ORDER BY version LIMIT ?"_s,
        outboxFrom, version, limit);
}

Outcome<QVector<OutboxRecord>> ChangeRepository::changesBetween(qint64 version, qint64 last,
                                                                const QString &organizationId,
                                                                const QString &environmentId, int limit)
{
    QString sql = u"SELECT version, organization_id, environment_id, type, flag_key, created_at, aspect "
                  "FROM outbox WHERE version > ? AND version <= ? AND organization_id = ?"_s;
    QVariantList values = {dbValue(version), dbValue(last), dbValue(organizationId)};
    if (!environmentId.isEmpty()) {
        sql += u" AND environment_id = ?"_s;
        values.append(dbValue(environmentId));
    }
    values.append(limit);
    return m_database.listRows(sql + u" ORDER BY version LIMIT ?"_s, outboxFrom, values);
}

Outcome<qint64> ChangeRepository::latestVersion()
{
    return number(u"SELECT version FROM outbox_head"_s);
}

Outcome<qint64> ChangeRepository::oldestVersion()
{
    return number(u"SELECT coalesce((SELECT min(version) FROM outbox), version + 1) FROM outbox_head"_s);
}

Outcome<void> ChangeRepository::beginAbove(qint64 version)
{
    return m_database.change(u"UPDATE outbox_head SET version = ?"_s, version).map(toNothing);
}

Outcome<qint64> ChangeRepository::number(const QString &sql)
{
    return m_database.find(sql, [](const Row &row) { return row.integer(0); })
        .map([](std::optional<qint64> found) { return found.value_or(0); });
}

Outcome<void> ChangeRepository::trim(int outboxRows, int auditRows)
{
    auto done = m_database.change(
        u"DELETE FROM outbox WHERE version <= (SELECT version FROM outbox_head) - ?"_s, outboxRows);
    if (done && m_database.isInMemory())
        done = m_database.change(
            u"DELETE FROM audit_logs WHERE sequence <= (SELECT max(sequence) FROM audit_logs) - ?"_s,
            auditRows);
    return done.map(toNothing);
}

} // namespace signalbox
