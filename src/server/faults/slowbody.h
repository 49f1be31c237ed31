// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/http/httpserver.h"

namespace signalbox {

/// A body that trickles, or breaks off before its end.
class SlowBody final : public HttpStreamSource
{
public:
    struct Manner
    {
        std::optional<int> bytesPerSecond; ///< absent: as fast as it goes
        bool breaksOff = false;            ///< after half of it the connection closes
    };

    /// Answers @p reply with @p answer in this manner.
    static void send(HttpReply &reply, HttpAnswer answer, Manner manner, const Clock &clock);

    SlowBody(QByteArray body, Manner manner, const Clock &clock);

    qsizetype read(char *to, qsizetype room) override;

private:
    [[nodiscard]] qsizetype allowedNow() const;

    const QByteArray m_body;
    const Manner m_manner;
    const Clock &m_clock;
    const MonotonicTime m_begunAt;
    const qsizetype m_end;
    qsizetype m_sent = 0;
    HttpStream m_stream;
    std::unique_ptr<Timer> m_timer;
};

} // namespace signalbox
