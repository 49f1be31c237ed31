// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/flagdash/flagdashrouter.h"

#include "server/dialects/flagdash/flagdashcodec.h"

using namespace Qt::StringLiterals;

namespace signalbox {

FlagDashRouter::FlagDashRouter(AccountService &accounts, AccessTokenService &tokens, ApiKeyService &keys,
                               const Clock &clock, RateLimit limit)
    : m_accounts(accounts), m_tokens(tokens), m_keys(keys), m_limiter(clock, limit)
{}

void FlagDashRouter::addRaw(const QByteArray &method, const QString &pattern, RawHandler handler)
{
    m_routes.add(method, pattern, std::move(handler));
}

void FlagDashRouter::add(const QByteArray &method, const QString &pattern, Handler handler)
{
    addFor(method, pattern, std::move(handler), true);
}

void FlagDashRouter::addUncounted(const QByteArray &method, const QString &pattern, Handler handler)
{
    addFor(method, pattern, std::move(handler), false);
}

void FlagDashRouter::addFor(const QByteArray &method, const QString &pattern, Handler handler, bool counted)
{
    addRaw(method, pattern,
           [this, handler = std::move(handler), counted](const FlagDashCall &call, HttpReply reply) {
               const auto who = caller(call);
               if (!who) {
                   reply.send(flagdashdialect::answer(who.error()));
                   return;
               }
               auto refusal = counted ? tooMuch(who->acting.sessionId) : std::nullopt;
               if (refusal) {
                   reply.send(std::move(*refusal));
                   return;
               }
               auto answer = handler(call, *who);
               reply.send(answer ? std::move(*answer) : flagdashdialect::answer(answer.error()));
           });
}

Outcome<FlagDashCaller> FlagDashRouter::caller(const FlagDashCall &call,
                                               const std::optional<QString> &elsewhere)
{
    QByteArray credential;
    if (const auto header = call.http.header("authorization")) {
        if (header->left(7).toLower() == "bearer ")
            credential = header->mid(7).trimmed();
    } else if (elsewhere) {
        credential = elsewhere->toUtf8();
    }
    if (credential.isEmpty())
        return refuse(RefusalKind::Unauthorized, u"a bearer credential is required"_s);
    // The prefix only says where to look: nothing is refused because of it.
    if (credential.startsWith("sk_")) {
        return m_keys.authenticate(credential, call.origin.address).map([&call](const KeyCaller &key) {
            return FlagDashCaller{actingKey(key, call.origin), u"api_key"_s, key.expiresAt};
        });
    }
    if (credential.startsWith("pat_")) {
        return m_tokens.authenticate(credential, call.origin).map([](const Caller &person) {
            const bool endless = person.expiresAt == WallTime::max();
            return FlagDashCaller{person, u"personal_access_token"_s,
                                  endless ? std::nullopt : std::optional(person.expiresAt)};
        });
    }
    return m_accounts.authenticate(credential, call.origin).map([](const Caller &person) {
        return FlagDashCaller{person, u"oauth"_s, person.expiresAt};
    });
}

std::optional<HttpAnswer> FlagDashRouter::tooMuch(const QString &who)
{
    const auto wait = m_limiter.take(who);
    if (!wait)
        return std::nullopt;
    HttpAnswer answer = flagdashdialect::answer(
        QJsonObject{{u"error"_s, u"rate_limited"_s}, {u"message"_s, u"too many requests, wait a moment"_s}},
        429);
    answer.headers.emplace_back("Retry-After", QByteArray::number(qint64(wait->count())));
    return answer;
}

void FlagDashRouter::handle(const HttpCall &call, HttpReply reply)
{
    const auto found = m_routes.find(call.method, call.segments);
    if (found.handler) {
        (*found.handler)(FlagDashCall{call, found.places, {m_requestIds.next(), call.remoteAddress}}, reply);
        return;
    }
    if (found.allowed.isEmpty()) {
        reply.send(flagdashdialect::answer(Refusal{RefusalKind::NotFound, u"no such path"_s, {}, {}}));
        return;
    }
    HttpAnswer refusal =
        flagdashdialect::answer(QJsonObject{{u"error"_s, u"method_not_allowed"_s},
                                            {u"message"_s, u"this path does not take that method"_s}},
                                405);
    refusal.headers.emplace_back("Allow", found.allowed.join(", "));
    reply.send(std::move(refusal));
}

} // namespace signalbox
