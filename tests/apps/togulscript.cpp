// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/togulscript.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

TogulScript::TogulScript(const QString &environment) : m_environment(environment.toUtf8())
{
    m_server.onRequest(
        [this](const ReceivedRequest &request, Exchange &exchange) { answer(request, exchange); });
}

int TogulScript::patches() const
{
    return int(m_server.requests("PATCH", "/api/v1/projects/p1/flags/f1").size());
}

void TogulScript::apply(bool enabled)
{
    flagIsOn = enabled;
    ++m_version;
}

QByteArray TogulScript::flag() const
{
    return R"({"id":"f1","environment_id":"e1","key":"new-checkout","name":"New checkout",)"
           R"("description":"","default_value":false,"enabled":)"
           + QByteArray(flagIsOn ? "true" : "false") + R"(,"created_at":"2026-05-01T08:00:00Z",)"
           + R"("updated_at":"2026-05-01T08:00:)" + QByteArray::number(10 + m_version) + R"(Z"})";
}

void TogulScript::sendEvent()
{
    if (m_stream)
        m_stream->write(R"(data: {"type":"flag.updated","environment_id":"e1","flag_key":"new-checkout"})"
                        "\n\n");
}

void TogulScript::answer(const ReceivedRequest &request, Exchange &exchange)
{
    if (request.path == "/api/v1/login") {
        if (passwordIsRight) {
            exchange.respond(200, QByteArray(R"({"token":")") + accessToken + R"(","refresh_token":")"
                                      + refreshToken + R"(","user":{"name":"Mia"}})");
        } else {
            exchange.respond(401, R"({"code":"unauthorized","message":"bad credentials"})");
        }
    } else if (request.path == "/api/v1/projects") {
        exchange.respond(200, R"({"projects":[{"id":"p1","name":"Shop"}]})");
    } else if (request.path == "/api/v1/projects/p1/environments") {
        exchange.respond(200, R"({"environments":[{"id":"e1","key":")" + m_environment + R"(","name":")"
                                  + m_environment + R"("}]})");
    } else if (request.path == "/api/v1/projects/p1/flags") {
        exchange.respond(200, R"({"flags":[)" + flag() + "]}");
    } else if (request.path == "/api/v1/stream") {
        m_stream = &exchange;
        exchange.startStream();
        exchange.write(":\n\n");
    } else if (request.path != "/api/v1/projects/p1/flags/f1") {
        exchange.respond(404, R"({"code":"not_found","message":"nothing here"})");
    } else if (request.method != "PATCH" && !mayRead) {
        exchange.respond(403, R"({"code":"forbidden","message":"needs flags.read"})");
    } else if (request.method != "PATCH") {
        exchange.respond(200, R"({"flag":)" + flag() + R"(,"rules":[]})");
    } else if (onPatch) {
        onPatch(exchange);
    } else {
        apply(QJsonDocument::fromJson(request.body).object().value(u"enabled"_s).toBool());
        sendEvent();
        exchange.respond(200, R"({"flag":)" + flag() + "}");
    }
}

} // namespace signalbox
