// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/security/apikeys.h"
#include "server/service/changelog.h"
#include "server/storage/apikeyrepository.h"
#include "server/storage/projectrepository.h"
#include "server/storage/readcache.h"

namespace signalbox {

struct NewApiKey
{
    QString environmentId;
    QString name;
    QString scope;
    std::optional<WallTime> expiresAt;
};

struct IssuedApiKey
{
    ApiKeyRecord key;
    QString secret; ///< shown once
};

/// Use cases on environment keys, and what a key that is shown stands for.
class ApiKeyService final
{
public:
    ApiKeyService(Database &database, ChangeLog &changes);

    [[nodiscard]] Outcome<QVector<ApiKeyRecord>> keys(const Caller &caller, const QString &projectId);
    [[nodiscard]] Outcome<IssuedApiKey> create(const Caller &caller, const QString &projectId,
                                               const NewApiKey &wanted);
    /// The old secret stops working and its streams end. An absent @p expiresAt leaves the expiry alone.
    [[nodiscard]] Outcome<IssuedApiKey> rotate(const Caller &caller, const QString &projectId,
                                               const QString &id,
                                               const std::optional<std::optional<WallTime>> &expiresAt);
    [[nodiscard]] Outcome<void> remove(const Caller &caller, const QString &projectId, const QString &id);

    [[nodiscard]] Outcome<KeyCaller> authenticate(const QByteArray &secret, const QString &address);

private:
    [[nodiscard]] Outcome<ApiKeyRecord> owned(const Caller &caller, const QString &projectId,
                                              const QString &id);
    /// What is known of a key that was right.
    struct KnownKey
    {
        ApiKeyRecord key;
        KeyCaller caller;
    };
    [[nodiscard]] Outcome<KeyCaller> admit(const KnownKey &known, const QString &address, WallTime now);
    void noteUse(const ApiKeyRecord &key, const QString &address, WallTime now);

    Database &m_database;
    ChangeLog &m_changes;
    ProjectRepository m_projects;
    ApiKeyRepository m_keys;
    ReadCache<QByteArray, KnownKey> m_known; ///< by the hash of what was shown
};

} // namespace signalbox
