// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/dialects/togul/togulrouter.h"
#include "server/service/apikeyservice.h"
#include "server/service/flagservice.h"
#include "server/service/projectservice.h"
#include "server/stream/streamhub.h"

namespace signalbox {

/// The services a dialect speaks for.
struct Services
{
    AccountService &accounts;
    ProjectService &projects;
    FlagService &flags;
    ApiKeyService &keys;
    ChangeLog &changes;
    Database &database;
};

/// Togul's HTTP API: paths, methods and bodies onto the services, and its stream. Holds no state of its own.
class TogulApi final
{
public:
    TogulApi(Services services, StreamHub &hub);

    void handle(const HttpCall &call, HttpReply reply) { m_router.handle(call, std::move(reply)); }

private:
    void addAccountRoutes();
    void addProjectRoutes();
    void addFlagRoutes();
    void addKeyRoutes();
    void addOpenRoutes();
    void addRemoteEvaluationRoutes();

    void signIn(const TogulCall &call, HttpReply reply);
    void refresh(const TogulCall &call, HttpReply reply);
    void evaluate(const TogulCall &call, HttpReply reply);
    void stream(const TogulCall &call, HttpReply reply);
    void ready(HttpReply reply);
    [[nodiscard]] Outcome<QJsonObject> auditLogs(const TogulCall &call, const Caller &caller);
    [[nodiscard]] Outcome<KeyCaller> keyCaller(const TogulCall &call);
    struct RemoteQuestion
    {
        KeyCaller caller;
        EvaluationContext context;
    };
    [[nodiscard]] Outcome<RemoteQuestion> remoteQuestion(const TogulCall &call);
    [[nodiscard]] Outcome<StreamScope> streamScope(const TogulCall &call);

    Services m_services;
    StreamHub &m_hub;
    TogulRouter m_router;
};

} // namespace signalbox
