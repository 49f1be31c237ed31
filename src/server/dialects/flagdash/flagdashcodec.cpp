// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/flagdash/flagdashcodec.h"

#include "server/dialects/jsonwords.h"
#include "server/dialects/streamtext.h"
#include "server/service/targeting.h"
#include "server/storage/valuetext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox::flagdashdialect {

namespace {

using jsonwords::json;

QJsonValue environmentValue(const Targeting &targeting)
{
    return targeting.rollout ? QJsonValue(enveloped(targeting.rollout->value)) : QJsonValue(QJsonValue::Null);
}

QJsonObject ruleJson(const RuleRecord &rule)
{
    QJsonValue operand = QJsonValue::Null;
    QString comparison = u"always"_s;
    QJsonValue attribute = QJsonValue::Null;
    if (rule.type == u"attribute") {
        operand = jsonValue(valueFromJsonText(rule.operandJson.value_or(u"null"_s)));
        comparison = rule.comparison.value_or(QString());
        attribute = json(rule.attribute);
    } else if (rule.type == u"percentage") {
        operand = rule.percentage.value_or(0);
        comparison = rule.type;
        attribute = rule.bucketBy;
    }
    return {{u"id"_s, rule.id},
            {u"attribute"_s, attribute},
            {u"operator"_s, comparison},
            {u"value"_s, operand},
            {u"flag_value"_s, jsonValue(rule.value)}};
}

struct Served
{
    FlagValue value;
    QString reason;
    std::optional<QString> variation = {};
};

Served served(const FlagWithRules &flag, const EvaluationContext &context)
{
    if (!flag.flag.enabled)
        return {flag.flag.defaultValue, u"disabled"_s};
    const Decision decision = decide(flag.flag, flag.rules, context);
    const FlagValue &value = decision.value(flag.flag);
    if (!decision.rule)
        return {value, u"default"_s};
    if (decision.variation)
        return {value, u"variation"_s, decision.variation->key};
    return {value, decision.rule->type == u"attribute" ? u"rule_match"_s : u"rollout"_s};
}

/// Latest change of anything a flag shows. The store dates rules by themselves.
WallTime lastChange(const ProjectFlag &flag)
{
    WallTime last = flag.leading().updatedAt;
    for (const FlagWithRules &one : flag.environments) {
        last = std::max(last, one.flag.updatedAt);
        for (const RuleRecord &rule : one.rules)
            last = std::max(last, rule.updatedAt);
    }
    return last;
}

int statusOf(const Refusal &refusal)
{
    switch (refusal.kind) {
    case RefusalKind::Invalid: return refusal.field.isEmpty() ? 400 : 422;
    case RefusalKind::Unauthorized: return 401;
    case RefusalKind::Forbidden: return 403;
    case RefusalKind::NotFound: return 404;
    case RefusalKind::Conflict: return 422;
    case RefusalKind::Busy: return 429;
    case RefusalKind::Storage: break;
    }
    return 500;
}

QString wordOf(RefusalKind kind)
{
    switch (kind) {
    case RefusalKind::Invalid: return u"bad_request"_s;
    case RefusalKind::Unauthorized: return u"unauthorized"_s;
    case RefusalKind::Forbidden: return u"forbidden"_s;
    case RefusalKind::NotFound: return u"not_found"_s;
    case RefusalKind::Conflict: return u"conflict"_s;
    case RefusalKind::Busy: return u"rate_limited"_s;
    case RefusalKind::Storage: break;
    }
    return u"internal_error"_s;
}

RuleRecord ruleFromJson(const QJsonObject &json)
{
    RuleRecord rule;
    rule.id = json[u"id"_s].toString();
    const QString comparison = json[u"operator"_s].toString();
    const QJsonValue operand = json.contains(u"value"_s) ? json[u"value"_s] : json[u"values"_s];
    const bool takesList = comparison == u"in" || comparison == u"not_in";
    if (comparison == u"always") {
        rule.type = u"boolean"_s;
    } else if (comparison == u"percentage") {
        rule.type = comparison;
        rule.percentage = operand.toInt(-1); // -1 is refused later
    } else {
        rule.type = u"attribute"_s;
        rule.attribute = json[u"attribute"_s].toString();
        rule.comparison = comparison;
        QJsonValue taken = operand;
        if (takesList && !operand.isArray())
            taken = QJsonArray{operand};
        else if (!takesList && operand.isArray() && operand.toArray().size() == 1)
            taken = operand.toArray().first();
        rule.operandJson = jsonText(valueFromJson(taken));
    }
    rule.value = json.contains(u"flag_value"_s) ? unwrapped(json[u"flag_value"_s]) : FlagValue(true);
    return rule;
}

bool hasRuleShape(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    const auto textOrNothing = [&object](const QString &field) {
        const QJsonValue found = object.value(field);
        return found.isUndefined() || found.isNull() || found.isString();
    };
    const bool operand =
        object.contains(u"value"_s) || object.contains(u"values"_s) || object[u"operator"_s] == u"always"_s;
    return value.isObject() && textOrNothing(u"id"_s) && textOrNothing(u"attribute"_s)
           && object[u"operator"_s].isString() && operand;
}

QByteArray frame(const OutboxRecord &change)
{
    QByteArray name = change.type.toUtf8();
    QByteArray data = "{\"key\":" + jsonQuoted(change.flagKey) + '}';
    if (change.type.startsWith(u"ai_config."))
        data = "{\"file\":" + jsonQuoted(change.flagKey) + ",\"type\":" + jsonQuoted(change.aspect) + '}';
    if (change.aspect == changeaspect::toggled())
        name = "flag.toggled";
    else if (change.aspect == changeaspect::rollout())
        name = "flag.rollout_updated";
    else if (change.aspect == changeaspect::variations())
        name = "flag.variations_updated";
    else if (change.type.startsWith(u"rule."))
        name = "flag.rules_updated";
    return eventId(change.version) + "event: " + name + "\ndata: " + data + "\n\n";
}

} // namespace

QJsonObject personJson(const UserRecord &user, const QString &role)
{
    return {{u"id"_s, user.id}, {u"name"_s, user.name}, {u"email"_s, user.email}, {u"role"_s, role}};
}

QJsonObject toJson(const ProjectRecord &project)
{
    return {{u"id"_s, project.id},
            {u"name"_s, project.name},
            {u"slug"_s, project.slug},
            {u"created_at"_s, json(project.createdAt)}};
}

QJsonObject toJson(const EnvironmentRecord &environment, bool isDefault)
{
    return {{u"id"_s, environment.id},
            {u"name"_s, environment.name},
            {u"slug"_s, environment.key},
            {u"is_default"_s, isDefault},
            {u"created_at"_s, json(environment.createdAt)}};
}

QJsonArray rulesJson(const QVector<RuleRecord> &rules)
{
    QJsonArray array;
    const QVector<RuleRecord> said = targetingOf(rules).rules();
    for (const RuleRecord &rule : said)
        array.append(ruleJson(rule));
    return array;
}

QJsonObject toJson(const ProjectFlag &flag)
{
    const FlagRecord &leading = flag.leading();
    QJsonArray environments;
    bool archived = true;
    WallTime created = leading.createdAt;
    for (const FlagWithRules &one : flag.environments) {
        const Targeting targeting = targetingOf(one.rules);
        environments.append(QJsonObject{{u"id"_s, one.flag.id},
                                        {u"environment_id"_s, one.flag.environmentId},
                                        {u"enabled"_s, one.flag.enabled},
                                        {u"value"_s, environmentValue(targeting)},
                                        {u"rules"_s, rulesJson(one.rules)},
                                        {u"rollout_percentage"_s, targeting.percentage()}});
        archived = archived && one.flag.archived;
        created = std::min(created, one.flag.createdAt);
    }
    return {{u"id"_s, flag.id},
            {u"key"_s, leading.key},
            {u"name"_s, leading.name},
            {u"description"_s, json(leading.description)},
            {u"flag_type"_s, effectiveType(leading)},
            {u"default_value"_s, enveloped(leading.defaultValue)},
            {u"tags"_s, QJsonArray::fromStringList(leading.tags)},
            {u"is_archived"_s, archived},
            {u"created_at"_s, json(created)},
            {u"updated_at"_s, json(lastChange(flag))},
            {u"environments"_s, environments}};
}

QJsonObject stateJson(const QString &projectId, const FlagWithRules &flag)
{
    return {{u"id"_s, flag.flag.id},
            {u"feature_flag_id"_s, ProjectFlagService::flagId(projectId, flag.flag.key)},
            {u"environment_id"_s, flag.flag.environmentId},
            {u"enabled"_s, flag.flag.enabled},
            {u"rollout_percentage"_s, targetingOf(flag.rules).percentage()}};
}

QJsonArray variationsJson(const QVector<VariationRecord> &variations)
{
    QJsonArray array;
    for (const VariationRecord &one : variations)
        array.append(QJsonObject{{u"id"_s, one.id},
                                 {u"key"_s, one.key},
                                 {u"name"_s, one.name},
                                 {u"value"_s, enveloped(one.value)},
                                 {u"weight"_s, one.weight}});
    return array;
}

QJsonObject toJson(const ScheduleRecord &schedule)
{
    return {{u"id"_s, schedule.id},
            {u"action"_s, schedule.action},
            {u"scheduled_at"_s, json(schedule.scheduledAt)},
            {u"executed_at"_s, json(schedule.executedAt)},
            {u"status"_s, schedule.status},
            {u"payload"_s, QJsonValue::Null},
            {u"error_message"_s, QJsonValue::Null},
            {u"created_at"_s, json(schedule.createdAt)}};
}

QJsonObject evaluationJson(const FlagWithRules &flag, const EvaluationContext &context)
{
    const Served result = served(flag, context);
    QJsonObject object{
        {u"key"_s, flag.flag.key}, {u"value"_s, jsonValue(result.value)}, {u"reason"_s, result.reason}};
    if (result.variation)
        object.insert(u"variation_key"_s, *result.variation);
    return object;
}

QJsonObject serverJson(const FlagWithRules &flag, const QVector<ScheduleRecord> &pending,
                       const EvaluationContext &context)
{
    const Served result = served(flag, context);
    const Targeting targeting = targetingOf(flag.rules);
    QJsonArray schedules;
    for (const ScheduleRecord &one : pending) {
        QJsonObject schedule = toJson(one);
        for (const QString &field : {u"executed_at"_s, u"error_message"_s, u"created_at"_s})
            schedule.remove(field);
        schedules.append(schedule);
    }
    return {{u"id"_s, flag.flag.id},
            {u"key"_s, flag.flag.key},
            {u"name"_s, flag.flag.name},
            {u"description"_s, json(flag.flag.description)},
            {u"flag_type"_s, effectiveType(flag.flag)},
            {u"default_value"_s, enveloped(flag.flag.defaultValue)},
            {u"tags"_s, QJsonArray::fromStringList(flag.flag.tags)},
            {u"enabled"_s, flag.flag.enabled},
            {u"value"_s, environmentValue(targeting)},
            {u"rules"_s, rulesJson(flag.rules)},
            {u"rollout_percentage"_s, targeting.percentage()},
            {u"evaluated_value"_s, jsonValue(result.value)},
            {u"variation_key"_s, json(result.variation)},
            {u"evaluation_path"_s, result.reason},
            {u"variations"_s, variationsJson(flag.flag.variations)},
            {u"pending_schedules"_s, schedules}};
}

QJsonObject enveloped(const FlagValue &value)
{
    return {{u"value"_s, jsonValue(value)}};
}

FlagValue unwrapped(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    return object.size() == 1 && object.contains(u"value"_s) ? valueFromJson(object[u"value"_s])
                                                             : valueFromJson(value);
}

Outcome<QVector<RuleRecord>> rulesFromJson(const QJsonValue &json)
{
    const QJsonValue list = json.isObject() ? json.toObject().value(u"rules"_s) : json;
    if (!list.isArray())
        return refuse(RefusalKind::Invalid, u"rules must be a list"_s, u"rules"_s);
    QVector<RuleRecord> rules;
    const QJsonArray array = list.toArray();
    for (const QJsonValue &one : array) {
        if (!hasRuleShape(one))
            return refuse(
                RefusalKind::Invalid,
                u"rule %1: must have attribute, operator, value and flag_value"_s.arg(rules.size() + 1),
                u"rules"_s);
        rules.append(ruleFromJson(one.toObject()));
    }
    return rules;
}

Outcome<QVector<VariationRecord>> variationsFromJson(const QJsonValue &json)
{
    if (!json.isArray())
        return refuse(RefusalKind::Invalid, u"variations must be a list"_s, u"variations"_s);
    QVector<VariationRecord> variations;
    const QJsonArray array = json.toArray();
    for (const QJsonValue &value : array) {
        const QJsonObject one = value.toObject();
        const QString key = one[u"key"_s].toString();
        const QJsonValue name = one.value(u"name"_s);
        const int weight = one[u"weight"_s].toInt(-1);
        const bool isNamed = name.isString() || name.isUndefined() || name.isNull();
        if (!one[u"key"_s].isString() || !isNamed || !one.contains(u"value"_s) || weight < 0)
            return refuse(RefusalKind::Invalid,
                          u"variation %1: must have key, name, value and weight, a whole number"_s.arg(
                              variations.size() + 1),
                          u"variations"_s);
        variations.append({{}, key, name.toString(key), unwrapped(one[u"value"_s]), weight});
    }
    return variations;
}

HttpAnswer answer(const QJsonObject &object, int status)
{
    HttpAnswer made;
    made.status = status;
    made.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return made;
}

HttpAnswer noContent()
{
    HttpAnswer made;
    made.status = 204;
    made.contentType.clear();
    return made;
}

HttpAnswer answer(const Refusal &refusal)
{
    // What failed inside is for the log; a stranger learns only that it did.
    const QString message =
        refusal.kind == RefusalKind::Storage ? u"the server could not store or read this"_s : refusal.message;
    const int status = statusOf(refusal);
    QJsonObject body{{u"error"_s, status == 422 ? u"Validation failed"_s : wordOf(refusal.kind)}};
    if (status == 422)
        body.insert(u"errors"_s, QJsonObject{{refusal.field, QJsonArray{message}}});
    else
        body.insert(u"message"_s, message);
    HttpAnswer made = answer(body, status);
    if (status == 401)
        made.headers.emplace_back("WWW-Authenticate", "Bearer");
    if (status == 429)
        made.headers.emplace_back("Retry-After", "1");
    return made;
}

StreamWords streamWords()
{
    return {[](std::optional<qint64> position) -> QByteArray {
                return (position ? eventId(*position) : QByteArray()) + "event: connected\ndata: {}\n\n";
            },
            frame,
            [](qint64 position) -> QByteArray { return eventId(position) + "event: resync\ndata: {}\n\n"; }};
}

} // namespace signalbox::flagdashdialect
