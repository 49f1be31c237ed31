// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/database.h"
#include "server/storage/records.h"

namespace signalbox {

/// Configs, and what they are in each environment.
class ConfigRepository final
{
public:
    explicit ConfigRepository(Database &database) : m_database(database) {}

    /// By key.
    [[nodiscard]] Outcome<QVector<ConfigRecord>> configs(const QString &projectId);
    [[nodiscard]] Outcome<std::optional<ConfigRecord>> config(const QString &projectId, const QString &key);
    [[nodiscard]] Outcome<void> insert(const ConfigRecord &config);
    [[nodiscard]] Outcome<void> update(const ConfigRecord &config);
    [[nodiscard]] Outcome<void> removeConfig(const QString &id);

    /// In all environments of the project, the oldest first.
    [[nodiscard]] Outcome<QVector<ConfigValueRecord>> valuesOfProject(const QString &projectId);
    [[nodiscard]] Outcome<QVector<ConfigValueRecord>> values(const QString &configId);
    /// Of one environment, in any order.
    [[nodiscard]] Outcome<QVector<ConfigValueRecord>> valuesIn(const QString &environmentId);
    [[nodiscard]] Outcome<std::optional<ConfigValueRecord>> value(const QString &configId,
                                                                  const QString &environmentId);
    [[nodiscard]] Outcome<void> insert(const ConfigValueRecord &value);
    [[nodiscard]] Outcome<void> update(const ConfigValueRecord &value);

private:
    Database &m_database;
};

} // namespace signalbox
