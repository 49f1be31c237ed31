// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/service/changelog.h"
#include "server/service/projectreach.h"
#include "server/service/wholeedit.h"
#include "server/storage/configrepository.h"

namespace signalbox {

/// A config, and what it is in the environments within reach.
struct Config
{
    ConfigRecord config;
    QVector<ConfigValueRecord> values; ///< the oldest environment first
};

/// A config as programs of one environment get it.
struct ServedConfig
{
    ConfigRecord config;
    FlagValue value;
};

struct NewConfig
{
    QString key;
    QString name;
    std::optional<QString> description;
    QString type; ///< json, string, number or boolean
    QStringList tags;
    std::optional<FlagValue> defaultValue; ///< absent: the type's empty value
};

/// Use cases on configs. Each change, its audit entry and its stream events (one per environment that hears
/// of it) are one transaction. A config belongs to all environments of its project: a key, which stands for
/// one, sets the value there, and changes or deletes a config as a whole only where there is no other.
class ConfigService final
{
public:
    ConfigService(Database &database, ChangeLog &changes);

    /// By key.
    [[nodiscard]] Outcome<QVector<Config>> configs(const Caller &caller, const QString &projectId);
    [[nodiscard]] Outcome<Config> config(const Caller &caller, const QString &projectId, const QString &key);
    /// With the default in all environments.
    [[nodiscard]] Outcome<Config> create(const Caller &caller, const QString &projectId,
                                         const NewConfig &wanted);
    [[nodiscard]] Outcome<Config> edit(const Caller &caller, const QString &projectId, const QString &key,
                                       const WholeEdit &edit);
    [[nodiscard]] Outcome<void> remove(const Caller &caller, const QString &projectId, const QString &key);
    /// Absent: the default, from now on whatever it is.
    [[nodiscard]] Outcome<ConfigValueRecord> setValue(const Caller &caller, const FlagPlace &place,
                                                      const std::optional<FlagValue> &value);

    /// All of the key's environment, for programs.
    [[nodiscard]] Outcome<QVector<ServedConfig>> configsFor(const Caller &key);
    [[nodiscard]] Outcome<ServedConfig> configFor(const Caller &key, const QString &configKey);

private:
    [[nodiscard]] Outcome<ConfigRecord> reachConfig(const Caller &caller, const QString &projectId,
                                                    const QString &key);
    [[nodiscard]] Outcome<ConfigRecord> reachWhole(const Caller &caller, const QString &projectId,
                                                   const QString &key);
    [[nodiscard]] Outcome<Config> withValues(const Caller &caller, const ConfigRecord &config);
    [[nodiscard]] Outcome<void> announce(const Caller &caller, const QString &type,
                                         const ConfigRecord &config);

    Database &m_database;
    ChangeLog &m_changes;
    ProjectReach m_reach;
    ProjectRepository m_projects;
    ConfigRepository m_configs;
};

} // namespace signalbox
