// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/common/projecttree.h"

#include "core/limits.h"
#include "providers/common/jsonfields.h"

#include <array>

using namespace Qt::StringLiterals;

namespace signalbox::api {

namespace {

class ProjectTree final : public std::enable_shared_from_this<ProjectTree>
{
public:
    ProjectTree(Send send, ProjectApi api, Callback<QVector<ProjectEntry>> done)
        : m_send(std::move(send)), m_api(std::move(api)), m_done(std::move(done))
    {}

    void start()
    {
        m_lanes.front() =
            m_send({.path = m_api.projectsPath}, [self = shared_from_this()](Result<QByteArray> body) {
                auto projects = body ? readProjects(*body) : tl::unexpected(body.error());
                if (!projects) {
                    self->finish(tl::unexpected(projects.error()));
                    return;
                }
                self->m_projects = std::move(*projects);
                self->m_missing = self->m_projects.size();
                if (self->m_missing == 0)
                    self->finish(self->m_projects);
                for (Pending &lane : self->m_lanes)
                    self->readNext(lane);
            });
    }

    void cancel()
    {
        m_done = nullptr;
        for (Pending &lane : m_lanes)
            lane.cancel();
    }

private:
    void readNext(Pending &lane)
    {
        if (m_next >= m_projects.size())
            return;
        const qsizetype index = m_next++;
        lane = m_send(
            {.path = m_api.environmentsPath(m_projects.at(index).id)},
            [self = shared_from_this(), &lane, index](Result<QByteArray> body) {
                self->take(index, body ? self->m_api.readEnvironments(*body) : tl::unexpected(body.error()),
                           lane);
            });
    }

    void take(qsizetype index, Result<QVector<EnvironmentEntry>> environments, Pending &lane)
    {
        if (environments) {
            m_projects[index].environments = std::move(*environments);
        } else if (const ErrorKind kind = environments.error().kind;
                   kind != ErrorKind::Forbidden && kind != ErrorKind::NotFound) {
            finish(tl::unexpected(environments.error()));
            return;
        }
        if (--m_missing == 0)
            finish(m_projects);
        else
            readNext(lane);
    }

    void finish(Result<QVector<ProjectEntry>> result)
    {
        const auto done = std::exchange(m_done, nullptr);
        cancel();
        if (done)
            done(std::move(result));
    }

    Send m_send;
    ProjectApi m_api;
    Callback<QVector<ProjectEntry>> m_done;
    QVector<ProjectEntry> m_projects;
    std::array<Pending, limits::readsInFlight> m_lanes;
    qsizetype m_next = 0;
    qsizetype m_missing = 0;
};

} // namespace

Result<QVector<ProjectEntry>> readProjects(const QByteArray &body)
{
    const auto array = json::readList(body, u"projects"_s, limits::projects, u"projects"_s);
    if (!array)
        return tl::unexpected(array.error());
    QVector<ProjectEntry> projects;
    for (qsizetype index = 0; index < array->size(); ++index) {
        const QJsonObject object = array->at(index).toObject();
        const auto id = json::requiredText(object, u"id"_s, u"project %1"_s.arg(index + 1));
        if (!id)
            return tl::unexpected(id.error());
        projects.append({ProjectId(*id), object.value(u"name"_s).toString(), {}});
    }
    return projects;
}

Pending readProjectTree(Send send, ProjectApi api, Callback<QVector<ProjectEntry>> done)
{
    const auto tree = std::make_shared<ProjectTree>(std::move(send), std::move(api), std::move(done));
    tree->start();
    return Pending([tree] { tree->cancel(); });
}

} // namespace signalbox::api
