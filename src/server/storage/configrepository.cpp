// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/configrepository.h"

#include "server/storage/valuetext.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

void toNothing(int) {}

/// Read by configFrom().
QString selectConfigs()
{
    return u"SELECT id, project_id, key, name, description, config_type, default_value, tags, is_archived, "
           "created_at, updated_at FROM configs WHERE project_id = ? "_s;
}

ConfigRecord configFrom(const Row &row)
{
    return {row.text(0),
            row.text(1),
            row.text(2),
            row.text(3),
            row.maybeText(4),
            row.text(5),
            valueFromJsonText(row.text(6)),
            textsFromJsonText(row.text(7)),
            row.yes(8),
            row.time(9),
            row.time(10)};
}

/// Read by valueFrom().
QString selectValues()
{
    return u"SELECT v.id, v.config_id, v.environment_id, v.value FROM config_values v "
           "JOIN environments e ON e.id = v.environment_id "_s;
}

QString inOrder()
{
    return u" ORDER BY v.config_id, e.created_at, e.id"_s;
}

ConfigValueRecord valueFrom(const Row &row)
{
    ConfigValueRecord value{row.text(0), row.text(1), row.text(2), {}};
    if (const auto text = row.maybeText(3))
        value.value = valueFromJsonText(*text);
    return value;
}

std::optional<QString> valueText(const ConfigValueRecord &value)
{
    return value.value ? std::optional(jsonText(*value.value)) : std::nullopt;
}

} // namespace

Outcome<QVector<ConfigRecord>> ConfigRepository::configs(const QString &projectId)
{
    return m_database.list(selectConfigs() + u"ORDER BY key"_s, configFrom, projectId);
}

Outcome<std::optional<ConfigRecord>> ConfigRepository::config(const QString &projectId, const QString &key)
{
    return m_database.find(selectConfigs() + u"AND key = ?"_s, configFrom, projectId, key);
}

Outcome<void> ConfigRepository::insert(const ConfigRecord &config)
{
    return m_database
        .change(u"INSERT INTO configs (id, project_id, key, name, description, config_type, default_value, "
                "tags, is_archived, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                config.id, config.projectId, config.key, config.name, config.description, config.type,
                jsonText(config.defaultValue), jsonArrayText(config.tags), config.archived, config.createdAt,
                config.updatedAt)
        .map(toNothing);
}

Outcome<void> ConfigRepository::update(const ConfigRecord &config)
{
    return m_database
        .change(u"UPDATE configs SET name = ?, description = ?, default_value = ?, tags = ?, "
                "is_archived = ?, updated_at = ? WHERE id = ?"_s,
                config.name, config.description, jsonText(config.defaultValue), jsonArrayText(config.tags),
                config.archived, config.updatedAt, config.id)
        .map(toNothing);
}

Outcome<void> ConfigRepository::removeConfig(const QString &id)
{
    return m_database.change(u"DELETE FROM configs WHERE id = ?"_s, id).map(toNothing);
}

Outcome<QVector<ConfigValueRecord>> ConfigRepository::valuesOfProject(const QString &projectId)
{
    return m_database.list(selectValues() + u"WHERE e.project_id = ?"_s + inOrder(), valueFrom, projectId);
}

Outcome<QVector<ConfigValueRecord>> ConfigRepository::values(const QString &configId)
{
    return m_database.list(selectValues() + u"WHERE v.config_id = ?"_s + inOrder(), valueFrom, configId);
}

Outcome<QVector<ConfigValueRecord>> ConfigRepository::valuesIn(const QString &environmentId)
{
    return m_database.list(selectValues() + u"WHERE v.environment_id = ?"_s, valueFrom, environmentId);
}

Outcome<std::optional<ConfigValueRecord>> ConfigRepository::value(const QString &configId,
                                                                  const QString &environmentId)
{
    return m_database.find(selectValues() + u"WHERE v.config_id = ? AND v.environment_id = ?"_s, valueFrom,
                           configId, environmentId);
}

Outcome<void> ConfigRepository::insert(const ConfigValueRecord &value)
{
    return m_database
        .change(u"INSERT INTO config_values (id, config_id, environment_id, value) "
                "VALUES (?, ?, ?, ?)"_s,
                value.id, value.configId, value.environmentId, valueText(value))
        .map(toNothing);
}

Outcome<void> ConfigRepository::update(const ConfigValueRecord &value)
{
    return m_database.change(u"UPDATE config_values SET value = ? WHERE id = ?"_s, valueText(value), value.id)
        .map(toNothing);
}

} // namespace signalbox
