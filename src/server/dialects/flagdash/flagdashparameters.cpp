// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/flagdash/flagdashparameters.h"

#include "server/service/validation.h"

using namespace Qt::StringLiterals;

namespace signalbox::flagdashdialect {

namespace {

Outcome<QString> parameter(const FlagDashCall &call, JsonBody &body, const QString &name, const QString &own)
{
    const auto given = call.http.argument(name);
    const QString found = given ? *given : body.text(name).value_or(own);
    if (body.problem())
        return tl::unexpected(*body.problem());
    if (found.isEmpty())
        return refuse(RefusalKind::Invalid, u"is required"_s, name);
    return found;
}

JsonBody noBody()
{
    return JsonBody::parse({}, true);
}

} // namespace

Outcome<QString> projectOf(const FlagDashCall &call, const FlagDashCaller &caller, JsonBody &body)
{
    return parameter(call, body, u"project_id"_s, caller.acting.projectId);
}

Outcome<QString> projectOf(const FlagDashCall &call, const FlagDashCaller &caller)
{
    JsonBody none = noBody();
    return projectOf(call, caller, none);
}

Outcome<ProjectPlace> environmentOf(const FlagDashCall &call, const FlagDashCaller &caller, JsonBody &body)
{
    const auto project = projectOf(call, caller, body);
    if (!project)
        return passOn(project);
    return parameter(call, body, u"environment_id"_s, caller.acting.environmentId)
        .map([&](const QString &environment) {
            return ProjectPlace{*project, environment};
        });
}

Outcome<WholeEdit> wholeEditFrom(JsonBody &body, const std::optional<FlagValue> &defaultValue)
{
    const WholeEdit edit = {body.text(u"name"_s), body.textOrNull(u"description"_s), body.textList(u"tags"_s),
                            defaultValue, body.yesNo(u"is_archived"_s)};
    if (body.problem())
        return tl::unexpected(*body.problem());
    if (edit.isEmpty())
        return refuse(RefusalKind::Invalid, u"the body names nothing that can be changed"_s);
    return edit;
}

Outcome<FlagPlace> placeOf(const FlagDashCall &call, const FlagDashCaller &caller, JsonBody &body)
{
    return environmentOf(call, caller, body).map([&](const ProjectPlace &place) {
        return FlagPlace{place.projectId, place.environmentId, call.places.at(0)};
    });
}

Outcome<FlagPlace> placeOf(const FlagDashCall &call, const FlagDashCaller &caller)
{
    JsonBody none = noBody();
    return placeOf(call, caller, none);
}

Outcome<Caller> keyOf(const FlagDashCaller &caller)
{
    if (!caller.acting.isKey)
        return refuse(RefusalKind::Forbidden, u"an API key is required here: it decides the environment"_s);
    return caller.acting;
}

const QString &keyArgument()
{
    static const QString name = u"api_key"_s;
    return name;
}

Outcome<EvaluationContext> contextOf(const FlagDashCall &call)
{
    EvaluationContext context;
    for (const auto &[name, value] : call.http.arguments) {
        if (name != keyArgument())
            context.insert(name, value);
    }
    if (context.size() > serverlimits::contextEntries)
        return refuse(RefusalKind::Invalid, u"the context has too many entries"_s, u"context"_s);
    return context;
}

} // namespace signalbox::flagdashdialect
