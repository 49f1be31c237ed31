// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/accesstokenservice.h"

#include "server/security/apikeys.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// "Last used" is for people; writing it with each request would cost a disk sync each.
constexpr auto useNotedEvery = std::chrono::minutes(1);

tl::unexpected<Refusal> deadToken()
{
    return refuse(RefusalKind::Unauthorized, u"invalid, expired or revoked token"_s);
}

} // namespace

AccessTokenService::AccessTokenService(Database &database, ChangeLog &changes)
    : m_changes(changes), m_tokens(database), m_accounts(database)
{}

Outcome<Caller> AccessTokenService::authenticate(const QByteArray &secret, const Origin &origin)
{
    const QString text = QString::fromUtf8(secret);
    const QString prefix = apiKeyPrefix(text);
    if (prefix.isEmpty())
        return deadToken();
    const auto candidates = m_tokens.tokensByPrefix(prefix);
    if (!candidates)
        return passOn(candidates);
    const auto found =
        std::find_if(candidates->cbegin(), candidates->cend(), [&text](const AccessTokenRecord &token) {
            return apiKeyMatches(text, token.secretHash);
        });
    const WallTime now = m_changes.now();
    if (found == candidates->cend() || found->revokedAt || (found->expiresAt && *found->expiresAt <= now))
        return deadToken();
    const auto role = m_accounts.role(found->organizationId, found->userId);
    if (!role)
        return passOn(role);
    if (!*role) // no longer a member
        return deadToken();
    noteUse(*found, now);
    return Caller{
        found->userId, found->organizationId, **role, found->id, found->expiresAt.value_or(WallTime::max()),
        origin};
}

void AccessTokenService::noteUse(const AccessTokenRecord &token, WallTime now)
{
    // A failure is in the storage log already, and must not keep its owner from working.
    if (!token.lastUsedAt || now - *token.lastUsedAt >= useNotedEvery)
        static_cast<void>(m_tokens.touch(token.id, now));
}

} // namespace signalbox
