// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/seed/seeder.h"

#include "server/security/apikeys.h"
#include "server/security/random.h"
#include "server/seed/demoflags.h"
#include "server/service/permissions.h"
#include "server/storage/accesstokenrepository.h"
#include "server/storage/accountrepository.h"
#include "server/storage/apikeyrepository.h"
#include "server/storage/changerepository.h"
#include "server/storage/projectrepository.h"

#include <QUuid>

#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr qsizetype passwordBytes = 12;

const std::array<QString, 4> &demoScopes()
{
    static const std::array<QString, 4> all = {u"sdk"_s, u"server"_s, u"stream"_s, keyscope::everything()};
    return all;
}

QString keyName(const QString &environment, const QString &scope)
{
    return u"key/"_s + environment + u'/' + scope;
}

} // namespace

Seeder::Seeder(Database &database, const Clock &clock, PasswordCost cost)
    : m_database(database), m_clock(clock), m_cost(cost)
{}

QString Seeder::stableId(const QString &name)
{
    static const QUuid ours(u"7b0f9a52-6f0e-4c55-9a30-5d2f6f1f2c44"_s);
    return QUuid::createUuidV5(ours, name).toString(QUuid::WithoutBraces);
}

QString Seeder::demoProjectId()
{
    return stableId(u"project/shop"_s);
}

QString Seeder::demoEnvironmentId(const QString &key)
{
    return stableId(u"environment/"_s + key);
}

QString Seeder::organizationId()
{
    return stableId(u"organization"_s);
}

QVector<Seeder::Account> Seeder::accounts(Seed seed)
{
    const auto account = [](const QString &email, const QString &name, const QString &role, bool signsIn) {
        return Account{stableId(u"user/"_s + email), name, email, role, signsIn};
    };
    if (seed == Seed::Empty)
        return {account(u"admin@signalbox.example"_s, u"Administrator"_s, u"owner"_s, true)};
    return {account(u"demo@signalbox.example"_s, u"Demo Operator"_s, u"admin"_s, true),
            account(u"viewer@signalbox.example"_s, u"Demo Viewer"_s, u"viewer"_s, true),
            account(u"mia@northwind.example"_s, u"Mia Lindqvist"_s, u"developer"_s, false),
            account(u"jo@northwind.example"_s, u"Jo Okafor"_s, u"developer"_s, false),
            account(u"sam@northwind.example"_s, u"Sam Duarte"_s, u"developer"_s, false),
            account(u"deploy@ci.northwind.example"_s, u"CI deploy"_s, u"developer"_s, false),
            account(u"ines@northwind.example"_s, u"Ines Marchetti"_s, u"owner"_s, false),
            account(u"noor@northwind.example"_s, u"Noor van Dijk"_s, u"analyst"_s, false)};
}

QStringList Seeder::colleagueIds()
{
    QStringList ids;
    for (const Account &account : accounts(Seed::Demo)) {
        if (!account.signsIn && account.role == u"developer")
            ids.append(account.id);
    }
    return ids;
}

WallTime Seeder::ago(std::chrono::minutes minutes) const
{
    return m_clock.wallTime() - minutes;
}

Outcome<SeedResult> Seeder::run(Seed seed, const QString &password)
{
    if (seed == Seed::None)
        return SeedResult{};
    AccountRepository people(m_database);
    Transaction transaction(m_database); // of several servers that start at once, one fills it
    const auto count = people.organizationCount();
    if (!count)
        return passOn(count);
    const QVector<Account> wanted = accounts(seed);
    if (*count > 0) {
        const auto known = people.user(wanted.first().id);
        if (!known)
            return passOn(known);
        if (!*known)
            return refuse(RefusalKind::Invalid, u"the database already holds something else"_s);
    }

    SeedResult result;
    result.login.email = wanted.first().email;
    result.login.password = password.isEmpty() ? randomText(passwordBytes) : password;
    auto done = *count > 0 ? Outcome<void>() : fill(seed);
    done = done.and_then([&] { return setPasswords(seed, result.login.password); });
    if (done && seed == Seed::Demo) {
        const auto keys = setKeys(result.login.password);
        if (!keys)
            return passOn(keys);
        result.keys = *keys;
    }
    if (done) {
        const auto token = setToken(wanted.first(), result.login.password);
        if (!token)
            return passOn(token);
        result.login.token = *token;
    }
    done = done.and_then([&] { return transaction.commit(); });
    if (!done)
        return passOn(done);
    return result;
}

Outcome<void> Seeder::fill(Seed seed)
{
    // A database that takes the place of another goes on above its versions: what a stream remembers of the
    // old one must not look like a place in the new one.
    const auto begun =
        ChangeRepository(m_database).beginAbove(qint64(m_clock.wallTime().time_since_epoch().count()));
    const auto done = begun.and_then([&] { return addPeople(seed); });
    return done && seed == Seed::Demo ? addShop() : done;
}

Outcome<void> Seeder::addPeople(Seed seed)
{
    const WallTime founded = ago(std::chrono::hours(24 * 120));
    AccountRepository people(m_database);
    const bool demo = seed == Seed::Demo;
    auto done = people.insert(OrganizationRecord{organizationId(), demo ? u"northwind"_s : u"main"_s,
                                                 demo ? u"Northwind"_s : u"Main"_s, founded, founded});
    for (const Account &account : accounts(seed)) {
        done =
            done.and_then([&] {
                    return people.insert(UserRecord{account.id, account.name, account.email, QString(),
                                                    account.role == u"viewer" ? u"read_only"_s : u"admin"_s,
                                                    founded, founded, founded});
                })
                .and_then([&] {
                    return people.insert(MemberRecord{stableId(u"member/"_s + account.email),
                                                      organizationId(), account.id, account.role, founded,
                                                      founded});
                });
    }
    return done;
}

Outcome<void> Seeder::setPasswords(Seed seed, const QString &password)
{
    AccountRepository people(m_database);
    // One hash for all: it is one password, and each hash takes its time.
    const QString hash = hashPassword(password, m_cost);
    if (hash.isEmpty())
        return refuse(RefusalKind::Storage, u"not enough memory to hash a password"_s);
    for (const Account &account : accounts(seed)) {
        if (!account.signsIn)
            continue;
        const auto done = people.setPasswordHash(account.id, hash, m_clock.wallTime());
        if (!done)
            return done;
    }
    return {};
}

Outcome<QString> Seeder::setToken(const Account &account, const QString &password)
{
    AccessTokenRepository tokens(m_database);
    const QString purpose = u"token/"_s + account.email;
    const ApiKeySecret secret = derivedApiKey(personalAccess(), password, purpose);
    const auto present = tokens.token(stableId(purpose));
    if (!present)
        return passOn(present);
    AccessTokenRecord token = present->value_or(AccessTokenRecord{});
    token.prefix = secret.prefix;
    token.secretHash = secret.hash;
    token.expiresAt.reset();
    token.revokedAt.reset();
    if (!*present) {
        token.id = stableId(purpose);
        token.userId = account.id;
        token.organizationId = organizationId();
        token.name = u"Practice"_s;
        token.createdAt = m_clock.wallTime();
    }
    const auto done = *present ? tokens.update(token) : tokens.insert(token);
    return done.map([&secret] { return secret.secret; });
}

Outcome<QVector<SeededKey>> Seeder::setKeys(const QString &password)
{
    ApiKeyRepository repository(m_database);
    QVector<SeededKey> made;
    for (const DemoEnvironment &environment : demoEnvironments()) {
        for (const QString &scope : demoScopes()) {
            const QString purpose = keyName(environment.key, scope);
            const ApiKeySecret secret = derivedApiKey(scope, password, purpose);
            ApiKeyRecord key;
            key.id = stableId(purpose);
            key.projectId = demoProjectId();
            key.environmentId = demoEnvironmentId(environment.key);
            const auto present = repository.key(key.projectId, key.id);
            if (!present)
                return passOn(present);
            key = present->value_or(key);
            key.prefix = secret.prefix;
            key.secretHash = secret.hash;
            key.updatedAt = m_clock.wallTime();
            key.expiresAt.reset();
            key.revokedAt.reset();
            if (!*present) {
                const auto there =
                    ProjectRepository(m_database).environment(key.projectId, key.environmentId);
                if (!there)
                    return passOn(there);
                if (!*there) // somebody deleted the environment: practice goes on without it
                    continue;
                key.name = u"Practice "_s + (keyscope::isValid(scope) ? u"flags"_s : scope);
                key.scope = scope;
                key.createdAt = key.updatedAt;
            }
            const auto done = *present ? repository.update(key) : repository.insert(key);
            if (!done)
                return passOn(done);
            made.append({environment.key, scope, secret.secret});
        }
    }
    return made;
}

} // namespace signalbox
