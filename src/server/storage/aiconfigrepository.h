// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/database.h"
#include "server/storage/records.h"

namespace signalbox {

/// Files for AI assistants.
class AiConfigRepository final
{
public:
    explicit AiConfigRepository(Database &database) : m_database(database) {}

    /// By name.
    [[nodiscard]] Outcome<QVector<AiConfigRecord>> files(const QString &environmentId);
    [[nodiscard]] Outcome<std::optional<AiConfigRecord>> file(const QString &environmentId,
                                                              const QString &name);
    [[nodiscard]] Outcome<void> insert(const AiConfigRecord &file);
    [[nodiscard]] Outcome<void> update(const AiConfigRecord &file);
    [[nodiscard]] Outcome<void> removeFile(const QString &id);

private:
    Database &m_database;
};

} // namespace signalbox
