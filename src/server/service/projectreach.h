// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/service/caller.h"
#include "server/storage/flagrepository.h"
#include "server/storage/projectrepository.h"

namespace signalbox {

/// Something in one environment: a flag or config by its key, a file by its name.
struct FlagPlace
{
    QString projectId;
    QString environmentId;
    QString key;
};

/// What belongs to a caller's organisation and, for a key, to its own project and environment.
class ProjectReach final
{
public:
    explicit ProjectReach(Database &database) : m_projects(database), m_flags(database) {}

    /// Passes, or refuses: to a key of another project, and where there is no such project.
    [[nodiscard]] Outcome<void> project(const Caller &caller, const QString &projectId);
    /// As project(), and refuses to a key of another environment, and where there is no such environment.
    [[nodiscard]] Outcome<void> environment(const Caller &caller, const QString &projectId,
                                            const QString &environmentId);
    /// Of the project, those within reach; the oldest first.
    [[nodiscard]] Outcome<QVector<EnvironmentRecord>> environments(const Caller &caller,
                                                                   const QString &projectId);
    /// As environment(), and refuses where there is no such flag.
    [[nodiscard]] Outcome<FlagRecord> flag(const Caller &caller, const FlagPlace &place);
    /// Whether the caller reaches all environments of the project.
    [[nodiscard]] Outcome<bool> isWhole(const Caller &caller, const QString &projectId);

    [[nodiscard]] static bool sees(const Caller &caller, const QString &environmentId)
    {
        return caller.environmentId.isEmpty() || caller.environmentId == environmentId;
    }

private:
    ProjectRepository m_projects;
    FlagRepository m_flags;
};

} // namespace signalbox
