// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/dialects/requestids.h"
#include "server/dialects/routetable.h"
#include "server/http/httpserver.h"
#include "server/service/accountservice.h"

#include <QJsonObject>
#include <QStringList>

#include <functional>

namespace signalbox {

/// One request of this dialect: the HTTP call, what stood in the path's places, and where it came from.
struct TogulCall
{
    const HttpCall &http;
    QStringList places; ///< in the order of the pattern
    Origin origin;
};

/// Finds the handler of a request, checks the session where one is needed, and turns refusals into the
/// vendor's error body. Unknown paths answer 404, known paths with another method 405.
class TogulRouter final
{
public:
    using RawHandler = std::function<void(const TogulCall &call, HttpReply reply)>;
    using SessionHandler = std::function<Outcome<QJsonObject>(const TogulCall &call, const Caller &caller)>;

    explicit TogulRouter(AccountService &accounts);

    /// @p pattern like "/api/v1/projects/{}/flags/{}". The handler answers itself, now or later.
    void addRaw(const QByteArray &method, const QString &pattern, RawHandler handler);
    /// For a bearer token only.
    void add(const QByteArray &method, const QString &pattern, SessionHandler handler);

    void handle(const HttpCall &call, HttpReply reply);

    /// The caller behind the Authorization header.
    [[nodiscard]] Outcome<Caller> caller(const TogulCall &call) const;

private:
    AccountService &m_accounts;
    RouteTable<RawHandler> m_routes;
    RequestIds m_requestIds;
};

} // namespace signalbox
