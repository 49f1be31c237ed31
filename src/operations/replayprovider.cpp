// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/replayprovider.h"

#include "core/later.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Error refusal()
{
    return {ErrorKind::Rejected, u"this is a replay of a recorded session"_s, {}, {}};
}

template <typename T>
Pending refuse(Callback<T> done)
{
    return later([done = std::move(done)] { done(tl::unexpected(refusal())); });
}

} // namespace

ReplayProvider::ReplayProvider(const SessionHeader &header) : m_connection(header.connection)
{
    m_traits.name = header.provider;
    m_traits.heartbeat = header.heartbeat;
    m_traits.flags.value = false;
    m_traits.configs.emplace(); // there may be some in it; none of them can be set
    m_traits.aiConfigs.emplace();
}

Pending ReplayProvider::readProjects(Callback<QVector<ProjectEntry>> done)
{
    return refuse<QVector<ProjectEntry>>(std::move(done));
}

void ReplayProvider::selectEnvironment(const ProjectEntry &, const EnvironmentId &) {}

QString ReplayProvider::environmentName(const EnvironmentId &environment) const
{
    return environment == m_connection.environment ? m_connection.environmentName : environment.text();
}

Pending ReplayProvider::readFlags(Callback<Snapshot> done)
{
    return refuse<Snapshot>(std::move(done));
}

Pending ReplayProvider::readFlag(const FlagRef &, Callback<Flag> done)
{
    return refuse<Flag>(std::move(done));
}

Pending ReplayProvider::setFlag(const FlagRef &, const FlagPatch &, Callback<Flag> done)
{
    return refuse<Flag>(std::move(done));
}

Pending ReplayProvider::prepareStream(bool, Callback<StreamRequest> done)
{
    return refuse<StreamRequest>(std::move(done));
}

FlagChange ReplayProvider::decode(const StreamEvent &)
{
    FlagChange change;
    change.kind = FlagChange::Kind::Unreadable;
    change.text = refusal().detail;
    return change;
}

Error ReplayProvider::streamError(int, const QByteArray &) const
{
    return refusal();
}

QString ReplayProvider::lastExchange(const FlagRef &) const
{
    return {};
}

} // namespace signalbox
