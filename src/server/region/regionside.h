// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/networkaccess.h"
#include "server/region/writeproxy.h"

namespace signalbox {

/// What makes a server a region: it follows a primary, hands writes to it, and serves nothing before there is
/// a copy.
class RegionSide final
{
public:
    /// References must outlive this.
    RegionSide(Database &database, const Clock &clock, std::unique_ptr<NetworkAccess> network,
               const FollowerOptions &options);

    /// Storage: the database holds something that is no copy, or cannot be read.
    [[nodiscard]] Result<void> start();
    void stop() { m_follower.stop(); }
    [[nodiscard]] Follower &follower() { return m_follower; }

    /// True: answered here, now or later. False: this server's own services answer.
    [[nodiscard]] bool take(const HttpCall &call, HttpReply &reply);

private:
    Database &m_database;
    const std::unique_ptr<NetworkAccess> m_network;
    Follower m_follower;
    WriteProxy m_proxy;
};

} // namespace signalbox
