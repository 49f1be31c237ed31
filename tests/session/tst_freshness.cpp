// SPDX-License-Identifier: GPL-3.0-or-later
// What a session knows while it hears little or nothing: learned rhythm, polling, sleep, clumps, versions.
#include "session/networkwatch.h"
#include "session/session.h"

#include "core/limits.h"

#include "support/fakeprovider.h"
#include "support/manualclock.h"
#include "support/scriptedserver.h"

#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Call = FakeProvider::Call;
using std::chrono::milliseconds;

const Error down{ErrorKind::Network, u"down"_s, {}, {}};
constexpr auto pollEvery = 10s;

/// A session on a scripted stream; the jitter is such that a poll comes exactly every 10 s.
struct Bench
{
    ManualClock clock;
    FakeProvider provider;
    ScriptedServer server;
    QNetworkAccessManager network;
    FactSerials serials;
    NetworkWatch networkWatch;
    std::unique_ptr<Session> session;
    QStringList states;
    QVector<Fact> facts;

    explicit Bench(std::optional<milliseconds> heartbeat = std::nullopt)
    {
        provider.fakeTraits.heartbeat = heartbeat;
        provider.fakeTraits.pollEvery = pollEvery;
        provider.stream.url = server.url(u"/stream"_s);
        server.onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.startStream(); });
        session = std::make_unique<Session>(provider, network, clock, serials,
                                            SessionOptions{std::nullopt, false}, [] { return 0.5; });
        session->watchNetwork(networkWatch);
        QObject::connect(session.get(), &Session::linkChanged, session.get(),
                         [this](const LinkStatus &status) {
                             if (states.isEmpty() || states.last() != word(status.state))
                                 states.append(word(status.state));
                         });
        QObject::connect(session.get(), &Session::factsAdded, session.get(),
                         [this](const QVector<Fact> &added) { facts += added; });
    }

    [[nodiscard]] const LinkStatus &link() const { return session->link(); }
    [[nodiscard]] QString state() const { return word(link().state); }
    [[nodiscard]] Exchange &stream() const { return *server.lastExchange(); }
    void refuseStreams(int status, const QByteArray &type = "application/json")
    {
        server.onRequest([status, type](const ReceivedRequest &, Exchange &exchange) {
            exchange.respond(status, "{}", type);
        });
    }
    [[nodiscard]] QStringList factWords() const
    {
        QStringList words;
        for (const Fact &fact : facts) {
            QString text = word(fact.kind);
            if (!fact.flag.isEmpty())
                text.append(u' ').append(fact.flag.text());
            if (const auto *link = std::get_if<LinkDetail>(fact.detail.get()))
                text.append(u' ').append(word(link->state));
            if (const auto *gap = std::get_if<GapDetail>(fact.detail.get()))
                text.append(u' ').append(word(gap->reason)).append(u" %1"_s.arg(gap->differing));
            words.append(text);
        }
        return words;
    }
    [[nodiscard]] GapDetail gap() const
    {
        for (const Fact &fact : facts) {
            if (const auto *gap = std::get_if<GapDetail>(fact.detail.get()))
                return *gap;
        }
        return {};
    }
    void forget()
    {
        states.clear();
        facts.clear();
    }
};

QByteArray change(const QByteArray &key, int version)
{
    return "data: {\"type\":\"flag.updated\",\"flag_key\":\"" + key
           + "\",\"environment_id\":\"prod\",\"version\":" + QByteArray::number(version) + "}\n\n";
}

} // namespace

#define GO_LIVE(bench)                                                                                       \
    (bench).session->start();                                                                                \
    QTRY_COMPARE((bench).provider.waitingCount(Call::Flags), 1);                                             \
    (bench).provider.answerAll();                                                                            \
    (bench).stream().write(": hello\n\n");                                                                   \
    QTRY_COMPARE((bench).state(), u"live"_s);                                                                \
    (bench).forget()
#define HEAR(bench, text)                                                                                    \
    do {                                                                                                     \
        const quint64 expected = (bench).session->counters().bytes + quint64(QByteArray(text).size());       \
        (bench).stream().write(text);                                                                        \
        QTRY_COMPARE((bench).session->counters().bytes, expected);                                           \
    } while (false)

class TestFreshness : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    // --- the learned heartbeat ---

    void theWindowFollowsTheHeartbeatAndTheWatchdogFollowsTheWindow()
    {
        Bench bench(30s);
        GO_LIVE(bench);
        QCOMPARE(bench.link().window, milliseconds(75s));
        QVERIFY(!bench.link().heartbeat);
        for (int beat = 0; beat < 4; ++beat) {
            bench.clock.advance(10s);
            HEAR(bench, ": heartbeat\n\n");
        }
        QCOMPARE(bench.link().window, milliseconds(25s));
        QCOMPARE(bench.link().heartbeat, std::optional<milliseconds>(10s));
        bench.clock.advance(25s);
        QCOMPARE(bench.state(), u"late"_s);
        bench.clock.advance(25s); // the watchdog, too, is at 2W now
        QTRY_COMPARE(bench.session->streamFacts().attempts, 1U);
        QVERIFY(bench.link().retryAt);
        QCOMPARE(bench.state(), u"stale"_s);
        QCOMPARE(bench.link().error->kind, ErrorKind::Timeout);
    }

    void aPersonFixesTheWindowAndTheWatchdogFollows()
    {
        Bench bench(30s);
        GO_LIVE(bench);
        QSignalSpy changed(bench.session.get(), &Session::linkChanged);
        bench.session->fixWindow(200s);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(bench.link().window, milliseconds(200s));
        QVERIFY(bench.link().windowFixed);
        bench.clock.advance(199s);
        QCOMPARE(bench.state(), u"live"_s);
        bench.clock.advance(1s);
        QCOMPARE(bench.state(), u"late"_s);
        bench.session->fixWindow(1ms); // bounded, and what is silent for longer than twice that is stale
        QCOMPARE(bench.link().window, milliseconds(limits::windowFixedLeast));
        QCOMPARE(bench.state(), u"stale"_s);
        bench.session->fixWindow({});
        QCOMPARE(bench.link().window, milliseconds(75s));
        QVERIFY(!bench.link().windowFixed);
    }

    void aSlowHeartbeatKeepsTheWatchdogAway()
    {
        Bench bench;
        GO_LIVE(bench);
        for (int beat = 0; beat < 6; ++beat) {
            bench.clock.advance(74s);
            HEAR(bench, ": heartbeat\n\n");
        }
        QCOMPARE(bench.link().window, milliseconds(limits::windowCeiling));
        bench.clock.advance(119s);
        QCOMPARE(bench.state(), u"live"_s);
        bench.clock.advance(120s);
        QCOMPARE(bench.state(), u"late"_s);
        HEAR(bench, ": heartbeat\n\n");
        QCOMPARE(bench.state(), u"live"_s);
        QCOMPARE(bench.session->counters().connections, 1U);
    }

    // --- polling ---

    void aPageInsteadOfAStreamIsPolled()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        bench.refuseStreams(200, "text/html");
        bench.session->start();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        QCOMPARE(bench.state(), u"polling"_s);
        QCOMPARE(bench.link().pollEvery, std::optional<milliseconds>(pollEvery));
        QCOMPARE(bench.link().error->kind, ErrorKind::BadAnswer);
        QCOMPARE(*bench.link().lastRead, bench.clock.now());
        QVERIFY(isCurrent(bench.link()));
        QCOMPARE(bench.factWords(),
                 (QStringList{u"link connecting"_s, u"link retrying"_s, u"link polling"_s}));

        bench.forget();
        bench.clock.advance(pollEvery);
        QCOMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.put(u"a"_s, false);
        bench.provider.answerAll();
        QCOMPARE(bench.factWords(), QStringList{u"resync a"_s});
        QCOMPARE(bench.facts.first().source, FactSource::Snapshot);
        QCOMPARE(bench.session->reported(FlagKey(u"a"_s))->enabled, false);
    }

    void theStreamIsTriedOnAndTakesOver()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        bench.refuseStreams(404);
        bench.session->start();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        QCOMPARE(bench.state(), u"polling"_s);
        bench.server.onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.startStream(); });
        bench.forget();
        for (auto passed = 0s; passed < 70s; passed += pollEvery) {
            bench.clock.advance(pollEvery);
            bench.provider.answerAll();
        }
        QTRY_COMPARE(bench.session->counters().connections, 1U);
        QCOMPARE(bench.state(), u"polling"_s); // a stream that has said nothing is no reason to stop
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.put(u"a"_s, false);
        bench.provider.answerAll();
        QCOMPARE(bench.state(), u"polling"_s);
        bench.stream().write(":\n\n");
        QTRY_COMPARE(bench.state(), u"live"_s);
        QCOMPARE(bench.factWords(), (QStringList{u"resync a"_s, u"gap polling 1"_s, u"link live"_s}));
        QVERIFY(!bench.link().pollEvery);
        QVERIFY(!bench.link().error);
        bench.clock.advance(70s);
        QCOMPARE(bench.provider.waitingCount(Call::Flags), 0); // and nothing is polled any more
    }

    void aMuteStreamIsPolled()
    {
        Bench bench(10s);
        bench.provider.put(u"a"_s, true);
        bench.session->start();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        QCOMPARE(bench.state(), u"syncing"_s);
        bench.clock.advance(25s);
        QCOMPARE(bench.state(), u"late"_s);
        bench.clock.advance(25s); // 2W without a byte: something holds everything back
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        QCOMPARE(bench.state(), u"stale"_s);
        bench.provider.answerAll();
        QCOMPARE(bench.state(), u"polling"_s);
        QCOMPARE(bench.gap().reason, GapReason::StreamLost);
        // The next connection is as mute as the first, and that changes nothing.
        bench.forget();
        bench.clock.advance(1s);
        QTRY_COMPARE(bench.session->counters().connections, 2U);
        bench.provider.answerAll();
        for (auto passed = 0s; passed < 60s; passed += pollEvery) {
            bench.clock.advance(pollEvery);
            bench.provider.answerAll();
        }
        QVERIFY(bench.session->streamFacts().attempts >= 3U); // the watchdog replaced it
        QCOMPARE(bench.states, QStringList{u"polling"_s});
        QVERIFY(bench.factWords().isEmpty());
    }

    void aStreamThatFailsAgainAndAgainIsPolled()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bench.refuseStreams(503);
        bench.stream().close();
        QTRY_COMPARE(bench.link().attempt, 1);
        for (int attempt = 2; attempt <= limits::failuresBeforePolling; ++attempt) {
            QCOMPARE(bench.provider.waitingCount(Call::Flags), 0);
            bench.clock.advance(std::chrono::ceil<milliseconds>(*bench.link().retryAt - bench.clock.now()));
            QTRY_COMPARE(bench.link().attempt, attempt);
        }
        QCOMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.put(u"a"_s, false);
        bench.provider.answerAll();
        QCOMPARE(bench.state(), u"polling"_s);
        QVERIFY(bench.link().retryAt); // the stream goes on being tried
        QCOMPARE(bench.factWords().filter(u"link"_s).last(), u"link polling"_s);
        QCOMPARE(bench.factWords().filter(u"gap"_s), QStringList{u"gap stream-lost 1"_s});
    }

    void pollsThatFailMakeItStale()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        bench.refuseStreams(404);
        bench.session->start();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        bench.forget();
        bench.clock.advance(pollEvery);
        bench.provider.answerFlags(tl::unexpected(down));
        QCOMPARE(bench.state(), u"polling"_s); // one is forgiven
        bench.clock.advance(pollEvery * 3 / 2);
        QCOMPARE(bench.state(), u"stale"_s);
        QCOMPARE(bench.link().error, std::optional(down));
        QCOMPARE(bench.factWords(), (QStringList{u"gap polling 0"_s, u"link stale"_s}));
        bench.forget();
        while (bench.provider.waitingCount(Call::Flags) == 0)
            bench.clock.advance(1s);
        bench.provider.put(u"a"_s, false);
        bench.provider.answerAll();
        QCOMPARE(bench.state(), u"polling"_s);
        QCOMPARE(bench.factWords(), (QStringList{u"gap stream-lost 1"_s, u"resync a"_s, u"link polling"_s}));
    }

    void aRefusedStreamWithoutReadingsIsRefused()
    {
        Bench bench;
        bench.refuseStreams(200, "text/html");
        bench.session->start();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerFlags(tl::unexpected(down));
        QCOMPARE(bench.state(), u"refused"_s);
        QCOMPARE(bench.link().error->kind, ErrorKind::BadAnswer);
        bench.clock.advance(1h);
        QCOMPARE(bench.server.requests().size(), 1);
        QCOMPARE(bench.provider.waitingCount(Call::Flags), 0);
    }

    // It was proven that the readings work: what ends them for a while is an outage, not a refusal.
    void anOutageWhilePollingIsWaitedOut()
    {
        Bench bench;
        bench.refuseStreams(404);
        bench.session->start();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        for (auto passed = 0s; passed < 120s; passed += 5s) {
            bench.clock.advance(5s);
            bench.provider.answerFlags(tl::unexpected(down));
        }
        QTRY_COMPARE(bench.server.requests().size(), 2); // the stream was tried and refused again
        bench.clock.advance(60s);
        bench.provider.answerFlags(tl::unexpected(down));
        QCOMPARE(bench.state(), u"stale"_s);
        bench.clock.advance(60s);
        bench.provider.answerAll();
        QCOMPARE(bench.state(), u"polling"_s);
    }

    void aForbiddenStreamStopsUntilAPersonChoosesToPoll()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        bench.refuseStreams(403);
        bench.session->start();
        QTRY_COMPARE(bench.state(), u"refused"_s);
        bench.clock.advance(1h);
        QCOMPARE(bench.provider.calls(Call::Flags), 0);
        bench.session->pollInstead();
        QCOMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        QCOMPARE(bench.state(), u"polling"_s);
        QCOMPARE(bench.link().error->httpStatus, std::optional(403));
        for (int minute = 0; minute < 60; ++minute) {
            bench.clock.advance(1min);
            bench.provider.answerAll();
        }
        QCOMPARE(bench.server.requests().size(), 1); // no storm on what is forbidden
        bench.server.onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.startStream(); });
        bench.session->retryNow();
        QTRY_COMPARE(bench.session->counters().connections, 1U);
    }

    void credentialsWithoutAStreamArePolledAtOnce()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        bench.provider.streamFailure = Error{ErrorKind::Forbidden, u"no stream key"_s, {}, {}};
        bench.session->start();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        QCOMPARE(bench.state(), u"polling"_s);
        for (int minute = 0; minute < 10; ++minute) {
            bench.clock.advance(1min);
            bench.provider.answerAll();
        }
        QCOMPARE(bench.provider.streamRequests.size(), 1U);
        QCOMPARE(bench.state(), u"polling"_s);
    }

    void pauseEndsPolling()
    {
        Bench bench;
        bench.refuseStreams(404);
        bench.session->start();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        bench.forget();
        bench.session->pause();
        QCOMPARE(bench.state(), u"paused"_s);
        bench.clock.advance(10min);
        QCOMPARE(bench.provider.waitingCount(Call::Flags), 0);
        bench.session->retryNow();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        QCOMPARE(bench.factWords(),
                 (QStringList{u"gap polling 0"_s, u"link paused"_s, u"gap paused 0"_s, u"link polling"_s}));
    }

    // --- sleep, clock, network ---

    void afterSleepEverythingIsReadAnew()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bench.clock.advance(5s);
        const WallTime before = bench.clock.wallTime();
        bench.provider.put(u"a"_s, false);
        bench.clock.sleep(8h);
        bench.clock.advance(2s);
        QCOMPARE(bench.state(), u"stale"_s); // eight hours of silence, whatever timers saw of it
        QTRY_COMPARE(bench.session->counters().connections, 2U);
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        bench.stream().write(":\n\n");
        QTRY_COMPARE(bench.state(), u"live"_s);
        QCOMPARE(bench.factWords(),
                 (QStringList{u"link stale"_s, u"gap sleep 1"_s, u"resync a"_s, u"link live"_s}));
        QVERIFY(bench.gap().from <= before);
        QVERIFY(bench.gap().until >= before + 8h);
    }

    void aNapIsNoticedToo()
    {
        Bench bench;
        GO_LIVE(bench);
        bench.clock.sleep(10s);
        bench.clock.advance(2s);
        QTRY_COMPARE(bench.session->counters().connections, 2U);
        bench.provider.answerAll();
        bench.stream().write(":\n\n");
        QTRY_COMPARE(bench.state(), u"live"_s);
        QCOMPARE(bench.factWords().filter(u"gap"_s), QStringList{u"gap sleep 0"_s});
    }

    void aClockThatLeapsAheadMayHideATimeOfStandstill()
    {
        Bench bench;
        GO_LIVE(bench);
        bench.clock.advance(2s);
        bench.clock.setWallTime(bench.clock.wallTime() + 1h);
        bench.clock.advance(2s);
        QTRY_COMPARE(bench.session->counters().connections, 2U);
        bench.provider.answerAll();
        QTRY_COMPARE(bench.factWords().filter(u"gap"_s), QStringList{u"gap clock-jump 0"_s});
        QVERIFY(bench.gap().until - bench.gap().from >= 1h);
    }

    void aClockSetBackIsNotedAndBreaksNothing()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        bench.clock.advance(2s);
        bench.clock.setWallTime(bench.clock.wallTime() - 24h);
        bench.clock.advance(10s);
        QCOMPARE(bench.factWords(), QStringList{u"note"_s});
        QCOMPARE(std::get<ClockDetail>(*bench.facts.first().detail).by, milliseconds(-24h));
        QCOMPARE(bench.state(), u"live"_s);
        QCOMPARE(bench.session->counters().connections, 1U);
        bench.forget();
        bench.stream().close();
        QTRY_VERIFY(bench.link().retryAt);
        bench.clock.advance(2s);
        QTRY_COMPARE(bench.session->counters().connections, 2U);
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        QCOMPARE(bench.gap().until - bench.gap().from, milliseconds(14s)); // in the clock as it is now
    }

    void aClockSetBackWithinAGapDoesNotTurnItAround()
    {
        Bench bench;
        GO_LIVE(bench);
        bench.stream().close();
        QTRY_VERIFY(bench.link().retryAt);
        bench.server.onRequest([](const ReceivedRequest &, Exchange &) {}); // no answer for now
        bench.clock.setWallTime(bench.clock.wallTime() - 24h);
        bench.clock.advance(4s);
        bench.server.onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.startStream(); });
        bench.networkWatch.networkChanged();
        QTRY_COMPARE(bench.provider.waitingCount(Call::Flags), 1);
        bench.provider.answerAll();
        QCOMPARE(bench.gap().until - bench.gap().from, milliseconds(4s));
    }

    void anotherNetworkReplacesTheConnection()
    {
        Bench bench;
        GO_LIVE(bench);
        bench.clock.advance(5s);
        bench.networkWatch.networkChanged();
        QTRY_COMPARE(bench.session->counters().connections, 2U);
        bench.provider.answerAll();
        bench.stream().write(":\n\n");
        QTRY_COMPARE(bench.state(), u"live"_s);
        QCOMPARE(bench.factWords().filter(u"gap"_s), QStringList{u"gap network-change 0"_s});
        QCOMPARE(bench.gap().until - bench.gap().from, milliseconds(5s));
        bench.session->pause();
        bench.networkWatch.networkChanged(); // nothing runs, nothing is interrupted
        QCOMPARE(bench.state(), u"paused"_s);
    }

    // --- what the bytes give away ---

    void aBufferingProxyIsNamed()
    {
        Bench bench(10s);
        GO_LIVE(bench);
        for (int clump = 0; clump < 3; ++clump) {
            QCOMPARE(bench.link().clump.has_value(), clump == 2); // one may be a stalled network
            bench.clock.advance(40s);
            HEAR(bench, QByteArray(": heartbeat\n\n").repeated(4));
        }
        QVERIFY(bench.link().clump);
        QCOMPARE(bench.link().clump->frames, 4);
        QCOMPARE(bench.link().clump->silence, milliseconds(40s));
        QVERIFY(bench.link().window >= 75s); // and what arrives late is not late
    }

    void versionsAreCountedAndOrderNothing()
    {
        Bench bench;
        bench.provider.put(u"a"_s, true);
        GO_LIVE(bench);
        for (int i = 0; i < 5; ++i)
            HEAR(bench, change("a", 0));
        QVERIFY(!bench.session->streamFacts().versionsMove);
        HEAR(bench, change("a", 2));
        HEAR(bench, change("a", 2));
        HEAR(bench, change("a", 1));
        const StreamFacts facts = bench.session->streamFacts();
        QVERIFY(facts.versionsMove);
        QCOMPARE(facts.versions.duplicates, 1U);
        QCOMPARE(facts.versions.backward, 1U);
        QCOMPARE(bench.factWords().filter(u"flag.updated"_s).size(), 8); // every one has its row
    }

    void whatTheServerSaysOfItselfIsKept()
    {
        Bench bench;
        bench.server.onRequest([](const ReceivedRequest &, Exchange &exchange) {
            exchange.startStream(false,
                                 {{"Date", "Thu, 11 Jun 2026 14:20:10 GMT"}, {"Via", "1.1 buffering"}});
        });
        GO_LIVE(bench);
        HEAR(bench, "retry: 4000\nid: 17\n\n");
        const StreamFacts facts = bench.session->streamFacts();
        QCOMPARE(facts.lastEventId, "17");
        QCOMPARE(facts.serverRetry, std::optional<milliseconds>(4s));
        QCOMPARE(facts.attempts, 1U);
        QCOMPARE(facts.connection.httpVersion, u"HTTP/1.1"_s);
        QVERIFY(!facts.connection.encrypted);
        QCOMPARE(facts.connection.server, u"1.1 buffering"_s);
        QVERIFY(facts.connection.skew); // ours is at 14:20:00
        QCOMPARE(facts.connection.skew->ahead, milliseconds(10'500ms));
        QCOMPARE(facts.connection.skew->uncertainty, milliseconds(500ms));
    }
};

QTEST_GUILESS_MAIN(TestFreshness)
#include "tst_freshness.moc"
