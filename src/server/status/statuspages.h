// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"
#include "server/status/serverstatus.h"

namespace signalbox {

/// What the administrator may ask: /metrics for Prometheus and /signalbox/status for `signalboxctl`. Open to
/// this machine; with a token, to whoever shows it as bearer token and to nobody else.
class StatusPages final
{
public:
    /// @p token: empty where there is none. @p read is called for each answer.
    StatusPages(QByteArray token, std::function<ServerStatus()> read)
        : m_token(std::move(token)), m_read(std::move(read))
    {}

    [[nodiscard]] static bool areMeantBy(const HttpCall &call);
    void handle(const HttpCall &call, HttpReply reply);

private:
    [[nodiscard]] std::optional<HttpAnswer> refusal(const HttpCall &call) const;

    const QByteArray m_token;
    const std::function<ServerStatus()> m_read;
};

} // namespace signalbox
