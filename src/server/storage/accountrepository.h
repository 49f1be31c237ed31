// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/database.h"
#include "server/storage/records.h"

namespace signalbox {

/// People, organisations, who belongs where, and sign-ins.
class AccountRepository final
{
public:
    explicit AccountRepository(Database &database) : m_database(database) {}

    [[nodiscard]] Outcome<void> insert(const UserRecord &user);
    [[nodiscard]] Outcome<void> setPasswordHash(const QString &userId, const QString &hash, WallTime now);
    [[nodiscard]] Outcome<std::optional<UserRecord>> userByEmail(const QString &email);
    [[nodiscard]] Outcome<std::optional<UserRecord>> user(const QString &id);

    [[nodiscard]] Outcome<void> insert(const OrganizationRecord &organization);
    [[nodiscard]] Outcome<std::optional<OrganizationRecord>> organization(const QString &id);
    [[nodiscard]] Outcome<int> organizationCount();

    struct Membership
    {
        OrganizationRecord organization;
        QString role;
    };
    /// Organisations of a user, oldest first.
    [[nodiscard]] Outcome<QVector<Membership>> memberships(const QString &userId);
    [[nodiscard]] Outcome<std::optional<QString>> role(const QString &organizationId, const QString &userId);

    struct Member
    {
        MemberRecord member;
        UserRecord user;
    };
    [[nodiscard]] Outcome<void> insert(const MemberRecord &member);
    [[nodiscard]] Outcome<QVector<Member>> members(const QString &organizationId);

    [[nodiscard]] Outcome<void> insert(const SessionRecord &session);
    [[nodiscard]] Outcome<std::optional<SessionRecord>> session(const QString &id);
    /// @p session as it shall be, in place of the one that @p oldRefreshHash belongs to. False: that one is
    /// no longer; another rotation was faster.
    [[nodiscard]] Outcome<bool> rotateSession(const SessionRecord &session, const QByteArray &oldRefreshHash);
    [[nodiscard]] Outcome<void> revokeSession(const QString &id, WallTime now);
    [[nodiscard]] Outcome<void> removeExpiredSessions(WallTime now);

    /// A secret of the server itself, such as the key that signs tokens.
    [[nodiscard]] Outcome<std::optional<QByteArray>> secret(const QString &name);
    [[nodiscard]] Outcome<void> setSecret(const QString &name, const QByteArray &value);

private:
    Database &m_database;
};

} // namespace signalbox
