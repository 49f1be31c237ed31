// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/togul/togulprojects.h"

#include "core/limits.h"
#include "providers/togul/toguljson.h"

#include <array>

namespace signalbox::togul {

namespace {

class ProjectTree final : public std::enable_shared_from_this<ProjectTree>
{
public:
    ProjectTree(Requests &requests, Callback<QVector<ProjectEntry>> done)
        : m_requests(requests), m_done(std::move(done))
    {}

    void start()
    {
        m_lanes.front() = m_requests.send(
            {.path = "/api/v1/projects"}, [self = shared_from_this()](Result<QByteArray> body) {
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
        const QByteArray project = pathSegment(m_projects.at(index).id.text());
        lane = m_requests.send(
            {.path = "/api/v1/projects/" + project + "/environments"},
            [self = shared_from_this(), &lane, index](Result<QByteArray> body) {
                self->take(index, body ? readEnvironments(*body) : tl::unexpected(body.error()), lane);
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

    Requests &m_requests;
    Callback<QVector<ProjectEntry>> m_done;
    QVector<ProjectEntry> m_projects;
    std::array<Pending, limits::readsInFlight> m_lanes;
    qsizetype m_next = 0;
    qsizetype m_missing = 0;
};

} // namespace

Pending readProjectTree(Requests &requests, Callback<QVector<ProjectEntry>> done)
{
    const auto tree = std::make_shared<ProjectTree>(requests, std::move(done));
    tree->start();
    return Pending([tree] { tree->cancel(); });
}

} // namespace signalbox::togul
