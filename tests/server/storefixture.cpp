// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storefixture.h"

#include "server/security/random.h"

using namespace Qt::StringLiterals;

namespace signalbox {

StoreFixture::StoreFixture()
{
    const bool ready = prepareCryptography() && database.open(u":memory:"_s);
    Q_ASSERT(ready);
    const auto filled = Seeder(database, clock, PasswordCost::Minimal).run(Seed::Demo, u"secret"_s);
    Q_ASSERT(filled);
    seeded = *filled;
    changes = std::make_unique<ChangeLog>(database, clock);
    passwords = std::make_unique<PasswordChecker>(PasswordCost::Minimal);
    accounts = std::make_unique<AccountService>(
        database, *changes, TokenSigner(randomBytes(TokenSigner::keyBytes())), *passwords);
    projects = std::make_unique<ProjectService>(database, *changes);
    flags = std::make_unique<FlagService>(database, *changes);
    keys = std::make_unique<ApiKeyService>(database, *changes);
}

Caller StoreFixture::caller(const QString &role) const
{
    Caller made;
    made.userId = Seeder::colleagueIds().first();
    made.organizationId = Seeder::organizationId();
    made.role = role;
    made.origin = {u"req-1"_s, u"127.0.0.1"_s};
    return made;
}

QString StoreFixture::environmentId(const QString &key) const
{
    return Seeder::demoEnvironmentId(key);
}

FlagWithRules StoreFixture::flag(const QString &key)
{
    const QString id = Seeder::stableId(u"flag/"_s + environmentId() + u'/' + key);
    return flags->flag(caller(u"owner"_s), projectId(), id).value_or(FlagWithRules{});
}

QStringList StoreFixture::outboxAfter(qint64 version)
{
    QStringList lines;
    const auto found = ChangeRepository(database).changesAfter(version, 10'000);
    if (!found)
        return lines;
    for (const OutboxRecord &change : *found)
        lines.append(change.type + u' ' + change.flagKey);
    return lines;
}

} // namespace signalbox
