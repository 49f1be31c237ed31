// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/service/changelog.h"
#include "server/storage/accesstokenrepository.h"
#include "server/storage/accountrepository.h"

namespace signalbox {

/// What a personal access token that is shown stands for: its owner, with the role the owner has now.
class AccessTokenService final
{
public:
    AccessTokenService(Database &database, ChangeLog &changes);

    /// The caller's sessionId is the token's id.
    [[nodiscard]] Outcome<Caller> authenticate(const QByteArray &secret, const Origin &origin);

private:
    void noteUse(const AccessTokenRecord &token, WallTime now);

    ChangeLog &m_changes;
    AccessTokenRepository m_tokens;
    AccountRepository m_accounts;
};

} // namespace signalbox
