// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/faults/slowbody.h"

#include <algorithm>
#include <cstring>

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr auto step = 100ms; ///< between two pieces

} // namespace

void SlowBody::send(HttpReply &reply, HttpAnswer answer, Manner manner, const Clock &clock)
{
    answer.announcedBytes = quint64(answer.body.size());
    auto source = std::make_unique<SlowBody>(answer.body, manner, clock);
    SlowBody *body = source.get();
    const HttpStream stream = reply.stream(std::move(answer), std::move(source));
    if (stream.isOpen()) // else the client has left, and the source went with it
        body->m_stream = stream;
}

SlowBody::SlowBody(QByteArray body, Manner manner, const Clock &clock)
    : m_body(std::move(body))
    , m_manner(manner)
    , m_clock(clock)
    , m_begunAt(clock.now())
    , m_end(manner.breaksOff ? m_body.size() / 2 : m_body.size())
    , m_timer(clock.createTimer([this] { m_stream.wake(); }))
{}

qsizetype SlowBody::allowedNow() const
{
    if (!m_manner.bytesPerSecond)
        return m_end;
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - m_begunAt);
    return std::min<qint64>(m_end, elapsed.count() * *m_manner.bytesPerSecond / 1000);
}

qsizetype SlowBody::read(char *to, qsizetype room)
{
    const qsizetype count = std::min(room, allowedNow() - m_sent);
    if (count > 0) {
        std::memcpy(to, m_body.constData() + m_sent, std::size_t(count));
        m_sent += count;
        return count;
    }
    if (m_sent >= m_end)
        return m_manner.breaksOff ? -1 : 0;
    m_timer->start(step);
    return 0;
}

} // namespace signalbox
