// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "support/manualclock.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestClock : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void aSystemTimerFiresOnceFromTheEventLoop()
    {
        const SystemClock clock;
        int fired = 0;
        const auto timer = clock.createTimer([&fired] { ++fired; });
        QVERIFY(!timer->isActive());
        timer->start(0ms);
        QCOMPARE(fired, 0);
        QVERIFY(timer->isActive());
        QTRY_COMPARE(fired, 1);
        QVERIFY(!timer->isActive());
    }

    void nothingFiresAfterStopOrDestruction()
    {
        const SystemClock clock;
        int stopped = 0;
        int destroyed = 0;
        bool later = false;
        const auto timer = clock.createTimer([&stopped] { ++stopped; });
        auto gone = clock.createTimer([&destroyed] { ++destroyed; });
        const auto last = clock.createTimer([&later] { later = true; });
        timer->start(0ms);
        gone->start(0ms);
        timer->stop();
        gone.reset();
        last->start(1ms);
        QTRY_VERIFY(later);
        QCOMPARE(stopped, 0);
        QCOMPARE(destroyed, 0);
    }

    void aSystemTimerWaitsLongerThanAnIntCounts()
    {
        const SystemClock clock;
        int fired = 0;
        bool later = false;
        const auto timer = clock.createTimer([&fired] { ++fired; });
        const auto last = clock.createTimer([&later] { later = true; });
        timer->start(std::chrono::hours(24 * 60)); // 5'184'000'000 ms, which wraps to less than nothing
        last->start(1ms);
        QTRY_VERIFY(later);
        QCOMPARE(fired, 0);
        QVERIFY(timer->isActive());
    }

    void aSystemTimerMayBeDestroyedByWhatItCalls()
    {
        const SystemClock clock;
        std::unique_ptr<Timer> timer;
        const QString text = u"kept"_s;
        bool fired = false;
        timer = clock.createTimer([&timer, &fired, text] {
            timer.reset();
            fired = text == u"kept"_s; // what was captured is still there
        });
        timer->start(0ms);
        QTRY_VERIFY(fired);
    }

    void systemTimesAgreeWithTheSystem()
    {
        const SystemClock clock;
        const qint64 before = QDateTime::currentMSecsSinceEpoch();
        const qint64 told = clock.wallTime().time_since_epoch().count();
        const qint64 after = QDateTime::currentMSecsSinceEpoch();
        QVERIFY(before <= told && told <= after);
        const MonotonicTime first = clock.now();
        QVERIFY(clock.now() >= first);
        const MonotonicTime awake = clock.awakeTime();
        QVERIFY(clock.awakeTime() >= awake);
    }

    void inSleepTimePassesButTimersWait()
    {
        ManualClock clock;
        int fired = 0;
        const auto timer = clock.createTimer([&fired] { ++fired; });
        timer->start(10s);
        const MonotonicTime before = clock.now();
        const MonotonicTime awake = clock.awakeTime();
        const WallTime wall = clock.wallTime();
        clock.sleep(8h);
        QCOMPARE(clock.now() - before, MonotonicTime::duration(8h));
        QCOMPARE(clock.wallTime() - wall, std::chrono::milliseconds(8h));
        QCOMPARE(clock.awakeTime(), awake);
        clock.advance(9'999ms);
        QCOMPARE(fired, 0);
        clock.advance(1ms);
        QCOMPARE(fired, 1);
        QCOMPARE(clock.awakeTime() - awake, MonotonicTime::duration(10s));
    }

    void handMovedTimersFireInOrderAndMayStartOthers()
    {
        ManualClock clock;
        QStringList order;
        std::unique_ptr<Timer> inner = clock.createTimer([&order] { order += u"inner"_s; });
        const auto late = clock.createTimer([&order] { order += u"late"_s; });
        const auto early = clock.createTimer([&] {
            order += u"early"_s;
            inner->start(5ms);
        });
        late->start(20ms);
        early->start(10ms);
        QCOMPARE(clock.nextTimer(), std::optional(10ms));
        clock.advance(9ms);
        QVERIFY(order.isEmpty());
        clock.advance(30ms);
        QCOMPARE(order, QStringList({u"early"_s, u"inner"_s, u"late"_s}));
        QVERIFY(!clock.nextTimer());
    }

    void startingAgainReplacesTheEarlierRun()
    {
        ManualClock clock;
        int fired = 0;
        const auto timer = clock.createTimer([&fired] { ++fired; });
        timer->start(10ms);
        clock.advance(5ms);
        timer->start(10ms);
        clock.advance(9ms);
        QCOMPARE(fired, 0);
        clock.advance(1ms);
        QCOMPARE(fired, 1);
        clock.advance(1h);
        QCOMPARE(fired, 1);
    }

    void aWallClockThatIsSetBackMovesNoTimer()
    {
        ManualClock clock;
        int fired = 0;
        const auto timer = clock.createTimer([&fired] { ++fired; });
        timer->start(10ms);
        const MonotonicTime before = clock.now();
        clock.setWallTime(clock.wallTime() - 24h);
        QCOMPARE(fired, 0);
        QCOMPARE(clock.now(), before);
        clock.advance(10ms);
        QCOMPARE(fired, 1);
    }

    void timesAndDatesGoBothWays()
    {
        const WallTime time(1'781'187'600'123ms);
        QCOMPARE(toDateTime(time).toString(Qt::ISODateWithMs), u"2026-06-11T14:20:00.123Z"_s);
        QCOMPARE(fromDateTime(toDateTime(time)), time);
    }
};

QTEST_GUILESS_MAIN(TestClock)
#include "tst_clock.moc"
