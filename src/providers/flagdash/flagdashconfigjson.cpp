// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashconfigjson.h"

#include "core/limits.h"
#include "providers/common/jsonfields.h"
#include "providers/flagdash/flagdashlists.h"
#include "providers/flagdash/flagdashrules.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox::flagdash {

using namespace json;

namespace {

std::optional<Error> tooLong(qsizetype length, const QString &what, const QString &owner)
{
    if (length <= limits::configValueLength)
        return std::nullopt;
    return Error{ErrorKind::TooLarge,
                 u"%1 of %2 has more than %3 characters (limit configValueLength)"_s.arg(what, owner)
                     .arg(limits::configValueLength),
                 {},
                 {}};
}

std::optional<Error> tooLong(const std::optional<FlagValue> &value, const QString &owner)
{
    return tooLong(value ? textLength(*value) : 0, u"the value"_s, owner);
}

/// A key as errors name it: bounded, whatever the server calls its records.
QString named(const QString &noun, const QString &key)
{
    return noun + u' ' + key.left(limits::displayedNameLength);
}

struct Definition
{
    Flag record;
    ConfigFacts facts;
};

/// What a config is in all environments alike.
Result<Definition> readDefinition(const QJsonObject &object, const QString &owner)
{
    const auto key = requiredText(object, u"key"_s, owner);
    if (!key)
        return tl::unexpected(key.error());
    Definition definition;
    Flag &record = definition.record;
    record.key = FlagKey(*key, FlagKind::Config);
    record.id = FlagId(textOr(object, u"id"_s, *key));
    record.name = object.value(u"name"_s).toString();
    record.description = object.value(u"description"_s).toString();
    record.rules.emplace(); // it has none
    record.createdAt = readTime(object.value(u"created_at"_s));
    // updated_at is all environments' together, as it is of flags: see there.
    definition.facts.type = object.value(u"config_type"_s).toString();
    definition.facts.projectDefault = unwrapped(object.value(u"default_value"_s));
    if (auto error = tooLong(definition.facts.projectDefault, named(u"the config"_s, *key)))
        return tl::unexpected(std::move(*error));
    return definition;
}

/// @p definition in an environment that has @p state for it; undefined: none.
Result<Flag> inEnvironment(const Definition &definition, const EnvironmentId &environment,
                           const QJsonValue &state)
{
    Flag record = definition.record;
    ConfigFacts facts = definition.facts;
    record.environment = environment;
    const QString owner = named(u"the config"_s, record.key.text());
    if (state.isUndefined()) {
        record.enabled = true; // nobody switched off what was never set
    } else {
        const QJsonValue active = state[u"is_active"_s];
        if (!active.isBool())
            return tl::unexpected(
                badAnswer(u"\"is_active\" of %1 is missing or not true or false"_s.arg(owner)));
        record.enabled = active.toBool();
        record.defaultValue = unwrapped(state[u"value"_s]);
    }
    if (auto error = tooLong(record.defaultValue, owner))
        return tl::unexpected(std::move(*error));
    facts.inherited = !record.defaultValue;
    if (facts.inherited)
        record.defaultValue = facts.projectDefault.value_or(FlagValue(nullptr));
    record.config = Shared(std::move(facts));
    return record;
}

Result<QVector<Flag>> readManaged(const QJsonObject &object, const QString &owner, const EnvironmentId &shown)
{
    const auto definition = readDefinition(object, owner);
    if (!definition)
        return tl::unexpected(definition.error());
    const auto environments = environmentsOf(object, owner);
    if (!environments)
        return tl::unexpected(environments.error());
    QVector<Flag> records;
    records.reserve(environments->size() + 1);
    bool hasShown = false;
    for (const QJsonValue &state : *environments) {
        const auto id = requiredText(state.toObject(), u"environment_id"_s, u"an environment of "_s + owner);
        if (!id)
            return tl::unexpected(id.error());
        auto record = inEnvironment(*definition, EnvironmentId(*id), state);
        if (!record)
            return tl::unexpected(record.error());
        hasShown = hasShown || record->environment == shown;
        records.append(std::move(*record));
    }
    if (!hasShown) {
        auto record = inEnvironment(*definition, shown, QJsonValue(QJsonValue::Undefined));
        if (!record)
            return tl::unexpected(record.error());
        records.append(std::move(*record));
    }
    return records;
}

Result<Flag> readServed(const QJsonObject &object, const EnvironmentId &environment, const QString &owner)
{
    const auto definition = readDefinition(object, owner);
    return definition ? inEnvironment(*definition, environment, object) : tl::unexpected(definition.error());
}

Result<Flag> readFile(const QJsonObject &object, const EnvironmentId &environment, const QString &owner)
{
    const auto name = requiredText(object, u"file_name"_s, owner);
    if (!name)
        return tl::unexpected(name.error());
    const QString said = object.value(u"environment_id"_s).toString();
    if (!said.isEmpty() && said != environment.text())
        return tl::unexpected(badAnswer(u"the server answered about another environment"_s));
    const QString known = named(u"the AI config"_s, *name);
    const QJsonValue active = object.value(u"is_active"_s);
    if (!active.isBool())
        return tl::unexpected(badAnswer(u"\"is_active\" of %1 is missing or not true or false"_s.arg(known)));
    const QJsonValue content = object.value(u"content"_s);
    if (!content.isString())
        return tl::unexpected(badAnswer(u"\"content\" of %1 is missing or not text"_s.arg(known)));
    if (auto error = tooLong(content.toString().size(), u"the content"_s, known))
        return tl::unexpected(std::move(*error));
    Flag record;
    record.key = FlagKey(*name, FlagKind::AiConfig);
    record.id = FlagId(textOr(object, u"id"_s, *name));
    record.environment = environment;
    record.name = *name;
    record.enabled = active.toBool();
    record.defaultValue = content.toString();
    record.rules.emplace();
    record.createdAt = readTime(object.value(u"created_at"_s));
    record.updatedAt = readTime(object.value(u"updated_at"_s)); // its own: a file is one environment's
    record.config = Shared(ConfigFacts{object.value(u"file_type"_s).toString(),
                                       object.value(u"folder"_s).toString(), false, std::nullopt});
    return record;
}

} // namespace

Result<QVector<Flag>> readConfigs(const QByteArray &body, const EnvironmentId &shown)
{
    return readRecords(body, u"configs"_s, u"config"_s,
                       [&shown](const QJsonObject &object, const QString &owner) {
                           if (object.value(u"is_archived"_s).toBool())
                               return Result<QVector<Flag>>(QVector<Flag>());
                           return readManaged(object, owner, shown);
                       });
}

Result<Flag> readConfigIn(const QByteArray &body, const EnvironmentId &environment)
{
    const auto object = readInner(body, u"config"_s);
    if (!object)
        return tl::unexpected(object.error());
    if (object->value(u"is_archived"_s).toBool())
        return tl::unexpected(Error{ErrorKind::NotFound, u"the config is archived"_s, {}, {}});
    const auto records = readManaged(*object, u"the config"_s, environment);
    if (!records)
        return tl::unexpected(records.error());
    return *std::find_if(records->cbegin(), records->cend(),
                         [&environment](const Flag &record) { return record.environment == environment; });
}

Result<QVector<Flag>> readServerConfigs(const QByteArray &body, const EnvironmentId &environment)
{
    return readRecords(body, u"configs"_s, u"config"_s,
                       [&environment](const QJsonObject &object, const QString &owner) {
                           return readServed(object, environment, owner).map(alone);
                       });
}

Result<Flag> readServerConfig(const QByteArray &body, const EnvironmentId &environment)
{
    const auto object = readInner(body, u"config"_s);
    return object ? readServed(*object, environment, u"the config"_s) : tl::unexpected(object.error());
}

Result<QVector<Flag>> readAiConfigs(const QByteArray &body, const EnvironmentId &environment)
{
    return readRecords(body, u"ai_configs"_s, u"AI config"_s,
                       [&environment](const QJsonObject &object, const QString &owner) {
                           return readFile(object, environment, owner).map(alone);
                       });
}

Result<Flag> readAiConfig(const QByteArray &body, const EnvironmentId &environment)
{
    const auto object = readInner(body, u"ai_config"_s);
    return object ? readFile(*object, environment, u"the AI config"_s) : tl::unexpected(object.error());
}

Result<std::optional<FlagValue>> readConfigValue(const QByteArray &body, const EnvironmentId &environment)
{
    const auto state = readInner(body, u"config_environment"_s);
    if (!state)
        return tl::unexpected(state.error());
    const QString about = state->value(u"environment_id"_s).toString();
    if (!about.isEmpty() && about != environment.text())
        return tl::unexpected(badAnswer(u"the server answered about another environment"_s));
    if (!state->contains(u"value"_s))
        return std::optional<FlagValue>();
    return std::optional(unwrapped(state->value(u"value"_s)).value_or(FlagValue(nullptr)));
}

QByteArray writeConfigValue(const FlagValue &value)
{
    return compact({{u"value"_s, QJsonObject{{u"value"_s, writeValue(value)}}}});
}

QByteArray writeAiConfig(const FlagPatch &patch)
{
    QJsonObject object;
    if (patch.defaultValue)
        object.insert(u"content"_s, writeValue(*patch.defaultValue));
    if (patch.enabled)
        object.insert(u"is_active"_s, *patch.enabled);
    return compact(object);
}

std::optional<QVector<Schedule>> readOpenSchedules(const QJsonValue &list)
{
    if (!list.isArray())
        return std::nullopt;
    QVector<Schedule> open;
    const QJsonArray array = list.toArray();
    for (const QJsonValue &each : array) {
        const auto at = readTime(each[u"scheduled_at"_s]);
        const QString status = each[u"status"_s].toString(u"pending"_s);
        if (status != u"pending" || !at || open.size() >= limits::schedulesPerFlag)
            continue;
        open.append({each[u"id"_s].toString(), each[u"action"_s].toString().left(limits::displayedNameLength),
                     *at, status});
    }
    std::stable_sort(open.begin(), open.end(),
                     [](const Schedule &a, const Schedule &b) { return a.at < b.at; });
    return open;
}

Result<QVector<Schedule>> readSchedules(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return tl::unexpected(object.error());
    auto open = readOpenSchedules(object->value(u"schedules"_s));
    if (!open)
        return tl::unexpected(badAnswer(u"the answer holds no list \"schedules\""_s));
    return std::move(*open);
}

} // namespace signalbox::flagdash
