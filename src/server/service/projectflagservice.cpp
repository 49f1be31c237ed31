// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/projectflagservice.h"

#include "server/security/random.h"
#include "server/service/targeting.h"
#include "server/service/validation.h"

#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype saltBytes = 9;

ChangeLog::Subject flagSubject(const QString &projectId, const FlagRecord &flag)
{
    return {u"flag"_s, flag.id, projectId, flag.environmentId};
}

Outcome<void> checkWhole(const FlagRecord &flag)
{
    return checkName(u"name"_s, flag.name)
        .and_then([&] { return checkDescription(flag.description); })
        .and_then([&] { return checkTags(flag.tags); })
        .and_then([&] { return checkType(u"default_value"_s, effectiveType(flag), flag.defaultValue); })
        .and_then([&] { return checkValue(u"default_value"_s, flag.defaultValue); });
}

} // namespace

ProjectFlagService::ProjectFlagService(Database &database, ChangeLog &changes)
    : m_database(database), m_changes(changes), m_reach(database), m_flags(database)
{}

QString ProjectFlagService::flagId(const QString &projectId, const QString &key)
{
    static const QUuid ours(u"0c2f0e5e-5d1b-4a86-9a5f-3b0f6a6f1f7d"_s);
    return QUuid::createUuidV5(ours, QString(projectId + u'/' + key)).toString(QUuid::WithoutBraces);
}

// --- what is within reach -------------------------------------------------------------------------------

Outcome<FlagWithRules> ProjectFlagService::reachFlag(const Caller &caller, const FlagPlace &place)
{
    return m_reach.flag(caller, place).and_then([&](const FlagRecord &flag) {
        return m_flags.withRules(flag);
    });
}

Outcome<QVector<FlagRecord>> ProjectFlagService::reachRecords(const Caller &caller, const QString &projectId,
                                                              const QString &key)
{
    auto records =
        m_reach.project(caller, projectId).and_then([&] { return m_flags.flagsByKey(projectId, key); });
    if (!records)
        return records;
    records->removeIf(
        [&caller](const FlagRecord &flag) { return !ProjectReach::sees(caller, flag.environmentId); });
    if (records->isEmpty())
        return refuse(RefusalKind::NotFound, u"flag not found"_s);
    return records;
}

Outcome<ProjectFlag> ProjectFlagService::withRules(const QString &projectId, const QString &key,
                                                   const QVector<FlagRecord> &records)
{
    return m_flags.withRules(records).map([&](const QVector<FlagWithRules> &environments) {
        return ProjectFlag{flagId(projectId, key), environments};
    });
}

Outcome<QVector<ProjectFlag>> ProjectFlagService::flags(const Caller &caller, const QString &projectId)
{
    const auto found = require(caller, Permission::FlagsRead)
                           .and_then([&] { return m_reach.project(caller, projectId); })
                           .and_then([&] { return m_flags.withRulesOfProject(projectId); });
    if (!found)
        return passOn(found);
    QVector<ProjectFlag> all;
    for (const FlagWithRules &one : *found) { // by key, then by the age of the environment
        if (!ProjectReach::sees(caller, one.flag.environmentId))
            continue;
        if (all.isEmpty() || all.constLast().leading().key != one.flag.key)
            all.append({flagId(projectId, one.flag.key), {}});
        all.last().environments.append(one);
    }
    return all;
}

Outcome<ProjectFlag> ProjectFlagService::flag(const Caller &caller, const QString &projectId,
                                              const QString &key)
{
    return require(caller, Permission::FlagsRead)
        .and_then([&] { return reachRecords(caller, projectId, key); })
        .and_then([&](const QVector<FlagRecord> &records) { return withRules(projectId, key, records); });
}

Outcome<QVector<FlagWithRules>> ProjectFlagService::flagsFor(const Caller &key)
{
    const auto all = require(key, Permission::FlagsRead).and_then([&] {
        return m_flags.withRulesOfEnvironment(key.environmentId);
    });
    if (all)
        m_evaluations += quint64(all->size());
    return all;
}

Outcome<FlagWithRules> ProjectFlagService::flagFor(const Caller &key, const QString &flagKey)
{
    ++m_evaluations;
    return require(key, Permission::FlagsRead).and_then([&] {
        return reachFlag(key, {key.projectId, key.environmentId, flagKey});
    });
}

// --- the flag as a whole --------------------------------------------------------------------------------

Outcome<void> ProjectFlagService::insert(const Caller &caller, const QString &projectId,
                                         const FlagRecord &flag)
{
    return m_flags.insert(flag)
        .and_then([&] { return m_flags.insert(newRollout(flag, 100, flag.createdAt)); })
        .and_then([&] {
            return m_changes.record(caller, u"create"_s, flagSubject(projectId, flag), {}, auditObject(flag));
        })
        .and_then(
            [&] { return m_changes.announce(caller, u"flag.created"_s, flag.environmentId, flag.key); });
}

Outcome<ProjectFlag> ProjectFlagService::create(const Caller &caller, const QString &projectId,
                                                const NewProjectFlag &wanted)
{
    FlagRecord flag;
    flag.key = wanted.key;
    flag.name = wanted.name;
    flag.description = wanted.description;
    flag.enabled = false;
    flag.defaultValue = wanted.defaultValue.value_or(emptyValue(wanted.type));
    flag.salt = randomText(saltBytes); // the same in all environments: a user has one bucket
    flag.createdAt = flag.updatedAt = m_changes.now();
    flag.type = wanted.type;
    flag.tags = wanted.tags;
    const auto good = require(caller, Permission::FlagsWrite)
                          .and_then([&] { return checkPathKey(u"key"_s, flag.key); })
                          .and_then([&] { return checkTypeName(u"flag_type"_s, wanted.type); })
                          .and_then([&] { return checkWhole(flag); });
    if (!good)
        return passOn(good);

    Transaction transaction(m_database);
    const auto environments = m_reach.environments(caller, projectId);
    if (!environments)
        return passOn(environments);
    QVector<FlagRecord> made;
    for (const EnvironmentRecord &environment : *environments) {
        const auto taken = m_flags.flagByKey(environment.id, flag.key);
        if (!taken)
            return passOn(taken);
        if (*taken)
            return refuse(RefusalKind::Conflict, u"has already been taken"_s, u"key"_s);
        flag.id = newId();
        flag.environmentId = environment.id;
        if (const auto done = insert(caller, projectId, flag); !done)
            return passOn(done);
        made.append(flag);
    }
    if (made.isEmpty())
        return refuse(RefusalKind::Invalid, u"the project has no environment yet"_s, u"project_id"_s);
    const auto whole = withRules(projectId, flag.key, made);
    if (!whole)
        return whole;
    if (const auto done = m_changes.commit(transaction); !done)
        return passOn(done);
    return whole;
}

Outcome<void> ProjectFlagService::update(const Caller &caller, const QString &projectId,
                                         const FlagRecord &before, const FlagRecord &after,
                                         const QString &aspect)
{
    return m_flags.update(after)
        .and_then([&] {
            return m_changes.record(caller, u"update"_s, flagSubject(projectId, after), auditObject(before),
                                    auditObject(after));
        })
        .and_then([&] {
            return m_changes.announce(caller, u"flag.updated"_s, after.environmentId, after.key, aspect);
        });
}

Outcome<ProjectFlag> ProjectFlagService::edit(const Caller &caller, const QString &projectId,
                                              const QString &key, const WholeEdit &edit)
{
    const auto allowed = require(caller, Permission::FlagsWrite);
    if (!allowed)
        return passOn(allowed);
    Transaction transaction(m_database);
    auto records = reachRecords(caller, projectId, key);
    if (!records)
        return passOn(records);
    for (FlagRecord &flag : *records) {
        const FlagRecord before = flag;
        edit.apply(flag);
        flag.type = effectiveType(before); // a default that is null, or of another type, does not change it
        flag.updatedAt = m_changes.timeAfter(flag.updatedAt);
        const auto done = checkWhole(flag).and_then([&] { return update(caller, projectId, before, flag); });
        if (!done)
            return passOn(done);
    }
    const auto whole = withRules(projectId, key, *records);
    if (!whole)
        return whole;
    if (const auto done = m_changes.commit(transaction); !done)
        return passOn(done);
    return whole;
}

Outcome<void> ProjectFlagService::remove(const Caller &caller, const QString &projectId, const QString &key)
{
    const auto allowed = require(caller, Permission::FlagsDelete);
    if (!allowed)
        return allowed;
    Transaction transaction(m_database);
    const auto records = reachRecords(caller, projectId, key);
    if (!records)
        return passOn(records);
    for (const FlagRecord &flag : *records) {
        const auto done =
            m_flags.removeFlag(flag.id)
                .and_then([&] {
                    return m_changes.record(caller, u"delete"_s, flagSubject(projectId, flag),
                                            auditObject(flag), {});
                })
                .and_then([&] {
                    return m_changes.announce(caller, u"flag.deleted"_s, flag.environmentId, flag.key);
                });
        if (!done)
            return done;
    }
    return m_changes.commit(transaction);
}

// --- in one environment ---------------------------------------------------------------------------------

Outcome<FlagWithRules> ProjectFlagService::toggle(const Caller &caller, const FlagPlace &place)
{
    const auto allowed = require(caller, Permission::FlagsWrite);
    if (!allowed)
        return passOn(allowed);
    Transaction transaction(m_database);
    auto found = reachFlag(caller, place);
    if (!found)
        return found;
    const FlagRecord before = found->flag;
    found->flag.enabled = !before.enabled;
    found->flag.updatedAt = m_changes.timeAfter(before.updatedAt);
    const auto done =
        update(caller, place.projectId, before, found->flag, changeaspect::toggled()).and_then([&] {
            return m_changes.commit(transaction);
        });
    if (!done)
        return passOn(done);
    return found;
}

} // namespace signalbox
