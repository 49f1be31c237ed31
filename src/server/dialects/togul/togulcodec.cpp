// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/togul/togulcodec.h"

#include "server/dialects/jsonwords.h"
#include "server/dialects/streamtext.h"
#include "server/service/permissions.h"
#include "server/storage/valuetext.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace signalbox::toguldialect {

namespace {

using jsonwords::json;

QJsonObject json(const AccountRepository::Membership &membership)
{
    return {{u"id"_s, membership.organization.id},
            {u"slug"_s, membership.organization.slug},
            {u"name"_s, membership.organization.name},
            {u"role"_s, membership.role}};
}

int statusOf(RefusalKind kind)
{
    switch (kind) {
    case RefusalKind::Invalid: return 400;
    case RefusalKind::Unauthorized: return 401;
    case RefusalKind::Forbidden: return 403;
    case RefusalKind::NotFound: return 404;
    case RefusalKind::Conflict: return 409;
    case RefusalKind::Busy: return 429;
    case RefusalKind::Storage: break;
    }
    return 500;
}

QString codeOf(const Refusal &refusal)
{
    if (!refusal.code.isEmpty())
        return refusal.code;
    switch (refusal.kind) {
    case RefusalKind::Invalid: return u"validation_error"_s;
    case RefusalKind::Unauthorized: return u"unauthorized"_s;
    case RefusalKind::Forbidden: return u"forbidden"_s;
    case RefusalKind::NotFound: return u"not_found"_s;
    case RefusalKind::Conflict: return u"conflict"_s;
    case RefusalKind::Busy: return u"rate_limited"_s;
    case RefusalKind::Storage: break;
    }
    return u"internal_error"_s;
}

/// Nothing for what this dialect has no word for.
QByteArray frame(const OutboxRecord &change)
{
    if (!change.type.startsWith(u"flag.") && !change.type.startsWith(u"rule."))
        return {};
    const auto seconds =
        std::chrono::floor<std::chrono::seconds>(change.createdAt.time_since_epoch()).count();
    return eventId(change.version) + R"(data: {"type":)" + jsonQuoted(change.type) + R"(,"flag_key":)"
           + jsonQuoted(change.flagKey) + R"(,"environment_id":)" + jsonQuoted(change.environmentId)
           + R"(,"version":)" + QByteArray::number(change.version) + R"(,"timestamp":)"
           + QByteArray::number(qint64(seconds)) + "}\n\n";
}

} // namespace

QJsonObject toJson(const Profile &profile)
{
    QJsonArray organizations;
    QJsonObject current;
    for (const auto &membership : profile.organizations) {
        organizations.append(json(membership));
        if (membership.organization.id == profile.currentOrganizationId)
            current = json(membership);
    }
    const UserRecord &user = profile.user;
    return {{u"user"_s, QJsonObject{{u"id"_s, user.id},
                                    {u"name"_s, user.name},
                                    {u"email"_s, user.email},
                                    {u"role"_s, user.platformRole},
                                    {u"email_verified_at"_s, json(user.emailVerifiedAt)},
                                    {u"created_at"_s, json(user.createdAt)},
                                    {u"updated_at"_s, json(user.updatedAt)}}},
            {u"current_organization"_s, current},
            {u"organizations"_s, organizations}};
}

QJsonObject toJson(const SignIn &signIn)
{
    QJsonObject object = toJson(signIn.profile);
    object.insert(u"token"_s, QString::fromLatin1(signIn.accessToken));
    object.insert(u"refresh_token"_s, QString::fromLatin1(signIn.refreshToken));
    return object;
}

QJsonObject toJson(const OrganizationRecord &organization)
{
    return {{u"id"_s, organization.id},
            {u"slug"_s, organization.slug},
            {u"name"_s, organization.name},
            {u"created_at"_s, json(organization.createdAt)},
            {u"updated_at"_s, json(organization.updatedAt)}};
}

QJsonObject roleJson(const QString &role)
{
    return {{u"id"_s, role},
            {u"key"_s, role},
            {u"name"_s, QString(role.left(1).toUpper() + role.mid(1))},
            {u"is_system"_s, true},
            {u"permissions"_s, QJsonArray::fromStringList(permissionsOf(role))}};
}

QJsonObject toJson(const AccountRepository::Member &entry)
{
    const UserRecord &user = entry.user;
    return {{u"id"_s, entry.member.id},
            {u"user"_s, QJsonObject{{u"id"_s, user.id},
                                    {u"name"_s, user.name},
                                    {u"email"_s, user.email},
                                    {u"email_verified_at"_s, json(user.emailVerifiedAt)}}},
            {u"role"_s, roleJson(entry.member.role)},
            {u"created_at"_s, json(entry.member.createdAt)},
            {u"updated_at"_s, json(entry.member.updatedAt)}};
}

QJsonObject toJson(const ProjectRecord &project)
{
    return {{u"id"_s, project.id},
            {u"organization_id"_s, project.organizationId},
            {u"slug"_s, project.slug},
            {u"name"_s, project.name},
            {u"description"_s, json(project.description)},
            {u"created_at"_s, json(project.createdAt)},
            {u"updated_at"_s, json(project.updatedAt)}};
}

QJsonObject toJson(const EnvironmentRecord &environment)
{
    return {{u"id"_s, environment.id},
            {u"project_id"_s, environment.projectId},
            {u"key"_s, environment.key},
            {u"name"_s, environment.name},
            {u"description"_s, json(environment.description)},
            {u"created_at"_s, json(environment.createdAt)},
            {u"updated_at"_s, json(environment.updatedAt)}};
}

QJsonObject toJson(const FlagRecord &flag)
{
    return {{u"id"_s, flag.id},
            {u"environment_id"_s, flag.environmentId},
            {u"key"_s, flag.key},
            {u"name"_s, flag.name},
            {u"description"_s, json(flag.description)},
            {u"enabled"_s, flag.enabled},
            {u"default_value"_s, jsonValue(flag.defaultValue)},
            {u"salt"_s, flag.salt},
            {u"created_at"_s, json(flag.createdAt)},
            {u"updated_at"_s, json(flag.updatedAt)}};
}

QJsonObject toJson(const RuleRecord &rule)
{
    return {{u"id"_s, rule.id},
            {u"flag_id"_s, rule.flagId},
            {u"priority"_s, rule.priority},
            {u"rule_type"_s, rule.type},
            {u"attribute"_s, json(rule.attribute)},
            {u"operator"_s, json(rule.comparison)},
            {u"value_json"_s, json(rule.operandJson)},
            {u"rollout_percentage"_s,
             rule.percentage ? QJsonValue(*rule.percentage) : QJsonValue(QJsonValue::Null)},
            {u"bucket_by"_s, rule.bucketBy},
            {u"return_value"_s, jsonValue(rule.value)},
            {u"is_active"_s, rule.active},
            {u"created_at"_s, json(rule.createdAt)},
            {u"updated_at"_s, json(rule.updatedAt)}};
}

QJsonObject toJson(const ApiKeyRecord &key)
{
    return {{u"id"_s, key.id},
            {u"project_id"_s, key.projectId},
            {u"environment_id"_s, key.environmentId},
            {u"name"_s, key.name},
            {u"scope"_s, key.scope},
            {u"key_prefix"_s, key.prefix},
            {u"last_used_at"_s, json(key.lastUsedAt)},
            {u"last_used_ip"_s, json(key.lastUsedAddress)},
            {u"expires_at"_s, json(key.expiresAt)},
            {u"revoked_at"_s, json(key.revokedAt)},
            {u"created_at"_s, json(key.createdAt)},
            {u"updated_at"_s, json(key.updatedAt)}};
}

QJsonObject toJson(const AuditRecord &audit)
{
    return {{u"id"_s, audit.id},
            {u"organization_id"_s, audit.organizationId},
            {u"actor_type"_s, audit.actorType},
            {u"actor_id"_s, json(audit.actorId)},
            {u"action"_s, audit.action},
            {u"entity_type"_s, audit.entityType},
            {u"entity_id"_s, audit.entityId},
            {u"project_id"_s, json(audit.projectId)},
            {u"environment_id"_s, json(audit.environmentId)},
            {u"before_json"_s, json(audit.beforeJson)},
            {u"after_json"_s, json(audit.afterJson)},
            {u"request_id"_s, json(audit.requestId)},
            {u"ip_address"_s, json(audit.address)},
            {u"created_at"_s, json(audit.createdAt)}};
}

QJsonObject evaluationJson(const FlagRecord &flag, const Evaluation &evaluation)
{
    QString reason;
    switch (evaluation.reason) {
    case EvaluationReason::Disabled: reason = u"disabled"_s; break;
    case EvaluationReason::RuleMatch: reason = u"rule_match"_s; break;
    case EvaluationReason::Default: reason = u"default"_s; break;
    }
    return {{u"flag_key"_s, flag.key},
            {u"enabled"_s, flag.enabled},
            {u"value_type"_s, flag.type.isEmpty() ? typeName(evaluation.value) : flag.type},
            {u"value"_s, jsonValue(evaluation.value)},
            {u"reason"_s, reason}};
}

HttpAnswer answer(const QJsonObject &object, int status)
{
    HttpAnswer made;
    made.status = status;
    made.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return made;
}

HttpAnswer answer(const Refusal &refusal)
{
    const QJsonValue details =
        refusal.field.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonObject{{u"field"_s, refusal.field}};
    // What failed inside is for the log; a stranger learns only that it did.
    const QString message =
        refusal.kind == RefusalKind::Storage ? u"the server could not store or read this"_s : refusal.message;
    HttpAnswer made =
        answer(QJsonObject{{u"code"_s, codeOf(refusal)}, {u"message"_s, message}, {u"details"_s, details}},
               statusOf(refusal.kind));
    if (refusal.kind == RefusalKind::Busy)
        made.headers.emplace_back("Retry-After", "1");
    return made;
}

StreamWords streamWords()
{
    return {[](std::optional<qint64> position) -> QByteArray {
                return (position ? eventId(*position) : QByteArray()) + ": connected\n\n";
            },
            frame,
            [](qint64 position) -> QByteArray {
                return eventId(position) + R"(data: {"type":"resync","version":)"
                       + QByteArray::number(position) + "}\n\n";
            }};
}

} // namespace signalbox::toguldialect
