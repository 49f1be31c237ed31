// SPDX-License-Identifier: GPL-3.0-or-later
// The management routes of FlagDashApi: projects, environments, flags.
#include "server/dialects/flagdash/flagdashapi.h"
#include "server/dialects/flagdash/flagdashcodec.h"
#include "server/dialects/flagdash/flagdashparameters.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using flagdashdialect::placeOf;
using flagdashdialect::projectOf;
using flagdashdialect::wholeEditFrom;

std::optional<FlagValue> defaultValue(const JsonBody &body)
{
    const auto json = body.json(u"default_value"_s);
    return json && !json->isNull() ? std::optional(flagdashdialect::unwrapped(*json)) : std::nullopt;
}

NewProjectFlag newFlagFrom(JsonBody &body)
{
    NewProjectFlag flag;
    flag.key = body.requiredText(u"key"_s);
    flag.name = body.requiredText(u"name"_s);
    flag.description = body.textOrNull(u"description"_s).value_or(std::nullopt);
    flag.type = body.text(u"flag_type"_s).value_or(u"boolean"_s);
    flag.tags = body.textList(u"tags"_s).value_or(QStringList());
    flag.defaultValue = defaultValue(body);
    return flag;
}

HttpAnswer flagAnswer(const ProjectFlag &flag, int status = 200)
{
    return flagdashdialect::answer(QJsonObject{{u"flag"_s, flagdashdialect::toJson(flag)}}, status);
}

HttpAnswer stateAnswer(const QString &projectId, const FlagWithRules &flag)
{
    return flagdashdialect::answer(
        QJsonObject{{u"flag_environment"_s, flagdashdialect::stateJson(projectId, flag)}});
}

} // namespace

void FlagDashApi::addProjectRoutes()
{
    ProjectService &projects = m_services.projects;
    m_router.add("GET", u"/api/v1/manage/projects"_s,
                 [&projects](const FlagDashCall &, const FlagDashCaller &caller) {
                     return projects.projects(caller.acting).map([&](const QVector<ProjectRecord> &all) {
                         QJsonArray array;
                         for (const ProjectRecord &project : all) {
                             if (requireProject(caller.acting, project.id))
                                 array.append(flagdashdialect::toJson(project));
                         }
                         return flagdashdialect::answer(QJsonObject{{u"projects"_s, array}});
                     });
                 });
    m_router.add("GET", u"/api/v1/manage/environments"_s,
                 [&projects](const FlagDashCall &call, const FlagDashCaller &caller) {
                     const Caller &acting = caller.acting;
                     return projectOf(call, caller)
                         .and_then([&](const QString &id) {
                             return requireProject(acting, id).and_then([&] {
                                 return projects.environments(acting, id);
                             });
                         })
                         .map([&](const QVector<EnvironmentRecord> &all) {
                             QJsonArray array;
                             for (const EnvironmentRecord &one : all) {
                                 if (acting.environmentId.isEmpty() || acting.environmentId == one.id)
                                     array.append(flagdashdialect::toJson(one, one.id == all.first().id));
                             }
                             return flagdashdialect::answer(QJsonObject{{u"environments"_s, array}});
                         });
                 });
}

void FlagDashApi::addFlagRoutes()
{
    ProjectFlagService &flags = m_services.flags;
    const QString list = u"/api/v1/manage/flags"_s;
    const QString one = u"/api/v1/manage/flags/{}"_s;

    m_router.add("GET", list, [&flags](const FlagDashCall &call, const FlagDashCaller &caller) {
        return projectOf(call, caller)
            .and_then([&](const QString &project) { return flags.flags(caller.acting, project); })
            .map([](const QVector<ProjectFlag> &all) {
                QJsonArray array;
                for (const ProjectFlag &flag : all)
                    array.append(flagdashdialect::toJson(flag));
                return flagdashdialect::answer(QJsonObject{{u"flags"_s, array}});
            });
    });
    m_router.add("POST", list,
                 [&flags](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const auto project = projectOf(call, caller, body);
                     if (!project)
                         return passOn(project);
                     const NewProjectFlag wanted = newFlagFrom(body);
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     return flags.create(caller.acting, *project, wanted).map([](const ProjectFlag &flag) {
                         return flagAnswer(flag, 201);
                     });
                 });
    m_router.add("GET", one, [&flags](const FlagDashCall &call, const FlagDashCaller &caller) {
        return projectOf(call, caller)
            .and_then(
                [&](const QString &project) { return flags.flag(caller.acting, project, call.places.at(0)); })
            .map([](const ProjectFlag &flag) { return flagAnswer(flag); });
    });
    m_router.add("PUT", one,
                 [&flags](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const auto project = projectOf(call, caller, body);
                     if (!project)
                         return passOn(project);
                     return wholeEditFrom(body, defaultValue(body))
                         .and_then([&](const WholeEdit &edit) {
                             return flags.edit(caller.acting, *project, call.places.at(0), edit);
                         })
                         .map([](const ProjectFlag &flag) { return flagAnswer(flag); });
                 });
    m_router.add("DELETE", one, [&flags](const FlagDashCall &call, const FlagDashCaller &caller) {
        return projectOf(call, caller)
            .and_then([&](const QString &project) {
                return flags.remove(caller.acting, project, call.places.at(0));
            })
            .map(flagdashdialect::noContent);
    });
}

void FlagDashApi::addEnvironmentRoutes()
{
    ProjectFlagService &flags = m_services.flags;
    const QString one = u"/api/v1/manage/flags/{}"_s;

    m_router.add("POST", one + u"/toggle"_s,
                 [&flags](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
                     JsonBody body = JsonBody::parse(call.http.body, true);
                     const auto place = placeOf(call, caller, body);
                     if (!place)
                         return passOn(place);
                     return flags.toggle(caller.acting, *place).map([&](const FlagWithRules &flag) {
                         return stateAnswer(place->projectId, flag);
                     });
                 });
    m_router.add(
        "PUT", one + u"/rollout"_s,
        [&flags](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
            JsonBody body = JsonBody::parse(call.http.body);
            const auto place = placeOf(call, caller, body);
            if (!place)
                return passOn(place);
            const int percentage = body.requiredInteger(u"rollout_percentage"_s);
            if (body.problem())
                return tl::unexpected(*body.problem());
            return flags.setRollout(caller.acting, *place, percentage).map([&](const FlagWithRules &flag) {
                return stateAnswer(place->projectId, flag);
            });
        });
    m_router.add("PUT", one + u"/rules"_s,
                 [&flags](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const auto place = placeOf(call, caller, body);
                     if (!place)
                         return passOn(place);
                     const auto json = body.json(u"rules"_s);
                     if (!json)
                         return refuse(RefusalKind::Invalid, u"is required"_s, u"rules"_s);
                     return flagdashdialect::rulesFromJson(*json)
                         .and_then([&](const QVector<RuleRecord> &rules) {
                             return flags.setRules(caller.acting, *place, rules);
                         })
                         .map([&](const FlagWithRules &flag) {
                             QJsonObject state = flagdashdialect::stateJson(place->projectId, flag);
                             state.insert(u"rules"_s, flagdashdialect::rulesJson(flag.rules));
                             return flagdashdialect::answer(QJsonObject{{u"flag_environment"_s, state}});
                         });
                 });
    m_router.add(
        "PUT", one + u"/variations"_s,
        [&flags](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
            JsonBody body = JsonBody::parse(call.http.body);
            const auto place = placeOf(call, caller, body);
            if (!place)
                return passOn(place);
            return flagdashdialect::variationsFromJson(body.json(u"variations"_s).value_or(QJsonValue()))
                .and_then([&](const QVector<VariationRecord> &wanted) -> Outcome<FlagWithRules> {
                    if (wanted.isEmpty())
                        return refuse(RefusalKind::Invalid, u"must not be empty; DELETE takes them away"_s,
                                      u"variations"_s);
                    return flags.setVariations(caller.acting, *place, wanted);
                })
                .map([](const FlagWithRules &flag) {
                    return flagdashdialect::answer(QJsonObject{
                        {u"variations"_s, flagdashdialect::variationsJson(flag.flag.variations)}});
                });
        });
    m_router.add("DELETE", one + u"/variations"_s,
                 [&flags](const FlagDashCall &call, const FlagDashCaller &caller) {
                     return placeOf(call, caller)
                         .and_then([&](const FlagPlace &place) {
                             return flags.setVariations(caller.acting, place, {});
                         })
                         .map([](const FlagWithRules &) { return flagdashdialect::noContent(); });
                 });
}

void FlagDashApi::addScheduleRoutes()
{
    ScheduleService &schedules = m_services.schedules;
    const QString list = u"/api/v1/manage/flags/{}/schedules"_s;
    const auto answer = [](const ScheduleRecord &schedule, int status) {
        return flagdashdialect::answer(QJsonObject{{u"schedule"_s, flagdashdialect::toJson(schedule)}},
                                       status);
    };

    m_router.add("GET", list, [&schedules](const FlagDashCall &call, const FlagDashCaller &caller) {
        return placeOf(call, caller)
            .and_then([&](const FlagPlace &place) { return schedules.schedules(caller.acting, place); })
            .map([](const QVector<ScheduleRecord> &all) {
                QJsonArray array;
                for (const ScheduleRecord &one : all)
                    array.append(flagdashdialect::toJson(one));
                return flagdashdialect::answer(QJsonObject{{u"schedules"_s, array}});
            });
    });
    m_router.add(
        "POST", list,
        [&schedules, answer](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
            JsonBody body = JsonBody::parse(call.http.body);
            const auto place = placeOf(call, caller, body);
            if (!place)
                return passOn(place);
            const QString action = body.requiredText(u"action"_s);
            static_cast<void>(body.requiredText(u"scheduled_at"_s)); // null is no time either
            const auto time = body.timeOrNull(u"scheduled_at"_s);
            if (body.problem())
                return tl::unexpected(*body.problem());
            const QJsonValue payload = body.json(u"payload"_s).value_or(QJsonValue::Null);
            if (!payload.isNull() && payload != QJsonObject())
                return refuse(RefusalKind::Invalid, u"must be empty for this action"_s, u"payload"_s);
            return schedules.create(caller.acting, *place, {action, time->value_or(WallTime())})
                .map([&](const ScheduleRecord &schedule) { return answer(schedule, 201); });
        });
    m_router.add("DELETE", list + u"/{}"_s,
                 [&schedules, answer](const FlagDashCall &call, const FlagDashCaller &caller) {
                     return projectOf(call, caller)
                         .and_then([&](const QString &project) {
                             return schedules.cancel(caller.acting, project, call.places.at(0),
                                                     call.places.at(1));
                         })
                         .map([&](const ScheduleRecord &schedule) { return answer(schedule, 200); });
                 });
}

} // namespace signalbox
