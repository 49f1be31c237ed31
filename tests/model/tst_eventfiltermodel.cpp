// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventfiltermodel.h"
#include "model/samples.h"
#include "support/manualclock.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::samples;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Chip = EventFilterModel::Chip;

struct Log
{
    ManualClock clock;
    EventLog log;
    EventLogModel model{log, clock};
    EventFilterModel shown{model};
    QAbstractItemModelTester tester{&shown, QAbstractItemModelTester::FailureReportingMode::QtTest};

    explicit Log(int capacity = 100) : log(capacity) {}
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

    void findGoesRoundBothWays()
    {
        Log l;
        l.addSamples(); // checkout is in rows 0 and 2
        QCOMPARE(l.shown.find(u"CHECKOUT"_s, -1, false), 0);
        QCOMPARE(l.shown.find(u"checkout"_s, 0, false), 2);
        QCOMPARE(l.shown.find(u"checkout"_s, 2, false), 0);
        QCOMPARE(l.shown.find(u"checkout"_s, -1, true), 2);
        QCOMPARE(l.shown.find(u"checkout"_s, 2, true), 0);
        QCOMPARE(l.shown.find(u"checkout"_s, 0, true), 2);
        QCOMPARE(l.shown.find(u"called jo"_s, 4, false), 4); // the only one is its own next
        QCOMPARE(l.shown.find(u"called jo"_s, 4, true), 4);
        QCOMPARE(l.shown.find(u"type:gap"_s, 0, false), -1); // text, not the filter language
        QCOMPARE(l.shown.find(QString(), 0, false), -1);
        l.shown.setChip(Chip::Gaps);
        QCOMPARE(l.shown.find(u"checkout"_s, 0, false), -1);
        QCOMPARE(l.shown.find(u"stream lost"_s, 99, false), 0);
        l.log.clear();
        QCOMPARE(l.shown.find(u"stream lost"_s, 0, false), -1);
    }
};

QTEST_GUILESS_MAIN(TestEventFilterModel)
#include "tst_eventfiltermodel.moc"
