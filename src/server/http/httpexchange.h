// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"

struct MHD_Connection;

namespace signalbox {

/// The socket of @p connection; below 0: there is none.
[[nodiscard]] int descriptorOf(MHD_Connection *connection);

/// One request and its answer. Lives from the end of the headers until the library reports completion. The
/// server's own; everybody else holds an HttpReply or an HttpStream.
class HttpExchange final
{
public:
    /// @p runSoon makes the library look at this connection again.
    HttpExchange(std::function<void()> runSoon, MHD_Connection *handle, quint64 number)
        : connection(handle), id(number), m_runSoon(std::move(runSoon))
    {}

    void resume();
    void abort();
    [[nodiscard]] int descriptor() const;

    MHD_Connection *connection;
    const quint64 id;
    HttpCall call;
    qsizetype discarded = 0;
    bool tooLarge = false;
    bool handled = false;
    bool suspended = false;
    bool finishing = false;
    bool aborted = false;
    std::optional<HttpAnswer> answer;
    QVector<std::pair<QByteArray, QByteArray>> headers; ///< besides the answer's own
    HttpReply::Reviser reviser;
    std::unique_ptr<HttpStreamSource> source;

private:
    std::function<void()> m_runSoon;
};

} // namespace signalbox
