// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/accountrepository.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

void toNothing(int) {}

UserRecord userFrom(const Row &row, int first = 0)
{
    return UserRecord{row.text(first),     row.text(first + 1), row.text(first + 2),
                      row.text(first + 3), row.text(first + 4), row.maybeTime(first + 5),
                      row.time(first + 6), row.time(first + 7)};
}

OrganizationRecord organizationFrom(const Row &row)
{
    return OrganizationRecord{row.text(0), row.text(1), row.text(2), row.time(3), row.time(4)};
}

} // namespace

Outcome<void> AccountRepository::insert(const UserRecord &user)
{
    return m_database
        .change(u"INSERT INTO users (id, name, email, password_hash, platform_role, email_verified_at, "
                "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s,
                user.id, user.name, user.email, user.passwordHash, user.platformRole, user.emailVerifiedAt,
                user.createdAt, user.updatedAt)
        .map(toNothing);
}

Outcome<void> AccountRepository::setPasswordHash(const QString &userId, const QString &hash, WallTime now)
{
    return m_database
        .change(u"UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ?"_s, hash, now, userId)
        .map(toNothing);
}

Outcome<std::optional<UserRecord>> AccountRepository::userByEmail(const QString &email)
{
    return m_database.find(
        u"SELECT id, name, email, password_hash, platform_role, email_verified_at, "
        "created_at, updated_at FROM users WHERE email = ?"_s,
        [](const Row &row) { return userFrom(row); }, email);
}

Outcome<std::optional<UserRecord>> AccountRepository::user(const QString &id)
{
    return m_database.find(
        u"SELECT id, name, email, password_hash, platform_role, email_verified_at, "
        "created_at, updated_at FROM users WHERE id = ?"_s,
        [](const Row &row) { return userFrom(row); }, id);
}

Outcome<void> AccountRepository::insert(const OrganizationRecord &organization)
{
    return m_database
        .change(
            u"INSERT INTO organizations (id, slug, name, created_at, updated_at) VALUES (?, ?, ?, ?, ?)"_s,
            organization.id, organization.slug, organization.name, organization.createdAt,
            organization.updatedAt)
        .map(toNothing);
}

Outcome<std::optional<OrganizationRecord>> AccountRepository::organization(const QString &id)
{
    return m_database.find(u"SELECT id, slug, name, created_at, updated_at FROM organizations WHERE id = ?"_s,
                           organizationFrom, id);
}

Outcome<int> AccountRepository::organizationCount()
{
    return m_database
        .find(u"SELECT count(*) FROM organizations"_s, [](const Row &row) { return int(row.integer(0)); })
        .map([](std::optional<int> count) { return count.value_or(0); });
}

Outcome<QVector<AccountRepository::Membership>> AccountRepository::memberships(const QString &userId)
{
    return m_database.list(
        u"SELECT o.id, o.slug, o.name, o.created_at, o.updated_at, m.role FROM members m "
        "JOIN organizations o ON o.id = m.organization_id WHERE m.user_id = ? ORDER BY m.created_at, o.id"_s,
        [](const Row &row) {
            return Membership{organizationFrom(row), row.text(5)};
        },
        userId);
}

Outcome<std::optional<QString>> AccountRepository::role(const QString &organizationId, const QString &userId)
{
    return m_database.find(
        u"SELECT role FROM members WHERE organization_id = ? AND user_id = ?"_s,
        [](const Row &row) { return row.text(0); }, organizationId, userId);
}

Outcome<void> AccountRepository::insert(const MemberRecord &member)
{
    return m_database
        .change(u"INSERT INTO members (id, organization_id, user_id, role, created_at, updated_at) "
                "VALUES (?, ?, ?, ?, ?, ?)"_s,
                member.id, member.organizationId, member.userId, member.role, member.createdAt,
                member.updatedAt)
        .map(toNothing);
}

Outcome<QVector<AccountRepository::Member>> AccountRepository::members(const QString &organizationId)
{
    return m_database.list(
        u"SELECT m.id, m.organization_id, m.user_id, m.role, m.created_at, m.updated_at, u.id, u.name, "
        u"u.email, "
        "u.password_hash, u.platform_role, u.email_verified_at, u.created_at, u.updated_at FROM members m "
        "JOIN users u ON u.id = m.user_id WHERE m.organization_id = ? ORDER BY u.name, u.id"_s,
        [](const Row &row) {
            return Member{
                MemberRecord{row.text(0), row.text(1), row.text(2), row.text(3), row.time(4), row.time(5)},
                userFrom(row, 6)};
        },
        organizationId);
}

Outcome<void> AccountRepository::insert(const SessionRecord &session)
{
    return m_database
        .change(u"INSERT INTO sessions (id, user_id, organization_id, refresh_hash, expires_at, created_at, "
                "revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
                session.id, session.userId, session.organizationId, session.refreshHash, session.expiresAt,
                session.createdAt, session.revokedAt)
        .map(toNothing);
}

Outcome<std::optional<SessionRecord>> AccountRepository::session(const QString &id)
{
    return m_database.find(
        u"SELECT id, user_id, organization_id, refresh_hash, expires_at, created_at, "
        "revoked_at FROM sessions WHERE id = ?"_s,
        [](const Row &row) {
            return SessionRecord{row.text(0), row.text(1), row.text(2),     row.bytes(3),
                                 row.time(4), row.time(5), row.maybeTime(6)};
        },
        id);
}

Outcome<bool> AccountRepository::rotateSession(const SessionRecord &session, const QByteArray &oldRefreshHash)
{
    return m_database
        .change(u"UPDATE sessions SET refresh_hash = ?, expires_at = ?, organization_id = ? "
                "WHERE id = ? AND refresh_hash = ? AND revoked_at IS NULL"_s,
                session.refreshHash, session.expiresAt, session.organizationId, session.id, oldRefreshHash)
        .map([](int changed) { return changed > 0; });
}

Outcome<void> AccountRepository::revokeSession(const QString &id, WallTime now)
{
    return m_database
        .change(u"UPDATE sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL"_s, now, id)
        .map(toNothing);
}

Outcome<void> AccountRepository::removeExpiredSessions(WallTime now)
{
    return m_database.change(u"DELETE FROM sessions WHERE expires_at < ?"_s, now).map(toNothing);
}

Outcome<std::optional<QByteArray>> AccountRepository::secret(const QString &name)
{
    return m_database.find(
        u"SELECT value FROM secrets WHERE name = ?"_s, [](const Row &row) { return row.bytes(0); }, name);
}

Outcome<void> AccountRepository::setSecret(const QString &name, const QByteArray &value)
{
    return m_database.change(u"INSERT INTO secrets (name, value) VALUES (?, ?)"_s, name, value)
        .map(toNothing);
}

} // namespace signalbox
