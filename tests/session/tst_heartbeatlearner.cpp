// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/heartbeatlearner.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

class TestHeartbeatLearner : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_now = MonotonicTime(1h);
    }

    void beforeThreeGapsTheDocumentedRhythmDecides()
    {
        HeartbeatLearner documented(30s, {});
        QCOMPARE(documented.window(), milliseconds(75s));
        HeartbeatLearner unknown({}, {});
        QCOMPARE(unknown.window(), milliseconds(75s));
        HeartbeatLearner slow(180s, {});
        QCOMPARE(slow.window(), milliseconds(450s));
        beats(documented, 10s, 3); // two gaps
        QVERIFY(!documented.rhythm());
        QCOMPARE(documented.window(), milliseconds(75s));
        beats(documented, 10s, 1);
        QCOMPARE(documented.rhythm(), std::optional<milliseconds>(10s));
        QCOMPARE(documented.window(), milliseconds(25s));
    }

    void theWindowIsClamped_data()
    {
        QTest::addColumn<int>("gap");
        QTest::addColumn<int>("documented");
        QTest::addColumn<int>("window");
        QTest::newRow("fast beats keep the floor") << 2 << 30 << 20;
        QTest::newRow("between") << 40 << 30 << 100;
        QTest::newRow("slow beats stop at two minutes") << 100 << 30 << 120;
        QTest::newRow("or at the documented rhythm") << 180 << 180 << 450;
    }
    void theWindowIsClamped()
    {
        QFETCH(int, gap);
        QFETCH(int, documented);
        QFETCH(int, window);
        HeartbeatLearner learner(std::chrono::seconds(documented), {});
        beats(learner, std::chrono::seconds(gap), 9);
        QCOMPARE(learner.window(), milliseconds(std::chrono::seconds(window)));
    }

    void theMedianForgivesAStall()
    {
        HeartbeatLearner learner(30s, {});
        beats(learner, 30s, 6);
        beats(learner, 300s, 1);
        beats(learner, 30s, 2);
        QCOMPARE(learner.rhythm(), std::optional<milliseconds>(30s));
        QCOMPARE(learner.window(), milliseconds(75s));
    }

    void onlyTheLastEightGapsCount()
    {
        HeartbeatLearner learner(30s, {});
        beats(learner, 30s, 9);
        beats(learner, 10s, 4);
        QCOMPARE(learner.rhythm(), std::optional<milliseconds>(20s)); // four of each
        beats(learner, 10s, 4);
        QCOMPARE(learner.rhythm(), std::optional<milliseconds>(10s));
    }

    void oneBeatInPiecesIsOneBeat()
    {
        HeartbeatLearner learner(30s, {});
        for (int beat = 0; beat < 5; ++beat) {
            m_now += 29s;
            for (int piece = 0; piece < 3; ++piece) {
                m_now += 100ms;
                learner.bytesArrived(m_now);
                learner.heartbeatArrived(m_now);
            }
            m_now += 700ms;
        }
        QVERIFY(*learner.rhythm() > 29s);
        QVERIFY(learner.window() > 70s);
    }

    // The naive median of all gaps would say one second, W would fall to its floor, and the first quiet half
    // minute of the evening would look like a dead stream.
    void aBusyStreamDoesNotTeachThatSilenceIsRare()
    {
        HeartbeatLearner learner(30s, {});
        for (int second = 0; second < 600; ++second) {
            m_now += 1s;
            learner.bytesArrived(m_now);
            if (second % 30 == 0)
                learner.heartbeatArrived(m_now);
        }
        QCOMPARE(learner.rhythm(), std::optional<milliseconds>(30s));
        QCOMPARE(learner.window(), milliseconds(75s));
    }

    void withoutHeartbeatsTheWindowOnlyGrows()
    {
        HeartbeatLearner learner({}, {});
        for (int i = 0; i < 20; ++i) {
            m_now += 2s;
            learner.bytesArrived(m_now);
        }
        QCOMPARE(learner.rhythm(), std::optional<milliseconds>(2s));
        QCOMPARE(learner.window(), milliseconds(75s));
        for (int i = 0; i < 8; ++i) {
            m_now += 40s;
            learner.bytesArrived(m_now);
        }
        QCOMPARE(learner.window(), milliseconds(100s));
    }

    void theFirstHeartbeatBeginsAnew()
    {
        HeartbeatLearner learner({}, {});
        for (int i = 0; i < 5; ++i) {
            m_now += 40s;
            learner.bytesArrived(m_now);
        }
        QVERIFY(learner.rhythm());
        learner.heartbeatArrived(m_now);
        QVERIFY(!learner.rhythm());
        beats(learner, 15s, 3);
        QCOMPARE(learner.rhythm(), std::optional<milliseconds>(15s));
        QCOMPARE(learner.window(), milliseconds(37'500ms));
    }

    void aReconnectIsNoGapButForgetsNothing()
    {
        HeartbeatLearner learner(30s, {});
        beats(learner, 10s, 4);
        learner.connectionOpened();
        m_now += 10min;
        beats(learner, 10s, 1);
        QCOMPARE(learner.rhythm(), std::optional<milliseconds>(10s));
        beats(learner, 10s, 8);
        QCOMPARE(learner.window(), milliseconds(25s));
    }

    void aFixedWindowStaysButTheRhythmIsLearned()
    {
        HeartbeatLearner learner(30s, 42s);
        beats(learner, 10s, 9);
        QCOMPARE(learner.window(), milliseconds(42s));
        QCOMPARE(learner.rhythm(), std::optional<milliseconds>(10s));
    }

    void aWindowIsFixedAndLetGoAtAnyTime()
    {
        HeartbeatLearner learner(30s, {});
        beats(learner, 10s, 9);
        QCOMPARE(learner.window(), milliseconds(25s));
        learner.fix(300s);
        QVERIFY(learner.isFixed());
        QCOMPARE(learner.window(), milliseconds(300s));
        beats(learner, 20s, 9); // learned, and of no consequence for now
        QCOMPARE(learner.window(), milliseconds(300s));
        learner.fix({});
        QVERIFY(!learner.isFixed());
        QCOMPARE(learner.window(), milliseconds(50s));
    }

    void saysWhetherAnythingIsNew()
    {
        HeartbeatLearner learner(30s, {});
        m_now += 10s;
        QVERIFY(!learner.heartbeatArrived(m_now));
        m_now += 10s;
        QVERIFY(!learner.heartbeatArrived(m_now));
        m_now += 10s;
        QVERIFY(!learner.heartbeatArrived(m_now));
        m_now += 10s;
        QVERIFY(learner.heartbeatArrived(m_now));
        m_now += 10s;
        QVERIFY(!learner.heartbeatArrived(m_now));
    }

private:
    void beats(HeartbeatLearner &learner, milliseconds gap, int count)
    {
        for (int i = 0; i < count; ++i) {
            m_now += gap;
            learner.bytesArrived(m_now);
            learner.heartbeatArrived(m_now);
        }
    }

    MonotonicTime m_now;
};

QTEST_GUILESS_MAIN(TestHeartbeatLearner)
#include "tst_heartbeatlearner.moc"
