// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"
#include "providers/common/apicall.h"

namespace signalbox::api {

/// Where a vendor lists projects and a project's environments, and how the latter read.
struct ProjectApi
{
    QByteArray projectsPath;
    std::function<QByteArray(const ProjectId &)> environmentsPath;
    std::function<Result<QVector<EnvironmentEntry>>(const QByteArray &)> readEnvironments;
};

/// {"projects": [{"id", "name"}]}, as all the vendors write it; without environments.
[[nodiscard]] Result<QVector<ProjectEntry>> readProjects(const QByteArray &body);

/// All projects with their environments: one list, then one call for each project, a few at a time. A project
/// whose environments this credential may not see has none. What @p send holds on to must outlive the
/// Pending.
Pending readProjectTree(Send send, ProjectApi api, Callback<QVector<ProjectEntry>> done);

} // namespace signalbox::api
