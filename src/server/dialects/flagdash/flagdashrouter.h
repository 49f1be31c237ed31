// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/dialects/requestids.h"
#include "server/dialects/routetable.h"
#include "server/http/httpserver.h"
#include "server/security/ratelimiter.h"
#include "server/service/accesstokenservice.h"
#include "server/service/accountservice.h"
#include "server/service/apikeyservice.h"

#include <functional>

namespace signalbox {

/// One request of this dialect: the HTTP call, what stood in the path's places, and where it came from.
struct FlagDashCall
{
    const HttpCall &http;
    QStringList places; ///< in the order of the pattern
    Origin origin;
};

/// Who asks, and by what right.
struct FlagDashCaller
{
    Caller acting;
    QString credentialType; ///< api_key, personal_access_token or oauth
    std::optional<WallTime> expiresAt;
};

/// Finds the handler of a request, checks the credential, counts against its rate, and turns refusals into
/// the vendor's error bodies. Unknown paths answer 404, known paths with another method 405.
class FlagDashRouter final
{
public:
    using RawHandler = std::function<void(const FlagDashCall &call, HttpReply reply)>;
    using Handler =
        std::function<Outcome<HttpAnswer>(const FlagDashCall &call, const FlagDashCaller &caller)>;

    FlagDashRouter(AccountService &accounts, AccessTokenService &tokens, ApiKeyService &keys,
                   const Clock &clock, RateLimit limit);

    /// @p pattern as in RouteTable. The handler answers itself, now or later, and checks what it needs.
    void addRaw(const QByteArray &method, const QString &pattern, RawHandler handler);
    /// For whoever shows a credential, as often as its rate allows.
    void add(const QByteArray &method, const QString &pattern, Handler handler);
    /// As often as it likes: many copies of one program share a key and ask for values all day.
    void addUncounted(const QByteArray &method, const QString &pattern, Handler handler);

    void handle(const HttpCall &call, HttpReply reply);

    /// The caller behind the Authorization header. @p elsewhere: the credential where there is no header.
    [[nodiscard]] Outcome<FlagDashCaller> caller(const FlagDashCall &call,
                                                 const std::optional<QString> &elsewhere = {});
    /// The answer to who asks too much, a credential's id or an address; absent for all others.
    [[nodiscard]] std::optional<HttpAnswer> tooMuch(const QString &who);

private:
    void addFor(const QByteArray &method, const QString &pattern, Handler handler, bool counted);

    AccountService &m_accounts;
    AccessTokenService &m_tokens;
    ApiKeyService &m_keys;
    RateLimiter m_limiter;
    RouteTable<RawHandler> m_routes;
    RequestIds m_requestIds;
};

} // namespace signalbox
