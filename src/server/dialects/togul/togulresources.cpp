// SPDX-License-Identifier: GPL-3.0-or-later
// The management routes of TogulApi: projects, environments, flags, rules, API keys.
#include "server/dialects/jsonbody.h"
#include "server/dialects/togul/togulapi.h"
#include "server/dialects/togul/togulcodec.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QJsonObject wrapped(const QString &name, const QJsonObject &object)
{
    return {{name, object}};
}

QJsonObject deleted()
{
    return {{u"deleted"_s, true}};
}

tl::unexpected<Refusal> nothingToChange()
{
    return refuse(RefusalKind::Invalid, u"the body names nothing that can be changed"_s);
}

NewFlag newFlagFrom(JsonBody &body)
{
    NewFlag flag;
    flag.environmentId = body.requiredText(u"environment_id"_s);
    flag.key = body.requiredText(u"key"_s);
    flag.name = body.requiredText(u"name"_s);
    flag.description = body.textOrNull(u"description"_s).value_or(std::nullopt);
    flag.enabled = body.yesNo(u"enabled"_s).value_or(true);
    flag.defaultValue = body.value(u"default_value"_s).value_or(false);
    return flag;
}

RuleRecord newRuleFrom(JsonBody &body)
{
    RuleRecord rule;
    rule.flagId = body.requiredText(u"flag_id"_s);
    rule.priority = body.requiredInteger(u"priority"_s);
    rule.type = body.requiredText(u"rule_type"_s);
    rule.attribute = body.textOrNull(u"attribute"_s).value_or(std::nullopt);
    rule.comparison = body.textOrNull(u"operator"_s).value_or(std::nullopt);
    rule.operandJson = body.textOrNull(u"value_json"_s).value_or(std::nullopt);
    rule.percentage = body.integerOrNull(u"rollout_percentage"_s).value_or(std::nullopt);
    rule.bucketBy = body.textOrNull(u"bucket_by"_s).value_or(std::nullopt).value_or(u"user_id"_s);
    rule.value = body.requiredValue(u"return_value"_s);
    rule.active = body.yesNo(u"is_active"_s).value_or(true);
    return rule;
}

} // namespace

void TogulApi::addProjectRoutes()
{
    ProjectService &projects = m_services.projects;
    const QString list = u"/api/v1/projects"_s;
    const QString one = u"/api/v1/projects/{}"_s;
    const auto project = [](const ProjectRecord &record) {
        return wrapped(u"project"_s, toguldialect::toJson(record));
    };
    const auto environment = [](const EnvironmentRecord &record) {
        return wrapped(u"environment"_s, toguldialect::toJson(record));
    };

    m_router.add("GET", list, [&projects](const TogulCall &, const Caller &caller) {
        return projects.projects(caller).map([](const QVector<ProjectRecord> &all) {
            return QJsonObject{{u"projects"_s, toguldialect::toJsonArray(all)}};
        });
    });
    m_router.add("POST", list,
                 [&projects, project](const TogulCall &call, const Caller &caller) -> Outcome<QJsonObject> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const QString name = body.requiredText(u"name"_s);
                     const auto description = body.textOrNull(u"description"_s).value_or(std::nullopt);
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     return projects.createProject(caller, name, description).map(project);
                 });
    m_router.add("GET", one, [&projects, project](const TogulCall &call, const Caller &caller) {
        return projects.project(caller, call.places.at(0)).map(project);
    });
    m_router.add("PATCH", one,
                 [&projects, project](const TogulCall &call, const Caller &caller) -> Outcome<QJsonObject> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const ProjectEdit edit = {body.text(u"name"_s), body.textOrNull(u"description"_s)};
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     if (!edit.name && !edit.description)
                         return nothingToChange();
                     return projects.editProject(caller, call.places.at(0), edit).map(project);
                 });
    m_router.add("DELETE", one, [&projects](const TogulCall &call, const Caller &caller) {
        return projects.removeProject(caller, call.places.at(0)).map(deleted);
    });

    const QString environments = one + u"/environments"_s;
    m_router.add("GET", environments, [&projects](const TogulCall &call, const Caller &caller) {
        return projects.environments(caller, call.places.at(0))
            .map([](const QVector<EnvironmentRecord> &all) {
                return QJsonObject{{u"environments"_s, toguldialect::toJsonArray(all)}};
            });
    });
    m_router.add(
        "POST", environments,
        [&projects, environment](const TogulCall &call, const Caller &caller) -> Outcome<QJsonObject> {
            JsonBody body = JsonBody::parse(call.http.body);
            const NewEnvironment wanted = {body.requiredText(u"key"_s), body.requiredText(u"name"_s),
                                           body.textOrNull(u"description"_s).value_or(std::nullopt)};
            if (body.problem())
                return tl::unexpected(*body.problem());
            return projects.createEnvironment(caller, call.places.at(0), wanted).map(environment);
        });
    m_router.add(
        "GET", environments + u"/{}"_s,
        [&projects, environment](const TogulCall &call, const Caller &caller) {
            return projects.environment(caller, call.places.at(0), call.places.at(1)).map(environment);
        });
    m_router.add("DELETE", environments + u"/{}"_s, [&projects](const TogulCall &call, const Caller &caller) {
        return projects.removeEnvironment(caller, call.places.at(0), call.places.at(1)).map(deleted);
    });
}

void TogulApi::addFlagRoutes()
{
    FlagService &flags = m_services.flags;
    const QString list = u"/api/v1/projects/{}/flags"_s;
    const QString one = u"/api/v1/projects/{}/flags/{}"_s;
    const auto flag = [](const FlagRecord &record) {
        return wrapped(u"flag"_s, toguldialect::toJson(record));
    };
    const auto rule = [](const RuleRecord &record) {
        return wrapped(u"rule"_s, toguldialect::toJson(record));
    };

    m_router.add("GET", list, [&flags](const TogulCall &call, const Caller &caller) {
        return flags.flags(caller, call.places.at(0)).map([](const QVector<FlagRecord> &all) {
            return QJsonObject{{u"flags"_s, toguldialect::toJsonArray(all)}};
        });
    });
    m_router.add("POST", list,
                 [&flags, flag](const TogulCall &call, const Caller &caller) -> Outcome<QJsonObject> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const NewFlag wanted = newFlagFrom(body);
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     return flags.createFlag(caller, call.places.at(0), wanted).map(flag);
                 });
    m_router.add("GET", one, [&flags](const TogulCall &call, const Caller &caller) {
        return flags.flag(caller, call.places.at(0), call.places.at(1)).map([](const FlagWithRules &found) {
            return QJsonObject{{u"flag"_s, toguldialect::toJson(found.flag)},
                               {u"rules"_s, toguldialect::toJsonArray(found.rules)}};
        });
    });
    m_router.add("PATCH", one,
                 [&flags, flag](const TogulCall &call, const Caller &caller) -> Outcome<QJsonObject> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const FlagEdit edit = {body.text(u"name"_s), body.textOrNull(u"description"_s),
                                            body.yesNo(u"enabled"_s), body.value(u"default_value"_s)};
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     if (!edit.name && !edit.description && !edit.enabled && !edit.defaultValue)
                         return nothingToChange();
                     return flags.editFlag(caller, call.places.at(0), call.places.at(1), edit).map(flag);
                 });
    m_router.add("DELETE", one, [&flags](const TogulCall &call, const Caller &caller) {
        return flags.removeFlag(caller, call.places.at(0), call.places.at(1)).map(deleted);
    });

    const QString rules = u"/api/v1/projects/{}/rules"_s;
    m_router.add("POST", rules,
                 [&flags, rule](const TogulCall &call, const Caller &caller) -> Outcome<QJsonObject> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const RuleRecord wanted = newRuleFrom(body);
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     return flags.createRule(caller, call.places.at(0), wanted).map(rule);
                 });
    m_router.add("PATCH", rules + u"/{}"_s,
                 [&flags, rule](const TogulCall &call, const Caller &caller) -> Outcome<QJsonObject> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     RuleEdit edit;
                     edit.priority = body.integer(u"priority"_s);
                     edit.attribute = body.textOrNull(u"attribute"_s);
                     edit.comparison = body.textOrNull(u"operator"_s);
                     edit.operandJson = body.textOrNull(u"value_json"_s);
                     edit.percentage = body.integerOrNull(u"rollout_percentage"_s);
                     edit.bucketBy = body.text(u"bucket_by"_s);
                     edit.value = body.value(u"return_value"_s);
                     edit.active = body.yesNo(u"is_active"_s);
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     const bool something = edit.priority || edit.attribute || edit.comparison
                                            || edit.operandJson || edit.percentage || edit.bucketBy
                                            || edit.value || edit.active;
                     if (!something)
                         return nothingToChange();
                     return flags.editRule(caller, call.places.at(0), call.places.at(1), edit).map(rule);
                 });
    m_router.add("DELETE", rules + u"/{}"_s, [&flags](const TogulCall &call, const Caller &caller) {
        return flags.removeRule(caller, call.places.at(0), call.places.at(1)).map(deleted);
    });
}

void TogulApi::addKeyRoutes()
{
    ApiKeyService &keys = m_services.keys;
    const QString list = u"/api/v1/projects/{}/api-keys"_s;
    const auto issued = [](const IssuedApiKey &made) {
        return QJsonObject{{u"api_key"_s, toguldialect::toJson(made.key)}, {u"secret"_s, made.secret}};
    };

    m_router.add("GET", list, [&keys](const TogulCall &call, const Caller &caller) {
        return keys.keys(caller, call.places.at(0)).map([](const QVector<ApiKeyRecord> &all) {
            return QJsonObject{{u"api_keys"_s, toguldialect::toJsonArray(all)}};
        });
    });
    m_router.add("POST", list,
                 [&keys, issued](const TogulCall &call, const Caller &caller) -> Outcome<QJsonObject> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const NewApiKey wanted = {body.requiredText(u"environment_id"_s),
                                               body.requiredText(u"name"_s), body.requiredText(u"scope"_s),
                                               body.timeOrNull(u"expires_at"_s).value_or(std::nullopt)};
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     return keys.create(caller, call.places.at(0), wanted).map(issued);
                 });
    m_router.add("POST", list + u"/{}/rotate"_s,
                 [&keys, issued](const TogulCall &call, const Caller &caller) -> Outcome<QJsonObject> {
                     JsonBody body = JsonBody::parse(call.http.body, true);
                     const auto expiresAt = body.timeOrNull(u"expires_at"_s);
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     return keys.rotate(caller, call.places.at(0), call.places.at(1), expiresAt).map(issued);
                 });
    m_router.add("DELETE", list + u"/{}"_s, [&keys](const TogulCall &call, const Caller &caller) {
        return keys.remove(caller, call.places.at(0), call.places.at(1)).map(deleted);
    });
}

} // namespace signalbox
