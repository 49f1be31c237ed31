// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/refusedreads.h"

#include "core/limits.h"

#include "support/manualclock.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const FlagKey a{u"a"_s};
const FlagKey b{u"b"_s};
const FlagKey c{u"c"_s};

struct Bench
{
    ManualClock clock;
    QVector<FlagKey> asked;
    QSet<FlagKey> unwanted;
    RefusedReads refused{clock, [this](const FlagKey &key) {
                             if (unwanted.contains(key))
                                 return false;
                             asked.append(key);
                             return true;
                         }};
};

} // namespace

class TestRefusedReads final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void oneStandsForAll()
    {
        Bench bench;
        bench.refused.add(a);
        bench.refused.add(b);
        bench.refused.add(b);
        bench.refused.add(c);
        QCOMPARE(bench.refused.count(), 3);
        bench.clock.advance(limits::refusedReadPause);
        QCOMPARE(bench.asked, QVector<FlagKey>{a});
        bench.refused.noteAnswered(a);
        QCOMPARE(bench.asked, QVector<FlagKey>({a, b, c}));
        QCOMPARE(bench.refused.count(), 0);
        bench.clock.advance(1h);
        QCOMPARE(bench.asked.size(), 3);
    }

    void theOthersTakeTheirTurnWithGrowingPauses()
    {
        Bench bench;
        bench.refused.add(a);
        bench.refused.add(b);
        std::chrono::milliseconds pause = limits::refusedReadPause;
        for (int turn = 0; turn < 10; ++turn) {
            bench.clock.advance(pause - 1ms);
            QCOMPARE(bench.asked.size(), turn);
            bench.clock.advance(1ms);
            QCOMPARE(bench.asked.size(), turn + 1);
            QCOMPARE(bench.asked.last(), turn % 2 == 0 ? a : b);
            bench.refused.add(bench.asked.last());
            pause = std::min<std::chrono::milliseconds>(pause * 2, limits::refusedReadPauseCap);
        }
        QCOMPARE(pause, std::chrono::milliseconds(limits::refusedReadPauseCap));
    }

    // One flag of many that may be read is no sign that the others may.
    void anAnswerThatWasNotAskedForHereSaysNothingOfTheOthers()
    {
        Bench bench;
        bench.refused.add(a);
        bench.refused.add(b);
        bench.refused.noteAnswered(c);
        bench.refused.noteAnswered(a);
        QCOMPARE(bench.asked.size(), 0);
        QCOMPARE(bench.refused.count(), 1);
        bench.clock.advance(limits::refusedReadPause);
        QCOMPARE(bench.asked, QVector<FlagKey>{b});
    }

    void whatNobodyWantsIsPassedOver()
    {
        Bench bench;
        bench.refused.add(a);
        bench.refused.add(b);
        bench.unwanted = {a};
        bench.clock.advance(limits::refusedReadPause);
        QCOMPARE(bench.asked, QVector<FlagKey>{b});
        QCOMPARE(bench.refused.count(), 0);
    }

    void afterAnAnswerThePauseIsShortAgain()
    {
        Bench bench;
        bench.refused.add(a);
        bench.clock.advance(limits::refusedReadPause);
        bench.refused.add(a);
        bench.clock.advance(2 * limits::refusedReadPause);
        QCOMPARE(bench.asked.size(), 2);
        bench.refused.noteAnswered(a);
        bench.refused.add(b);
        bench.clock.advance(limits::refusedReadPause);
        QCOMPARE(bench.asked.last(), b);
    }

    void whatIsClearedIsForgotten()
    {
        Bench bench;
        bench.refused.add(a);
        bench.refused.clear();
        bench.clock.advance(1h);
        QCOMPARE(bench.asked.size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestRefusedReads)
#include "tst_refusedreads.moc"
