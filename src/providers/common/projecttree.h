// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"
#include "providers/common/apicall.h"

namespace signalbox::api {

/// Where a vendor lists projects and a project's environments, and how the answers read.
struct ProjectApi
{
    QByteArray projectsPath;
    std::function<QByteArray(const ProjectId &)> environmentsPath;
    std::function<Result<QVector<ProjectEntry>>(const QByteArray &)> readProjects;
    std::function<Result<QVector<EnvironmentEntry>>(const QByteArray &)> readEnvironments;
};

/// All projects with their environments: one list, then one call for each project, a few at a time. A project
/// whose environments this credential may not see has none. What @p send holds on to must outlive the
/// Pending.
Pending readProjectTree(Send send, ProjectApi api, Callback<QVector<ProjectEntry>> done);

} // namespace signalbox::api
