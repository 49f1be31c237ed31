// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/common/faultclient.h"

#include "faults/faultjson.h"

#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QUrl controlUrl(QUrl server)
{
    server.setPath(u"/signalbox/faults"_s);
    return server;
}

Error refusal(const HttpResponse &response)
{
    Error error{ErrorKind::Rejected, {}, response.status, std::nullopt};
    if (response.status == 401)
        error.kind = ErrorKind::SignInNeeded;
    else if (response.status == 404)
        error.kind = ErrorKind::NotFound;
    else if (response.status >= 500)
        error.kind = ErrorKind::Server;
    error.detail = QJsonDocument::fromJson(response.body).object().value(u"message"_s).toString();
    error.detail.truncate(limits::errorDetailLength);
    return error;
}

} // namespace

FaultClient::FaultClient(QNetworkAccessManager &network, const Clock &clock, QUrl server, QByteArray token)
    : m_http(network, clock), m_url(controlUrl(std::move(server))), m_token(std::move(token))
{}

Pending FaultClient::read(Callback<FaultState> done)
{
    return send("GET", {}, std::move(done));
}

Pending FaultClient::set(const FaultPlan &plan, Callback<FaultState> done)
{
    return send("PUT", writeFaultPlan(plan), std::move(done));
}

Pending FaultClient::clear(Callback<FaultState> done)
{
    return send("DELETE", {}, std::move(done));
}

bool FaultClient::isOfThisMachine(const QUrl &server)
{
    return server.host() == u"localhost" || QHostAddress(server.host()).isLoopback();
}

Pending FaultClient::send(const QByteArray &method, const QByteArray &body, Callback<FaultState> done)
{
    HttpRequest request;
    request.method = method;
    request.url = m_url;
    request.headers.emplaceBack("Authorization", "Bearer " + m_token);
    request.body = body;
    return m_http.send(request, [done = std::move(done)](Result<HttpResponse> response) {
        if (!response) {
            done(tl::unexpected(response.error()));
        } else if (response->status != 200) {
            done(tl::unexpected(refusal(*response)));
        } else if (auto state = readFaultState(response->body)) {
            done(std::move(*state));
        } else {
            done(tl::unexpected(Error{ErrorKind::BadAnswer, state.error().detail, response->status, {}}));
        }
    });
}

} // namespace signalbox
