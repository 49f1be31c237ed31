// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/signalboxctl/connectedtask.h"
#include "apps/signalboxctl/options.h"
#include "session/networkwatch.h"
#include "session/session.h"

#include <deque>
#include <memory>

namespace signalbox {

/// `watch`: what happens in one environment, one line per fact. A change whose value is still being read back
/// is held until it is known, for a bounded time and number.
class WatchTask final : public ConnectedTask
{
    Q_OBJECT

public:
    WatchTask(const WatchOptions &options, const Surroundings &surroundings, QObject *parent = nullptr);

private:
    struct Held
    {
        Fact fact;
        MonotonicTime until;
    };

    void connected(const ProjectEntry &project) override;
    void add(const QVector<Fact> &facts);
    void amend(const FactAmendment &amendment);
    void releaseOverdue();
    void show(const Fact &fact);
    void followLink(const LinkStatus &status);

    const std::optional<std::chrono::milliseconds> m_window;
    QString m_environment;
    FactSerials m_serials;
    SystemNetworkWatch m_networkWatch;
    std::unique_ptr<Session> m_session;
    std::deque<Held> m_held; ///< oldest first
    std::unique_ptr<Timer> m_overdue;
};

} // namespace signalbox
