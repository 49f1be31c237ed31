// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/browseraccess.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

/// The method that pages may use on this path; empty: none.
QByteArray openMethod(const HttpCall &call)
{
    static const QStringList read = {u"flags"_s, u"configs"_s,  u"ai-configs"_s,
                                     u"sse"_s,   u"realtime"_s, u"stream"_s};
    const QStringList &path = call.segments;
    if (path.size() > 3 && path.at(1) == u"ofrep" && path.at(2) == u"v1" && path.at(3) == u"evaluate")
        return "POST";
    if (path.size() < 4 || path.at(1) != u"api" || path.at(2) != u"v1")
        return {};
    if (path.at(3) == u"evaluate")
        return "POST";
    return read.contains(path.at(3)) ? "GET" : QByteArray();
}

} // namespace

bool BrowserAccess::take(const HttpCall &call, HttpReply &reply)
{
    const QByteArray method = openMethod(call);
    if (method.isEmpty() || !call.header("origin"))
        return false;
    reply.addHeader("Access-Control-Allow-Origin", "*");
    if (call.method != "OPTIONS" || !call.header("access-control-request-method")) {
        reply.addHeader("Access-Control-Expose-Headers", "ETag, Retry-After");
        return false;
    }
    HttpAnswer answer;
    answer.status = 204;
    answer.contentType.clear();
    answer.headers = {{"Access-Control-Allow-Methods", method},
                      {"Access-Control-Allow-Headers",
                       "Accept, Authorization, Cache-Control, Content-Type, If-None-Match, Last-Event-ID, "
                       "X-API-Key"},
                      {"Access-Control-Max-Age", "600"}};
    reply.send(std::move(answer));
    return true;
}

} // namespace signalbox
