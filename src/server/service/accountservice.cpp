// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/accountservice.h"

#include "server/security/random.h"
#include "server/service/validation.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype tokenIdBytes = 12;

tl::unexpected<Refusal> wrongPassword()
{
    return refuse(RefusalKind::Unauthorized, u"wrong e-mail or password"_s);
}

tl::unexpected<Refusal> deadToken()
{
    return refuse(RefusalKind::Unauthorized, u"invalid or expired token"_s);
}

} // namespace

AccountService::AccountService(Database &database, ChangeLog &changes, TokenSigner signer,
                               PasswordChecker &passwords)
    : m_database(database)
    , m_changes(changes)
    , m_accounts(database)
    , m_signer(std::move(signer))
    , m_passwords(passwords)
{}

void AccountService::signIn(const QString &email, const QString &password,
                            std::function<void(Outcome<SignIn>)> done)
{
    checkPassword(email, password, [this, done](const Outcome<UserRecord> &account) {
        done(account.and_then([this](const UserRecord &user) { return openSession(user); }));
    });
}

Outcome<SignIn> AccountService::signInAs(const QString &userId)
{
    const auto user = m_accounts.user(userId);
    if (!user)
        return passOn(user);
    if (!*user)
        return deadToken();
    return openSession(**user);
}

void AccountService::checkPassword(const QString &email, const QString &password,
                                   std::function<void(Outcome<UserRecord>)> done)
{
    const auto user = m_accounts.userByEmail(email);
    if (!user) {
        done(passOn(user));
        return;
    }
    if (password.size() > serverlimits::passwordLength) {
        done(wrongPassword());
        return;
    }
    const UserRecord account = user->value_or(UserRecord{});
    const bool taken = m_passwords.check(password, account.passwordHash, [account, done](bool matches) {
        done(matches ? Outcome<UserRecord>(account) : wrongPassword());
    });
    if (!taken)
        done(refuse(RefusalKind::Busy, u"too many sign-ins at once, try again in a moment"_s));
}

Outcome<SignIn> AccountService::openSession(const UserRecord &user)
{
    const auto memberships = m_accounts.memberships(user.id);
    if (!memberships)
        return passOn(memberships);
    if (memberships->isEmpty())
        return refuse(RefusalKind::Forbidden, u"this account belongs to no organization"_s);

    const WallTime now = m_changes.now();
    SessionRecord session;
    session.id = newId();
    session.userId = user.id;
    session.organizationId = memberships->first().organization.id;
    session.createdAt = now;
    session.expiresAt = now + serverlimits::refreshLifetime;
    SignIn signIn;
    signIn.profile = {user, *memberships, session.organizationId};
    signIn.accessToken = token(TokenKind::Access, session, now + serverlimits::accessLifetime);
    signIn.refreshToken = token(TokenKind::Refresh, session, session.expiresAt);
    session.refreshHash = fingerprint(signIn.refreshToken);

    Transaction transaction(m_database);
    const auto done = m_accounts.removeExpiredSessions(now)
                          .and_then([&] { return m_accounts.insert(session); })
                          .and_then([&] { return transaction.commit(); });
    if (!done)
        return passOn(done);
    return signIn;
}

QByteArray AccountService::token(TokenKind kind, const SessionRecord &session, WallTime expiresAt) const
{
    return m_signer.sign({kind, session.id, session.userId, session.organizationId, m_changes.now(),
                          expiresAt, randomText(tokenIdBytes)});
}

Outcome<SessionRecord> AccountService::sessionOf(const QByteArray &refreshToken)
{
    const auto claims = m_signer.verify(refreshToken, TokenKind::Refresh, m_changes.now());
    if (!claims)
        return deadToken();
    const auto session = m_accounts.session(claims->sessionId);
    if (!session)
        return passOn(session);
    if (!*session || (*session)->revokedAt
        || !equalInConstantTime((*session)->refreshHash, fingerprint(refreshToken)))
        return deadToken();
    return **session;
}

Outcome<SignIn> AccountService::refresh(const QByteArray &refreshToken)
{
    return sessionOf(refreshToken).and_then([this](const SessionRecord &session) { return rotate(session); });
}

Outcome<SignIn> AccountService::switchOrganization(const Caller &caller, const QString &organizationId,
                                                   const QByteArray &refreshToken)
{
    auto session = sessionOf(refreshToken);
    if (!session)
        return passOn(session);
    if (session->userId != caller.userId)
        return deadToken();
    const auto role = m_accounts.role(organizationId, session->userId);
    if (!role)
        return passOn(role);
    if (!*role)
        return refuse(RefusalKind::Forbidden, u"you are not a member of this organization"_s);
    session->organizationId = organizationId;
    return rotate(*session);
}

Outcome<SignIn> AccountService::rotate(SessionRecord session)
{
    const auto user = m_accounts.user(session.userId);
    if (!user)
        return passOn(user);
    if (!*user)
        return deadToken();
    const auto profile = profileOf(**user, session.organizationId);
    if (!profile)
        return passOn(profile);

    const WallTime now = m_changes.now();
    const QByteArray oldRefreshHash = session.refreshHash;
    session.expiresAt = now + serverlimits::refreshLifetime;
    SignIn signIn;
    signIn.profile = *profile;
    signIn.accessToken = token(TokenKind::Access, session, now + serverlimits::accessLifetime);
    signIn.refreshToken = token(TokenKind::Refresh, session, session.expiresAt);
    session.refreshHash = fingerprint(signIn.refreshToken);
    const auto rotated = m_accounts.rotateSession(session, oldRefreshHash);
    if (!rotated)
        return passOn(rotated);
    if (!*rotated)
        return deadToken();
    return signIn;
}

Outcome<void> AccountService::signOut(const Caller &caller, const QByteArray &refreshToken)
{
    const auto session = sessionOf(refreshToken);
    if (!session)
        return passOn(session);
    if (session->userId != caller.userId)
        return deadToken();
    const auto revoked = m_accounts.revokeSession(session->id, m_changes.now());
    if (revoked)
        m_changes.endCredential(session->id);
    return revoked;
}

Outcome<Caller> AccountService::authenticate(const QByteArray &accessToken, const Origin &origin)
{
    const auto claims = m_signer.verify(accessToken, TokenKind::Access, m_changes.now());
    if (!claims)
        return deadToken();
    const auto session = m_accounts.session(claims->sessionId);
    if (!session)
        return passOn(session);
    if (!*session || (*session)->revokedAt)
        return deadToken();
    const auto role = m_accounts.role(claims->organizationId, claims->userId);
    if (!role)
        return passOn(role);
    if (!*role) // no longer a member
        return deadToken();
    return Caller{claims->userId,    claims->organizationId, **role,
                  claims->sessionId, claims->expiresAt,      origin};
}

Outcome<Profile> AccountService::profileOf(const UserRecord &user, const QString &organizationId)
{
    return m_accounts.memberships(user.id).map([&](QVector<AccountRepository::Membership> organizations) {
        return Profile{user, std::move(organizations), organizationId};
    });
}

Outcome<Profile> AccountService::profile(const Caller &caller)
{
    const auto user = m_accounts.user(caller.userId);
    if (!user)
        return passOn(user);
    if (!*user)
        return deadToken();
    return profileOf(**user, caller.organizationId);
}

Outcome<OrganizationRecord> AccountService::organization(const Caller &caller)
{
    return require(caller, Permission::OrganizationRead).and_then([&] { return account(caller); });
}

Outcome<OrganizationRecord> AccountService::account(const Caller &caller)
{
    const auto found = m_accounts.organization(caller.organizationId);
    if (!found)
        return passOn(found);
    if (!*found)
        return refuse(RefusalKind::NotFound, u"organization not found"_s);
    return **found;
}

Outcome<QVector<AccountRepository::Member>> AccountService::members(const Caller &caller)
{
    return require(caller, Permission::MembersRead).and_then([&] {
        return m_accounts.members(caller.organizationId);
    });
}

Outcome<QStringList> AccountService::roles(const Caller &caller)
{
    return require(caller, Permission::RolesRead).map(builtInRoles);
}

} // namespace signalbox
