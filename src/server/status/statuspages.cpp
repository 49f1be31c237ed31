// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/status/statuspages.h"

#include "server/http/bearer.h"

#include <QHostAddress>

using namespace Qt::StringLiterals;

namespace signalbox {

bool StatusPages::areMeantBy(const HttpCall &call)
{
    return call.path == u"/metrics" || call.path == u"/signalbox/status";
}

std::optional<HttpAnswer> StatusPages::refusal(const HttpCall &call) const
{
    if (m_token.isEmpty() && !QHostAddress(call.remoteAddress).isLoopback())
        return ownRefusal(403, u"forbidden"_s,
                          u"only this machine may ask; start the server with SIGNALBOX_MONITOR_TOKEN to let "
                          "others in"_s);
    if (!m_token.isEmpty() && !showsBearer(call, m_token))
        return ownRefusal(401, u"unauthorized"_s, u"the server's SIGNALBOX_MONITOR_TOKEN is required"_s);
    if (call.method == "GET" || call.method == "HEAD")
        return std::nullopt;
    HttpAnswer answer = ownRefusal(405, u"method_not_allowed"_s, u"this path takes GET only"_s);
    answer.headers.emplace_back("Allow", "GET");
    return answer;
}

void StatusPages::handle(const HttpCall &call, HttpReply reply)
{
    if (auto refused = refusal(call)) {
        reply.send(std::move(*refused));
        return;
    }
    HttpAnswer answer;
    answer.headers.emplace_back("Cache-Control", "no-store");
    if (call.path == u"/metrics") {
        answer.contentType = "text/plain; version=0.0.4; charset=utf-8";
        answer.body = metricsText(m_read());
    } else {
        answer.body = statusJson(m_read());
    }
    reply.send(std::move(answer));
}

} // namespace signalbox
