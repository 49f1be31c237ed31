// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/throttle.h"
#include "support/manualclock.h"

#include <QRegularExpression>
#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestThrottle : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_runs = 0;
    }

    void atOnceAfterAQuietTime()
    {
        Throttle throttle(m_clock, 100ms, [this] { ++m_runs; });
        throttle.ask();
        QCOMPARE(m_runs, 1);
        m_clock.advance(100ms);
        throttle.ask();
        QCOMPARE(m_runs, 2);
    }

    void manyAreOneAtTheEnd()
    {
        Throttle throttle(m_clock, 100ms, [this] { ++m_runs; });
        for (int i = 0; i < 5; ++i) {
            throttle.ask();
            m_clock.advance(10ms);
        }
        QCOMPARE(m_runs, 1);
        m_clock.advance(49ms);
        QCOMPARE(m_runs, 1);
        m_clock.advance(1ms);
        QCOMPARE(m_runs, 2);
        m_clock.advance(1s);
        QCOMPARE(m_runs, 2); // nobody asked again
    }

    /// The interval counts from what was done last, also where that was late itself.
    void anAskFromInsideIsNotLost()
    {
        Throttle *inner = nullptr;
        Throttle throttle(m_clock, 100ms, [this, &inner] {
            if (++m_runs == 1)
                inner->ask();
        });
        inner = &throttle;
        throttle.ask();
        QCOMPARE(m_runs, 1);
        m_clock.advance(100ms);
        QCOMPARE(m_runs, 2);
    }

    void nothingRunsAfterItsEnd()
    {
        {
            Throttle throttle(m_clock, 100ms, [this] { ++m_runs; });
            throttle.ask();
            throttle.ask();
        }
        m_clock.advance(1s);
        QCOMPARE(m_runs, 1);
    }

private:
    ManualClock m_clock;
    int m_runs = 0;
};

QTEST_APPLESS_MAIN(TestThrottle)
#include "tst_throttle.moc"
