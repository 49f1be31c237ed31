// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/dialects/flagdash/flagdashoauth.h"
#include "server/dialects/flagdash/flagdashrouter.h"
#include "server/service/aiconfigservice.h"
#include "server/service/configservice.h"
#include "server/service/projectflagservice.h"
#include "server/service/projectservice.h"
#include "server/service/scheduleservice.h"
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
    ScheduleService &schedules;
    ConfigService &configs;
    AiConfigService &aiConfigs;
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
    template <typename Load, typename Make>
    void addReading(const QString &path, Load load, Make make);
    void addFlagReadings();
    void addConfigReadings();
    void addAiConfigReadings();
    void addProjectRoutes();
    void addFlagRoutes();
    void addEnvironmentRoutes();
    void addScheduleRoutes();
    void addConfigRoutes();
    void addAiConfigRoutes();

    void stream(const FlagDashCall &call, HttpReply reply);
    [[nodiscard]] Outcome<StreamScope> streamScope(const FlagDashCall &call, const FlagDashCaller &caller);
    [[nodiscard]] Outcome<QJsonObject> identity(const FlagDashCaller &caller);

    FlagDashServices m_services;
    StreamHub &m_hub;
    FlagDashRouter m_router;
    FlagDashOAuth m_oauth;
};

} // namespace signalbox
