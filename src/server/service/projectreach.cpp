// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/projectreach.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

Outcome<void> ProjectReach::project(const Caller &caller, const QString &projectId)
{
    const auto project = requireProject(caller, projectId).and_then([&] {
        return m_projects.project(caller.organizationId, projectId);
    });
    if (!project)
        return passOn(project);
    if (!*project)
        return refuse(RefusalKind::NotFound, u"project not found"_s);
    return {};
}

Outcome<void> ProjectReach::environment(const Caller &caller, const QString &projectId,
                                        const QString &environmentId)
{
    const auto reached = project(caller, projectId);
    if (!reached)
        return reached;
    if (!sees(caller, environmentId))
        return refuse(RefusalKind::Forbidden, u"this API key belongs to another environment"_s);
    const auto environment = m_projects.environment(projectId, environmentId);
    if (!environment)
        return passOn(environment);
    if (!*environment)
        return refuse(RefusalKind::NotFound, u"environment not found"_s);
    return {};
}

Outcome<QVector<EnvironmentRecord>> ProjectReach::environments(const Caller &caller, const QString &projectId)
{
    return project(caller, projectId)
        .and_then([&] { return m_projects.environments(projectId); })
        .map([&](QVector<EnvironmentRecord> all) {
            all.removeIf([&](const EnvironmentRecord &one) { return !sees(caller, one.id); });
            return all;
        });
}

Outcome<FlagRecord> ProjectReach::flag(const Caller &caller, const FlagPlace &place)
{
    const auto flag = environment(caller, place.projectId, place.environmentId).and_then([&] {
        return m_flags.flagByKey(place.environmentId, place.key);
    });
    if (!flag)
        return passOn(flag);
    if (!*flag)
        return refuse(RefusalKind::NotFound, u"flag not found"_s);
    return **flag;
}

Outcome<bool> ProjectReach::isWhole(const Caller &caller, const QString &projectId)
{
    return m_projects.environments(projectId).map([&](const QVector<EnvironmentRecord> &all) {
        return std::all_of(all.cbegin(), all.cend(),
                           [&](const EnvironmentRecord &one) { return sees(caller, one.id); });
    });
}

} // namespace signalbox
