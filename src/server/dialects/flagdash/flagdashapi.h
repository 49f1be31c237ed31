// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/dialects/flagdash/flagdashoauth.h"
#include "server/dialects/flagdash/flagdashrouter.h"
#include "server/service/projectflagservice.h"
#include "server/service/projectservice.h"
#include "server/stream/streamhub.h"

namespace signalbox {

/// The services this dialect speaks for.
struct FlagDashServices
{
    AccountService &accounts;
    AccessTokenService &tokens;
    ApiKeyService &keys;
    ProjectService &projects;
    ProjectFlagService &flags;
    const ChangeLog &changes;
};

/// FlagDash's HTTP API: paths, methods and bodies onto the services, and its stream. Holds no state of its
/// own but devices that wait to be let in.
class FlagDashApi final
{
public:
    FlagDashApi(FlagDashServices services, StreamHub &hub, const Clock &clock, RateLimit limit);

    /// No path belongs to both dialects.
    [[nodiscard]] static bool isMeantBy(const HttpCall &call);
    void handle(const HttpCall &call, HttpReply reply) { m_router.handle(call, std::move(reply)); }

private:
    void addIdentityRoutes();
    void addReadRoutes();
    void addProjectRoutes();
    void addFlagRoutes();
    void addEnvironmentRoutes();

    void stream(const FlagDashCall &call, HttpReply reply);
    [[nodiscard]] Outcome<StreamScope> streamScope(const FlagDashCall &call, const FlagDashCaller &caller);
    [[nodiscard]] Outcome<QJsonObject> identity(const FlagDashCaller &caller);

    FlagDashServices m_services;
    StreamHub &m_hub;
    FlagDashRouter m_router;
    FlagDashOAuth m_oauth;
};

} // namespace signalbox
