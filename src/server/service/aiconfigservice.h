// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/service/changelog.h"
#include "server/service/projectreach.h"
#include "server/storage/aiconfigrepository.h"

namespace signalbox {

struct NewAiConfig
{
    QString fileName;
    QString fileType; ///< agent, skill or rule
    QString content;
    bool active = true;
    std::optional<QString> metadata; ///< a JSON object
    std::optional<QString> folder;
};

/// Absent stays as it is; metadata and folder may be set to nothing.
struct AiConfigEdit
{
    std::optional<QString> content;
    std::optional<bool> active;
    std::optional<std::optional<QString>> metadata;
    std::optional<std::optional<QString>> folder;
};

/// Use cases on files for AI assistants, each of one environment. Each change, its audit entry and its stream
/// event are one transaction.
class AiConfigService final
{
public:
    AiConfigService(Database &database, ChangeLog &changes);

    /// By environment, the oldest first, and name. An empty @p environmentId: all within reach.
    [[nodiscard]] Outcome<QVector<AiConfigRecord>> files(const Caller &caller, const QString &projectId,
                                                         const QString &environmentId);
    /// @p place.key is the file's name.
    [[nodiscard]] Outcome<AiConfigRecord> file(const Caller &caller, const FlagPlace &place);
    [[nodiscard]] Outcome<AiConfigRecord> create(const Caller &caller, const QString &projectId,
                                                 const QString &environmentId, const NewAiConfig &wanted);
    [[nodiscard]] Outcome<AiConfigRecord> edit(const Caller &caller, const FlagPlace &place,
                                               const AiConfigEdit &edit);
    [[nodiscard]] Outcome<void> remove(const Caller &caller, const FlagPlace &place);
    /// Makes a file of each type to begin with, where there is none of that name; those it made.
    [[nodiscard]] Outcome<QVector<AiConfigRecord>> initialize(const Caller &caller, const QString &projectId,
                                                              const QString &environmentId);

    /// All of the key's environment, inactive ones included.
    [[nodiscard]] Outcome<QVector<AiConfigRecord>> filesFor(const Caller &key);
    [[nodiscard]] Outcome<AiConfigRecord> fileFor(const Caller &key, const QString &name);

private:
    [[nodiscard]] Outcome<AiConfigRecord> reachFile(const Caller &caller, const FlagPlace &place);
    [[nodiscard]] Outcome<AiConfigRecord> add(const Caller &caller, const QString &projectId,
                                              const QString &environmentId, const NewAiConfig &wanted);
    [[nodiscard]] Outcome<void> note(const Caller &caller, const QString &projectId,
                                     const std::optional<AiConfigRecord> &before,
                                     const std::optional<AiConfigRecord> &after);

    Database &m_database;
    ChangeLog &m_changes;
    ProjectReach m_reach;
    AiConfigRepository m_files;
};

} // namespace signalbox
