// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/configservice.h"

#include "server/security/random.h"
#include "server/service/validation.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

ChangeLog::Subject subject(const ConfigRecord &config, const std::optional<QString> &environmentId = {})
{
    return {u"config"_s, config.id, config.projectId, environmentId};
}

Outcome<void> checkWhole(const ConfigRecord &config)
{
    return checkName(u"name"_s, config.name)
        .and_then([&] { return checkDescription(config.description); })
        .and_then([&] { return checkTags(config.tags); })
        .and_then([&] { return checkType(u"default_value"_s, config.type, config.defaultValue); })
        .and_then([&] { return checkValue(u"default_value"_s, config.defaultValue); });
}

void keepWithinReach(QVector<ConfigValueRecord> &values, const Caller &caller)
{
    values.removeIf([&caller](const ConfigValueRecord &value) {
        return !ProjectReach::sees(caller, value.environmentId);
    });
}

} // namespace

ConfigService::ConfigService(Database &database, ChangeLog &changes)
    : m_database(database), m_changes(changes), m_reach(database), m_projects(database), m_configs(database)
{}

// --- reading --------------------------------------------------------------------------------------------

Outcome<QVector<Config>> ConfigService::configs(const Caller &caller, const QString &projectId)
{
    const auto records = require(caller, Permission::ConfigsRead)
                             .and_then([&] { return m_reach.project(caller, projectId); })
                             .and_then([&] { return m_configs.configs(projectId); });
    if (!records)
        return passOn(records);
    auto values = m_configs.valuesOfProject(projectId);
    if (!values)
        return passOn(values);
    keepWithinReach(*values, caller);
    QHash<QString, QVector<ConfigValueRecord>> ofConfig;
    for (const ConfigValueRecord &value : std::as_const(*values))
        ofConfig[value.configId].append(value);
    QVector<Config> all;
    for (const ConfigRecord &record : *records)
        all.append({record, ofConfig.value(record.id)});
    return all;
}

Outcome<ConfigRecord> ConfigService::reachConfig(const Caller &caller, const QString &projectId,
                                                 const QString &key)
{
    const auto found =
        m_reach.project(caller, projectId).and_then([&] { return m_configs.config(projectId, key); });
    if (!found)
        return passOn(found);
    if (!*found)
        return refuse(RefusalKind::NotFound, u"config not found"_s);
    return **found;
}

Outcome<ConfigRecord> ConfigService::reachWhole(const Caller &caller, const QString &projectId,
                                                const QString &key)
{
    const auto config = reachConfig(caller, projectId, key);
    if (!config)
        return config;
    const auto isWhole = m_reach.isWhole(caller, projectId);
    if (!isWhole)
        return passOn(isWhole);
    if (!*isWhole)
        return refuse(RefusalKind::Forbidden,
                      u"a config is the same one in all environments; this API key belongs to one, and sets "
                      "the value there"_s);
    return config;
}

Outcome<Config> ConfigService::withValues(const Caller &caller, const ConfigRecord &config)
{
    return m_configs.values(config.id).map([&](QVector<ConfigValueRecord> values) {
        keepWithinReach(values, caller);
        return Config{config, std::move(values)};
    });
}

Outcome<Config> ConfigService::config(const Caller &caller, const QString &projectId, const QString &key)
{
    return require(caller, Permission::ConfigsRead)
        .and_then([&] { return reachConfig(caller, projectId, key); })
        .and_then([&](const ConfigRecord &config) { return withValues(caller, config); });
}

Outcome<QVector<ServedConfig>> ConfigService::configsFor(const Caller &key)
{
    const auto records =
        require(key, Permission::ConfigsRead).and_then([&] { return m_configs.configs(key.projectId); });
    if (!records)
        return passOn(records);
    const auto values = m_configs.valuesIn(key.environmentId);
    if (!values)
        return passOn(values);
    QHash<QString, FlagValue> own;
    for (const ConfigValueRecord &value : *values) {
        if (value.value)
            own.insert(value.configId, *value.value);
    }
    QVector<ServedConfig> all;
    for (const ConfigRecord &record : *records)
        all.append({record, own.value(record.id, record.defaultValue)});
    return all;
}

Outcome<ServedConfig> ConfigService::configFor(const Caller &key, const QString &configKey)
{
    const auto config = require(key, Permission::ConfigsRead).and_then([&] {
        return reachConfig(key, key.projectId, configKey);
    });
    if (!config)
        return passOn(config);
    const auto own = m_configs.value(config->id, key.environmentId);
    if (!own)
        return passOn(own);
    return ServedConfig{*config, *own && (*own)->value ? *(*own)->value : config->defaultValue};
}

// --- changing -------------------------------------------------------------------------------------------

Outcome<void> ConfigService::announce(const Caller &caller, const QString &type, const ConfigRecord &config)
{
    const auto environments = m_projects.environments(config.projectId);
    if (!environments)
        return passOn(environments);
    for (const EnvironmentRecord &environment : *environments) {
        if (const auto done = m_changes.announce(caller, type, environment.id, config.key); !done)
            return done;
    }
    return {};
}

Outcome<Config> ConfigService::create(const Caller &caller, const QString &projectId, const NewConfig &wanted)
{
    ConfigRecord config;
    config.id = newId();
    config.projectId = projectId;
    config.key = wanted.key;
    config.name = wanted.name;
    config.description = wanted.description;
    config.type = wanted.type;
    config.defaultValue = wanted.defaultValue.value_or(emptyValue(wanted.type));
    config.tags = wanted.tags;
    config.createdAt = config.updatedAt = m_changes.now();
    const auto good = require(caller, Permission::ConfigsWrite)
                          .and_then([&] { return checkPathKey(u"key"_s, config.key); })
                          .and_then([&] { return checkTypeName(u"config_type"_s, config.type); })
                          .and_then([&] { return checkWhole(config); });
    if (!good)
        return passOn(good);
    Transaction transaction(m_database);
    if (const auto reached = m_reach.project(caller, projectId); !reached)
        return passOn(reached);
    const auto taken = m_configs.config(projectId, config.key);
    if (!taken)
        return passOn(taken);
    if (*taken)
        return refuse(RefusalKind::Conflict, u"has already been taken"_s, u"key"_s);
    const auto all = m_projects.environments(projectId);
    if (!all)
        return passOn(all);
    auto done = m_configs.insert(config);
    for (const EnvironmentRecord &environment : *all)
        done = done.and_then([&] {
            return m_configs.insert(ConfigValueRecord{newId(), config.id, environment.id, std::nullopt});
        });
    const auto made =
        done.and_then([&] {
                return m_changes.record(caller, u"create"_s, subject(config), {}, auditObject(config));
            })
            .and_then([&] { return announce(caller, u"config.created"_s, config); })
            .and_then([&] { return withValues(caller, config); });
    if (!made)
        return made;
    if (const auto kept = m_changes.commit(transaction); !kept)
        return passOn(kept);
    return made;
}

Outcome<Config> ConfigService::edit(const Caller &caller, const QString &projectId, const QString &key,
                                    const WholeEdit &edit)
{
    const auto allowed = require(caller, Permission::ConfigsWrite);
    if (!allowed)
        return passOn(allowed);
    Transaction transaction(m_database);
    const auto before = reachWhole(caller, projectId, key);
    if (!before)
        return passOn(before);
    ConfigRecord config = *before;
    edit.apply(config);
    config.updatedAt = m_changes.timeAfter(config.updatedAt);
    const auto changed = checkWhole(config)
                             .and_then([&] { return m_configs.update(config); })
                             .and_then([&] {
                                 return m_changes.record(caller, u"update"_s, subject(config),
                                                         auditObject(*before), auditObject(config));
                             })
                             .and_then([&] { return announce(caller, u"config.updated"_s, config); })
                             .and_then([&] { return withValues(caller, config); });
    if (!changed)
        return changed;
    if (const auto kept = m_changes.commit(transaction); !kept)
        return passOn(kept);
    return changed;
}

Outcome<void> ConfigService::remove(const Caller &caller, const QString &projectId, const QString &key)
{
    const auto allowed = require(caller, Permission::ConfigsWrite);
    if (!allowed)
        return allowed;
    Transaction transaction(m_database);
    const auto config = reachWhole(caller, projectId, key);
    if (!config)
        return passOn(config);
    return m_configs.removeConfig(config->id)
        .and_then(
            [&] { return m_changes.record(caller, u"delete"_s, subject(*config), auditObject(*config), {}); })
        .and_then([&] { return announce(caller, u"config.deleted"_s, *config); })
        .and_then([&] { return m_changes.commit(transaction); });
}

Outcome<ConfigValueRecord> ConfigService::setValue(const Caller &caller, const FlagPlace &place,
                                                   const std::optional<FlagValue> &value)
{
    const auto allowed = require(caller, Permission::ConfigsWrite);
    if (!allowed)
        return passOn(allowed);
    Transaction transaction(m_database);
    const auto config = m_reach.environment(caller, place.projectId, place.environmentId).and_then([&] {
        return reachConfig(caller, place.projectId, place.key);
    });
    if (!config)
        return passOn(config);
    const auto found = m_configs.value(config->id, place.environmentId);
    if (!found)
        return passOn(found);
    // An environment that is younger than the config has no row yet.
    const ConfigValueRecord before =
        found->value_or(ConfigValueRecord{newId(), config->id, place.environmentId, std::nullopt});
    ConfigValueRecord after = before;
    after.value = value;
    ConfigRecord dated = *config;
    dated.updatedAt = m_changes.timeAfter(config->updatedAt);
    Outcome<void> done;
    if (value)
        done = checkType(u"value"_s, config->type, *value).and_then([&] {
            return checkValue(u"value"_s, *value);
        });
    done =
        done.and_then([&] { return *found ? m_configs.update(after) : m_configs.insert(after); })
            .and_then([&] { return m_configs.update(dated); })
            .and_then([&] {
                return m_changes.record(caller, u"update"_s, subject(*config, place.environmentId),
                                        auditObject(before), auditObject(after));
            })
            .and_then([&] {
                return m_changes.announce(caller, u"config.value_updated"_s, place.environmentId, place.key);
            })
            .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    return after;
}

} // namespace signalbox
