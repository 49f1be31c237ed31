// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/servergraph.h"

#include "server/dialects/browseraccess.h"
#include "server/dialects/flagdash/flagdashcodec.h"
#include "server/dialects/togul/togulcodec.h"
#include "server/security/random.h"
#include "server/service/signingkey.h"

using namespace Qt::StringLiterals;

namespace signalbox {

Result<void> ServerGraph::openStore()
{
    if (!prepareCryptography())
        return storageFailure(
            tr("libsodium cannot be started: the system gives no randomness. Restart the machine."));
    if (const auto opened = database.open(options.database); !opened)
        return opened;

    return options.primary.isValid() ? addRegion() : fillStore();
}

Result<void> ServerGraph::fillStore()
{
    Seeder seeder(database, clock, options.passwordCost);
    const auto result = seeder.run(options.seed, options.demoPassword);
    if (!result && result.error().kind == RefusalKind::Invalid)
        return storageFailure(
            tr("The database %1 already holds something else than this seed. Start without --seed, or "
               "name another file.")
                .arg(options.database));
    if (!result)
        return storageFailure(
            tr("The database %1 cannot be filled: %2. Check the free space, or name another file.")
                .arg(options.database, result.error().message));
    if (options.seed != Seed::None)
        seeded = *result;

    const auto organizations = AccountRepository(database).organizationCount();
    if (!organizations || *organizations == 0)
        return storageFailure(
            tr("The database %1 has no account yet. Start once with --seed empty or --seed demo.")
                .arg(options.database));
    return {};
}

Result<void> ServerGraph::wire()
{
    const auto key = signingKey(database, region != nullptr);
    const auto outbox = pump.start();
    const auto primary = addPrimary();
    if (!key || !outbox || !primary)
        return storageFailure(
            tr("The database %1 cannot be read or written. Check the file and the free space.")
                .arg(options.database));
    passwords = std::make_unique<PasswordChecker>(options.passwordCost);
    accounts = std::make_unique<AccountService>(database, changes, TokenSigner(*key), *passwords);
    projects = std::make_unique<ProjectService>(database, changes);
    flags = std::make_unique<FlagService>(database, changes);
    apiKeys = std::make_unique<ApiKeyService>(database, changes);
    const StreamHubOptions streaming{options.heartbeat, options.streamLagBytes};
    togulHub = std::make_unique<StreamHub>(clock, streaming, toguldialect::streamWords(), history);
    togulApi = std::make_unique<TogulApi>(Services{*accounts, *projects, *flags, *apiKeys, changes, database},
                                          *togulHub);
    tokens = std::make_unique<AccessTokenService>(database, changes);
    projectFlags = std::make_unique<ProjectFlagService>(database, changes);
    flagDashHub = std::make_unique<StreamHub>(clock, streaming, flagdashdialect::streamWords(), history);
    configs = std::make_unique<ConfigService>(database, changes);
    aiConfigs = std::make_unique<AiConfigService>(database, changes);
    schedules = std::make_unique<ScheduleService>(database, changes);
    if (!region)
        scheduleRunner = std::make_unique<ScheduleRunner>(*schedules, clock);
    flagDashApi =
        std::make_unique<FlagDashApi>(FlagDashServices{*accounts, *tokens, *apiKeys, *projects, *projectFlags,
                                                       *schedules, *configs, *aiConfigs, changes},
                                      *flagDashHub, clock, options.flagDashRate);
    http = std::make_unique<HttpServer>(clock, options.limits, [this](const HttpCall &call, HttpReply reply) {
        answer(call, std::move(reply));
    });

    // A change reaches the sockets before control returns to the event loop.
    QObject::connect(&changes, &ChangeLog::committed, &pump, &OutboxPump::pump);
    QObject::connect(&pump, &OutboxPump::changed, togulHub.get(), [this](const OutboxRecord &change) {
        OutboxRecord dated = change;
        if (faults)
            dated.createdAt += faults->drawSkew();
        togulHub->publish(dated);
    });
    QObject::connect(&pump, &OutboxPump::changed, flagDashHub.get(), &StreamHub::publish);
    QObject::connect(&pump, &OutboxPump::drained, http.get(), &HttpServer::flush);
    for (StreamHub *hub : {togulHub.get(), flagDashHub.get()}) {
        QObject::connect(hub, &StreamHub::flushWanted, http.get(), &HttpServer::flush);
        QObject::connect(&changes, &ChangeLog::credentialEnded, hub, &StreamHub::cut);
    }
    if (options.seed == Seed::Demo || options.faults)
        addFaults();
    if (region)
        connectRegion();
    if (database.isShared())
        watchDatabase();
    addStatus();
    return {};
}

void ServerGraph::addFaults()
{
    faults = std::make_unique<FaultInjector>(clock, changes, database);
    faults->watch(*togulHub);
    faults->watch(*flagDashHub);
    QObject::connect(faults.get(), &FaultInjector::flushWanted, http.get(), &HttpServer::flush);
    if (options.faults)
        faults->setPlan(*options.faults);
    if (options.address.isLoopback()) { // nobody else on the network shall break this server
        controlToken = randomText(32).toLatin1();
        faultControl = std::make_unique<FaultControl>(*faults, controlToken);
    }
}

void ServerGraph::answer(const HttpCall &call, HttpReply reply)
{
    if (BrowserAccess::take(call, reply))
        return;
    if (StatusPages::areMeantBy(call)) {
        statusPages->handle(call, std::move(reply));
    } else if (regionFeed && RegionFeed::isMeantBy(call)) {
        regionFeed->handle(call, std::move(reply));
    } else if (!faults) {
        serve(call, std::move(reply));
    } else if (faultControl && FaultControl::isMeantBy(call)) {
        faultControl->handle(call, std::move(reply));
    } else {
        faults->handle(call, std::move(reply), [this](const HttpCall &soundCall, HttpReply soundReply) {
            serve(soundCall, std::move(soundReply));
        });
    }
}

void ServerGraph::serve(const HttpCall &asked, HttpReply reply)
{
    HttpCall call = asked;
    // A region speaks for somebody else, whose address counts.
    if (const auto client = call.header(regionClientHeader());
        client && regionFeed && regionFeed->isFromRegion(call))
        call.remoteAddress = QString::fromLatin1(*client);
    if (region && region->take(call, reply))
        return;
    if (FlagDashApi::isMeantBy(call))
        flagDashApi->handle(call, std::move(reply));
    else
        togulApi->handle(call, std::move(reply));
}

} // namespace signalbox
