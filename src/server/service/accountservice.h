// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/security/passwords.h"
#include "server/security/tokens.h"
#include "server/service/changelog.h"
#include "server/storage/accountrepository.h"

#include <functional>

namespace signalbox {

namespace serverlimits {
inline constexpr auto accessLifetime = std::chrono::hours(1);
inline constexpr auto refreshLifetime = std::chrono::hours(24 * 30);
} // namespace serverlimits

struct Profile
{
    UserRecord user;
    QVector<AccountRepository::Membership> organizations;
    QString currentOrganizationId;
};

struct SignIn
{
    QByteArray accessToken;
    QByteArray refreshToken;
    Profile profile;
};

/// Who is who: signing in, refreshing, signing out, and what a token stands for.
class AccountService final
{
public:
    AccountService(Database &database, ChangeLog &changes, TokenSigner signer, PasswordChecker &passwords);

    /// Tokens are of another server from now on, whose key this is.
    void setSigner(TokenSigner signer) { m_signer = std::move(signer); }

    /// Answers once, later. An unknown account and a wrong password look the same, in words and in time.
    void signIn(const QString &email, const QString &password, std::function<void(Outcome<SignIn>)> done);
    /// The same without a session.
    void checkPassword(const QString &email, const QString &password,
                       std::function<void(Outcome<UserRecord>)> done);
    /// A session for a person who has proven himself in another way.
    [[nodiscard]] Outcome<SignIn> signInAs(const QString &userId);
    /// The old refresh token is dead as soon as this succeeded; using it again is Unauthorized.
    [[nodiscard]] Outcome<SignIn> refresh(const QByteArray &refreshToken);
    /// The same, and the session acts in another organisation of its person from now on. Access tokens given
    /// out before stay with the one they were made for until they expire.
    [[nodiscard]] Outcome<SignIn> switchOrganization(const Caller &caller, const QString &organizationId,
                                                     const QByteArray &refreshToken);
    /// Ends the session of @p refreshToken, its access tokens and its streams.
    [[nodiscard]] Outcome<void> signOut(const Caller &caller, const QByteArray &refreshToken);
    [[nodiscard]] Outcome<Caller> authenticate(const QByteArray &accessToken, const Origin &origin);

    [[nodiscard]] Outcome<Profile> profile(const Caller &caller);
    [[nodiscard]] Outcome<OrganizationRecord> organization(const Caller &caller);
    /// The same for everybody who acts in it, keys included: whom a credential belongs to.
    [[nodiscard]] Outcome<OrganizationRecord> account(const Caller &caller);
    [[nodiscard]] Outcome<QVector<AccountRepository::Member>> members(const Caller &caller);
    /// Keys of the roles there are, the one that may most first.
    [[nodiscard]] Outcome<QStringList> roles(const Caller &caller);

private:
    [[nodiscard]] Outcome<SignIn> openSession(const UserRecord &user);
    [[nodiscard]] Outcome<Profile> profileOf(const UserRecord &user, const QString &organizationId);
    [[nodiscard]] Outcome<SessionRecord> sessionOf(const QByteArray &refreshToken);
    [[nodiscard]] Outcome<SignIn> rotate(SessionRecord session);
    [[nodiscard]] QByteArray token(TokenKind kind, const SessionRecord &session, WallTime expiresAt) const;

    Database &m_database;
    ChangeLog &m_changes;
    AccountRepository m_accounts;
    TokenSigner m_signer;
    PasswordChecker &m_passwords;
};

} // namespace signalbox
