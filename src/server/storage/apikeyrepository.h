// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/database.h"
#include "server/storage/records.h"

namespace signalbox {

/// Environment API keys. Secrets are never here, only their hashes.
class ApiKeyRepository final
{
public:
    explicit ApiKeyRepository(Database &database) : m_database(database) {}

    [[nodiscard]] Outcome<QVector<ApiKeyRecord>> keysOfProject(const QString &projectId);
    [[nodiscard]] Outcome<QVector<ApiKeyRecord>> keysOfEnvironment(const QString &environmentId);
    [[nodiscard]] Outcome<QVector<ApiKeyRecord>> keysByPrefix(const QString &prefix);
    [[nodiscard]] Outcome<std::optional<ApiKeyRecord>> key(const QString &projectId, const QString &id);
    /// Organisation and environment key a key acts for.
    struct Reach
    {
        QString organizationId;
        QString environmentKey;
    };
    [[nodiscard]] Outcome<std::optional<Reach>> reach(const ApiKeyRecord &key);
    [[nodiscard]] Outcome<void> insert(const ApiKeyRecord &key);
    /// Writes secret, prefix and times.
    [[nodiscard]] Outcome<void> update(const ApiKeyRecord &key);
    [[nodiscard]] Outcome<void> touch(const QString &id, const QString &address, WallTime now);
    [[nodiscard]] Outcome<void> removeKey(const QString &id);

private:
    Database &m_database;
};

} // namespace signalbox
