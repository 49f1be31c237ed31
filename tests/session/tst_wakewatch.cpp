// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/wakewatch.h"

#include "support/manualclock.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Kind = WakeWatch::Finding::Kind;

struct Bench
{
    ManualClock clock;
    std::vector<WakeWatch::Finding> found;
    WakeWatch watch{clock, [this](const WakeWatch::Finding &finding) { found.push_back(finding); }};
};

} // namespace

class TestWakeWatch : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void anOrdinaryDayFindsNothing()
    {
        Bench bench;
        bench.watch.start();
        bench.clock.advance(24h);
        QVERIFY(bench.found.empty());
    }

    void sleepIsFoundOnceAndAtOnce()
    {
        Bench bench;
        bench.watch.start();
        bench.clock.advance(1min);
        const WallTime before = bench.clock.wallTime();
        bench.clock.sleep(8h);
        bench.clock.advance(2s);
        QCOMPARE(bench.found.size(), 1U);
        QCOMPARE(bench.found[0].kind, Kind::Slept);
        QCOMPARE(bench.found[0].by, std::chrono::milliseconds(8h));
        QCOMPARE(bench.found[0].before, before);
        bench.clock.advance(1h);
        QCOMPARE(bench.found.size(), 1U);
    }

    void theClockMayBeSetBothWays()
    {
        Bench bench;
        bench.watch.start();
        bench.clock.advance(1min);
        bench.clock.setWallTime(bench.clock.wallTime() + 2h);
        bench.clock.advance(1min);
        QCOMPARE(bench.found.size(), 1U);
        QCOMPARE(bench.found[0].kind, Kind::LeaptAhead);
        QCOMPARE(bench.found[0].by, std::chrono::milliseconds(2h));
        bench.clock.setWallTime(bench.clock.wallTime() - 24h);
        bench.clock.advance(1min);
        QCOMPARE(bench.found.size(), 2U);
        QCOMPARE(bench.found[1].kind, Kind::SetBack);
        QCOMPARE(bench.found[1].by, std::chrono::milliseconds(-24h));
    }

    void timeSynchronisationIsNoJump()
    {
        Bench bench;
        bench.watch.start();
        for (int i = 0; i < 100; ++i) {
            bench.clock.setWallTime(bench.clock.wallTime() + (i % 2 ? 900ms : -900ms));
            bench.clock.advance(2s);
        }
        QVERIFY(bench.found.empty());
    }

    void aClockPutRightAfterSleepIsTheSleep()
    {
        Bench bench;
        bench.watch.start();
        bench.clock.sleep(1h);
        bench.clock.setWallTime(bench.clock.wallTime() + 30s);
        bench.clock.advance(2s);
        QCOMPARE(bench.found.size(), 1U);
        QCOMPARE(bench.found[0].kind, Kind::Slept);
    }

    void whileStoppedNothingIsNoticed()
    {
        Bench bench;
        bench.watch.start();
        bench.watch.stop();
        bench.clock.sleep(1h);
        bench.clock.advance(1min);
        bench.watch.start();
        bench.clock.advance(1min);
        QVERIFY(bench.found.empty());
    }
};

QTEST_GUILESS_MAIN(TestWakeWatch)
#include "tst_wakewatch.moc"
