// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/projectservice.h"

#include "server/security/random.h"
#include "server/service/validation.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype slugLength = 60;

// "Web Shop (new)" becomes web-shop-new.
QString slugOf(const QString &name)
{
    QString slug;
    for (const QChar c : name.toLower()) {
        const bool plain = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        if (plain)
            slug += c;
        else if (!slug.isEmpty() && !slug.endsWith(u'-'))
            slug += u'-';
    }
    slug.truncate(slugLength);
    while (slug.endsWith(u'-'))
        slug.chop(1);
    return slug.isEmpty() ? u"project"_s : slug;
}

tl::unexpected<Refusal> noProject()
{
    return refuse(RefusalKind::NotFound, u"project not found"_s);
}

tl::unexpected<Refusal> noEnvironment()
{
    return refuse(RefusalKind::NotFound, u"environment not found"_s);
}

} // namespace

ProjectService::ProjectService(Database &database, ChangeLog &changes)
    : m_database(database), m_changes(changes), m_projects(database), m_flags(database), m_keys(database)
{}

Outcome<ProjectRecord> ProjectService::owned(const Caller &caller, const QString &id)
{
    const auto found = m_projects.project(caller.organizationId, id);
    if (!found)
        return passOn(found);
    if (!*found)
        return noProject();
    return **found;
}

Outcome<QVector<ProjectRecord>> ProjectService::projects(const Caller &caller)
{
    return require(caller, Permission::ProjectsRead).and_then([&] {
        return m_projects.projects(caller.organizationId);
    });
}

Outcome<ProjectRecord> ProjectService::project(const Caller &caller, const QString &id)
{
    return require(caller, Permission::ProjectsRead).and_then([&] { return owned(caller, id); });
}

Outcome<ProjectRecord> ProjectService::createProject(const Caller &caller, const QString &name,
                                                     const std::optional<QString> &description)
{
    const auto good = require(caller, Permission::ProjectsWrite)
                          .and_then([&] { return checkName(u"name"_s, name); })
                          .and_then([&] { return checkDescription(description); });
    if (!good)
        return passOn(good);

    ProjectRecord project;
    project.id = newId();
    project.organizationId = caller.organizationId;
    project.slug = slugOf(name);
    project.name = name;
    project.description = description;
    project.createdAt = project.updatedAt = m_changes.now();

    Transaction transaction(m_database);
    const auto taken = m_projects.hasProjectSlug(caller.organizationId, project.slug);
    if (!taken)
        return passOn(taken);
    if (*taken)
        return refuse(RefusalKind::Conflict, u"a project with this name exists already"_s);
    const auto done = m_projects.insert(project)
                          .and_then([&] {
                              return m_changes.record(caller, u"create"_s,
                                                      {u"project"_s, project.id, project.id, std::nullopt},
                                                      {}, auditObject(project));
                          })
                          .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    return project;
}

Outcome<ProjectRecord> ProjectService::editProject(const Caller &caller, const QString &id,
                                                   const ProjectEdit &edit)
{
    const auto allowed = require(caller, Permission::ProjectsWrite);
    if (!allowed)
        return passOn(allowed);
    Transaction transaction(m_database);
    const auto found = owned(caller, id);
    if (!found)
        return found;
    ProjectRecord project = *found;
    project.name = edit.name.value_or(project.name);
    project.description = edit.description.value_or(project.description);
    project.updatedAt = m_changes.timeAfter(project.updatedAt);
    const auto done = checkName(u"name"_s, project.name)
                          .and_then([&] { return checkDescription(project.description); })
                          .and_then([&] { return m_projects.update(project); })
                          .and_then([&] {
                              return m_changes.record(caller, u"update"_s,
                                                      {u"project"_s, project.id, project.id, std::nullopt},
                                                      auditObject(*found), auditObject(project));
                          })
                          .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    return project;
}

Outcome<void> ProjectService::announceLoss(const Caller &caller, const QString &environmentId,
                                           QStringList &lostKeys)
{
    const auto keys = m_keys.keysOfEnvironment(environmentId);
    if (!keys)
        return passOn(keys);
    for (const ApiKeyRecord &key : *keys)
        lostKeys.append(key.id);
    const auto flags = m_flags.flagsOfEnvironment(environmentId);
    if (!flags)
        return passOn(flags);
    for (const FlagRecord &flag : *flags) {
        const auto told = m_changes.announce(caller, u"flag.deleted"_s, environmentId, flag.key);
        if (!told)
            return told;
    }
    return {};
}

Outcome<void> ProjectService::removeProject(const Caller &caller, const QString &id)
{
    const auto allowed = require(caller, Permission::ProjectsDelete);
    if (!allowed)
        return allowed;
    Transaction transaction(m_database);
    const auto project = owned(caller, id);
    if (!project)
        return passOn(project);
    const auto environments = m_projects.environments(id);
    if (!environments)
        return passOn(environments);
    QStringList lostKeys;
    for (const EnvironmentRecord &environment : *environments) {
        const auto told = announceLoss(caller, environment.id, lostKeys);
        if (!told)
            return told;
    }
    const auto done =
        m_projects.removeProject(id)
            .and_then([&] {
                return m_changes.record(caller, u"delete"_s, {u"project"_s, id, id, std::nullopt},
                                        auditObject(*project), {});
            })
            .and_then([&] { return m_changes.commit(transaction); });
    if (done) {
        for (const QString &key : std::as_const(lostKeys))
            m_changes.endCredential(key);
    }
    return done;
}

Outcome<QVector<EnvironmentRecord>> ProjectService::environments(const Caller &caller,
                                                                 const QString &projectId)
{
    return require(caller, Permission::EnvironmentsRead)
        .and_then([&] { return owned(caller, projectId); })
        .and_then([&](const ProjectRecord &project) { return m_projects.environments(project.id); });
}

Outcome<EnvironmentRecord> ProjectService::environment(const Caller &caller, const QString &projectId,
                                                       const QString &id)
{
    const auto found =
        require(caller, Permission::EnvironmentsRead)
            .and_then([&] { return owned(caller, projectId); })
            .and_then([&](const ProjectRecord &project) { return m_projects.environment(project.id, id); });
    if (!found)
        return passOn(found);
    if (!*found)
        return noEnvironment();
    return **found;
}

Outcome<EnvironmentRecord> ProjectService::createEnvironment(const Caller &caller, const QString &projectId,
                                                             const NewEnvironment &wanted)
{
    const auto good = require(caller, Permission::EnvironmentsWrite)
                          .and_then([&] { return checkKey(u"key"_s, wanted.key); })
                          .and_then([&] { return checkName(u"name"_s, wanted.name); })
                          .and_then([&] { return checkDescription(wanted.description); });
    if (!good)
        return passOn(good);

    Transaction transaction(m_database);
    const auto project = owned(caller, projectId);
    if (!project)
        return passOn(project);
    const auto taken = m_projects.environmentByKey(projectId, wanted.key);
    if (!taken)
        return passOn(taken);
    if (*taken)
        return refuse(RefusalKind::Conflict, u"an environment with this key exists already"_s);

    EnvironmentRecord environment;
    environment.id = newId();
    environment.projectId = projectId;
    environment.key = wanted.key;
    environment.name = wanted.name;
    environment.description = wanted.description;
    environment.createdAt = environment.updatedAt = m_changes.now();
    const auto done =
        m_projects.insert(environment)
            .and_then([&] {
                return m_changes.record(caller, u"create"_s,
                                        {u"environment"_s, environment.id, projectId, environment.id}, {},
                                        auditObject(environment));
            })
            .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    return environment;
}

Outcome<void> ProjectService::removeEnvironment(const Caller &caller, const QString &projectId,
                                                const QString &id)
{
    const auto allowed = require(caller, Permission::EnvironmentsDelete);
    if (!allowed)
        return allowed;
    Transaction transaction(m_database);
    const auto project = owned(caller, projectId);
    if (!project)
        return passOn(project);
    const auto environment = m_projects.environment(projectId, id);
    if (!environment)
        return passOn(environment);
    if (!*environment)
        return noEnvironment();
    QStringList lostKeys;
    const auto done =
        announceLoss(caller, id, lostKeys)
            .and_then([&] { return m_projects.removeEnvironment(id); })
            .and_then([&] {
                return m_changes.record(caller, u"delete"_s, {u"environment"_s, id, projectId, id},
                                        auditObject(**environment), {});
            })
            .and_then([&] { return m_changes.commit(transaction); });
    if (done) {
        for (const QString &key : std::as_const(lostKeys))
            m_changes.endCredential(key);
    }
    return done;
}

} // namespace signalbox
