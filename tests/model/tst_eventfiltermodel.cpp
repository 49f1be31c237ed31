// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventfiltermodel.h"
#include "model/samples.h"
#include "support/manualclock.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <functional>
#include <random>

using namespace signalbox;
using namespace signalbox::samples;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Chip = EventFilterModel::Chip;

/// Updates of flag-0 to flag-9 in turn, by the last digit of the serial.
QVector<Fact> flagged(quint64 first, int count)
{
    QVector<Fact> made;
    for (quint64 serial = first; serial < first + quint64(count); ++serial)
        made.append(fact(serial, FactKind::FlagUpdated, u"flag-%1"_s.arg(serial % 10)));
    return made;
}

struct Log
{
    ManualClock clock;
    EventLog log;
    EventLogModel model{log, clock};
    EventFilterModel shown;
    QAbstractItemModelTester tester{&shown, QAbstractItemModelTester::FailureReportingMode::QtTest};

    explicit Log(int capacity = 100, int sliceRows = 1'000)
        : log(capacity), shown(model, clock, {4ms, sliceRows})
    {}
    /// Serials of the rows in the log for which @p wanted says yes.
    [[nodiscard]] QString expected(const std::function<bool(const Fact &)> &wanted) const
    {
        QStringList serials;
        for (int row = 0; row < log.count(); ++row) {
            if (const Fact fact = log.at(row); wanted(fact))
                serials += QString::number(fact.serial);
        }
        return serials.join(u' ');
    }
    [[nodiscard]] QString serials() const { return column(shown, 0, EventLogModel::SerialRole).join(u' '); }
    void add(const QVector<Fact> &facts)
    {
        log.add(facts);
        clock.advance(60ms);
    }
    void addSamples()
    {
        Fact event = fact(1, FactKind::FlagUpdated, u"checkout"_s);
        event.by = u"mia@northwind"_s;
        Fact elsewhere = fact(2, FactKind::RuleUpdated, u"search"_s);
        elsewhere.detail = makeDetail(ChangeDetail{{}, {}, false, u"staging"_s});
        Fact command = fact(3, FactKind::Command, u"checkout"_s);
        command.source = FactSource::Command;
        CommandDetail order;
        order.stage = CommandStage::Disagrees;
        order.wanted.enabled = false;
        order.reason = u"queue depth"_s;
        command.detail = makeDetail(order);
        Fact gap = fact(4, FactKind::Gap, {});
        gap.source = FactSource::Link;
        gap.detail = makeDetail(GapDetail{gap.time - 35s, gap.time, 2});
        Fact note = fact(5, FactKind::Note, {});
        note.source = FactSource::Person;
        note.detail = makeDetail(TextDetail{u"called Jo"_s});
        add({event, elsewhere, command, gap, note});
    }
};

} // namespace

class TestEventFilterModel : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void rows_data()
    {
        QTest::addColumn<int>("chip");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("all") << int(Chip::All) << QString() << u"1 2 3 4 5"_s;
        QTest::newRow("mine") << int(Chip::Mine) << QString() << u"3 5"_s;
        QTest::newRow("commands") << int(Chip::Commands) << QString() << u"3"_s;
        QTest::newRow("gaps") << int(Chip::Gaps) << QString() << u"4"_s;
        QTest::newRow("flag") << int(Chip::All) << u"flag:check*"_s << u"1 3"_s;
        QTest::newRow("flag and chip") << int(Chip::Mine) << u"flag:check*"_s << u"3"_s;
        QTest::newRow("type") << int(Chip::All) << u"type:flag.updated|gap"_s << u"1 4"_s;
        QTest::newRow("not a type") << int(Chip::All) << u"-type:rule.*"_s << u"1 3 4 5"_s;
        QTest::newRow("a command by its kind") << int(Chip::All) << u"type:command"_s << u"3"_s;
        QTest::newRow("a command by its stage") << int(Chip::All) << u"type:disagrees"_s << u"3"_s;
        QTest::newRow("source") << int(Chip::All) << u"source:link"_s << u"4"_s;
        QTest::newRow("by") << int(Chip::All) << u"by:mia*"_s << u"1"_s;
        QTest::newRow("by you") << int(Chip::All) << u"by:you"_s << u"3 5"_s;
        QTest::newRow("environment") << int(Chip::All) << u"env:staging"_s << u"2"_s;
        QTest::newRow("environment shown") << int(Chip::All) << u"env:this -by:you"_s << u"1 4"_s;
        QTest::newRow("what changed") << int(Chip::All) << u"\"2 flags differ\""_s << u"4"_s;
        QTest::newRow("reason") << int(Chip::All) << u"queue"_s << u"3"_s;
        QTest::newRow("kind as a word") << int(Chip::All) << u"disagrees"_s << u"3"_s;
        QTest::newRow("none") << int(Chip::All) << u"zebra"_s << QString();
    }

    void rows()
    {
        QFETCH(int, chip);
        QFETCH(QString, text);
        QFETCH(QString, expected);
        Log l;
        l.addSamples();
        l.shown.setChip(Chip(chip));
        QVERIFY(!l.shown.setFilterText(text));
        QCOMPARE(l.serials(), expected);
        QCOMPARE(l.shown.hiddenCount(), 5 - l.shown.rowCount());
        for (int row = 0; row < l.shown.rowCount(); ++row) {
            const QModelIndex index = l.shown.index(row, 0);
            QCOMPARE(l.shown.factAt(index).serial, index.data(EventLogModel::SerialRole).toULongLong());
        }
    }

    void aWrongTextKeepsTheLastGoodResult()
    {
        Log l;
        l.addSamples();
        QVERIFY(!l.shown.setFilterText(u"flag:search"_s));
        const auto error = l.shown.setFilterText(u"flag:\"sea"_s);
        QVERIFY(error);
        QCOMPARE(error->kind, FilterError::Kind::UnclosedQuote);
        QCOMPARE(l.serials(), u"2"_s);
        QCOMPARE(l.shown.filterText(), u"flag:search"_s);
    }

    void batchesBelowAtAndAboveCapacityPassThrough()
    {
        for (const int size : {1, 3, 5, 6, 11}) {
            Log l(5);
            l.shown.setChip(Chip::Commands);
            quint64 next = 1;
            for (int round = 0; round < 4; ++round) {
                QVector<Fact> batch = facts(next, size);
                for (Fact &one : batch) {
                    if (one.serial % 3 == 0)
                        one.kind = FactKind::Command;
                }
                next += quint64(size);
                l.add(batch);
                QStringList expected;
                for (int row = 0; row < l.log.count(); ++row) {
                    if (l.log.at(row).kind == FactKind::Command)
                        expected += QString::number(l.log.at(row).serial);
                }
                QCOMPARE(l.serials(), expected.join(u' '));
            }
        }
    }

    void amendedRowsAreLookedAtAgain()
    {
        Log l;
        l.add(facts(1, 3));
        QVERIFY(!l.shown.setFilterText(u"\"read back\""_s));
        QCOMPARE(l.serials(), QString());
        l.log.amend({2, ChangeDetail{{}, true, true, {}}, {}});
        l.clock.advance(60ms);
        QCOMPARE(l.serials(), u"2"_s);
        QVERIFY(!l.shown.setFilterText(u"-\"read back\""_s));
        l.log.amend({1, ChangeDetail{{}, true, true, {}}, {}});
        l.clock.advance(60ms);
        QCOMPARE(l.serials(), u"3"_s);
    }

    /// A log that takes several slices: the newest rows are there at once, the rest comes from the event
    /// loop.
    void aLongLogIsFilteredInSlicesNewestFirst()
    {
        constexpr int rows = 1'000;
        Log l(rows, 320);
        l.add(flagged(1, rows));
        QSignalSpy progress(&l.shown, &EventFilterModel::progressChanged);
        QSignalSpy resets(&l.shown, &QAbstractItemModel::modelReset);
        QSignalSpy inserts(&l.shown, &QAbstractItemModel::rowsInserted);
        QVERIFY(!l.shown.setFilterText(u"flag:flag-0"_s));
        QCOMPARE(resets.size(), 1);
        QCOMPARE(l.shown.factAt(l.shown.rowCount() - 1).serial, quint64(rows));
        QVERIFY(l.shown.rowCount() > 10 && l.shown.rowCount() < rows / 10);
        QCOMPARE(l.shown.progress(), std::optional(32));
        QCOMPARE(progress.size(), 1);
        while (l.shown.progress())
            l.clock.advance(0ms);
        QCOMPARE(l.shown.rowCount(), rows / 10);
        QCOMPARE(inserts.size(), 1); // told together: a view lays itself out for each
        QCOMPARE(progress.size(), 2);
        QCOMPARE(l.shown.factAt(0).serial, quint64(10));
        for (int row = 1; row < l.shown.rowCount(); ++row)
            QCOMPARE(l.shown.recordAt(row).serial, l.shown.recordAt(row - 1).serial + 10);
        QVERIFY(!l.shown.setFilterText({}));
        QVERIFY(!l.shown.progress());
        QCOMPARE(l.shown.rowCount(), rows);
    }

    void aNewFilterEndsTheLookingOfTheOldOne()
    {
        constexpr int rows = 1'000;
        Log l(rows, 320);
        l.add(flagged(1, rows));
        QVERIFY(!l.shown.setFilterText(u"flag:flag-0"_s));
        l.clock.advance(0ms);
        QVERIFY(!l.shown.setFilterText(u"flag:flag-1"_s));
        while (l.shown.progress())
            l.clock.advance(0ms);
        QCOMPARE(l.shown.rowCount(), rows / 10);
        QCOMPARE(l.shown.factAt(0).flag.text(), u"flag-1"_s);
        l.shown.setChip(Chip::Gaps);
        QVERIFY(l.shown.progress());
        l.log.clear();
        QVERIFY(!l.shown.progress());
        QVERIFY(!l.clock.nextTimer() || *l.clock.nextTimer() > 0ms);
    }

    /// Rows come, go and are amended while old ones are still being looked at.
    void slicesAndTheStreamMeet()
    {
        for (unsigned seed = 1; seed <= 5; ++seed) {
            constexpr int rows = 700;
            Log l(rows, 100);
            std::minstd_rand random(seed);
            l.add(flagged(1, rows));
            quint64 next = rows + 1;
            QVERIFY(!l.shown.setFilterText(u"flag:flag-3 or \"read back\""_s));
            for (int step = 0; step < 40; ++step) {
                switch (random() % 4) {
                case 0: l.clock.advance(0ms); break;
                case 1: l.clock.advance(60ms); break;
                case 2: {
                    const int count = int(random() % 20);
                    l.log.add(flagged(next, count));
                    next += quint64(count);
                    break;
                }
                default:
                    for (unsigned i = 0; i < 8; ++i) {
                        const quint64 serial = next - 1 - random() % rows;
                        l.log.amend({serial, ChangeDetail{{}, true, random() % 2 == 0, {}}, {}});
                    }
                }
            }
            l.clock.advance(1s);
            QVERIFY(!l.shown.progress());
            QCOMPARE(l.serials(), l.expected([](const Fact &fact) {
                const auto *change = fact.detail ? std::get_if<ChangeDetail>(fact.detail.get()) : nullptr;
                return fact.flag.text() == u"flag-3" || (change && (change->readBack || change->enabledNow));
            }));
        }
    }

    /// One amendment tells one row; very many tell all at once.
    void amendmentsAreToldInFewSignals()
    {
        Log l(2'000);
        l.add(flagged(1, 1'000));
        QVERIFY(!l.shown.setFilterText(u"\"read back\""_s));
        QSignalSpy inserts(&l.shown, &QAbstractItemModel::rowsInserted);
        QSignalSpy removes(&l.shown, &QAbstractItemModel::rowsRemoved);
        QSignalSpy resets(&l.shown, &QAbstractItemModel::modelReset);
        const ChangeDetail known{{}, true, true, {}};
        for (const quint64 serial : {101U, 102U, 103U})
            l.log.amend({serial, known, {}});
        l.clock.advance(60ms);
        QCOMPARE(inserts.size(), 2); // the first of them is told at once
        for (quint64 serial = 200; serial < 400; serial += 2)
            l.log.amend({serial, known, {}});
        l.clock.advance(60ms);
        QCOMPARE(l.shown.rowCount(), 103);
        QCOMPARE(inserts.size(), 3); // one beside another in the list
        QCOMPARE(resets.size(), 0);
        for (const quint64 serial : {101U, 103U, 202U})
            l.log.amend({serial, ChangeDetail{}, {}});
        l.clock.advance(60ms);
        QCOMPARE(removes.size(), 3);
        for (quint64 serial = 200; serial < 400; serial += 4)
            l.log.amend({serial, ChangeDetail{}, {}});
        l.clock.advance(60ms);
        QCOMPARE(resets.size(), 1);
        QCOMPARE(l.shown.rowCount(), 50);
    }

    void rowsAreFoundBySerial()
    {
        Log l;
        l.add(flagged(1, 40));
        QCOMPARE(l.shown.rowOf(7), 6);
        QVERIFY(!l.shown.setFilterText(u"flag:flag-5"_s));
        QCOMPARE(l.shown.rowOf(15), 1);
        QCOMPARE(l.shown.rowOf(16), -1);
        QCOMPARE(l.shown.rowOf(99), -1);
        QCOMPARE(l.shown.recordAt(1).serial, quint64(15));
        QCOMPARE(l.shown.factAt(99).serial, quint64(0));
    }

    /// What comes while the view is paused is not looked at before it goes on.
    void aPausedListStaysAsItIs()
    {
        Log l(50);
        l.add(flagged(1, 40));
        QVERIFY(!l.shown.setFilterText(u"flag:flag-1"_s));
        l.model.setPaused(true);
        l.add(flagged(41, 30));
        QCOMPARE(l.serials(), u"21 31"_s); // 1 and 11 have left the log
        QVERIFY(!l.shown.setFilterText(u"flag:flag-2"_s));
        QCOMPARE(l.serials(), u"22 32"_s);
        l.model.setPaused(false);
        QCOMPARE(l.serials(), u"22 32 42 52 62"_s);
    }

    void countsAreToldAlsoWhenNothingShownChanges()
    {
        Log l;
        l.shown.setChip(Chip::Gaps);
        QSignalSpy shown(&l.shown, &EventFilterModel::shownChanged);
        l.add(facts(1, 3));
        QCOMPARE(shown.size(), 1);
        QCOMPARE(l.shown.hiddenCount(), 3);
        l.log.clear();
        QCOMPARE(shown.size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestEventFilterModel)
#include "tst_eventfiltermodel.moc"
