// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/togul/togulrouter.h"

#include "server/dialects/togul/togulcodec.h"
#include "server/security/random.h"

#include <optional>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QStringList segmentsOf(const QString &path)
{
    return path.split(u'/');
}

std::optional<QStringList> match(const QStringList &pattern, const QStringList &path)
{
    if (pattern.size() != path.size())
        return std::nullopt;
    QStringList places;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (pattern.at(i) == u"{}") {
            if (path.at(i).isEmpty())
                return std::nullopt;
            places.append(path.at(i));
        } else if (pattern.at(i) != path.at(i)) {
            return std::nullopt;
        }
    }
    return places;
}

} // namespace

TogulRouter::TogulRouter(AccountService &accounts)
    : m_accounts(accounts), m_requestPrefix(u"req-"_s + QString::fromLatin1(randomBytes(4).toHex()) + u'-')
{}

void TogulRouter::addRaw(const QByteArray &method, const QString &pattern, RawHandler handler)
{
    m_routes.push_back({method, segmentsOf(pattern), std::move(handler)});
}

void TogulRouter::add(const QByteArray &method, const QString &pattern, SessionHandler handler)
{
    addRaw(method, pattern, [this, handler = std::move(handler)](const TogulCall &call, HttpReply reply) {
        const auto object =
            caller(call).and_then([&](const Caller &person) { return handler(call, person); });
        reply.send(object ? togul::answer(*object) : togul::answer(object.error()));
    });
}

Outcome<Caller> TogulRouter::caller(const TogulCall &call) const
{
    const auto header = call.http.header("authorization");
    if (!header || !header->toLower().startsWith("bearer "))
        return refuse(RefusalKind::Unauthorized, u"a bearer token is required"_s);
    return m_accounts.authenticate(header->mid(7).trimmed(), call.origin);
}

QString TogulRouter::nextRequestId()
{
    return m_requestPrefix + QString::number(++m_requests);
}

void TogulRouter::handle(const HttpCall &call, HttpReply reply)
{
    // Probes ask with HEAD; the library leaves out the body.
    const QByteArray method = call.method == "HEAD" ? QByteArray("GET") : call.method;
    QString path = call.path;
    if (path.size() > 1 && path.endsWith(u'/'))
        path.chop(1);
    const QStringList segments = segmentsOf(path);
    QByteArrayList allowed;
    for (const Route &route : m_routes) {
        const auto places = match(route.segments, segments);
        if (!places)
            continue;
        if (route.method == method) {
            route.handler(TogulCall{call, *places, {nextRequestId(), call.remoteAddress}}, reply);
            return;
        }
        if (!allowed.contains(route.method))
            allowed.append(route.method);
    }
    if (allowed.isEmpty()) {
        reply.send(togul::answer(Refusal{RefusalKind::NotFound, u"no such path"_s, {}, {}}));
        return;
    }
    HttpAnswer refusal = togul::answer(
        Refusal{RefusalKind::Invalid, u"this path does not take that method"_s, {}, u"method_not_allowed"_s});
    refusal.status = 405;
    refusal.headers.emplace_back("Allow", allowed.join(", "));
    reply.send(std::move(refusal));
}

} // namespace signalbox
