// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/projectrepository.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

void toNothing(int) {}

ProjectRecord projectFrom(const Row &row)
{
    return ProjectRecord{row.text(0),      row.text(1), row.text(2), row.text(3),
                         row.maybeText(4), row.time(5), row.time(6)};
}

EnvironmentRecord environmentFrom(const Row &row)
{
    return EnvironmentRecord{row.text(0),      row.text(1), row.text(2), row.text(3),
                             row.maybeText(4), row.time(5), row.time(6)};
}

} // namespace

Outcome<QVector<ProjectRecord>> ProjectRepository::projects(const QString &organizationId)
{
    return m_database.list(u"SELECT id, organization_id, slug, name, description, created_at, updated_at "
                           "FROM projects WHERE organization_id = ? ORDER BY created_at, id"_s,
                           projectFrom, organizationId);
}

Outcome<std::optional<ProjectRecord>> ProjectRepository::project(const QString &organizationId,
                                                                 const QString &id)
{
    return m_database.find(u"SELECT id, organization_id, slug, name, description, created_at, updated_at "
                           "FROM projects WHERE organization_id = ? AND id = ?"_s,
                           projectFrom, organizationId, id);
}

Outcome<bool> ProjectRepository::hasProjectSlug(const QString &organizationId, const QString &slug)
{
    return m_database
        .find(
            u"SELECT 1 FROM projects WHERE organization_id = ? AND slug = ?"_s,
            [](const Row &row) { return row.yes(0); }, organizationId, slug)
        .map([](std::optional<bool> found) { return found.has_value(); });
}

Outcome<void> ProjectRepository::insert(const ProjectRecord &project)
{
    return m_database
        .change(
            u"INSERT INTO projects (id, organization_id, slug, name, description, created_at, updated_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
            project.id, project.organizationId, project.slug, project.name, project.description,
            project.createdAt, project.updatedAt)
        .map(toNothing);
}

Outcome<void> ProjectRepository::update(const ProjectRecord &project)
{
    return m_database
        .change(u"UPDATE projects SET name = ?, description = ?, updated_at = ? WHERE id = ?"_s, project.name,
                project.description, project.updatedAt, project.id)
        .map(toNothing);
}

Outcome<void> ProjectRepository::removeProject(const QString &id)
{
    return m_database.change(u"DELETE FROM projects WHERE id = ?"_s, id).map(toNothing);
}

Outcome<QVector<EnvironmentRecord>> ProjectRepository::environments(const QString &projectId)
{
    return m_database.list(u"SELECT id, project_id, key, name, description, created_at, updated_at "
                           "FROM environments WHERE project_id = ? ORDER BY created_at, id"_s,
                           environmentFrom, projectId);
}

Outcome<std::optional<EnvironmentRecord>> ProjectRepository::environment(const QString &projectId,
                                                                         const QString &id)
{
    return m_database.find(u"SELECT id, project_id, key, name, description, created_at, updated_at "
                           "FROM environments WHERE project_id = ? AND id = ?"_s,
                           environmentFrom, projectId, id);
}

Outcome<std::optional<EnvironmentRecord>> ProjectRepository::environmentByKey(const QString &projectId,
                                                                              const QString &key)
{
    return m_database.find(u"SELECT id, project_id, key, name, description, created_at, updated_at "
                           "FROM environments WHERE project_id = ? AND key = ?"_s,
                           environmentFrom, projectId, key);
}

Outcome<QString> ProjectRepository::environmentKey(const QString &id)
{
    return m_database
        .find(
            u"SELECT key FROM environments WHERE id = ?"_s, [](const Row &row) { return row.text(0); }, id)
        .map([](const std::optional<QString> &key) { return key.value_or(QString()); });
}

Outcome<void> ProjectRepository::insert(const EnvironmentRecord &environment)
{
    return m_database
        .change(u"INSERT INTO environments (id, project_id, key, name, description, created_at, updated_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
                environment.id, environment.projectId, environment.key, environment.name,
                environment.description, environment.createdAt, environment.updatedAt)
        .map(toNothing);
}

Outcome<void> ProjectRepository::removeEnvironment(const QString &id)
{
    return m_database.change(u"DELETE FROM environments WHERE id = ?"_s, id).map(toNothing);
}

} // namespace signalbox
