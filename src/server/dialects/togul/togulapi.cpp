// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/togul/togulapi.h"

#include "server/dialects/jsonbody.h"
#include "server/dialects/togul/togulcodec.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

template <typename T>
void sendOutcome(HttpReply &reply, const Outcome<T> &outcome)
{
    reply.send(outcome ? toguldialect::answer(toguldialect::toJson(*outcome))
                       : toguldialect::answer(outcome.error()));
}

Outcome<int> numberArgument(const TogulCall &call, QStringView name, int fallback, int least, int most)
{
    const auto text = call.http.argument(name);
    if (!text)
        return fallback;
    bool good = false;
    const int number = text->toInt(&good);
    if (!good || number < least || number > most)
        return refuse(RefusalKind::Invalid,
                      u"%1 must be a number from %2 to %3"_s.arg(name).arg(least).arg(most), name.toString());
    return number;
}

} // namespace

TogulApi::TogulApi(Services services, StreamHub &hub)
    : m_services(services), m_hub(hub), m_router(services.accounts)
{
    addOpenRoutes();
    addAccountRoutes();
    addProjectRoutes();
    addFlagRoutes();
    addKeyRoutes();
    addRemoteEvaluationRoutes();
}

void TogulApi::addOpenRoutes()
{
    m_router.addRaw("GET", u"/healthz"_s, [](const TogulCall &, HttpReply reply) {
        reply.send(toguldialect::answer(QJsonObject{{u"status"_s, u"ok"_s}}));
    });
    m_router.addRaw("GET", u"/readyz"_s, [this](const TogulCall &, HttpReply reply) { ready(reply); });
    m_router.addRaw("POST", u"/api/v1/login"_s,
                    [this](const TogulCall &call, HttpReply reply) { signIn(call, reply); });
    m_router.addRaw("POST", u"/api/v1/refresh-token"_s,
                    [this](const TogulCall &call, HttpReply reply) { refresh(call, reply); });
    m_router.addRaw("POST", u"/api/v1/evaluate"_s,
                    [this](const TogulCall &call, HttpReply reply) { evaluate(call, reply); });
    m_router.addRaw("GET", u"/api/v1/stream"_s,
                    [this](const TogulCall &call, HttpReply reply) { stream(call, reply); });
}

void TogulApi::ready(HttpReply reply)
{
    const auto answered =
        m_services.database.find(u"SELECT 1"_s, [](const Row &row) { return row.integer(0); });
    reply.send(answered ? toguldialect::answer(QJsonObject{{u"status"_s, u"ok"_s}, {u"db"_s, u"connected"_s}})
                        : toguldialect::answer(
                            QJsonObject{{u"status"_s, u"error"_s}, {u"db"_s, u"unavailable"_s}}, 503));
}

// --- sessions -------------------------------------------------------------------------------------------

void TogulApi::signIn(const TogulCall &call, HttpReply reply)
{
    JsonBody body = JsonBody::parse(call.http.body);
    const QString email = body.requiredText(u"username"_s);
    const QString password = body.requiredText(u"password"_s);
    if (body.problem()) {
        reply.send(toguldialect::answer(*body.problem()));
        return;
    }
    m_services.accounts.signIn(email, password,
                               [reply](Outcome<SignIn> signedIn) mutable { sendOutcome(reply, signedIn); });
}

void TogulApi::refresh(const TogulCall &call, HttpReply reply)
{
    JsonBody body = JsonBody::parse(call.http.body);
    const QString token = body.requiredText(u"refresh_token"_s);
    if (body.problem()) {
        reply.send(toguldialect::answer(*body.problem()));
        return;
    }
    sendOutcome(reply, m_services.accounts.refresh(token.toUtf8()));
}

void TogulApi::addAccountRoutes()
{
    m_router.add("GET", u"/api/v1/me"_s, [this](const TogulCall &, const Caller &caller) {
        return m_services.accounts.profile(caller).map(
            [](const Profile &profile) { return toguldialect::toJson(profile); });
    });
    m_router.add("POST", u"/api/v1/me/switch-organization"_s,
                 [this](const TogulCall &call, const Caller &caller) -> Outcome<QJsonObject> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const QString organization = body.requiredText(u"organization_id"_s);
                     const QString token = body.requiredText(u"refresh_token"_s);
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     return m_services.accounts.switchOrganization(caller, organization, token.toUtf8())
                         .map([](const SignIn &signIn) { return toguldialect::toJson(signIn); });
                 });
    m_router.add("POST", u"/api/v1/logout"_s,
                 [this](const TogulCall &call, const Caller &caller) -> Outcome<QJsonObject> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const QString token = body.requiredText(u"refresh_token"_s);
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     return m_services.accounts.signOut(caller, token.toUtf8()).map([] {
                         return QJsonObject{{u"logged_out"_s, true}};
                     });
                 });
    m_router.add("GET", u"/api/v1/organizations/current"_s, [this](const TogulCall &, const Caller &caller) {
        return m_services.accounts.organization(caller).map(
            [](const OrganizationRecord &organization) { return toguldialect::toJson(organization); });
    });
    m_router.add("GET", u"/api/v1/members"_s, [this](const TogulCall &, const Caller &caller) {
        return m_services.accounts.members(caller).map([](const QVector<AccountRepository::Member> &members) {
            return QJsonObject{{u"members"_s, toguldialect::toJsonArray(members)}};
        });
    });
    m_router.add("GET", u"/api/v1/roles"_s, [this](const TogulCall &, const Caller &caller) {
        return m_services.accounts.roles(caller).map([](const QStringList &roles) {
            QJsonArray array;
            for (const QString &role : roles)
                array.append(toguldialect::roleJson(role));
            return QJsonObject{{u"roles"_s, array}};
        });
    });
    m_router.add("GET", u"/api/v1/audit-logs"_s,
                 [this](const TogulCall &call, const Caller &caller) { return auditLogs(call, caller); });
}

Outcome<QJsonObject> TogulApi::auditLogs(const TogulCall &call, const Caller &caller)
{
    constexpr int mostRows = 200;
    constexpr int usualRows = 50;
    constexpr int mostOffset = 1'000'000'000;
    const auto limit = numberArgument(call, u"limit", usualRows, 1, mostRows);
    if (!limit)
        return passOn(limit);
    const auto offset = numberArgument(call, u"offset", 0, 0, mostOffset);
    if (!offset)
        return passOn(offset);
    AuditFilter filter;
    filter.projectId = call.http.argument(u"project_id");
    filter.environmentId = call.http.argument(u"environment_id");
    filter.entityType = call.http.argument(u"entity_type");
    filter.entityId = call.http.argument(u"entity_id");
    filter.action = call.http.argument(u"action");
    filter.actorId = call.http.argument(u"actor_id");
    filter.limit = *limit;
    filter.offset = *offset;
    return m_services.changes.audit(caller, filter).map([&](const AuditPage &page) {
        return QJsonObject{{u"logs"_s, toguldialect::toJsonArray(page.records)},
                           {u"total"_s, page.total},
                           {u"limit"_s, filter.limit},
                           {u"offset"_s, filter.offset}};
    });
}

// --- what keys reach ------------------------------------------------------------------------------------

Outcome<KeyCaller> TogulApi::keyCaller(const TogulCall &call)
{
    const auto secret = call.http.header("x-api-key");
    if (!secret)
        return refuse(RefusalKind::Unauthorized, u"an X-API-Key header is required"_s);
    return m_services.keys.authenticate(*secret, call.origin.address);
}

void TogulApi::evaluate(const TogulCall &call, HttpReply reply)
{
    const auto caller = keyCaller(call);
    if (!caller) {
        reply.send(toguldialect::answer(caller.error()));
        return;
    }
    JsonBody body = JsonBody::parse(call.http.body);
    const QString flagKey = body.requiredText(u"flag_key"_s);
    const QString environmentKey = body.requiredText(u"environment_key"_s);
    const EvaluationContext context = body.texts(u"context"_s);
    if (body.problem()) {
        reply.send(toguldialect::answer(*body.problem()));
        return;
    }
    const auto evaluated = m_services.flags.evaluateFlag(*caller, flagKey, environmentKey, context);
    reply.send(
        evaluated ? toguldialect::answer(toguldialect::evaluationJson(evaluated->flag, evaluated->evaluation))
                  : toguldialect::answer(evaluated.error()));
}

Outcome<StreamScope> TogulApi::streamScope(const TogulCall &call)
{
    const bool bearer = call.http.header("authorization").has_value();
    if (bearer && call.http.header("x-api-key"))
        return refuse(RefusalKind::Invalid, u"send a bearer token or an API key, not both"_s);
    if (bearer) {
        const auto caller = m_router.caller(call);
        if (!caller)
            return passOn(caller);
        return require(*caller, Permission::FlagsRead).map([&] {
            return StreamScope{caller->organizationId, {}, caller->sessionId, caller->expiresAt};
        });
    }
    const auto caller = keyCaller(call);
    if (!caller)
        return passOn(caller);
    if (caller->scope != u"sdk" && caller->scope != u"stream")
        return refuse(RefusalKind::Forbidden, u"this key's scope does not allow streaming"_s);
    return StreamScope{caller->organizationId, caller->environmentId, caller->keyId, caller->expiresAt};
}

void TogulApi::stream(const TogulCall &call, HttpReply reply)
{
    const auto scope = streamScope(call);
    if (!scope)
        reply.send(toguldialect::answer(scope.error()));
    else
        m_hub.open(reply, *scope, call.http.header("last-event-id").value_or(QByteArray()));
}

} // namespace signalbox
