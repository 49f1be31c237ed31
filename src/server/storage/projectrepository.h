// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/database.h"
#include "server/storage/records.h"

namespace signalbox {

/// Projects and their environments.
class ProjectRepository final
{
public:
    explicit ProjectRepository(Database &database) : m_database(database) {}

    [[nodiscard]] Outcome<QVector<ProjectRecord>> projects(const QString &organizationId);
    [[nodiscard]] Outcome<std::optional<ProjectRecord>> project(const QString &organizationId,
                                                                const QString &id);
    [[nodiscard]] Outcome<bool> hasProjectSlug(const QString &organizationId, const QString &slug);
    [[nodiscard]] Outcome<void> insert(const ProjectRecord &project);
    [[nodiscard]] Outcome<void> update(const ProjectRecord &project);
    [[nodiscard]] Outcome<void> removeProject(const QString &id);

    /// In the order they were made.
    [[nodiscard]] Outcome<QVector<EnvironmentRecord>> environments(const QString &projectId);
    [[nodiscard]] Outcome<std::optional<EnvironmentRecord>> environment(const QString &projectId,
                                                                        const QString &id);
    [[nodiscard]] Outcome<std::optional<EnvironmentRecord>> environmentByKey(const QString &projectId,
                                                                             const QString &key);
    /// Of any project; empty where there is no such environment.
    [[nodiscard]] Outcome<QString> environmentKey(const QString &id);
    [[nodiscard]] Outcome<void> insert(const EnvironmentRecord &environment);
    [[nodiscard]] Outcome<void> removeEnvironment(const QString &id);

private:
    Database &m_database;
};

} // namespace signalbox
