// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"
#include "server/region/follower.h"

#include <unordered_map>

namespace signalbox {

/// Hands to the primary what only the primary can do: everything that changes something, sign-ins, and the
/// audit log, which is not copied. The answer goes out when the change has come back to this region, so that
/// who made it reads it here. Sent at most once.
class WriteProxy final
{
public:
    static constexpr std::size_t mostWaiting = 1'000;
    static constexpr std::chrono::seconds patience{20};

    /// References must outlive this.
    WriteProxy(Follower &follower, QNetworkAccessManager &network, const Clock &clock,
               FollowerOptions options);

    [[nodiscard]] static bool isMeantBy(const HttpCall &call);
    void handle(const HttpCall &call, HttpReply reply);

private:
    void answer(quint64 number, bool changes, const Result<HttpResponse> &response);
    [[nodiscard]] HttpRequest requestFor(const HttpCall &call) const;

    struct Waiting
    {
        HttpReply reply;
        Pending pending;
    };

    Follower &m_follower;
    const FollowerOptions m_options;
    HttpClient m_http;
    std::unordered_map<quint64, Waiting> m_waiting;
    quint64 m_lastNumber = 0;
};

} // namespace signalbox
