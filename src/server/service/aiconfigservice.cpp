// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/aiconfigservice.h"

#include "server/security/random.h"
#include "server/service/validation.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Outcome<void> checkFile(const AiConfigRecord &file)
{
    return checkLength(u"content"_s, file.content, serverlimits::fileLength)
        .and_then([&] {
            return checkLength(u"metadata"_s, file.metadata.value_or(QString()),
                               serverlimits::metadataLength);
        })
        .and_then([&] {
            return checkLength(u"folder"_s, file.folder.value_or(QString()), serverlimits::folderLength);
        });
}

const QVector<NewAiConfig> &beginnings()
{
    static const QVector<NewAiConfig> files = {
        {u"agent.md"_s,
         u"agent"_s,
         u"# Agent\n\nSay who the assistant is and what it is for.\n"_s,
         true,
         {},
         {}},
        {u"rule.md"_s, u"rule"_s, u"# Rules\n\nSay what the assistant must never do.\n"_s, true, {}, {}},
        {u"skill.md"_s, u"skill"_s, u"# Skill\n\nSay how one task is done, step by step.\n"_s, true, {}, {}}};
    return files;
}

} // namespace

AiConfigService::AiConfigService(Database &database, ChangeLog &changes)
    : m_database(database), m_changes(changes), m_reach(database), m_files(database)
{}

Outcome<QVector<AiConfigRecord>> AiConfigService::files(const Caller &caller, const QString &projectId,
                                                        const QString &environmentId)
{
    if (const auto allowed = require(caller, Permission::AiConfigsRead); !allowed)
        return passOn(allowed);
    if (!environmentId.isEmpty())
        return m_reach.environment(caller, projectId, environmentId).and_then([&] {
            return m_files.files(environmentId);
        });
    const auto environments = m_reach.environments(caller, projectId);
    if (!environments)
        return passOn(environments);
    QVector<AiConfigRecord> all;
    for (const EnvironmentRecord &environment : *environments) {
        const auto some = m_files.files(environment.id);
        if (!some)
            return some;
        all += *some;
    }
    return all;
}

Outcome<AiConfigRecord> AiConfigService::reachFile(const Caller &caller, const FlagPlace &place)
{
    const auto found = m_reach.environment(caller, place.projectId, place.environmentId).and_then([&] {
        return m_files.file(place.environmentId, place.key);
    });
    if (!found)
        return passOn(found);
    if (!*found)
        return refuse(RefusalKind::NotFound, u"file not found"_s);
    return **found;
}

Outcome<AiConfigRecord> AiConfigService::file(const Caller &caller, const FlagPlace &place)
{
    return require(caller, Permission::AiConfigsRead).and_then([&] { return reachFile(caller, place); });
}

Outcome<QVector<AiConfigRecord>> AiConfigService::filesFor(const Caller &key)
{
    return require(key, Permission::AiConfigsRead).and_then([&] { return m_files.files(key.environmentId); });
}

Outcome<AiConfigRecord> AiConfigService::fileFor(const Caller &key, const QString &name)
{
    return file(key, {key.projectId, key.environmentId, name});
}

// --- changing -------------------------------------------------------------------------------------------

/// The traces of a change of which one side may be missing.
Outcome<void> AiConfigService::note(const Caller &caller, const QString &projectId,
                                    const std::optional<AiConfigRecord> &before,
                                    const std::optional<AiConfigRecord> &after)
{
    const AiConfigRecord &file = after ? *after : *before;
    const QString action = before && after ? u"update"_s : before ? u"delete"_s : u"create"_s;
    const auto side = [](const std::optional<AiConfigRecord> &record) {
        return record ? std::optional(auditObject(*record)) : std::nullopt;
    };
    return m_changes
        .record(caller, action, {u"ai_config"_s, file.id, projectId, file.environmentId}, side(before),
                side(after))
        .and_then([&] {
            return m_changes.announce(caller, u"ai_config."_s + action + u'd', file.environmentId,
                                      file.fileName, file.fileType);
        });
}

/// Inside a transaction.
Outcome<AiConfigRecord> AiConfigService::add(const Caller &caller, const QString &projectId,
                                             const QString &environmentId, const NewAiConfig &wanted)
{
    AiConfigRecord file;
    file.id = newId();
    file.environmentId = environmentId;
    file.fileName = wanted.fileName;
    file.fileType = wanted.fileType;
    file.content = wanted.content;
    file.active = wanted.active;
    file.metadata = wanted.metadata;
    file.folder = wanted.folder;
    file.createdAt = file.updatedAt = m_changes.now();
    return checkFile(file)
        .and_then([&] { return m_files.insert(file); })
        .and_then([&] { return note(caller, projectId, std::nullopt, file); })
        .map([&file] { return file; });
}

Outcome<AiConfigRecord> AiConfigService::create(const Caller &caller, const QString &projectId,
                                                const QString &environmentId, const NewAiConfig &wanted)
{
    const auto good =
        require(caller, Permission::AiConfigsWrite)
            .and_then([&] { return checkKey(u"file_name"_s, wanted.fileName); })
            .and_then([&] {
                return checkOneOf(u"file_type"_s, wanted.fileType, {u"agent"_s, u"skill"_s, u"rule"_s});
            });
    if (!good)
        return passOn(good);
    Transaction transaction(m_database);
    const auto taken = m_reach.environment(caller, projectId, environmentId).and_then([&] {
        return m_files.file(environmentId, wanted.fileName);
    });
    if (!taken)
        return passOn(taken);
    if (*taken)
        return refuse(RefusalKind::Conflict, u"has already been taken"_s, u"file_name"_s);
    const auto file = add(caller, projectId, environmentId, wanted);
    if (!file)
        return file;
    if (const auto kept = m_changes.commit(transaction); !kept)
        return passOn(kept);
    return file;
}

Outcome<QVector<AiConfigRecord>> AiConfigService::initialize(const Caller &caller, const QString &projectId,
                                                             const QString &environmentId)
{
    if (const auto allowed = require(caller, Permission::AiConfigsWrite); !allowed)
        return passOn(allowed);
    Transaction transaction(m_database);
    if (const auto reached = m_reach.environment(caller, projectId, environmentId); !reached)
        return passOn(reached);
    QVector<AiConfigRecord> made;
    for (const NewAiConfig &beginning : beginnings()) {
        const auto taken = m_files.file(environmentId, beginning.fileName);
        if (!taken)
            return passOn(taken);
        if (*taken)
            continue;
        const auto file = add(caller, projectId, environmentId, beginning);
        if (!file)
            return passOn(file);
        made.append(*file);
    }
    if (const auto kept = m_changes.commit(transaction); !kept)
        return passOn(kept);
    return made;
}

Outcome<AiConfigRecord> AiConfigService::edit(const Caller &caller, const FlagPlace &place,
                                              const AiConfigEdit &edit)
{
    if (const auto allowed = require(caller, Permission::AiConfigsWrite); !allowed)
        return passOn(allowed);
    Transaction transaction(m_database);
    const auto before = reachFile(caller, place);
    if (!before)
        return before;
    AiConfigRecord file = *before;
    file.content = edit.content.value_or(file.content);
    file.active = edit.active.value_or(file.active);
    file.metadata = edit.metadata.value_or(file.metadata);
    file.folder = edit.folder.value_or(file.folder);
    file.updatedAt = m_changes.timeAfter(file.updatedAt);
    const auto done = checkFile(file)
                          .and_then([&] { return m_files.update(file); })
                          .and_then([&] { return note(caller, place.projectId, *before, file); })
                          .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    return file;
}

Outcome<void> AiConfigService::remove(const Caller &caller, const FlagPlace &place)
{
    if (const auto allowed = require(caller, Permission::AiConfigsWrite); !allowed)
        return allowed;
    Transaction transaction(m_database);
    const auto file = reachFile(caller, place);
    if (!file)
        return passOn(file);
    return m_files.removeFile(file->id)
        .and_then([&] { return note(caller, place.projectId, *file, std::nullopt); })
        .and_then([&] { return m_changes.commit(transaction); });
}

} // namespace signalbox
