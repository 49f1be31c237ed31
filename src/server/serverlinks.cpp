// SPDX-License-Identifier: GPL-3.0-or-later
// What ties a server to others (its database's, its primary, its regions) and tells how it is doing.
#include "server/servergraph.h"
#include "server/service/signingkey.h"

#include <QFile>

#include <numeric>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

/// 0 where the system does not tell.
quint64 residentBytes()
{
    QFile statm(u"/proc/self/statm"_s);
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toULongLong() * quint64(::sysconf(_SC_PAGESIZE));
}

} // namespace

Result<void> ServerGraph::addRegion()
{
    NetworkSettings settings;
    settings.caFile = options.primaryCaFile;
    auto network = NetworkAccess::create(settings, {}, clock.wallTime());
    if (!network)
        return storageFailure(network.error().sentence);
    region = std::make_unique<RegionSide>(
        database, clock, std::move(*network),
        FollowerOptions{options.primary, options.region, options.replicationKey});
    return region->start();
}

Outcome<void> ServerGraph::addPrimary()
{
    if (region)
        return {};
    // On a shared database another server may be the one that regions follow: all have to write its log.
    if (options.replicationKey.isEmpty() && !database.isShared())
        return ReplicationLog::discard(database);
    replication = std::make_unique<ReplicationLog>(database, clock);
    if (!options.replicationKey.isEmpty())
        regionFeed = std::make_unique<RegionFeed>(*replication, database, clock, options.replicationKey);
    QObject::connect(&changes, &ChangeLog::credentialEnded, replication.get(),
                     &ReplicationLog::credentialEnded);
    return replication->start();
}

void ServerGraph::connectRegion()
{
    Follower &follower = region->follower();
    QObject::connect(&follower, &Follower::applied, &pump, &OutboxPump::pump);
    QObject::connect(&follower, &Follower::replaced, http.get(), [this] { takeOver(); });
    for (StreamHub *hub : {togulHub.get(), flagDashHub.get()})
        QObject::connect(&follower, &Follower::credentialEnded, hub, &StreamHub::cut);
}

void ServerGraph::watchDatabase()
{
    databaseWatch = std::make_unique<DatabaseWatch>(database, clock);
    DatabaseWatch &watch = *databaseWatch;
    QObject::connect(&watch, &DatabaseWatch::mayHaveGrown, &pump, &OutboxPump::pump);
    QObject::connect(&changes, &ChangeLog::credentialEnded, &watch, &DatabaseWatch::announceEnded);
    if (regionFeed)
        QObject::connect(&watch, &DatabaseWatch::mayHaveGrown, regionFeed.get(), &RegionFeed::look);
    for (StreamHub *hub : {togulHub.get(), flagDashHub.get()}) {
        QObject::connect(&watch, &DatabaseWatch::credentialEnded, hub, &StreamHub::cut);
        QObject::connect(&watch, &DatabaseWatch::returned, hub, &StreamHub::endAll);
    }
    watch.start();
}

void ServerGraph::takeOver()
{
    if (const auto key = storedSigningKey(database); key && *key)
        accounts->setSigner(TokenSigner(**key));
    if (pump.resume())
        return;
    for (StreamHub *hub : {togulHub.get(), flagDashHub.get()})
        hub->resync();
}

void ServerGraph::addStatus()
{
    statusPages = std::make_unique<StatusPages>(options.monitorToken, [this] { return status(); });
    rates = std::make_unique<RateSampler>(clock, [this] { return counts(); });
}

RateSampler::Counts ServerGraph::counts() const
{
    const auto &answers = http->answerCounts();
    return {pump.told(), togulHub->events() + flagDashHub->events(),
            std::accumulate(answers.cbegin(), answers.cend(), quint64(0)),
            flags->evaluations() + projectFlags->evaluations()};
}

ServerStatus ServerGraph::status()
{
    ServerStatus now;
    now.version = QStringLiteral(SIGNALBOX_VERSION);
    now.region = options.region;
    now.uptime = std::chrono::duration_cast<std::chrono::milliseconds>(clock.now() - startedAt);
    now.residentBytes = residentBytes();
    now.connections = http->connectionCount();
    for (const auto &[dialect, hub] :
         {std::pair(u"togul"_s, togulHub.get()), std::pair(u"flagdash"_s, flagDashHub.get())})
        now.streams.append({dialect, hub->streamCount(), hub->opened(), hub->events(), hub->resumed(),
                            hub->resynced(), hub->cutForLag(), hub->pendingBytes()});
    now.answers = http->answerCounts();
    now.evaluations = counts().evaluations;
    now.changes = pump.told();
    ChangeRepository outbox(database);
    now.outbox = {outbox.latestVersion().value_or(pump.position()), pump.position(),
                  outbox.oldestVersion().value_or(0)};
    now.rates = rates->rates();
    if (regionFeed)
        now.regions = regionFeed->regions();
    if (region)
        now.primary = region->follower().status();
    return now;
}

} // namespace signalbox
