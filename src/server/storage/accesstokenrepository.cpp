// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/accesstokenrepository.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

void toNothing(int) {}

AccessTokenRecord tokenFrom(const Row &row)
{
    AccessTokenRecord token;
    token.id = row.text(0);
    token.userId = row.text(1);
    token.organizationId = row.text(2);
    token.name = row.text(3);
    token.prefix = row.text(4);
    token.secretHash = row.bytes(5);
    token.lastUsedAt = row.maybeTime(6);
    token.expiresAt = row.maybeTime(7);
    token.revokedAt = row.maybeTime(8);
    token.createdAt = row.time(9);
    return token;
}

} // namespace

Outcome<QVector<AccessTokenRecord>> AccessTokenRepository::tokensByPrefix(const QString &prefix)
{
    return m_database.list(
        u"SELECT id, user_id, organization_id, name, token_prefix, secret_hash, last_used_at, expires_at, "
        "revoked_at, created_at FROM access_tokens WHERE token_prefix = ?"_s,
        tokenFrom, prefix);
}

Outcome<std::optional<AccessTokenRecord>> AccessTokenRepository::token(const QString &id)
{
    return m_database.find(
        u"SELECT id, user_id, organization_id, name, token_prefix, secret_hash, last_used_at, expires_at, "
        "revoked_at, created_at FROM access_tokens WHERE id = ?"_s,
        tokenFrom, id);
}

Outcome<void> AccessTokenRepository::insert(const AccessTokenRecord &token)
{
    return m_database
        .change(u"INSERT INTO access_tokens (id, user_id, organization_id, name, token_prefix, secret_hash, "
                "last_used_at, expires_at, revoked_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                token.id, token.userId, token.organizationId, token.name, token.prefix, token.secretHash,
                token.lastUsedAt, token.expiresAt, token.revokedAt, token.createdAt)
        .map(toNothing);
}

Outcome<void> AccessTokenRepository::update(const AccessTokenRecord &token)
{
    return m_database
        .change(u"UPDATE access_tokens SET token_prefix = ?, secret_hash = ?, expires_at = ?, revoked_at = ? "
                "WHERE id = ?"_s,
                token.prefix, token.secretHash, token.expiresAt, token.revokedAt, token.id)
        .map(toNothing);
}

Outcome<void> AccessTokenRepository::touch(const QString &id, WallTime now)
{
    return m_database.change(u"UPDATE access_tokens SET last_used_at = ? WHERE id = ?"_s, now, id)
        .map(toNothing);
}

} // namespace signalbox
