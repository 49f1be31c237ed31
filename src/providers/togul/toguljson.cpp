// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/togul/toguljson.h"

#include "core/limits.h"
#include "protocol/errorbody.h"
#include "providers/common/jsonfields.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox::togul {

using namespace json;

namespace {

Result<Flag> readFlagObject(const QJsonValue &value, const QString &owner)
{
    if (!value.isObject())
        return tl::unexpected(badAnswer(u"%1 is not an object"_s.arg(owner)));
    const QJsonObject object = value.toObject();
    const auto id = requiredText(object, u"id"_s, owner);
    const auto environment = requiredText(object, u"environment_id"_s, owner);
    const auto key = requiredText(object, u"key"_s, owner);
    for (const auto *text : {&id, &environment, &key}) {
        if (!*text)
            return tl::unexpected(text->error());
    }
    const QJsonValue enabled = object.value(u"enabled"_s);
    if (!enabled.isBool()) // the one thing this product must never guess
        return tl::unexpected(badAnswer(u"\"enabled\" of %1 is missing or not true or false"_s.arg(owner)));

    Flag flag;
    flag.id = FlagId(*id);
    flag.environment = EnvironmentId(*environment);
    flag.key = FlagKey(*key);
    flag.name = object.value(u"name"_s).toString();
    flag.description = object.value(u"description"_s).toString();
    flag.enabled = enabled.toBool();
    if (object.contains(u"default_value"_s))
        flag.defaultValue = readValue(object.value(u"default_value"_s));
    flag.createdAt = readTime(object.value(u"created_at"_s));
    flag.updatedAt = readTime(object.value(u"updated_at"_s));
    return flag;
}

RuleKind readRuleKind(const QString &word)
{
    if (word == u"boolean")
        return RuleKind::Boolean;
    if (word == u"attribute")
        return RuleKind::Attribute;
    if (word == u"percentage")
        return RuleKind::Percentage;
    return RuleKind::Unknown;
}

QString operandText(const QJsonValue &value)
{
    return value.isString() ? value.toString() : displayText(readValue(value), int(limits::sseLineBytes));
}

/// value_json is a string that holds JSON: "\"TR\"" or "[\"TR\",\"DE\"]".
QStringList readOperands(const QJsonValue &value)
{
    if (!value.isString())
        return {};
    const QString text = value.toString();
    // QJsonDocument reads arrays and objects only, so a scalar is read as the one element of an array.
    const QJsonDocument document = QJsonDocument::fromJson(QString(u"[" + text + u"]").toUtf8());
    const QJsonArray wrapped = document.array();
    if (wrapped.size() != 1)
        return {text};
    QStringList operands;
    const QJsonArray list = wrapped.first().isArray() ? wrapped.first().toArray() : wrapped;
    for (const QJsonValue &operand : list)
        operands.append(operandText(operand));
    return operands;
}

Result<Rule> readRule(const QJsonValue &value, const QString &owner)
{
    if (!value.isObject())
        return tl::unexpected(badAnswer(u"%1 is not an object"_s.arg(owner)));
    const QJsonObject object = value.toObject();
    const auto id = requiredText(object, u"id"_s, owner);
    if (!id)
        return tl::unexpected(id.error());
    Rule rule;
    rule.id = RuleId(*id);
    rule.priority = object.value(u"priority"_s).toInt();
    rule.kind = readRuleKind(object.value(u"rule_type"_s).toString());
    rule.attribute = object.value(u"attribute"_s).toString();
    rule.comparison = object.value(u"operator"_s).toString();
    rule.operands = readOperands(object.value(u"value_json"_s));
    rule.percentage = std::clamp(object.value(u"rollout_percentage"_s).toInt(), 0, 100);
    rule.bucketBy = object.value(u"bucket_by"_s).toString();
    rule.value = readValue(object.value(u"return_value"_s));
    rule.active = object.value(u"is_active"_s).toBool(true);
    return rule;
}

Result<QVector<Rule>> readRules(const QJsonArray &array)
{
    QVector<Rule> rules;
    rules.reserve(array.size());
    for (qsizetype index = 0; index < array.size(); ++index) {
        auto rule = readRule(array.at(index), u"rule %1"_s.arg(index + 1));
        if (!rule)
            return tl::unexpected(rule.error());
        rules.append(std::move(*rule));
    }
    std::stable_sort(rules.begin(), rules.end(),
                     [](const Rule &a, const Rule &b) { return a.priority < b.priority; });
    return rules;
}

} // namespace

Result<Session> readSession(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return tl::unexpected(object.error());
    const auto access = requiredText(*object, u"token"_s, u"the session"_s);
    if (!access)
        return tl::unexpected(access.error());
    const auto refresh = requiredText(*object, u"refresh_token"_s, u"the session"_s);
    if (!refresh)
        return tl::unexpected(refresh.error());
    const auto isHeaderText = [](const QString &text) {
        return std::all_of(text.begin(), text.end(), [](QChar c) { return c > u' ' && c < u'\u007F'; });
    };
    if (!isHeaderText(*access))
        return tl::unexpected(badAnswer(u"\"token\" of the session cannot be sent in a header"_s));
    const QJsonObject user = object->value(u"user"_s).toObject();
    const QJsonObject organization = object->value(u"current_organization"_s).toObject();
    Session session;
    session.accessToken = access->toLatin1();
    session.refreshToken = refresh->toUtf8();
    session.userName = user.value(u"name"_s).toString();
    session.email = user.value(u"email"_s).toString();
    session.organization = organization.value(u"name"_s).toString();
    session.role = organization.value(u"role"_s).toString();
    return session;
}

Result<AccountRights> readRights(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return tl::unexpected(object.error());
    AccountRights rights;
    rights.role = object->value(u"current_organization"_s).toObject().value(u"role"_s).toString();
    // providers/togul.md 2.5: what the built-in roles are for.
    for (const auto role : {"owner"_L1, "admin"_L1, "developer"_L1}) {
        if (rights.role == role)
            rights.mayChangeFlags = true;
    }
    for (const auto role : {"analyst"_L1, "viewer"_L1}) {
        if (rights.role == role)
            rights.mayChangeFlags = false;
    }
    return rights;
}

Result<QVector<EnvironmentEntry>> readEnvironments(const QByteArray &body)
{
    const auto array =
        readList(body, u"environments"_s, limits::environmentsPerProject, u"environmentsPerProject"_s);
    if (!array)
        return tl::unexpected(array.error());
    QVector<EnvironmentEntry> environments;
    for (qsizetype index = 0; index < array->size(); ++index) {
        const QString owner = u"environment %1"_s.arg(index + 1);
        const QJsonObject object = array->at(index).toObject();
        const auto id = requiredText(object, u"id"_s, owner);
        if (!id)
            return tl::unexpected(id.error());
        const auto key = requiredText(object, u"key"_s, owner);
        if (!key)
            return tl::unexpected(key.error());
        environments.append({EnvironmentId(*id), EnvironmentKey(*key), object.value(u"name"_s).toString()});
    }
    return environments;
}

Result<QVector<Flag>> readFlags(const QByteArray &body)
{
    const auto array = readList(body, u"flags"_s, limits::flagsPerEnvironment, u"flagsPerEnvironment"_s);
    if (!array)
        return tl::unexpected(array.error());
    QVector<Flag> flags;
    flags.reserve(array->size());
    QHash<FlagRef, qsizetype> positions;
    positions.reserve(array->size());
    for (qsizetype index = 0; index < array->size(); ++index) {
        auto flag = readFlagObject(array->at(index), u"flag %1"_s.arg(index + 1));
        if (!flag)
            return tl::unexpected(flag.error());
        // A key is unique in its environment; of two that claim it, the later one counts.
        const auto position = positions.constFind({flag->environment, flag->key});
        if (position != positions.constEnd()) {
            flags[*position] = std::move(*flag);
            continue;
        }
        positions.insert({flag->environment, flag->key}, flags.size());
        flags.append(std::move(*flag));
    }
    return flags;
}

Result<Flag> readFlag(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return tl::unexpected(object.error());
    auto flag = readFlagObject(object->value(u"flag"_s), u"the flag"_s);
    if (!flag || !object->contains(u"rules"_s))
        return flag;
    const QJsonValue list = object->value(u"rules"_s);
    if (!list.isArray() && !list.isNull())
        return tl::unexpected(badAnswer(u"\"rules\" is not a list"_s));
    auto rules = readRules(list.toArray());
    if (!rules)
        return tl::unexpected(rules.error());
    flag->rules = std::move(*rules);
    return flag;
}

QByteArray writePatch(const FlagPatch &patch)
{
    QJsonObject object;
    if (patch.enabled)
        object.insert(u"enabled"_s, *patch.enabled);
    if (patch.defaultValue)
        object.insert(u"default_value"_s, writeValue(*patch.defaultValue));
    return compact(object);
}

QByteArray writeSignIn(const QString &email, const QString &password)
{
    return compact({{u"username"_s, email}, {u"password"_s, password}});
}

QByteArray writeRefreshToken(const QByteArray &refreshToken)
{
    return compact({{u"refresh_token"_s, QString::fromUtf8(refreshToken)}});
}

Error readError(int httpStatus, const QByteArray &body)
{
    Error error{errorKindOf(httpStatus), {}, httpStatus, std::nullopt};
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    const QString message = object.value(u"message"_s).toString();
    const QString code = object.value(u"code"_s).toString();
    if (!message.isEmpty() && !code.isEmpty())
        error.detail = u"%1 (%2)"_s.arg(message, code);
    else if (!message.isEmpty() || !code.isEmpty())
        error.detail = message.isEmpty() ? code : message;
    else
        error.detail = errorBodyText(body);
    error.detail.truncate(limits::errorDetailLength);
    return error;
}

} // namespace signalbox::togul
