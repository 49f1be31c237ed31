// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/flagdash/flagdashconfigcodec.h"

#include "server/dialects/flagdash/flagdashcodec.h"
#include "server/dialects/jsonwords.h"
#include "server/storage/valuetext.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace signalbox::flagdashdialect {

namespace {

using jsonwords::json;

QJsonValue envelopedOrNull(const std::optional<FlagValue> &value)
{
    return value ? QJsonValue(enveloped(*value)) : QJsonValue(QJsonValue::Null);
}

QJsonValue metadataJson(const AiConfigRecord &file)
{
    return file.metadata ? QJsonValue(QJsonDocument::fromJson(file.metadata->toUtf8()).object())
                         : QJsonValue(QJsonValue::Null);
}

/// What all tiers that say much say.
QJsonObject described(const ConfigRecord &config)
{
    return {{u"key"_s, config.key},
            {u"name"_s, config.name},
            {u"description"_s, json(config.description)},
            {u"config_type"_s, config.type},
            {u"default_value"_s, enveloped(config.defaultValue)},
            {u"tags"_s, QJsonArray::fromStringList(config.tags)}};
}

} // namespace

QJsonObject toJson(const Config &config)
{
    QJsonArray environments;
    for (const ConfigValueRecord &one : config.values) {
        environments.append(QJsonObject{{u"id"_s, one.id},
                                        {u"environment_id"_s, one.environmentId},
                                        {u"value"_s, envelopedOrNull(one.value)},
                                        {u"is_active"_s, true}});
    }
    QJsonObject object = described(config.config);
    object.insert(u"id"_s, config.config.id);
    object.insert(u"is_archived"_s, config.config.archived);
    object.insert(u"created_at"_s, json(config.config.createdAt));
    object.insert(u"updated_at"_s, json(config.config.updatedAt));
    object.insert(u"environments"_s, environments);
    return object;
}

QJsonObject toJson(const ConfigValueRecord &value)
{
    return {{u"id"_s, value.id},
            {u"value"_s, envelopedOrNull(value.value)},
            {u"environment_id"_s, value.environmentId},
            {u"remote_config_id"_s, value.configId}};
}

QJsonObject valueJson(const ServedConfig &config)
{
    return {{u"key"_s, config.config.key}, {u"value"_s, jsonValue(config.value)}};
}

QJsonObject serverJson(const ServedConfig &config)
{
    QJsonObject object = described(config.config);
    object.insert(u"value"_s, enveloped(config.value));
    object.insert(u"is_active"_s, true);
    return object;
}

QJsonObject contentJson(const AiConfigRecord &file)
{
    return {{u"file_name"_s, file.fileName},
            {u"file_type"_s, file.fileType},
            {u"content"_s, file.content},
            {u"folder"_s, json(file.folder)}};
}

QJsonObject serverJson(const AiConfigRecord &file)
{
    QJsonObject object = contentJson(file);
    object.insert(u"id"_s, file.id);
    object.insert(u"is_active"_s, file.active);
    object.insert(u"metadata"_s, metadataJson(file));
    object.insert(u"created_at"_s, json(file.createdAt));
    object.insert(u"updated_at"_s, json(file.updatedAt));
    return object;
}

QJsonObject toJson(const QString &projectId, const AiConfigRecord &file)
{
    QJsonObject object = serverJson(file);
    object.insert(u"project_id"_s, projectId);
    object.insert(u"environment_id"_s, file.environmentId);
    return object;
}

Outcome<std::optional<FlagValue>> configValueFrom(const QString &field, const QJsonValue &json)
{
    std::optional<FlagValue> value;
    if (json.isNull())
        return value;
    if (!json.isObject())
        return refuse(RefusalKind::Invalid, field + u" must be {\"value\": ...}"_s, field);
    value = unwrapped(json);
    if (std::holds_alternative<std::nullptr_t>(*value))
        value.reset();
    return value;
}

} // namespace signalbox::flagdashdialect
