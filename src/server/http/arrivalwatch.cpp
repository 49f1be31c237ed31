// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/arrivalwatch.h"

#include <sys/socket.h>

namespace signalbox {

class ArrivalWatch::Connection final
{
public:
    explicit Connection(int socket) : descriptor(socket) {}

    const int descriptor;
    MonotonicTime due;
    bool awaited = false;
    std::list<Connection>::iterator place;
};

ArrivalWatch::ArrivalWatch(const Clock &clock, std::chrono::milliseconds limit)
    : m_clock(clock), m_limit(limit), m_timer(clock.createTimer([this] { cutLate(); }))
{}

ArrivalWatch::~ArrivalWatch() = default;

ArrivalWatch::Connection &ArrivalWatch::opened(int descriptor)
{
    Connection &connection = m_others.emplace_back(descriptor);
    connection.place = std::prev(m_others.end());
    await(connection);
    return connection;
}

void ArrivalWatch::arrived(Connection &connection)
{
    if (!connection.awaited)
        return;
    connection.awaited = false;
    m_others.splice(m_others.end(), m_awaited, connection.place);
}

void ArrivalWatch::answered(Connection &connection)
{
    arrived(connection);
    await(connection);
}

void ArrivalWatch::closed(Connection &connection)
{
    (connection.awaited ? m_awaited : m_others).erase(connection.place);
}

void ArrivalWatch::await(Connection &connection)
{
    connection.awaited = true;
    connection.due = m_clock.now() + m_limit;
    m_awaited.splice(m_awaited.end(), m_others, connection.place);
    if (!m_timer->isActive())
        m_timer->start(m_limit);
}

void ArrivalWatch::cutLate()
{
    const MonotonicTime now = m_clock.now();
    while (!m_awaited.empty() && m_awaited.front().due <= now) {
        Connection &late = m_awaited.front();
        arrived(late);
        ::shutdown(late.descriptor, SHUT_RDWR);
    }
    if (!m_awaited.empty()) // rounded up: never too early, or it would fire again and again
        m_timer->start(std::chrono::ceil<std::chrono::milliseconds>(m_awaited.front().due - now));
}

} // namespace signalbox
