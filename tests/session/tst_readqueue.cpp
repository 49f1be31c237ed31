// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/readqueue.h"

#include "support/fakeprovider.h"
#include "support/manualclock.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A queue on a fake provider, with what was read and what was answered as short words.
struct Bench
{
    ManualClock clock;
    Stamps stamps{clock};
    FakeProvider provider;
    QStringList answered;
    std::function<void(const FlagRef &)> onAnswer;
    ReadQueue queue{
        clock, stamps,
        [this](const FlagRef &flag, Callback<Flag> done) { return provider.readFlag(flag, std::move(done)); },
        [this](const FlagRef &flag, ReadUrgency, MonotonicTime, const Result<Flag> &result) {
            answered.append(result ? flag.key.text() : u"%1!"_s.arg(flag.key.text()));
            if (onAnswer)
                onAnswer(flag);
        }};

    Bench()
    {
        for (const auto &key : {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s})
            provider.put(key, true);
    }
    void add(const QString &key, ReadUrgency urgency = ReadUrgency::Announced)
    {
        queue.add(FakeProvider::ref(key), urgency);
    }
    QStringList reads() const
    {
        QStringList keys;
        for (const FlagRef &flag : provider.flagReads())
            keys.append(flag.key.text());
        return keys;
    }
};

const Error down{ErrorKind::Network, u"down"_s, {}, {}};

} // namespace

class TestReadQueue : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void theFirstWishIsReadAtOnceAndABurstOnceMore()
    {
        Bench bench;
        bench.add(u"a"_s);
        QCOMPARE(bench.reads(), QStringList{u"a"_s});
        for (int i = 0; i < 1000; ++i)
            bench.add(u"a"_s);
        bench.clock.advance(100ms);
        QVERIFY(bench.provider.answer(FakeProvider::Call::Flag));
        QCOMPARE(bench.reads().size(), 1); // not before the window has passed since the last start
        bench.clock.advance(149ms);
        QCOMPARE(bench.reads().size(), 1);
        bench.clock.advance(1ms);
        QCOMPARE(bench.reads().size(), 2);
        bench.provider.answerAll();
        bench.clock.advance(1min);
        QCOMPARE(bench.reads().size(), 2);
        QCOMPARE(bench.answered, (QStringList{u"a"_s, u"a"_s}));
        QVERIFY(!bench.queue.contains(FakeProvider::ref(u"a"_s)));
        QVERIFY(!bench.clock.nextTimer());
    }

    void aWishSoonAfterAnAnswerWaitsForTheWindow()
    {
        Bench bench;
        bench.add(u"a"_s);
        bench.clock.advance(5ms);
        bench.provider.answerAll();
        bench.add(u"a"_s);
        QCOMPARE(bench.reads().size(), 1);
        bench.clock.advance(245ms);
        QCOMPARE(bench.reads().size(), 2);
        bench.provider.answerAll();
        bench.clock.advance(250ms);
        bench.add(u"a"_s); // long enough ago: at once
        QCOMPARE(bench.reads().size(), 3);
    }

    void onlySoManyAtATimeAndOneSlotIsKeptForWhatChanged()
    {
        Bench bench;
        for (const auto &key : {u"a"_s, u"b"_s, u"c"_s, u"d"_s})
            bench.add(key, ReadUrgency::Background);
        QCOMPARE(bench.queue.inFlight(), limits::readsInFlight - 1);
        bench.add(u"e"_s);
        QCOMPARE(bench.queue.inFlight(), limits::readsInFlight);
        QCOMPARE(bench.reads().last(), u"e"_s);
        bench.add(u"f"_s);
        QCOMPARE(bench.queue.waiting(ReadUrgency::Announced), 1);
        bench.provider.answer(FakeProvider::Call::Flag);
        QCOMPARE(bench.reads().last(), u"f"_s); // before d, which is only for the background
        bench.provider.answerAll();
        QCOMPARE(bench.answered.size(), 6);
        QCOMPARE(bench.queue.inFlight(), 0);
    }

    void whatIsOnScreenGoesBeforeTheRestAndChangesWithIt()
    {
        Bench bench;
        bench.queue.setHeld(true);
        bench.add(u"a"_s, ReadUrgency::Background);
        bench.add(u"b"_s, ReadUrgency::Preferred);
        bench.add(u"c"_s, ReadUrgency::Background);
        bench.queue.demotePreferred();
        bench.add(u"c"_s, ReadUrgency::Preferred);
        QCOMPARE(bench.queue.waiting(ReadUrgency::Preferred), 1);
        bench.queue.setHeld(false);
        QCOMPARE(bench.reads().first(), u"c"_s);
    }

    void heldStartsNothing()
    {
        Bench bench;
        bench.queue.setHeld(true);
        bench.add(u"a"_s);
        bench.clock.advance(1min);
        QVERIFY(bench.reads().isEmpty());
        bench.queue.setHeld(false);
        QCOMPARE(bench.reads(), QStringList{u"a"_s});
    }

    void failuresAreTriedAgainWithGrowingPauses()
    {
        Bench bench;
        bench.add(u"a"_s);
        for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
            bench.provider.answerFlag(tl::unexpected(down));
            const auto reads = bench.reads().size();
            bench.clock.advance(pause - 1ms);
            QCOMPARE(bench.reads().size(), reads);
            bench.clock.advance(1ms);
            QCOMPARE(bench.reads().size(), reads + 1);
        }
        bench.provider.answerAll();
        QCOMPARE(bench.answered.last(), u"a"_s);
        bench.clock.advance(1min);
        QCOMPARE(bench.reads().size(), 8);
    }

    void aNewWishEndsThePauseOfAFailure()
    {
        Bench bench;
        bench.add(u"a"_s);
        bench.clock.advance(1s);
        bench.provider.answerFlag(tl::unexpected(down));
        bench.add(u"a"_s);
        QCOMPARE(bench.reads().size(), 2);
    }

    void theServersOwnPauseIsAFloor()
    {
        Bench bench;
        bench.add(u"a"_s);
        bench.provider.answerFlag(tl::unexpected(Error{ErrorKind::RateLimited, {}, 429, 12s}));
        bench.clock.advance(11s);
        QCOMPARE(bench.reads().size(), 1);
        bench.clock.advance(1s);
        QCOMPARE(bench.reads().size(), 2);
    }

    void aFinalFailureIsNotTriedAgain()
    {
        Bench bench;
        bench.add(u"a"_s);
        bench.provider.answerFlag(tl::unexpected(Error{ErrorKind::Forbidden, {}, 403, {}}));
        QCOMPARE(bench.answered, QStringList{u"a!"_s});
        bench.clock.advance(1h);
        QCOMPARE(bench.reads().size(), 1);
    }

    void droppingCancelsAndClearingEmpties()
    {
        Bench bench;
        bench.add(u"a"_s);
        bench.add(u"b"_s);
        bench.queue.drop(FakeProvider::ref(u"a"_s));
        QCOMPARE(bench.provider.waiting().size(), 1U);
        QCOMPARE(bench.queue.inFlight(), 1);
        bench.queue.clear();
        QVERIFY(bench.provider.waiting().empty());
        QCOMPARE(bench.queue.inFlight(), 0);
        bench.clock.advance(1min);
        QVERIFY(bench.answered.isEmpty());
    }

    void waitingReadsCanBeTakenBackWhileOthersGoOn()
    {
        Bench bench;
        for (const auto &key : {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s})
            bench.add(key);
        QCOMPARE(bench.queue.waiting(ReadUrgency::Announced), 2);
        bench.queue.dropWaiting(ReadUrgency::Announced);
        QCOMPARE(bench.queue.waiting(ReadUrgency::Announced), 0);
        bench.provider.answerAll();
        QCOMPARE(bench.answered, (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
    }

    void theReceiverMayEmptyTheQueue()
    {
        Bench bench;
        bench.onAnswer = [&bench](const FlagRef &) { bench.queue.clear(); };
        bench.add(u"a"_s);
        bench.add(u"b"_s);
        bench.provider.answer(FakeProvider::Call::Flag);
        QVERIFY(bench.provider.waiting().empty());
        QCOMPARE(bench.answered, QStringList{u"a"_s});
    }

    void itKnowsWhichReadsWillAnswerAnEvent()
    {
        Bench bench;
        const FlagRef a = FakeProvider::ref(u"a"_s);
        const MonotonicTime before = bench.stamps.next();
        bench.add(u"a"_s);
        const MonotonicTime after = bench.stamps.next();
        QVERIFY(bench.queue.willAnswer(a, before));
        QVERIFY(!bench.queue.willAnswer(a, after)); // the answer may have been on its way already
        bench.add(u"a"_s);
        QVERIFY(bench.queue.willAnswer(a, after));
    }
};

QTEST_GUILESS_MAIN(TestReadQueue)
#include "tst_readqueue.moc"
