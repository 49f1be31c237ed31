// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashjson.h"

#include "core/limits.h"
#include "protocol/errorbody.h"
#include "providers/common/jsonfields.h"
#include "providers/flagdash/flagdashconfigjson.h"
#include "providers/flagdash/flagdashlists.h"
#include "providers/flagdash/flagdashrules.h"

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox::flagdash {

using namespace json;

namespace {

/// What a flag is in all environments alike.
Result<Flag> readDefinition(const QJsonObject &object, const QString &owner)
{
    const auto key = requiredText(object, u"key"_s, owner);
    if (!key)
        return tl::unexpected(key.error());
    Flag flag;
    flag.key = FlagKey(*key);
    // The vendor addresses flags by key, and one client does without an id.
    flag.id = FlagId(textOr(object, u"id"_s, *key));
    flag.name = object.value(u"name"_s).toString();
    flag.description = object.value(u"description"_s).toString();
    flag.defaultValue = unwrapped(object.value(u"default_value"_s));
    flag.createdAt = readTime(object.value(u"created_at"_s));
    // updated_at is the definition's: a change in another environment may move it, and a toggle in this one
    // may not. Taken for this environment's it would refuse changes that nobody is in the way of.
    return flag;
}

/// Adds what the flag is in one environment.
std::optional<Error> readState(Flag &flag, const QJsonObject &object, const QString &flagType,
                               const QString &owner)
{
    const QJsonValue enabled = object.value(u"enabled"_s);
    if (!enabled.isBool()) // the one thing this product must never guess
        return badAnswer(u"\"enabled\" of %1 is missing or not true or false"_s.arg(owner));
    flag.enabled = enabled.toBool();
    std::optional<FlagValue> value = unwrapped(object.value(u"value"_s));
    if (!value && flagType == u"boolean")
        value = true;
    flag.rules = readRules(object.value(u"rules"_s), object.value(u"rollout_percentage"_s), value);
    return std::nullopt;
}

Result<QVector<Flag>> readManaged(const QJsonObject &object, const QString &owner)
{
    auto definition = readDefinition(object, owner);
    if (!definition)
        return tl::unexpected(definition.error());
    const auto environments = environmentsOf(object, owner);
    if (!environments)
        return tl::unexpected(environments.error());
    QVector<Flag> flags;
    flags.reserve(environments->size());
    for (const QJsonValue &entry : *environments) {
        const QJsonObject state = entry.toObject();
        const auto environment = requiredText(state, u"environment_id"_s, u"an environment of "_s + owner);
        if (!environment)
            return tl::unexpected(environment.error());
        Flag flag = *definition;
        flag.environment = EnvironmentId(*environment);
        if (auto error = readState(flag, state, object.value(u"flag_type"_s).toString(), owner))
            return tl::unexpected(std::move(*error));
        flags.append(std::move(flag));
    }
    return flags;
}

Result<Flag> readServed(const QJsonObject &object, const EnvironmentId &environment, const QString &owner)
{
    auto flag = readDefinition(object, owner);
    if (!flag)
        return flag;
    flag->environment = environment;
    flag->schedules = readOpenSchedules(object.value(u"pending_schedules"_s));
    if (auto error = readState(*flag, object, object.value(u"flag_type"_s).toString(), owner))
        return tl::unexpected(std::move(*error));
    return flag;
}

/// "key: has already been taken".
QString fieldErrors(const QJsonValue &errors)
{
    QStringList parts;
    const QJsonObject fields = errors.toObject();
    for (auto field = fields.begin(); field != fields.end(); ++field) {
        QStringList reasons;
        const QJsonArray list = field.value().toArray();
        for (const QJsonValue &reason : list)
            reasons.append(reason.toString());
        parts.append(u"%1: %2"_s.arg(field.key(), reasons.join(u", "_s)));
    }
    const QJsonArray list = errors.toArray();
    for (const QJsonValue &entry : list) {
        const QJsonObject object = entry.toObject();
        parts.append(
            u"%1: %2"_s.arg(object.value(u"path"_s).toString(), object.value(u"message"_s).toString()));
    }
    return parts.join(u"; "_s);
}

} // namespace

Result<QVector<EnvironmentEntry>> readEnvironments(const QByteArray &body)
{
    const auto array =
        readList(body, u"environments"_s, limits::environmentsPerProject, u"environmentsPerProject"_s);
    if (!array)
        return tl::unexpected(array.error());
    QVector<EnvironmentEntry> environments;
    for (qsizetype index = 0; index < array->size(); ++index) {
        const QJsonObject object = array->at(index).toObject();
        const auto id = requiredText(object, u"id"_s, u"environment %1"_s.arg(index + 1));
        if (!id)
            return tl::unexpected(id.error());
        environments.append({EnvironmentId(*id), EnvironmentKey(object.value(u"slug"_s).toString()),
                             object.value(u"name"_s).toString()});
    }
    return environments;
}

Result<QVector<Flag>> readFlags(const QByteArray &body)
{
    return readRecords(body, u"flags"_s, u"flag"_s, [](const QJsonObject &object, const QString &owner) {
        if (object.value(u"is_archived"_s).toBool())
            return Result<QVector<Flag>>(QVector<Flag>());
        return readManaged(object, owner);
    });
}

Result<Flag> readFlagIn(const EnvironmentId &environment, const QByteArray &body)
{
    const auto object = readInner(body, u"flag"_s);
    if (!object)
        return tl::unexpected(object.error());
    if (object->value(u"is_archived"_s).toBool())
        return tl::unexpected(Error{ErrorKind::NotFound, u"the flag is archived"_s, {}, {}});
    const auto flags = readManaged(*object, u"the flag"_s);
    if (!flags)
        return tl::unexpected(flags.error());
    const auto found = std::find_if(flags->cbegin(), flags->cend(), [&environment](const Flag &flag) {
        return flag.environment == environment;
    });
    if (found != flags->cend())
        return *found;
    return tl::unexpected(
        Error{ErrorKind::NotFound, u"the server has no state of this flag in this environment"_s, {}, {}});
}

Result<QVector<Flag>> readServerFlags(const QByteArray &body, const EnvironmentId &environment)
{
    return readRecords(body, u"flags"_s, u"flag"_s,
                       [&environment](const QJsonObject &object, const QString &owner) {
                           return readServed(object, environment, owner).map(alone);
                       });
}

Result<Flag> readServerFlag(const QByteArray &body, const EnvironmentId &environment)
{
    const auto flag = readInner(body, u"flag"_s);
    return flag ? readServed(*flag, environment, u"the flag"_s) : tl::unexpected(flag.error());
}

Result<Changed> readChanged(const QByteArray &body, const EnvironmentId &environment)
{
    const auto object = readObject(body);
    if (!object)
        return tl::unexpected(object.error());
    const QJsonObject state = object->value(u"flag_environment"_s).toObject();
    const QString about = state.value(u"environment_id"_s).toString();
    if (!about.isEmpty() && about != environment.text())
        return tl::unexpected(badAnswer(u"the server answered about another environment"_s));
    Changed changed;
    if (const QJsonValue enabled = state.value(u"enabled"_s); enabled.isBool())
        changed.enabled = enabled.toBool();
    const int rollout = state.value(u"rollout_percentage"_s).toInt(-1);
    if (rollout >= 0 && rollout <= 100)
        changed.rollout = rollout;
    return changed;
}

QByteArray writeRollout(int percentage)
{
    return QJsonDocument(QJsonObject{{u"rollout_percentage"_s, percentage}}).toJson(QJsonDocument::Compact);
}

Result<AccountRights> readRights(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return tl::unexpected(object.error());
    AccountRights rights;
    rights.role = object->value(u"user"_s).toObject().value(u"role"_s).toString();
    // Which roles may change flags is what the vendor's CLI believes, not a rule of the server's: owner and
    // admin surely may, of the others only a try tells.
    if (rights.role == u"owner" || rights.role == u"admin")
        rights.mayChangeFlags = true;
    return rights;
}

Error readError(int httpStatus, const QByteArray &body)
{
    Error error{errorKindOf(httpStatus), {}, httpStatus, std::nullopt};
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    const QJsonObject nested = object.value(u"error"_s).toObject();
    const QString code = object.value(u"error"_s).toString();
    QString message = object.value(u"message"_s).toString(nested.value(u"message"_s).toString());
    if (message.isEmpty())
        message = code;
    const QString fields =
        fieldErrors(nested.isEmpty() ? object.value(u"errors"_s) : nested.value(u"errors"_s));
    if (!message.isEmpty() && !fields.isEmpty())
        message += u" ("_s + fields + u')';
    error.detail = message.isEmpty() ? errorBodyText(body) : message;
    error.detail.truncate(limits::errorDetailLength);
    return error;
}

} // namespace signalbox::flagdash
