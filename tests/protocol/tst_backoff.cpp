// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/backoff.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestBackoff final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void doublesUpToTheCap()
    {
        Backoff backoff({}, [] { return 1.0; });
        QList<qint64> waits;
        for (int attempt = 0; attempt < 7; ++attempt)
            waits.append(backoff.next().count());
        QCOMPARE(waits, QList<qint64>({1000, 2000, 4000, 8000, 16000, 30000, 30000}));
        QCOMPARE(backoff.failures(), 7);
    }

    void jitterStaysInTheUpperHalf()
    {
        Backoff least({}, [] { return 0.0; });
        QCOMPARE(least.next(), 500ms);
        QCOMPARE(least.next(), 1000ms);
        Backoff some({}, [] { return 0.25; });
        QCOMPARE(some.next(), 625ms);
    }

    void aWildJitterIsContained()
    {
        Backoff negative({}, [] { return -5.0; });
        QCOMPARE(negative.next(), 500ms);
        Backoff huge({}, [] { return 1e9; });
        QCOMPARE(huge.next(), 1000ms);
        Backoff none({}, [] { return qQNaN(); });
        const auto wait = none.next();
        QVERIFY(wait >= 500ms && wait <= 1000ms);
    }

    void theServerIsAFloorThatJitterLengthens()
    {
        Backoff least({}, [] { return 0.0; });
        QCOMPARE(least.next(10s), 10s);
        Backoff most({}, [] { return 1.0; });
        QCOMPARE(most.next(10s), 10s + 500ms);
        QCOMPARE(most.next(1h), 1h + 1s); // also above the cap
    }

    void aSmallServerFloorShortensNothing()
    {
        Backoff backoff({}, [] { return 0.0; });
        QCOMPARE(backoff.next(0ms), 500ms);
        QCOMPARE(backoff.next(1ms), 1000ms);
    }

    void neverBelowTheFloor()
    {
        Backoff backoff({.first = 0ms, .cap = 0ms, .floor = 250ms}, [] { return 0.0; });
        QCOMPARE(backoff.next(), 250ms);
        QCOMPARE(backoff.next(), 250ms);
    }

    void resetForgetsFailures()
    {
        Backoff backoff({}, [] { return 1.0; });
        for (int attempt = 0; attempt < 100; ++attempt)
            (void)backoff.next();
        backoff.reset();
        QCOMPARE(backoff.failures(), 0);
        QCOMPARE(backoff.next(), 1000ms);
    }
};

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
