// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/watchtask.h"

#include "apps/common/jitter.h"
#include "apps/signalboxctl/flagjson.h"
#include "apps/signalboxctl/output.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds holdAtMost = 5s;
constexpr std::size_t heldAtMost = 10'000;

/// A change that an event announced without saying to what.
bool waitsForValue(const Fact &fact)
{
    const auto *change = fact.detail ? std::get_if<ChangeDetail>(fact.detail.get()) : nullptr;
    return change && fact.source == FactSource::Stream && !change->readBack && !change->enabledNow;
}

} // namespace

WatchTask::WatchTask(const WatchOptions &options, const Surroundings &surroundings, QObject *parent)
    : ConnectedTask(options.connection, surroundings, parent)
    , m_window(options.window)
    , m_networkWatch(surroundings.clock)
    , m_overdue(surroundings.clock.createTimer([this] { releaseOverdue(); }))
{}

void WatchTask::connected(const ProjectEntry &project)
{
    const auto environment = chooseEnvironment(project, options().environment);
    if (!environment) {
        fail(environment.error().detail, ExitCode::WrongUsage);
        return;
    }
    m_environment = environment->key.isEmpty() ? environment->name : environment->key.text();
    const ConnectionInfo connection = connector().open(project, *environment);
    SessionOptions sessionOptions;
    sessionOptions.window = m_window;
    sessionOptions.readDetails = false; // nobody looks at rules here
    m_session = std::make_unique<Session>(connector().provider(), surroundings().network,
                                          surroundings().clock, m_serials, sessionOptions, jitter());
    connect(m_session.get(), &Session::factsAdded, this, &WatchTask::add);
    connect(m_session.get(), &Session::factAmended, this, &WatchTask::amend);
    connect(m_session.get(), &Session::linkChanged, this, &WatchTask::followLink);
    m_session->watchNetwork(m_networkWatch);
    m_session->start();
}

void WatchTask::add(const QVector<Fact> &facts)
{
    for (const Fact &fact : facts) {
        if (!waitsForValue(fact)) {
            show(fact);
            continue;
        }
        if (m_held.size() >= heldAtMost) {
            show(m_held.front().fact);
            m_held.pop_front();
        }
        m_held.push_back({fact, surroundings().clock.now() + holdAtMost});
    }
    if (!m_held.empty() && !m_overdue->isActive())
        m_overdue->start(holdAtMost);
    surroundings().output.flush();
}

void WatchTask::amend(const FactAmendment &amendment)
{
    const auto held = std::find_if(m_held.begin(), m_held.end(), [&amendment](const Held &candidate) {
        return candidate.fact.serial == amendment.serial;
    });
    if (held == m_held.end())
        return;
    Fact fact = held->fact;
    m_held.erase(held);
    fact.detail = makeDetail(amendment.detail);
    show(fact);
    surroundings().output.flush();
}

void WatchTask::releaseOverdue()
{
    const MonotonicTime now = surroundings().clock.now();
    while (!m_held.empty() && m_held.front().until <= now) {
        show(m_held.front().fact);
        m_held.pop_front();
    }
    surroundings().output.flush();
    if (!m_held.empty())
        m_overdue->start(std::chrono::ceil<std::chrono::milliseconds>(m_held.front().until - now));
}

void WatchTask::show(const Fact &fact)
{
    surroundings().output.bufferedLine(factJson(fact, m_environment), factLine(fact, m_environment));
}

void WatchTask::followLink(const LinkStatus &status)
{
    if (status.state != LinkState::Refused && status.state != LinkState::SignInNeeded)
        return;
    fail(status.error.value_or(Error{ErrorKind::SignInNeeded, {}, {}, {}}));
}

} // namespace signalbox
