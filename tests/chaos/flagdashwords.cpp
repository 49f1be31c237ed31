// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/flagdashwords.h"

#include "chaos/imaginedjson.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace signalbox::flagdashwords {

namespace {

QJsonValue bare(const FlagValue &value)
{
    if (const bool *yes = std::get_if<bool>(&value))
        return *yes;
    if (const double *number = std::get_if<double>(&value))
        return *number;
    if (const QString *text = std::get_if<QString>(&value))
        return *text;
    if (const JsonText *text = std::get_if<JsonText>(&value))
        return QJsonDocument::fromJson(text->text.toUtf8()).object();
    return QJsonValue::Null;
}

QJsonObject enveloped(const FlagValue &value)
{
    return {{u"value"_s, bare(value)}};
}

FlagValue valueFrom(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool();
    if (value.isDouble())
        return value.toDouble();
    if (value.isString())
        return value.toString();
    if (value.isObject())
        return JsonText{QString::fromUtf8(compactJson(value.toObject()))};
    return nullptr;
}

QString stateId(const Flag &state)
{
    return u"%1_%2"_s.arg(state.id.text(), state.environment.text());
}

QJsonArray rulesJson(const QVector<Rule> &rules)
{
    QJsonArray array;
    for (const Rule &rule : rules) {
        if (rule.isRollout)
            continue;
        array.append(QJsonObject{{u"id"_s, rule.id.text()},
                                 {u"attribute"_s, rule.attribute},
                                 {u"operator"_s, rule.comparison},
                                 {u"values"_s, QJsonArray::fromStringList(rule.operands)},
                                 {u"flag_value"_s, bare(rule.value)}});
    }
    return array;
}

/// What users get, as far as one value can say it.
FlagValue servedOf(const Flag &flag)
{
    if (flag.kind() != FlagKind::Flag)
        return flag.defaultValue.value_or(FlagValue(nullptr));
    return flag.enabled && rolloutOf(flag).value_or(0) > 0;
}

QByteArray frame(const QByteArray &name, const QJsonObject &data)
{
    return "event: " + name + "\ndata: " + compactJson(data) + "\n\n";
}

QJsonObject naming(const FlagKey &key)
{
    if (key.kind() == FlagKind::AiConfig)
        return {{u"file"_s, key.text()}, {u"type"_s, u"agent"_s}};
    return {{u"key"_s, key.text()}};
}

} // namespace

QString listName(FlagKind kind)
{
    switch (kind) {
    case FlagKind::Flag: return u"flags"_s;
    case FlagKind::Config: return u"configs"_s;
    case FlagKind::AiConfig: break;
    }
    return u"ai_configs"_s;
}

QJsonObject definitionJson(const std::vector<Flag> &states, bool archived)
{
    const Flag &leading = states.front();
    const bool isFlag = leading.kind() == FlagKind::Flag;
    QJsonArray environments;
    for (const Flag &state : states)
        environments.append(isFlag ? flagStateJson(state) : configStateJson(state));
    const FlagValue standard =
        isFlag ? *leading.defaultValue : leading.config->projectDefault.value_or(FlagValue(nullptr));
    return {{u"id"_s, leading.id.text()},
            {u"key"_s, leading.key.text()},
            {u"name"_s, leading.name},
            {u"description"_s, QJsonValue::Null},
            {isFlag ? u"flag_type"_s : u"config_type"_s, isFlag ? u"boolean"_s : leading.config->type},
            {u"default_value"_s, enveloped(standard)},
            {u"tags"_s, QJsonArray()},
            {u"is_archived"_s, archived},
            {u"created_at"_s, timeJson(leading.createdAt)},
            {u"updated_at"_s, timeJson(leading.createdAt)},
            {u"environments"_s, environments}};
}

QJsonObject flagStateJson(const Flag &flag)
{
    return {{u"id"_s, stateId(flag)},
            {u"feature_flag_id"_s, flag.id.text()},
            {u"environment_id"_s, flag.environment.text()},
            {u"enabled"_s, flag.enabled},
            {u"value"_s, QJsonValue::Null},
            {u"rules"_s, rulesJson(*flag.rules)},
            {u"rollout_percentage"_s, rolloutOf(flag).value_or(0)}};
}

QJsonObject configStateJson(const Flag &config)
{
    return {{u"id"_s, stateId(config)},
            {u"remote_config_id"_s, config.id.text()},
            {u"environment_id"_s, config.environment.text()},
            {u"value"_s, config.config->inherited ? QJsonValue(QJsonValue::Null)
                                                  : QJsonValue(enveloped(*config.defaultValue))},
            {u"is_active"_s, config.enabled}};
}

QJsonObject fileJson(const Flag &file)
{
    return {{u"id"_s, file.id.text()},
            {u"file_name"_s, file.key.text()},
            {u"file_type"_s, file.config->type},
            {u"content"_s, bare(*file.defaultValue)},
            {u"is_active"_s, file.enabled},
            {u"metadata"_s, QJsonValue::Null},
            {u"folder"_s, file.config->folder},
            {u"environment_id"_s, file.environment.text()},
            {u"created_at"_s, timeJson(file.createdAt)},
            {u"updated_at"_s, timeJson(file.updatedAt)}};
}

std::optional<FlagPatch> patchFrom(FlagKind kind, const QString &action, const QByteArray &body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    FlagPatch patch;
    if (kind == FlagKind::Flag && action == u"rollout") {
        const int percentage = object.value(u"rollout_percentage"_s).toInt(-1);
        if (percentage >= 0 && percentage <= 100)
            patch.rollout = percentage;
    } else if (kind == FlagKind::Config && action == u"value") {
        const QJsonObject envelope = object.value(u"value"_s).toObject();
        if (envelope.contains(u"value"_s))
            patch.defaultValue = valueFrom(envelope.value(u"value"_s));
    } else if (kind == FlagKind::AiConfig && action.isEmpty()) {
        if (const QJsonValue content = object.value(u"content"_s); content.isString())
            patch.defaultValue = content.toString();
        if (const QJsonValue active = object.value(u"is_active"_s); active.isBool())
            patch.enabled = active.toBool();
    }
    return patch == FlagPatch() ? std::nullopt : std::optional(patch);
}

QByteArray plainFrame(const QByteArray &type, const FlagKey &key)
{
    return frame(type, naming(key));
}

QByteArray carryingFrame(const QByteArray &type, const FlagKey &key, const Flag *flag)
{
    QJsonObject data = naming(key);
    if (flag) {
        data.insert(u"value"_s, bare(servedOf(*flag)));
        data.insert(u"enabled"_s, flag->enabled);
        data.insert(u"environment_id"_s, flag->environment.text());
    }
    return frame(type, data);
}

QByteArray productPageFrame(const Flag &flag)
{
    switch (flag.kind()) {
    case FlagKind::Flag: return carryingFrame("flag_updated", flag.key, &flag);
    case FlagKind::Config: return carryingFrame("config_updated", flag.key, &flag);
    case FlagKind::AiConfig: break;
    }
    return plainFrame("ai_updated", flag.key);
}

QByteArray namelessFrame(const QByteArray &type)
{
    return frame(type, {});
}

} // namespace signalbox::flagdashwords
