// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/dialects/flagdash/flagdashapi.h"
#include "server/dialects/togul/togulapi.h"
#include "server/faults/faultcontrol.h"
#include "server/faults/faultinjector.h"
#include "server/life/colleagues.h"
#include "server/region/regionfeed.h"
#include "server/region/regionside.h"
#include "server/server.h"
#include "server/service/schedulerunner.h"
#include "server/status/ratesampler.h"
#include "server/status/statuspages.h"
#include "server/storage/databasewatch.h"
#include "server/stream/outboxpump.h"

#include <QCoreApplication>

namespace signalbox {

/// The object graph, in the order things depend on each other.
class ServerGraph final
{
public:
    ServerGraph(const Clock &ticking, ServerOptions wanted)
        : clock(ticking)
        , options(std::move(wanted))
        , changes(database, clock)
        , pump(database)
        , history(database, pump)
    {}

    Q_DECLARE_TR_FUNCTIONS(Server)

public:
    [[nodiscard]] Result<void> openStore();
    [[nodiscard]] Result<void> fillStore();
    [[nodiscard]] Result<void> wire();
    [[nodiscard]] Result<void> addRegion();
    [[nodiscard]] Outcome<void> addPrimary();
    void connectRegion();
    void watchDatabase();
    void takeOver();
    void addFaults();
    void addStatus();
    [[nodiscard]] RateSampler::Counts counts() const;
    [[nodiscard]] ServerStatus status();
    void answer(const HttpCall &call, HttpReply reply);
    /// Through the dialect that has the path; Togul answers for those nobody has.
    void serve(const HttpCall &call, HttpReply reply);

    const Clock &clock;
    const ServerOptions options;
    Database database;
    ChangeLog changes;
    OutboxPump pump;
    OutboxHistory history;
    std::unique_ptr<DatabaseWatch> databaseWatch; // null: nobody else changes the database
    std::unique_ptr<RegionSide> region;           // null: this server is a primary
    std::unique_ptr<ReplicationLog> replication;  // null: nobody may follow
    std::unique_ptr<RegionFeed> regionFeed;
    std::unique_ptr<PasswordChecker> passwords;
    std::unique_ptr<AccountService> accounts;
    std::unique_ptr<ProjectService> projects;
    std::unique_ptr<FlagService> flags;
    std::unique_ptr<ApiKeyService> apiKeys;
    std::unique_ptr<AccessTokenService> tokens;
    std::unique_ptr<ProjectFlagService> projectFlags;
    std::unique_ptr<ConfigService> configs;
    std::unique_ptr<AiConfigService> aiConfigs;
    std::unique_ptr<ScheduleService> schedules;
    std::unique_ptr<ScheduleRunner> scheduleRunner; // null: a region, whose primary does it
    std::unique_ptr<StreamHub> togulHub;
    std::unique_ptr<TogulApi> togulApi;
    std::unique_ptr<StreamHub> flagDashHub;
    std::unique_ptr<FlagDashApi> flagDashApi;
    std::unique_ptr<FaultInjector> faults; // null: this server has none
    std::unique_ptr<FaultControl> faultControl;
    QByteArray controlToken;
    std::unique_ptr<HttpServer> http; // its streams refer to the hubs: it goes first
    std::unique_ptr<StatusPages> statusPages;
    std::unique_ptr<RateSampler> rates;
    std::unique_ptr<Colleagues> colleagues;
    const MonotonicTime startedAt = clock.now();
    std::optional<SeedResult> seeded;
    quint16 port = 0;
};

} // namespace signalbox
