// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/signingkey.h"

#include "server/security/random.h"
#include "server/security/tokens.h"
#include "server/storage/accountrepository.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

const QString &signingKeyName()
{
    static const QString name = u"token-signing-key"_s;
    return name;
}

} // namespace

Outcome<std::optional<QByteArray>> storedSigningKey(Database &database)
{
    return AccountRepository(database).secret(signingKeyName()).map([](std::optional<QByteArray> stored) {
        return stored && stored->size() == TokenSigner::keyBytes() ? stored : std::nullopt;
    });
}

Outcome<QByteArray> signingKey(Database &database, bool isRegion)
{
    Transaction transaction(database); // of several servers that start at once, one makes it
    const auto stored = storedSigningKey(database);
    if (!stored)
        return passOn(stored);
    if (*stored)
        return **stored;
    const QByteArray made = randomBytes(TokenSigner::keyBytes());
    if (isRegion)
        return made;
    return AccountRepository(database)
        .setSecret(signingKeyName(), made)
        .and_then([&transaction] { return transaction.commit(); })
        .map([&made] { return made; });
}

} // namespace signalbox
