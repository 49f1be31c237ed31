// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/apikeyrepository.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

void toNothing(int) {}

ApiKeyRecord keyFrom(const Row &row)
{
    ApiKeyRecord key;
    key.id = row.text(0);
    key.projectId = row.text(1);
    key.environmentId = row.text(2);
    key.name = row.text(3);
    key.scope = row.text(4);
    key.prefix = row.text(5);
    key.secretHash = row.bytes(6);
    key.lastUsedAt = row.maybeTime(7);
    key.lastUsedAddress = row.maybeText(8);
    key.expiresAt = row.maybeTime(9);
    key.revokedAt = row.maybeTime(10);
    key.createdAt = row.time(11);
    key.updatedAt = row.time(12);
    return key;
}

} // namespace

Outcome<QVector<ApiKeyRecord>> ApiKeyRepository::keysOfProject(const QString &projectId)
{
    return m_database.list(
        u"SELECT id, project_id, environment_id, name, scope, key_prefix, secret_hash, last_used_at, "
        "last_used_ip, expires_at, revoked_at, created_at, updated_at FROM api_keys WHERE project_id = ? "
        "ORDER BY created_at, id"_s,
        keyFrom, projectId);
}

Outcome<QVector<ApiKeyRecord>> ApiKeyRepository::keysOfEnvironment(const QString &environmentId)
{
    return m_database.list(
        u"SELECT id, project_id, environment_id, name, scope, key_prefix, secret_hash, last_used_at, "
        "last_used_ip, expires_at, revoked_at, created_at, updated_at FROM api_keys WHERE environment_id = ? "
        "ORDER BY created_at, id"_s,
        keyFrom, environmentId);
}

Outcome<QVector<ApiKeyRecord>> ApiKeyRepository::keysByPrefix(const QString &prefix)
{
    return m_database.list(
        u"SELECT id, project_id, environment_id, name, scope, key_prefix, secret_hash, last_used_at, "
        "last_used_ip, expires_at, revoked_at, created_at, updated_at FROM api_keys WHERE key_prefix = ?"_s,
        keyFrom, prefix);
}

Outcome<std::optional<ApiKeyRecord>> ApiKeyRepository::key(const QString &projectId, const QString &id)
{
    return m_database.find(
        u"SELECT id, project_id, environment_id, name, scope, key_prefix, secret_hash, last_used_at, "
        "last_used_ip, expires_at, revoked_at, created_at, updated_at FROM api_keys "
        "WHERE project_id = ? AND id = ?"_s,
        keyFrom, projectId, id);
}

Outcome<std::optional<ApiKeyRepository::Reach>> ApiKeyRepository::reach(const ApiKeyRecord &key)
{
    return m_database.find(
        u"SELECT p.organization_id, e.key FROM environments e "
        "JOIN projects p ON p.id = e.project_id WHERE e.id = ?"_s,
        [](const Row &row) {
            return Reach{row.text(0), row.text(1)};
        },
        key.environmentId);
}

Outcome<void> ApiKeyRepository::insert(const ApiKeyRecord &key)
{
    return m_database
        .change(
            u"INSERT INTO api_keys (id, project_id, environment_id, name, scope, key_prefix, secret_hash, "
            "last_used_at, last_used_ip, expires_at, revoked_at, created_at, updated_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
            key.id, key.projectId, key.environmentId, key.name, key.scope, key.prefix, key.secretHash,
            key.lastUsedAt, key.lastUsedAddress, key.expiresAt, key.revokedAt, key.createdAt, key.updatedAt)
        .map(toNothing);
}

Outcome<void> ApiKeyRepository::update(const ApiKeyRecord &key)
{
    return m_database
        .change(u"UPDATE api_keys SET key_prefix = ?, secret_hash = ?, expires_at = ?, revoked_at = ?, "
                "updated_at = ? WHERE id = ?"_s,
                key.prefix, key.secretHash, key.expiresAt, key.revokedAt, key.updatedAt, key.id)
        .map(toNothing);
}

Outcome<void> ApiKeyRepository::touch(const QString &id, const QString &address, WallTime now)
{
    return m_database
        .change(u"UPDATE api_keys SET last_used_at = ?, last_used_ip = ? WHERE id = ?"_s, now, address, id)
        .map(toNothing);
}

Outcome<void> ApiKeyRepository::removeKey(const QString &id)
{
    return m_database.change(u"DELETE FROM api_keys WHERE id = ?"_s, id).map(toNothing);
}

} // namespace signalbox
