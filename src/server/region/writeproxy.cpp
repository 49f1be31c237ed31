// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/region/writeproxy.h"

#include "core/error.h"
#include "server/http/bearer.h"
#include "server/region/regionfeed.h"

#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

bool isRead(const HttpCall &call)
{
    return call.method == "GET" || call.method == "HEAD";
}

/// Both dialects find their own words in it.
HttpAnswer unreachable(const Error &error)
{
    if (mayHaveBeenApplied(error))
        return ownRefusal(
            504, u"primary_unreachable"_s,
            u"the primary did not answer; the change may or may not have been made: read before "
            "you try again"_s);
    HttpAnswer answer =
        ownRefusal(503, u"primary_unreachable"_s,
                   u"this region cannot reach its primary at the moment; nothing was changed"_s);
    answer.headers.emplace_back("Retry-After", "2");
    return answer;
}

} // namespace

WriteProxy::WriteProxy(Follower &follower, QNetworkAccessManager &network, const Clock &clock,
                       FollowerOptions options)
    : m_follower(follower), m_options(std::move(options)), m_http(network, clock)
{}

bool WriteProxy::isMeantBy(const HttpCall &call)
{
    const QString path = call.path.endsWith(u'/') ? call.path.chopped(1) : call.path;
    if (path == u"/api/v1/evaluate" || path.startsWith(u"/ofrep/v1/evaluate/"))
        return false;
    return !isRead(call) || path == u"/api/v1/audit-logs" || path.startsWith(u"/oauth/");
}

HttpRequest WriteProxy::requestFor(const HttpCall &call) const
{
    HttpRequest request;
    request.method = call.method == "HEAD" ? QByteArray("GET") : call.method;
    QByteArray path;
    for (const QString &segment : call.segments.sliced(1))
        path += '/' + QUrl::toPercentEncoding(segment);
    request.url = m_options.primary;
    request.url.setPath(m_options.primary.path() + QString::fromLatin1(path), QUrl::StrictMode);
    QUrlQuery query;
    for (const auto &[name, value] : call.arguments)
        query.addQueryItem(QString::fromLatin1(QUrl::toPercentEncoding(name)),
                           QString::fromLatin1(QUrl::toPercentEncoding(value)));
    if (!query.isEmpty())
        request.url.setQuery(query);
    for (const char *name : {"authorization", "x-api-key", "content-type"}) {
        if (const auto value = call.header(name))
            request.headers.emplaceBack(name, *value);
    }
    request.headers.emplaceBack(replicationKeyHeader(), m_options.key);
    request.headers.emplaceBack(regionClientHeader(), call.remoteAddress.toLatin1());
    request.body = call.body;
    request.timeout = patience;
    return request;
}

void WriteProxy::handle(const HttpCall &call, HttpReply reply)
{
    if (isRead(call) && call.path.startsWith(u"/oauth/")) { // a page for people, who prove themselves there
        HttpAnswer answer = ownRefusal(302, u"found"_s, u"the primary has this page"_s);
        answer.headers.emplace_back("Location", requestFor(call).url.toEncoded());
        reply.send(std::move(answer));
        return;
    }
    using Link = ServerStatus::Primary::Link;
    const Link link = m_follower.status().link;
    const bool isCut = link == Link::Broken || link == Link::Refused || link == Link::OtherVersion;
    if (isCut || m_waiting.size() >= mostWaiting) { // nothing is sent whose fate would be unknown
        reply.send(unreachable(Error{ErrorKind::RateLimited, {}, {}, {}}));
        return;
    }
    const quint64 number = ++m_lastNumber;
    const bool changes = !isRead(call);
    Waiting &waiting = m_waiting.emplace(number, Waiting{std::move(reply), {}}).first->second;
    waiting.pending =
        m_http.send(requestFor(call), [this, number, changes](const Result<HttpResponse> &response) {
            answer(number, changes, response);
        });
}

void WriteProxy::answer(quint64 number, bool changes, const Result<HttpResponse> &response)
{
    const auto found = m_waiting.find(number);
    HttpReply reply = std::move(found->second.reply);
    const Pending ended = std::move(found->second.pending);
    m_waiting.erase(found);
    if (!response) {
        reply.send(unreachable(response.error()));
        return;
    }
    HttpAnswer answer;
    answer.status = response->status;
    answer.contentType = response->contentType;
    answer.body = response->body;
    if (response->retryAfter)
        answer.headers.emplace_back(
            "Retry-After",
            QByteArray::number(std::chrono::ceil<std::chrono::seconds>(*response->retryAfter).count()));
    if (changes && answer.status < 300)
        m_follower.refresh([reply, answer]() mutable { reply.send(std::move(answer)); });
    else
        reply.send(std::move(answer));
}

} // namespace signalbox
