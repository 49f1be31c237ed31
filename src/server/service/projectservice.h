// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/service/changelog.h"
#include "server/storage/apikeyrepository.h"
#include "server/storage/flagrepository.h"
#include "server/storage/projectrepository.h"

namespace signalbox {

struct NewEnvironment
{
    QString key;
    QString name;
    std::optional<QString> description;
};

/// Absent stays as it is; description may be set to nothing.
struct ProjectEdit
{
    std::optional<QString> name;
    std::optional<std::optional<QString>> description;
};

/// Use cases on projects and environments. Everything is checked against the caller's role and organisation.
class ProjectService final
{
public:
    ProjectService(Database &database, ChangeLog &changes);

    [[nodiscard]] Outcome<QVector<ProjectRecord>> projects(const Caller &caller);
    [[nodiscard]] Outcome<ProjectRecord> project(const Caller &caller, const QString &id);
    /// The slug is made from the name.
    [[nodiscard]] Outcome<ProjectRecord> createProject(const Caller &caller, const QString &name,
                                                       const std::optional<QString> &description);
    [[nodiscard]] Outcome<ProjectRecord> editProject(const Caller &caller, const QString &id,
                                                     const ProjectEdit &edit);
    /// Takes environments, flags, rules and keys along; each flag is announced as deleted.
    [[nodiscard]] Outcome<void> removeProject(const Caller &caller, const QString &id);

    [[nodiscard]] Outcome<QVector<EnvironmentRecord>> environments(const Caller &caller,
                                                                   const QString &projectId);
    [[nodiscard]] Outcome<EnvironmentRecord> environment(const Caller &caller, const QString &projectId,
                                                         const QString &id);
    [[nodiscard]] Outcome<EnvironmentRecord> createEnvironment(const Caller &caller, const QString &projectId,
                                                               const NewEnvironment &wanted);
    [[nodiscard]] Outcome<void> removeEnvironment(const Caller &caller, const QString &projectId,
                                                  const QString &id);

private:
    [[nodiscard]] Outcome<ProjectRecord> owned(const Caller &caller, const QString &id);
    [[nodiscard]] Outcome<void> announceLoss(const Caller &caller, const QString &environmentId,
                                             QStringList &lostKeys);

    Database &m_database;
    ChangeLog &m_changes;
    ProjectRepository m_projects;
    FlagRepository m_flags;
    ApiKeyRepository m_keys;
};

} // namespace signalbox
