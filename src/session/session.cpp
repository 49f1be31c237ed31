// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "core/limits.h"
#include "session/networkwatch.h"
#include "session/sessionprivate.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr qsizetype mostSpareFacts = 4'096; ///< more than a socket hands over at once

} // namespace

Session::Private::Private(Session &session, Provider &providerOfSession, QNetworkAccessManager &network,
                          const Clock &clockOfSession, FactSerials &serialsOfLog, SessionOptions chosen,
                          const std::function<double()> &jitter)
    : q(session)
    , provider(providerOfSession)
    , clock(clockOfSession)
    , serials(serialsOfLog)
    , options(std::move(chosen))
    , environment(provider.selectedEnvironment())
    , link(provider, network, clock, *this, options.window, provider.traits().pollEvery, jitter)
    , reader(provider, clock, stamps, jitter,
             [this](MonotonicTime askedAt, Result<Snapshot> result) {
                 onListAnswered(askedAt, std::move(result));
             })
    , wake(clock, [this](const WakeWatch::Finding &finding) { onWoken(finding); })
    , queue(
          clock, stamps,
          [this](const FlagRef &flag, Callback<Flag> done) {
              return provider.readFlag(flag, std::move(done));
          },
          [this](const FlagRef &flag, ReadUrgency, MonotonicTime askedAt, const Result<Flag> &result) {
              onFlagAnswered(flag, askedAt, result);
          })
    , refused(clock, [this](const FlagKey &key) { return askForRules(key); })
    , m_jitter(jitter)
    , m_pollTimer(clock.createTimer([this] {
        if (link.isToPoll())
            reader.readNow();
    }))
    , m_clumps(provider.traits().heartbeat)
    , m_ownDetail(makeDetail(ChangeDetail()))
{
    queue.setHeld(true);
}

void Session::Private::onOpened()
{
    ++counters.connections;
    m_clumps.connectionOpened();
    versions.connectionOpened();
    m_pollTimer->stop();
    m_buffering = true;
    m_overflowed = false;
    queue.setHeld(true);
    reader.readNow();
}

void Session::Private::onClosed()
{
    noteGap();
    reader.stop();
    queue.setHeld(true);
    foldBuffer();
    m_buffering = false;
    armPoll();
    flush();
}

void Session::Private::onLinkChanged(const LinkStatus &status, bool entered)
{
    if (entered) {
        switch (status.state) {
        case LinkState::Paused:
            endPolling();
            noteGap(GapReason::Paused);
            letGo({});
            break;
        case LinkState::SignInNeeded:
        case LinkState::Refused: letGo(status.error); break;
        case LinkState::Live: endPolling(); break;
        case LinkState::Stale: // what was polled is too old by now: a gap like any other
            if (m_polledFrom) {
                sayPolled();
                noteGap();
            }
            break;
        case LinkState::Idle:
        case LinkState::Connecting:
        case LinkState::Syncing:
        case LinkState::Late:
        case LinkState::Retrying:
        case LinkState::Polling: break;
        }
        addLinkFact(status);
    }
    emit q.linkChanged(status);
    flush();
}

void Session::Private::stopFor(const Error &error)
{
    if (link.isRunning())
        link.stopFor(error);
}

/// Nothing more will be read. With an error, flags whose value is not proven are marked by it.
void Session::Private::letGo(const std::optional<Error> &error)
{
    endPolling();
    noteGap();
    wake.stop();
    reader.stop();
    queue.clear();
    refused.clear();
    queue.setHeld(true);
    m_buffering = false;
    foldBuffer();
    flush();
    if (!error)
        return;
    // The rows go on waiting: the first reading after a restart answers them.
    for (const FlagRef &flag : m_waiting.flags()) {
        if (isOwn(flag))
            emit q.flagReadFailed(flag.key, *error);
    }
}

void Session::Private::flush()
{
    if (m_facts.isEmpty())
        return;
    QVector<Fact> facts = std::exchange(m_facts, std::exchange(m_spareFacts, {}));
    emit q.factsAdded(facts);
    // The next batch will be about as large: growing step by step would move every row twice.
    if (facts.size() > mostSpareFacts)
        return;
    facts.clear();
    m_spareFacts = std::move(facts);
}

Session::Backlog Session::Private::backlog() const
{
    int reads = queue.inFlight() + int(directReads->size());
    for (const ReadUrgency urgency :
         {ReadUrgency::Announced, ReadUrgency::Preferred, ReadUrgency::Elsewhere, ReadUrgency::Background})
        reads += queue.waiting(urgency);
    return {int(m_waiting.count() + m_wideRows.size() + m_amendments.count()), reads, int(m_buffer.size())};
}

Session::Session(Provider &provider, QNetworkAccessManager &network, const Clock &clock, FactSerials &serials,
                 SessionOptions options, std::function<double()> jitter, QObject *parent)
    : Feed(parent)
    , d(std::make_unique<Private>(*this, provider, network, clock, serials, std::move(options), jitter))
{
    connect(&d->link, &StreamLink::opened, this, [this] { d->onOpened(); });
    connect(&d->link, &StreamLink::closed, this, [this] { d->onClosed(); });
    connect(&d->link, &StreamLink::pollingWanted, this, [this] { d->onPollingWanted(); });
    connect(&d->link, &StreamLink::changed, this,
            [this](const LinkStatus &status, bool entered) { d->onLinkChanged(status, entered); });
}

Session::~Session() = default;

void Session::start()
{
    d->environment = d->provider.selectedEnvironment();
    d->projectEnvironments.clear();
    for (const EnvironmentEntry &entry : d->provider.environments())
        d->projectEnvironments.insert(entry.id);
    d->wake.start();
    d->link.start();
}

void Session::pause()
{
    d->link.pause();
}

void Session::retryNow()
{
    if (!d->link.isRunning()) {
        start();
        return;
    }
    d->link.retryNow();
    d->reader.retryNow();
}

void Session::pollInstead()
{
    if (d->link.status().state != LinkState::Refused)
        return;
    d->wake.start();
    d->link.pollInstead();
}

void Session::fixWindow(std::optional<std::chrono::milliseconds> window)
{
    if (window)
        window =
            std::clamp<std::chrono::milliseconds>(*window, limits::windowFixedLeast, limits::windowFixedMost);
    d->link.fixWindow(window);
}

void Session::watchNetwork(NetworkWatch &watch)
{
    connect(&watch, &NetworkWatch::networkChanged, this,
            [this] { d->interrupted(GapReason::NetworkChange, std::nullopt); });
}

void Session::signedIn()
{
    if (d->link.status().state == LinkState::SignInNeeded)
        start();
}

Pending Session::readFlag(const FlagKey &key, Callback<FlagReading> done)
{
    const MonotonicTime askedAt = d->stamps.next();
    const quint64 number = ++d->lastDirectRead;
    (*d->directReads)[number] = d->provider.readFlag(
        d->refOf(key), [inside = d.get(), key, number, askedAt, done = std::move(done)](Result<Flag> result) {
            // Out of the list first, and alive until the end of this very callback.
            const Pending request = std::move((*inside->directReads)[number]);
            inside->directReads->erase(number);
            inside->onDirectAnswered(key, askedAt, result, done);
        });
    return Pending([reads = std::weak_ptr(d->directReads), number] {
        if (const auto alive = reads.lock())
            alive->erase(number);
    });
}

void Session::setPrompt(const FlagKey &key, bool prompt)
{
    d->queue.setPrompt(d->refOf(key), prompt);
}

void Session::rereadAll()
{
    if (d->link.isRunning())
        d->reader.readSoon();
}

void Session::preferDetails(const QVector<FlagKey> &keys)
{
    d->preferDetails(keys);
}

void Session::preferElsewhere(const QVector<FlagKey> &keys)
{
    d->preferElsewhere(keys);
}

void Session::applyAnswer(const Flag &flag, MonotonicTime askedAt)
{
    d->applyReading(flag, askedAt, FactSource::Command);
    d->flush();
}

const LinkStatus &Session::link() const
{
    return d->link.status();
}

const WireTap *Session::wire() const
{
    return &d->link.wire();
}

const QVector<LinkStatus> &Session::linkHistory() const
{
    return d->link.history();
}

std::optional<Flag> Session::reported(const FlagKey &key) const
{
    const FlagBook::Held *held = d->book.find(key);
    return held ? std::optional(held->flag) : std::nullopt;
}

bool Session::everRead() const
{
    return d->everRead;
}

QVector<UnreadKind> Session::unreadKinds() const
{
    return d->unreadKinds;
}

QVector<Flag> Session::elsewhere(const FlagKey &key) const
{
    return d->elsewhere.at(key);
}

QVector<ElsewhereReading> Session::elsewhereReadings(const FlagKey &key) const
{
    return d->elsewhere.readings(key);
}

QVector<FlagKey> Session::elsewhereKeys() const
{
    return d->elsewhere.keys();
}

std::optional<MonotonicTime> Session::elsewhereReadAt() const
{
    return d->elsewhereReadAt;
}

const Provider &Session::provider() const
{
    return d->provider;
}

const Session::Counters &Session::counters() const
{
    return d->counters;
}

StreamFacts Session::streamFacts() const
{
    return {d->link.stream().lastEventId(),     d->serverRetry,       d->link.attempts(),
            d->link.stream().connectionFacts(), d->versions.counts(), d->versions.isMoving()};
}

Session::Backlog Session::backlog() const
{
    return d->backlog();
}

} // namespace signalbox
