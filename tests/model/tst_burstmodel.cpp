// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/burstmodel.h"
#include "model/samples.h"
#include "support/manualclock.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::samples;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// A log whose rows stand at times of the test's own, with both models over it.
struct Log
{
    /// The model tester looks at every row after every change: not for many rows.
    explicit Log(int capacity = 1'000, bool tested = true) : log(capacity)
    {
        if (tested)
            tester.emplace(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    }

    Fact made(FactKind kind = FactKind::FlagUpdated, const QString &key = u"a"_s)
    {
        Fact fact = samples::fact(++serial, kind, key);
        fact.time = now;
        return fact;
    }
    /// @p count events of one kind, @p apart, in one batch.
    void add(int count, std::chrono::milliseconds apart = 10ms, FactKind kind = FactKind::FlagUpdated,
             const QString &key = u"a"_s)
    {
        QVector<Fact> facts;
        for (int i = 0; i < count; ++i) {
            facts += made(kind, key);
            now += apart;
        }
        log.add(facts);
        clock.advance(100ms);
    }
    /// In one batch: @p bursts of twelve events, a gap after each.
    void addBursts(int bursts)
    {
        QVector<Fact> facts;
        for (int burst = 0; burst < bursts; ++burst) {
            for (int i = 0; i < 12; ++i)
                facts += made();
            facts += made(FactKind::Gap);
            now += 2s;
        }
        log.add(facts);
        clock.advance(100ms);
    }
    void settle() { clock.advance(1s); }
    /// Per row: serial, or first*count for a burst.
    [[nodiscard]] QString shown() const
    {
        QStringList texts;
        for (int row = 0; row < rows.rowCount(); ++row) {
            const int events = rows.index(row, 0).data(BurstModel::EventCountRole).toInt();
            texts += QString::number(rows.recordAt(row).serial)
                     + (events > 1 ? u'*' + QString::number(events) : QString());
        }
        return texts.join(u' ');
    }
    [[nodiscard]] QString text(int row, int column) const
    {
        return rows.index(row, column).data().toString();
    }

    ManualClock clock;
    EventLog log;
    EventLogModel source{log, clock};
    EventFilterModel filter{source, clock};
    BurstModel rows{filter, clock};
    std::optional<QAbstractItemModelTester> tester;
    quint64 serial = 0;
    WallTime now{1'781'187'600'000ms};
};

/// What the rows should be, worked out the simple way from all rows of the filter at once.
QString expected(const Log &log)
{
    QStringList texts;
    const std::vector<Burst> bursts = findBursts(log.filter, 0, log.filter.rowCount(), 0);
    auto burst = bursts.begin();
    for (int row = 0; row < log.filter.rowCount();) {
        const bool folded = burst != bursts.end() && burst->first == row;
        const qint64 events = folded ? burst->end - burst->first : 1;
        texts += QString::number(log.filter.recordAt(row).serial)
                 + (folded ? u'*' + QString::number(events) : QString());
        row += int(events);
        burst += folded ? 1 : 0;
    }
    return texts.join(u' ');
}

} // namespace

class TestBurstModel final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void tenOfAKindWithinASecondAreOneRow_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("apartMs");
        QTest::addColumn<QString>("shown");
        QTest::newRow("nine") << 9 << 10 << u"1 2 3 4 5 6 7 8 9"_s;
        QTest::newRow("ten") << 10 << 10 << u"1*10"_s;
        QTest::newRow("ten in exactly a second") << 10 << 111 << u"1*10"_s;
        QTest::newRow("ten in more than a second") << 10 << 112 << u"1 2 3 4 5 6 7 8 9 10"_s;
        QTest::newRow("a burst goes on") << 40 << 100 << u"1*40"_s;
    }
    void tenOfAKindWithinASecondAreOneRow()
    {
        QFETCH(int, count);
        QFETCH(int, apartMs);
        Log batch;
        batch.add(count, std::chrono::milliseconds(apartMs));
        QTEST(batch.shown(), "shown");
        Log oneByOne;
        for (int i = 0; i < count; ++i)
            oneByOne.add(1, std::chrono::milliseconds(apartMs));
        QTEST(oneByOne.shown(), "shown");
    }

    void rowSaysWhatItHolds()
    {
        Log log;
        log.add(1, 2s);
        log.add(12, 50ms);
        QCOMPARE(log.shown(), u"1 2*12"_s);
        QCOMPARE(log.text(1, EventLogModel::What), u"▸ 12 events in 550 ms"_s);
        QCOMPARE(log.text(1, EventLogModel::FlagColumn), u"a"_s);
        QCOMPARE(log.text(1, EventLogModel::Kind), u"flag.updated"_s);
        QCOMPARE(log.text(1, EventLogModel::Delta), u"+2.000"_s);
        QCOMPARE(log.text(1, EventLogModel::Lag), QString());
        log.add(1, 50ms, FactKind::FlagUpdated, u"b"_s);
        QCOMPARE(log.text(1, EventLogModel::What), u"▸ 13 events in 600 ms"_s);
        QCOMPARE(log.text(1, EventLogModel::FlagColumn), u"several flags"_s);
        const QString spoken = log.rows.index(1, 0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.endsWith(u"flag.updated: ▸ 13 events in 600 ms"_s), qPrintable(spoken));
        QCOMPARE(log.rows.filterRows(1).first, 1);
        QCOMPARE(log.rows.filterRows(1).count, 13);
        QCOMPARE(log.rows.lastRecordAt(1).serial, quint64(14));
    }

    void onlyWhatTheStreamSaysIsFolded()
    {
        Log log;
        log.add(12, 1ms, FactKind::Command);
        log.add(12, 1ms, FactKind::Gap);
        QCOMPARE(log.rows.rowCount(), 24);
        QVector<Fact> readings;
        for (int i = 0; i < 12; ++i) {
            readings += log.made();
            readings.last().source = FactSource::ReadBack;
        }
        log.log.add(readings);
        log.settle();
        QCOMPARE(log.rows.rowCount(), 36);
    }

    void anotherKindPartsABurst()
    {
        Log log;
        log.add(10);
        log.add(1, 10ms, FactKind::Gap);
        log.add(9);
        QCOMPARE(log.shown(), u"1*10 11 12 13 14 15 16 17 18 19 20"_s);
        log.add(1);
        QCOMPARE(log.shown(), u"1*10 11 12*10"_s);
    }

    void aPausePartsABurst()
    {
        Log log;
        log.add(10);
        log.now += 3s;
        log.add(10);
        QCOMPARE(log.shown(), u"1*10 11*10"_s);
    }

    void aClockSetBackPartsABurst()
    {
        Log log;
        log.add(10);
        log.now -= 1h;
        log.add(9);
        QCOMPARE(log.shown(), u"1*10 11 12 13 14 15 16 17 18 19"_s);
    }

    void aLongBurstGetsAnotherRowEachTenSeconds()
    {
        Log log;
        log.add(250, 100ms); // 25 s, from a full ten
        QCOMPARE(log.shown(), u"1*100 101*100 201*50"_s);
    }

    void unfoldsAndFolds()
    {
        Log log;
        log.add(2, 1s);
        log.add(10);
        log.add(1, 2s, FactKind::Gap);
        QCOMPARE(log.shown(), u"1 2 3*10 13"_s);
        QVERIFY(log.rows.isFolded(2));
        QVERIFY(!log.rows.isFolded(1));
        log.rows.unfold(1); // nothing to unfold
        log.rows.unfold(2);
        QCOMPARE(log.shown(), u"1 2 3 4 5 6 7 8 9 10 11 12 13"_s);
        QVERIFY(log.rows.isUnfolded(11));
        QVERIFY(!log.rows.isUnfolded(12));
        QCOMPARE(log.rows.rowOf(7), 6);
        log.rows.fold(12); // not of it
        QCOMPARE(log.rows.rowCount(), 13);
        log.rows.fold(7);
        QCOMPARE(log.shown(), u"1 2 3*10 13"_s);
        QCOMPARE(log.rows.rowOf(7), 2);
        QCOMPARE(log.rows.rowOf(13), 3);
        QCOMPARE(log.rows.rowOf(99), -1);
    }

    void unfoldedBurstGrowsUnfoldedAndOutlivesTheFilter()
    {
        Log log;
        log.add(10);
        log.rows.unfold(0);
        log.add(2);
        QCOMPARE(log.rows.rowCount(), 12);
        QVERIFY(log.rows.isUnfolded(11));
        log.filter.setFilterText(u"flag:a"_s);
        log.settle();
        QCOMPARE(log.rows.rowCount(), 12);
        log.rows.fold(3);
        log.filter.setFilterText({});
        QCOMPARE(log.shown(), u"1*12"_s);
    }

    void revealUnfolds()
    {
        Log log;
        log.add(10);
        log.now += 5s;
        log.add(12);
        QCOMPARE(log.shown(), u"1*10 11*12"_s);
        QCOMPARE(log.rows.reveal(15), 5);
        QCOMPARE(log.rows.recordAt(5).serial, quint64(15));
        QVERIFY(log.rows.isFolded(0));
        QCOMPARE(log.rows.reveal(99), -1);
        QCOMPARE(log.rows.eventsAfter(20), 2);
        QCOMPARE(log.rows.eventsAfter(0), 22);
    }

    void oldRowsLeaveABurst()
    {
        Log log(30);
        log.add(20);
        log.now += 5s;
        log.add(10, 300ms);
        QCOMPARE(log.shown(), u"1*20 21 22 23 24 25 26 27 28 29 30"_s);
        log.add(15, 300ms);
        QVERIFY2(log.shown().startsWith(u"16*5 21 22 "_s), qPrintable(log.shown()));
        QCOMPARE(log.text(0, EventLogModel::What), u"▸ 5 events in 40 ms"_s);
        log.add(4, 300ms); // one is left: it is a row like others
        QVERIFY2(log.shown().startsWith(u"20 21 22 "_s), qPrintable(log.shown()));
        log.add(40, 300ms);
        QCOMPARE(log.rows.rowCount(), 30);
    }

    void switchedOffEveryEventHasItsRow()
    {
        Log log;
        log.add(20);
        log.rows.setFolding(false);
        QCOMPARE(log.rows.rowCount(), 20);
        log.add(20);
        QCOMPARE(log.rows.rowCount(), 40);
        log.rows.setFolding(true);
        QCOMPARE(log.shown(), u"1*40"_s);
    }

    void amendedRowsAreAnnouncedByTheirBurst()
    {
        Log log;
        log.add(3, 1s);
        log.add(12);
        QSignalSpy changed(&log.rows, &QAbstractItemModel::dataChanged);
        log.log.amend({9, ChangeDetail{}, {}});
        log.settle();
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.constFirst().at(0).toModelIndex().row(), 3);
        QCOMPARE(changed.constFirst().at(1).toModelIndex().row(), 3);
    }

    void oldRowsAreFoldedInSlices()
    {
        Log log(100'000, false);
        log.add(90'000, 10ms);
        QSignalSpy completed(&log.rows, &BurstModel::completed);
        log.filter.setFilterText(u"type:flag.updated"_s);
        log.settle();
        QVERIFY(completed.count() >= 1);
        QCOMPARE(log.rows.rowCount(), 90); // one each ten seconds
        QCOMPARE(log.shown(), expected(log));
    }

    /// Each time rows go costs a view as much as it has rows.
    void manyBurstsAreToldTogether()
    {
        Log log;
        log.add(3, 2s);
        QSignalSpy inserted(&log.rows, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&log.rows, &QAbstractItemModel::rowsRemoved);
        log.addBursts(20);
        QCOMPARE(log.shown(), expected(log));
        QCOMPARE(log.rows.rowCount(), 3 + 20 * 2);
        QCOMPARE(log.rows.recordAt(3).serial, quint64(4));
        QCOMPARE(log.text(3, EventLogModel::What), u"▸ 12 events in 0 ms"_s);
        QCOMPARE(inserted.count(), 2);
        QCOMPARE(removed.count(), 1);
    }

    void aRowThatSomebodyHoldsStaysThroughIt()
    {
        constexpr int bursts = 6'000; // of 13 rows, more than two looks
        Log log(100'000, false);
        log.addBursts(bursts);
        log.filter.setFilterText(u"flag:a"_s);
        log.clock.advance(0ms);
        log.filter.setFilterText({}); // anew: the newest are folded at once, the others not yet
        QVERIFY(log.rows.rowCount() > 2 * bursts);
        const QPersistentModelIndex held = log.rows.index(13 * 50 + 12, 0); // a gap
        const quint64 serial = log.rows.recordAt(held.row()).serial;
        QCOMPARE(log.rows.factAt(held.row()).kind, FactKind::Gap);
        QSignalSpy removed(&log.rows, &QAbstractItemModel::rowsRemoved);
        log.settle();
        QCOMPARE(log.rows.rowCount(), 2 * bursts);
        QVERIFY(held.isValid());
        QCOMPARE(log.rows.recordAt(held.row()).serial, serial);
        QVERIFY2(removed.count() < 20, qPrintable(QString::number(removed.count())));
        QCOMPARE(log.shown(), expected(log));
    }

    /// Whatever comes, leaves, is filtered and unfolded in whatever order: the rows are those that a look at
    /// all of them at once gives.
    void agreesWithASimpleLook_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 25; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void agreesWithASimpleLook()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        Log log(400);
        for (int step = 0; step < 120; ++step) {
            switch (random.bounded(10)) {
            case 0: log.filter.setFilterText(random.bounded(2) ? QString() : u"flag:b"_s); break;
            case 1: log.now += std::chrono::milliseconds(random.bounded(3'000)); break;
            case 2: log.add(1, 1ms, FactKind::Gap); break;
            case 5: log.addBursts(random.bounded(12)); break;
            case 3:
                if (log.rows.rowCount() > 0)
                    log.rows.unfold(random.bounded(log.rows.rowCount()));
                break;
            case 4:
                if (log.rows.rowCount() > 0)
                    log.rows.fold(random.bounded(log.rows.rowCount()));
                break;
            default:
                log.add(1 + random.bounded(30), std::chrono::milliseconds(1 + random.bounded(160)),
                        random.bounded(8) ? FactKind::FlagUpdated : FactKind::RuleUpdated,
                        random.bounded(3) ? u"b"_s : u"a"_s);
            }
        }
        log.filter.setFilterText({});
        log.settle();
        int events = 0;
        for (int row = 0; row < log.rows.rowCount(); ++row) {
            const BurstModel::FilterRows held = log.rows.filterRows(row);
            QCOMPARE(held.first, events);
            events += held.count;
        }
        QCOMPARE(events, log.filter.rowCount());
        log.rows.setFolding(false);
        log.rows.setFolding(true);
        for (int row = 0; row < log.rows.rowCount(); ++row)
            log.rows.fold(row);
        QCOMPARE(log.shown(), expected(log));
    }

    void rowsThatComeAndGoBetweenOthers()
    {
        Log log;
        log.add(30, 20ms);
        log.filter.setFilterText(u"type:flag.updated -default"_s); // looks at what a row says of its change
        log.settle();
        QCOMPARE(log.shown(), u"1*30"_s);
        ChangeDetail detail;
        detail.readBack = true;
        detail.delta.defaultValue = {FlagValue(u"x"_s), FlagValue(u"default"_s)};
        log.log.amend({15, detail, {}});
        log.settle();
        QCOMPARE(log.filter.rowCount(), 29);
        QCOMPARE(log.shown(), u"1*29"_s);
        log.log.amend({15, ChangeDetail{}, {}});
        log.settle();
        QCOMPARE(log.filter.rowCount(), 30);
        QCOMPARE(log.shown(), u"1*30"_s);
        log.log.amend({1, detail, {}});
        log.log.amend({30, detail, {}});
        log.settle();
        QCOMPARE(log.shown(), u"2*28"_s);
    }
};

QTEST_GUILESS_MAIN(TestBurstModel)
#include "tst_burstmodel.moc"
