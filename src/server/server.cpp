// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/server.h"

#include "server/dialects/flagdash/flagdashapi.h"
#include "server/dialects/flagdash/flagdashcodec.h"
#include "server/dialects/togul/togulapi.h"
#include "server/dialects/togul/togulcodec.h"
#include "server/faults/faultcontrol.h"
#include "server/faults/faultinjector.h"
#include "server/life/colleagues.h"
#include "server/security/random.h"
#include "server/service/accountservice.h"
#include "server/status/ratesampler.h"
#include "server/status/statuspages.h"
#include "server/stream/outboxpump.h"
#include "server/stream/streamhub.h"

#include <QFile>

#include <algorithm>
#include <numeric>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

tl::unexpected<Error> failed(QString sentence)
{
    return tl::unexpected(Error{ErrorKind::Storage, std::move(sentence), {}, {}});
}

/// 0 where the system does not tell.
quint64 residentBytes()
{
    QFile statm(u"/proc/self/statm"_s);
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toULongLong() * quint64(::sysconf(_SC_PAGESIZE));
}

/// Kept in the database, so that people stay signed in over a restart.
Outcome<QByteArray> signingKey(Database &database)
{
    const QString name = u"token-signing-key"_s;
    AccountRepository accounts(database);
    const auto stored = accounts.secret(name);
    if (!stored)
        return passOn(stored);
    if (*stored && (*stored)->size() == TokenSigner::keyBytes())
        return **stored;
    const QByteArray made = randomBytes(TokenSigner::keyBytes());
    return accounts.setSecret(name, made).map([&made] { return made; });
}

} // namespace

/// The object graph, in the order things depend on each other.
class Server::Private final
{
public:
    Private(const Clock &ticking, ServerOptions wanted)
        : clock(ticking)
        , options(std::move(wanted))
        , changes(database, clock)
        , pump(database)
        , history(database, pump)
    {}

    [[nodiscard]] Result<void> openStore();
    [[nodiscard]] Result<void> wire();
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
    std::unique_ptr<PasswordChecker> passwords;
    std::unique_ptr<AccountService> accounts;
    std::unique_ptr<ProjectService> projects;
    std::unique_ptr<FlagService> flags;
    std::unique_ptr<ApiKeyService> apiKeys;
    std::unique_ptr<AccessTokenService> tokens;
    std::unique_ptr<ProjectFlagService> projectFlags;
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

Result<void> Server::Private::openStore()
{
    if (!prepareCryptography())
        return failed(
            tr("libsodium cannot be started: the system gives no randomness. Restart the machine."));
    if (const auto opened = database.open(options.database); !opened)
        return opened;

    Seeder seeder(database, clock, options.passwordCost);
    const auto result = seeder.run(options.seed, options.demoPassword);
    if (!result && result.error().kind == RefusalKind::Invalid)
        return failed(
            tr("The database %1 already holds something else than this seed. Start without --seed, or "
               "name another file.")
                .arg(options.database));
    if (!result)
        return failed(tr("The database %1 cannot be filled: %2. Check the free space, or name another file.")
                          .arg(options.database, result.error().message));
    if (options.seed != Seed::None)
        seeded = *result;

    const auto organizations = AccountRepository(database).organizationCount();
    if (!organizations || *organizations == 0)
        return failed(tr("The database %1 has no account yet. Start once with --seed empty or --seed demo.")
                          .arg(options.database));
    return {};
}

Result<void> Server::Private::wire()
{
    const auto key = signingKey(database);
    const auto outbox = pump.start();
    if (!key || !outbox)
        return failed(tr("The database %1 cannot be read or written. Check the file and the free space.")
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
    flagDashApi = std::make_unique<FlagDashApi>(
        FlagDashServices{*accounts, *tokens, *apiKeys, *projects, *projectFlags, changes}, *flagDashHub,
        clock, options.flagDashRate);
    http = std::make_unique<HttpServer>(
        options.limits, [this](const HttpCall &call, HttpReply reply) { answer(call, std::move(reply)); });

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
    addStatus();
    return {};
}

void Server::Private::addStatus()
{
    statusPages = std::make_unique<StatusPages>(options.monitorToken, [this] { return status(); });
    rates = std::make_unique<RateSampler>(clock, [this] { return counts(); });
}

RateSampler::Counts Server::Private::counts() const
{
    const auto &answers = http->answerCounts();
    return {pump.told(), togulHub->events() + flagDashHub->events(),
            std::accumulate(answers.cbegin(), answers.cend(), quint64(0)),
            flags->evaluations() + projectFlags->evaluations()};
}

ServerStatus Server::Private::status()
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
    return now;
}

void Server::Private::addFaults()
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

void Server::Private::answer(const HttpCall &call, HttpReply reply)
{
    if (StatusPages::areMeantBy(call)) {
        statusPages->handle(call, std::move(reply));
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

void Server::Private::serve(const HttpCall &call, HttpReply reply)
{
    if (FlagDashApi::isMeantBy(call))
        flagDashApi->handle(call, std::move(reply));
    else
        togulApi->handle(call, std::move(reply));
}

Server::Server(const Clock &clock, ServerOptions options, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(clock, std::move(options)))
{}

Server::~Server()
{
    stop();
}

Result<quint16> Server::start()
{
    Q_ASSERT(!d->http);
    const Result<void> ready = d->openStore().and_then([this] { return d->wire(); });
    if (!ready)
        return tl::unexpected(ready.error());
    const Result<quint16> port = d->http->listen(d->options.address, d->options.port);
    if (!port)
        return port;
    d->port = *port;
    if (d->options.lifeChangesPerSecond && d->options.seed == Seed::Demo) {
        d->colleagues = std::make_unique<Colleagues>(*d->flags, d->clock, *d->options.lifeChangesPerSecond,
                                                     QRandomGenerator::securelySeeded());
        d->colleagues->start();
    }
    return port;
}

void Server::stop()
{
    d->colleagues.reset();
    if (d->faults)
        d->faults->stop();
    if (d->http)
        d->http->stop();
}

QUrl Server::url() const
{
    QUrl url;
    url.setScheme(u"http"_s);
    const bool any =
        d->options.address == QHostAddress::AnyIPv4 || d->options.address == QHostAddress::AnyIPv6;
    url.setHost(any ? u"127.0.0.1"_s : d->options.address.toString());
    url.setPort(d->port);
    return url;
}

QString Server::region() const
{
    return d->options.region;
}

std::optional<SeededLogin> Server::login() const
{
    return d->seeded ? std::optional(d->seeded->login) : std::nullopt;
}

QVector<SeededKey> Server::keys() const
{
    return d->seeded ? d->seeded->keys : QVector<SeededKey>();
}

QString Server::key(const QString &environment, const QString &scope) const
{
    const QVector<SeededKey> all = keys();
    const auto found = std::find_if(all.cbegin(), all.cend(), [&](const SeededKey &key) {
        return key.environment == environment && key.scope == scope;
    });
    return found == all.cend() ? QString() : found->secret;
}

QByteArray Server::controlToken() const
{
    return d->controlToken;
}

std::optional<quint32> Server::faultSeed() const
{
    return d->faults && d->options.faults ? std::optional(d->faults->state().seed) : std::nullopt;
}

ServerStatus Server::status() const
{
    return d->status();
}

int Server::streamCount() const
{
    return d->togulHub ? d->togulHub->streamCount() + d->flagDashHub->streamCount() : 0;
}

} // namespace signalbox
