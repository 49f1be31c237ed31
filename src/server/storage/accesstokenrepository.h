// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/database.h"
#include "server/storage/records.h"

namespace signalbox {

/// Personal access tokens. Secrets are never here, only their hashes.
class AccessTokenRepository final
{
public:
    explicit AccessTokenRepository(Database &database) : m_database(database) {}

    [[nodiscard]] Outcome<QVector<AccessTokenRecord>> tokensByPrefix(const QString &prefix);
    [[nodiscard]] Outcome<std::optional<AccessTokenRecord>> token(const QString &id);
    [[nodiscard]] Outcome<void> insert(const AccessTokenRecord &token);
    /// Writes secret, prefix and times.
    [[nodiscard]] Outcome<void> update(const AccessTokenRecord &token);
    [[nodiscard]] Outcome<void> touch(const QString &id, WallTime now);

private:
    Database &m_database;
};

} // namespace signalbox
