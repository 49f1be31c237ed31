// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <list>
#include <memory>

namespace signalbox {

/// Hangs up on connections whose next request does not become whole in time, however steadily its bytes
/// trickle in: an idle time-out begins anew with each of them. Does not own the sockets: whoever reads from
/// them notices the end and closes. Main thread only.
class ArrivalWatch final
{
public:
    class Connection;

    /// @p limit is the same for all: whose time runs out first stands first.
    ArrivalWatch(const Clock &clock, std::chrono::milliseconds limit);
    ~ArrivalWatch();
    ArrivalWatch(const ArrivalWatch &) = delete;
    ArrivalWatch &operator=(const ArrivalWatch &) = delete;

    /// A connection was opened; its first request is awaited. The handle is good until closed().
    [[nodiscard]] Connection &opened(int descriptor);
    /// Its request is whole: it may now take as long as it likes.
    void arrived(Connection &connection);
    /// Its answer is out; the next request is awaited.
    void answered(Connection &connection);
    /// Must come before the descriptor is closed: its number may be given out again.
    void closed(Connection &connection);

private:
    void await(Connection &connection);
    void cutLate();

    const Clock &m_clock;
    const std::chrono::milliseconds m_limit;
    std::list<Connection> m_awaited; ///< by due time
    std::list<Connection> m_others;
    std::unique_ptr<Timer> m_timer; ///< active while somebody is awaited
};

} // namespace signalbox
