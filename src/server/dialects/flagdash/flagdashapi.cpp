// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/flagdash/flagdashapi.h"

#include "server/dialects/flagdash/flagdashcodec.h"
#include "server/dialects/flagdash/flagdashparameters.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Outcome<HttpAnswer> answerTo(const QJsonObject &object)
{
    return flagdashdialect::answer(object);
}

} // namespace

FlagDashApi::FlagDashApi(FlagDashServices services, StreamHub &hub, const Clock &clock, RateLimit limit)
    : m_services(services)
    , m_hub(hub)
    , m_router(services.accounts, services.tokens, services.keys, clock, limit)
    , m_oauth(services.accounts, services.changes)
{
    m_oauth.addRoutes(m_router);
    addIdentityRoutes();
    addFlagReadings();
    addConfigReadings();
    addAiConfigReadings();
    addProjectRoutes();
    addFlagRoutes();
    addEnvironmentRoutes();
    addScheduleRoutes();
    addConfigRoutes();
    addAiConfigRoutes();
}

bool FlagDashApi::isMeantBy(const HttpCall &call)
{
    static const QStringList rooms = {u"auth"_s,       u"manage"_s, u"flags"_s, u"configs"_s,
                                      u"ai-configs"_s, u"server"_s, u"sse"_s,   u"realtime"_s};
    const QStringList &path = call.segments;
    if (path.size() > 2 && path.at(1) == u"oauth")
        return true;
    return path.size() > 3 && path.at(1) == u"api" && path.at(2) == u"v1" && rooms.contains(path.at(3));
}

// --- who asks -------------------------------------------------------------------------------------------

void FlagDashApi::addIdentityRoutes()
{
    m_router.add("GET", u"/api/v1/auth/me"_s, [this](const FlagDashCall &, const FlagDashCaller &caller) {
        return identity(caller).and_then(answerTo);
    });
    for (const QString &path : {u"/api/v1/sse"_s, u"/api/v1/realtime"_s}) {
        m_router.addRaw("GET", path,
                        [this](const FlagDashCall &call, HttpReply reply) { stream(call, reply); });
    }
}

Outcome<QJsonObject> FlagDashApi::identity(const FlagDashCaller &caller)
{
    const Caller &acting = caller.acting;
    const auto account = m_services.accounts.account(acting);
    if (!account)
        return passOn(account);
    QJsonObject body{
        {u"account"_s, QJsonObject{{u"id"_s, account->id}, {u"name"_s, account->name}}},
        {u"user"_s, QJsonValue::Null},
        {u"credential"_s,
         QJsonObject{{u"type"_s, caller.credentialType},
                     {u"scope"_s, acting.isKey ? QJsonValue(acting.role) : QJsonValue(QJsonValue::Null)}}}};
    if (acting.isKey)
        return body;
    return m_services.accounts.profile(acting).map([&](const Profile &profile) {
        body[u"user"_s] = flagdashdialect::personJson(profile.user, acting.role);
        return body;
    });
}

// --- the stream -----------------------------------------------------------------------------------------

/// A person's credential reaches many environments; it has to name the one to watch.
Outcome<StreamScope> FlagDashApi::streamScope(const FlagDashCall &call, const FlagDashCaller &caller)
{
    const Caller &acting = caller.acting;
    if (const auto allowed = require(acting, Permission::FlagsRead); !allowed)
        return passOn(allowed);
    QString environmentId = acting.environmentId;
    if (environmentId.isEmpty()) {
        for (const QString &name : {u"project_id"_s, u"environment_id"_s}) {
            if (call.http.argument(name).value_or(QString()).isEmpty())
                return refuse(RefusalKind::Invalid, u"is required, except with an API key"_s, name);
        }
        const auto found = m_services.projects.environment(acting, *call.http.argument(u"project_id"),
                                                           *call.http.argument(u"environment_id"));
        if (!found)
            return passOn(found);
        environmentId = found->id;
    }
    return StreamScope{acting.organizationId, environmentId, acting.sessionId, caller.expiresAt};
}

void FlagDashApi::stream(const FlagDashCall &call, HttpReply reply)
{
    const auto caller = m_router.caller(call, call.http.argument(flagdashdialect::keyArgument()));
    if (!caller) {
        reply.send(flagdashdialect::answer(caller.error()));
        return;
    }
    if (auto refusal = m_router.tooMuch(caller->acting.sessionId)) {
        reply.send(std::move(*refusal));
        return;
    }
    const auto scope = streamScope(call, *caller);
    if (!scope)
        reply.send(flagdashdialect::answer(scope.error()));
    else
        m_hub.open(reply, *scope, call.http.header("last-event-id").value_or(QByteArray()));
}

} // namespace signalbox
