// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/auditjson.h"

#include "server/storage/valuetext.h"
#include "server/storage/variationtext.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QJsonValue orNull(const std::optional<QString> &text)
{
    return text ? QJsonValue(*text) : QJsonValue(QJsonValue::Null);
}

QString compact(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace

QJsonObject auditObject(const ProjectRecord &project)
{
    return {{u"name"_s, project.name},
            {u"slug"_s, project.slug},
            {u"description"_s, orNull(project.description)}};
}

QJsonObject auditObject(const EnvironmentRecord &environment)
{
    return {{u"key"_s, environment.key},
            {u"name"_s, environment.name},
            {u"description"_s, orNull(environment.description)}};
}

QJsonObject auditObject(const FlagRecord &flag)
{
    return {{u"key"_s, flag.key},
            {u"name"_s, flag.name},
            {u"description"_s, orNull(flag.description)},
            {u"enabled"_s, flag.enabled},
            {u"default_value"_s, jsonValue(flag.defaultValue)},
            {u"variations"_s, jsonArray(flag.variations)}};
}

QJsonObject auditObject(const RuleRecord &rule)
{
    return {{u"flag_id"_s, rule.flagId},
            {u"priority"_s, rule.priority},
            {u"rule_type"_s, rule.type},
            {u"attribute"_s, orNull(rule.attribute)},
            {u"operator"_s, orNull(rule.comparison)},
            {u"value_json"_s, orNull(rule.operandJson)},
            {u"rollout_percentage"_s, rule.percentage ? QJsonValue(*rule.percentage) : QJsonValue::Null},
            {u"bucket_by"_s, rule.bucketBy},
            {u"return_value"_s, jsonValue(rule.value)},
            {u"is_active"_s, rule.active}};
}

QJsonObject auditObject(const ScheduleRecord &schedule)
{
    return {{u"action"_s, schedule.action},
            {u"scheduled_at"_s, toDateTime(schedule.scheduledAt).toString(Qt::ISODateWithMs)},
            {u"status"_s, schedule.status}};
}

QJsonObject auditObject(const ConfigRecord &config)
{
    return {{u"key"_s, config.key},
            {u"name"_s, config.name},
            {u"description"_s, orNull(config.description)},
            {u"config_type"_s, config.type},
            {u"default_value"_s, jsonValue(config.defaultValue)},
            {u"tags"_s, QJsonArray::fromStringList(config.tags)},
            {u"is_archived"_s, config.archived}};
}

QJsonObject auditObject(const ConfigValueRecord &value)
{
    return {{u"value"_s, value.value ? jsonValue(*value.value) : QJsonValue(QJsonValue::Null)}};
}

QJsonObject auditObject(const AiConfigRecord &file)
{
    return {{u"file_name"_s, file.fileName},        {u"file_type"_s, file.fileType},
            {u"content"_s, file.content},           {u"is_active"_s, file.active},
            {u"metadata"_s, orNull(file.metadata)}, {u"folder"_s, orNull(file.folder)}};
}

QJsonObject auditObject(const ApiKeyRecord &key)
{
    return {{u"name"_s, key.name}, {u"scope"_s, key.scope}, {u"key_prefix"_s, key.prefix}};
}

AuditSides auditSides(const std::optional<QJsonObject> &before, const std::optional<QJsonObject> &after)
{
    AuditSides sides;
    if (before && after) {
        QJsonObject was;
        QJsonObject is;
        for (auto it = after->constBegin(); it != after->constEnd(); ++it) {
            if (before->value(it.key()) == it.value())
                continue;
            was.insert(it.key(), before->value(it.key()));
            is.insert(it.key(), it.value());
        }
        sides.before = compact(was);
        sides.after = compact(is);
    } else if (before) {
        sides.before = compact(*before);
    } else if (after) {
        sides.after = compact(*after);
    }
    return sides;
}

} // namespace signalbox
