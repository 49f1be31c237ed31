// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/linkmonitor.h"

#include "support/manualclock.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestLinkMonitor : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void liveNeedsTheSnapshotAndAByte()
    {
        ManualClock clock;
        LinkMonitor link(clock, 75s);
        QCOMPARE(word(link.status().state), u"idle"_s);
        link.start();
        link.connecting(0);
        QCOMPARE(word(link.status().state), u"connecting"_s);
        link.opened();
        QCOMPARE(word(link.status().state), u"syncing"_s);
        QVERIFY(!link.status().snapshotRead);
        link.synced(214);
        QCOMPARE(word(link.status().state), u"syncing"_s);
        QVERIFY(link.status().snapshotRead);
        QCOMPARE(link.status().snapshotDone, 214);
        link.bytes();
        QCOMPARE(word(link.status().state), u"live"_s);
    }

    void aByteBeforeTheSnapshotIsNotEnough()
    {
        ManualClock clock;
        LinkMonitor link(clock, 75s);
        link.start();
        link.connecting(0);
        link.opened();
        link.bytes();
        QCOMPARE(word(link.status().state), u"syncing"_s);
        link.synced(1);
        QCOMPARE(word(link.status().state), u"live"_s);
    }

    void silenceMakesItLateThenStaleAndAByteLiveAgain()
    {
        ManualClock clock;
        LinkMonitor link(clock, 10s);
        makeLive(link);
        QCOMPARE(link.nextChange(), std::optional<std::chrono::milliseconds>(10s));
        clock.advance(9'999ms);
        link.update();
        QCOMPARE(word(link.status().state), u"live"_s);
        clock.advance(1ms);
        link.update();
        QCOMPARE(word(link.status().state), u"late"_s);
        QCOMPARE(link.nextChange(), std::optional<std::chrono::milliseconds>(10s));
        link.bytes();
        QCOMPARE(word(link.status().state), u"live"_s);
        clock.advance(10s);
        link.update();
        clock.advance(10s);
        link.update();
        QCOMPARE(word(link.status().state), u"stale"_s);
        QCOMPARE(link.status().since, clock.now());
    }

    void aMuteStreamGoesStaleAlthoughTheSnapshotWasRead()
    {
        ManualClock clock;
        LinkMonitor link(clock, 10s);
        link.start();
        link.connecting(0);
        link.opened();
        link.synced(3);
        clock.advance(10s);
        link.update();
        QCOMPARE(word(link.status().state), u"late"_s);
        clock.advance(10s);
        link.update();
        QCOMPARE(word(link.status().state), u"stale"_s);
    }

    void aLostConnectionRetriesAndIsStaleAfterThreeSeconds()
    {
        ManualClock clock;
        LinkMonitor link(clock, 75s);
        makeLive(link);
        const Error error{ErrorKind::Network, u"gone"_s, {}, {}};
        link.lost(error, 1, 7s);
        QCOMPARE(word(link.status().state), u"retrying"_s);
        QCOMPARE(link.status().attempt, 1);
        QCOMPARE(link.status().error, std::optional(error));
        QCOMPARE(link.nextChange(), std::optional<std::chrono::milliseconds>(3s));
        clock.advance(2'999ms);
        link.update();
        QCOMPARE(word(link.status().state), u"retrying"_s);
        clock.advance(1ms);
        link.update();
        QCOMPARE(word(link.status().state), u"stale"_s);
        QVERIFY(link.status().retryAt);
        QCOMPARE(*link.status().retryAt - clock.now(), MonotonicTime::duration(4s));
        QCOMPARE(link.status().error, std::optional(error));
    }

    void staleLastsUntilTheResyncIsComplete()
    {
        ManualClock clock;
        LinkMonitor link(clock, 75s);
        makeLive(link);
        link.lost(Error{ErrorKind::Network, {}, {}, {}}, 1, 5s);
        clock.advance(5s);
        link.update();
        link.connecting(1);
        QCOMPARE(word(link.status().state), u"stale"_s);
        QVERIFY(!link.status().retryAt);
        link.opened();
        link.bytes();
        QCOMPARE(word(link.status().state), u"stale"_s);
        link.synced(3);
        QCOMPARE(word(link.status().state), u"live"_s);
        QCOMPARE(link.status().attempt, 0);
        QVERIFY(!link.status().error);
    }

    void aQuickReconnectNeverLooksStale()
    {
        ManualClock clock;
        LinkMonitor link(clock, 75s);
        makeLive(link);
        link.lost(std::nullopt, 1, 1s);
        clock.advance(1s);
        link.connecting(1);
        QCOMPARE(word(link.status().state), u"connecting"_s);
        link.opened();
        QCOMPARE(word(link.status().state), u"syncing"_s);
        link.synced(1);
        link.bytes();
        QCOMPARE(word(link.status().state), u"live"_s);
    }

    void aSecondLossDoesNotBuyThreeMoreSeconds()
    {
        ManualClock clock;
        LinkMonitor link(clock, 75s);
        makeLive(link);
        link.lost(std::nullopt, 1, 1s);
        clock.advance(2s);
        link.connecting(1);
        link.opened();
        link.lost(std::nullopt, 2, 1s);
        clock.advance(1s);
        link.update();
        QCOMPARE(word(link.status().state), u"stale"_s);
    }

    void aConnectionReplacedByTheWatchdogStaysStale()
    {
        ManualClock clock;
        LinkMonitor link(clock, 10s);
        makeLive(link);
        clock.advance(20s); // nobody called update(): the watchdog was first
        link.lost(Error{ErrorKind::Timeout, {}, {}, {}}, 1, 1s);
        QCOMPARE(word(link.status().state), u"stale"_s);
    }

    void withoutAFirstReadingNothingCanBeStale()
    {
        ManualClock clock;
        LinkMonitor link(clock, 75s);
        link.start();
        link.connecting(0);
        link.lost(Error{ErrorKind::Network, {}, {}, {}}, 1, 30s);
        clock.advance(20s);
        link.update();
        QCOMPARE(word(link.status().state), u"retrying"_s);
        QVERIFY(!link.nextChange());
    }

    void aFailedReadStaysVisibleUntilOneSucceeds()
    {
        ManualClock clock;
        LinkMonitor link(clock, 75s);
        link.start();
        link.connecting(0);
        link.opened();
        link.readFailed(Error{ErrorKind::Server, {}, 503, {}});
        QCOMPARE(word(link.status().state), u"syncing"_s);
        QVERIFY(link.status().error);
        link.synced(0);
        QVERIFY(!link.status().error);
    }

    void stopsKeepTheirReasonAndIgnoreTime()
    {
        ManualClock clock;
        LinkMonitor link(clock, 75s);
        makeLive(link);
        link.refuse(Error{ErrorKind::Forbidden, u"key lacks stream scope"_s, 403, {}});
        QCOMPARE(word(link.status().state), u"refused"_s);
        QCOMPARE(link.status().error->detail, u"key lacks stream scope"_s);
        QVERIFY(!link.nextChange());
        link.needSignIn(Error{ErrorKind::SignInNeeded, {}, 401, {}});
        QCOMPARE(word(link.status().state), u"sign-in-needed"_s);
        link.pause();
        QCOMPARE(word(link.status().state), u"paused"_s);
        QVERIFY(!link.status().error);
        clock.advance(1h);
        link.update();
        QCOMPARE(word(link.status().state), u"paused"_s);
        link.start();
        QCOMPARE(word(link.status().state), u"connecting"_s);
        clock.advance(3s);
        link.update();
        QCOMPARE(word(link.status().state), u"stale"_s); // what is on screen is from before the pause
    }

    void theWallClockDecidesNothing()
    {
        ManualClock clock;
        LinkMonitor link(clock, 10s);
        makeLive(link);
        clock.setWallTime(clock.wallTime() - 24h);
        link.update();
        QCOMPARE(word(link.status().state), u"live"_s);
        clock.setWallTime(clock.wallTime() + 48h);
        link.update();
        QCOMPARE(word(link.status().state), u"live"_s);
        clock.advance(10s);
        link.update();
        QCOMPARE(word(link.status().state), u"late"_s);
    }

    void readingsWithoutAStreamArePolling()
    {
        ManualClock clock;
        LinkMonitor link(clock, 75s);
        makeLive(link);
        const Error error{ErrorKind::Network, u"gone"_s, {}, {}};
        link.lost(error, 3, 30s);
        clock.advance(3s);
        link.update();
        QCOMPARE(word(link.status().state), u"stale"_s);
        link.polled(7); // a reading alone, while nobody gave the stream up, is no state of its own
        QCOMPARE(word(link.status().state), u"stale"_s);
        link.poll(10s);
        link.polled(7);
        QCOMPARE(word(link.status().state), u"polling"_s);
        QCOMPARE(link.status().lastRead, std::optional(clock.now()));
        QCOMPARE(link.status().error, std::optional(error)); // why there is no stream
        QCOMPARE(link.nextChange(), std::optional<std::chrono::milliseconds>(25s));
        clock.advance(24'999ms);
        link.connecting(3);
        QCOMPARE(word(link.status().state), u"polling"_s); // the stream is tried on
        clock.advance(1ms);
        link.update();
        QCOMPARE(word(link.status().state), u"stale"_s);
        link.polled(7);
        QCOMPARE(word(link.status().state), u"polling"_s);
    }

    void pollingEndsWithTheFirstByteOfASyncedStream()
    {
        ManualClock clock;
        LinkMonitor link(clock, 10s);
        makeLive(link);
        link.lost(Error{ErrorKind::Timeout, {}, {}, {}}, 3, 1s);
        link.poll(10s);
        link.polled(7);
        link.connecting(3);
        link.opened();
        link.synced(7);
        QCOMPARE(word(link.status().state), u"polling"_s);
        clock.advance(24s); // a stream that says nothing does not make it worse
        link.update();
        QCOMPARE(word(link.status().state), u"polling"_s);
        link.bytes();
        QCOMPARE(word(link.status().state), u"live"_s);
        QVERIFY(!link.isToPoll());
        QVERIFY(!link.status().error);
        clock.advance(10s);
        link.update();
        QCOMPARE(word(link.status().state), u"late"_s);
    }

    void anotherRhythmCountsAtOnce()
    {
        ManualClock clock;
        LinkMonitor link(clock, 75s);
        makeLive(link);
        clock.advance(30s);
        link.setRhythm(10s, 25s);
        QCOMPARE(word(link.status().state), u"late"_s);
        QCOMPARE(link.status().heartbeat, std::optional<std::chrono::milliseconds>(10s));
        link.setRhythm(40s, 100s);
        QCOMPARE(word(link.status().state), u"live"_s);
    }

private:
    static void makeLive(LinkMonitor &link)
    {
        link.start();
        link.connecting(0);
        link.opened();
        link.synced(1);
        link.bytes();
        QCOMPARE(word(link.status().state), u"live"_s);
    }
};

QTEST_GUILESS_MAIN(TestLinkMonitor)
#include "tst_linkmonitor.moc"
