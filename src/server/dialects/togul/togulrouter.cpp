// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/togul/togulrouter.h"

#include "server/dialects/togul/togulcodec.h"

using namespace Qt::StringLiterals;

namespace signalbox {

TogulRouter::TogulRouter(AccountService &accounts) : m_accounts(accounts) {}

void TogulRouter::addRaw(const QByteArray &method, const QString &pattern, RawHandler handler)
{
    m_routes.add(method, pattern, std::move(handler));
}

void TogulRouter::add(const QByteArray &method, const QString &pattern, SessionHandler handler)
{
    addRaw(method, pattern, [this, handler = std::move(handler)](const TogulCall &call, HttpReply reply) {
        const auto object =
            caller(call).and_then([&](const Caller &person) { return handler(call, person); });
        reply.send(object ? toguldialect::answer(*object) : toguldialect::answer(object.error()));
    });
}

Outcome<Caller> TogulRouter::caller(const TogulCall &call) const
{
    const auto header = call.http.header("authorization");
    if (!header || !header->toLower().startsWith("bearer "))
        return refuse(RefusalKind::Unauthorized, u"a bearer token is required"_s);
    return m_accounts.authenticate(header->mid(7).trimmed(), call.origin);
}

void TogulRouter::handle(const HttpCall &call, HttpReply reply)
{
    const auto found = m_routes.find(call.method, call.segments);
    if (found.handler) {
        (*found.handler)(TogulCall{call, found.places, {m_requestIds.next(), call.remoteAddress}}, reply);
        return;
    }
    if (found.allowed.isEmpty()) {
        reply.send(toguldialect::answer(Refusal{RefusalKind::NotFound, u"no such path"_s, {}, {}}));
        return;
    }
    HttpAnswer refusal = toguldialect::answer(
        Refusal{RefusalKind::Invalid, u"this path does not take that method"_s, {}, u"method_not_allowed"_s});
    refusal.status = 405;
    refusal.headers.emplace_back("Allow", found.allowed.join(", "));
    reply.send(std::move(refusal));
}

} // namespace signalbox
