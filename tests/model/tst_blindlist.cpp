// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/blindlist.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const WallTime two{std::chrono::hours(14)};

Flag flag(const QString &key, bool enabled)
{
    Flag made;
    made.key = FlagKey(key);
    made.enabled = enabled;
    made.defaultValue = FlagValue(false);
    made.rules = QVector<Rule>();
    return made;
}

struct Bench
{
    explicit Bench(int limit = 100)
        : list(limit), tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest)
    {}

    /// A gap of a minute that begins at @p from and what it changed, as a session tells them.
    void gap(WallTime from, const QVector<FlagDifference> &differences,
             GapReason reason = GapReason::StreamLost)
    {
        QVector<Fact> facts;
        Fact row;
        row.serial = ++serial;
        row.kind = FactKind::Gap;
        row.detail = makeDetail(GapDetail{from, from + 1min, int(differences.size()), reason});
        facts.append(row);
        for (const FlagDifference &difference : differences)
            facts.append(resync(difference));
        list.add(facts);
    }
    Fact resync(const FlagDifference &difference)
    {
        Fact row;
        row.serial = ++serial;
        row.kind = FactKind::Resync;
        row.flag = difference.key;
        row.by = u"mia"_s;
        row.detail = makeDetail(ResyncDetail{difference});
        return row;
    }
    [[nodiscard]] QStringList table() const
    {
        QStringList rows;
        for (int row = 0; row < list.rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < list.columnCount(); ++column)
                cells.append(list.index(row, column).data().toString());
            rows.append(cells.join(u" | "_s));
        }
        return rows;
    }

    BlindList list;
    QAbstractItemModelTester tester;
    quint64 serial = 0;
};

FlagDifference turned(const QString &key, bool before, bool after)
{
    return {FlagKey(key), flag(key, before), flag(key, after)};
}

} // namespace

class TestBlindList : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void saysBeforeAndAfterAndWhatUsersGet()
    {
        Bench bench;
        QSignalSpy counts(&bench.list, &BlindList::countsChanged);
        Flag trap = flag(u"c"_s, true);
        trap.defaultValue = FlagValue(true);
        bench.gap(two, {turned(u"a"_s, true, false),
                        {FlagKey(u"b"_s), {}, flag(u"b"_s, true)},
                        {FlagKey(u"c"_s), trap, {}}});
        QCOMPARE(bench.table(), (QStringList{
                                    u"a | ON → OFF | false for all | mia | 14:00:00 – 14:01:00"_s,
                                    u"b | created · ON | — → false for all | mia | 14:00:00 – 14:01:00"_s,
                                    u"c | deleted · was ON | true for all → — | mia | 14:00:00 – 14:01:00"_s,
                                }));
        QCOMPARE(counts.size(), 1);
        QCOMPARE(bench.list.blindFrom(), std::optional(two));
        QCOMPARE(bench.list.blindUntil(), std::optional(two + 1min));
    }

    void severalGapsMergePerFlag()
    {
        Bench bench;
        bench.gap(two, {turned(u"a"_s, true, false), turned(u"b"_s, true, false)});
        QSignalSpy changed(&bench.list, &BlindList::dataChanged);
        QSignalSpy inserted(&bench.list, &BlindList::rowsInserted);
        bench.gap(two + 10min, {turned(u"a"_s, false, true), turned(u"c"_s, false, true)});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(bench.list.count(), 3);
        QVERIFY(bench.list.at(0).isBack());
        QVERIFY(bench.list.index(0, 0).data(BlindList::BackRole).toBool());
        QCOMPARE(bench.table().first(), u"a | changed, and back to what it was · ON | false for all | mia | "
                                        "14:00:00 – 14:11:00 · 2 gaps"_s);
        bench.gap(two + 20min, {{FlagKey(u"a"_s), flag(u"a"_s, true), {}}});
        QVERIFY(!bench.list.at(0).isBack());
        QCOMPARE(bench.list.at(0).gaps, 3);
        QVERIFY(bench.table().first().contains(u"deleted · was ON"_s));
    }

    void createdAndDeletedAgain()
    {
        Bench bench;
        bench.gap(two, {{FlagKey(u"a"_s), {}, flag(u"a"_s, true)}});
        bench.gap(two + 1h, {{FlagKey(u"a"_s), flag(u"a"_s, true), {}}});
        QVERIFY(bench.list.at(0).isBack());
        QVERIFY(bench.table().first().contains(u"created and deleted again"_s));
    }

    void acknowledgedRowsLeaveAndAnotherGapBringsANewRow()
    {
        Bench bench;
        bench.gap(two, {turned(u"a"_s, true, false), turned(u"b"_s, true, false), turned(u"c"_s, true, false),
                        turned(u"d"_s, true, false)});
        QSignalSpy removed(&bench.list, &BlindList::rowsRemoved);
        bench.list.acknowledge({FlagKey(u"c"_s), FlagKey(u"b"_s), FlagKey(u"b"_s), FlagKey(u"unknown"_s)});
        QCOMPARE(removed.size(), 1); // neighbours go together
        QCOMPARE(bench.list.count(), 2);
        bench.gap(two + 1h, {turned(u"b"_s, false, true)});
        QCOMPARE(bench.list.count(), 3);
        QCOMPARE(bench.list.at(2).before->enabled, false); // what was acknowledged is known
        bench.list.acknowledgeAll();
        QCOMPARE(bench.list.count(), 0);
        QVERIFY(!bench.list.blindFrom());
        QSignalSpy counts(&bench.list, &BlindList::countsChanged);
        bench.list.acknowledgeAll();
        bench.list.acknowledge({FlagKey(u"a"_s)});
        QCOMPARE(counts.size(), 0);
    }

    void theLimitDropsTheOldestAndSaysSo_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("kept");
        QTest::addColumn<int>("dropped");
        QTest::newRow("below") << 4 << 4 << 0;
        QTest::newRow("at") << 5 << 5 << 0;
        QTest::newRow("above") << 12 << 5 << 7;
    }
    void theLimitDropsTheOldestAndSaysSo()
    {
        QFETCH(int, count);
        QFETCH(int, kept);
        QFETCH(int, dropped);
        Bench bench(5);
        QVector<FlagDifference> all;
        for (int i = 0; i < count; ++i)
            all.append(turned(QString::number(i), true, false));
        bench.gap(two, all);
        QCOMPARE(bench.list.count(), kept);
        QCOMPARE(bench.list.dropped(), dropped);
        bench.gap(two + 1h, {turned(u"one more"_s, true, false)});
        QCOMPARE(bench.list.count(), std::min(kept + 1, 5));
        QCOMPARE(bench.list.at(bench.list.count() - 1).key.text(), u"one more"_s);
        bench.list.acknowledgeAll();
        QCOMPARE(bench.list.dropped(), 0);
    }

    void whatPollingFoundWasSeen()
    {
        Bench bench;
        bench.list.add({bench.resync(turned(u"a"_s, true, false))});
        bench.gap(two, {turned(u"b"_s, true, false)}, GapReason::Polling);
        QCOMPARE(bench.list.count(), 0);
    }

    void laterRulesCompleteWhatWasFound()
    {
        Bench bench;
        Flag before = flag(u"a"_s, false);
        Flag after = flag(u"a"_s, true);
        after.rules.reset();
        after.updatedAt = two;
        bench.gap(two, {{after.key, before, after}});
        QVERIFY(bench.table().first().contains(u"false for all → —"_s));
        Flag later = after;
        later.updatedAt = two + 1h;
        later.rules = QVector<Rule>();
        bench.list.completeRules(later); // of another state
        QVERIFY(bench.table().first().contains(u"→ —"_s));
        later.updatedAt = two;
        bench.list.completeRules(later);
        QVERIFY(bench.table().first().contains(u"| false for all |"_s));
    }

    void serverTextIsPlain()
    {
        Bench bench;
        bench.gap(two, {turned(u"<b>x</b>\n"_s, true, false)});
        QVERIFY(!bench.table().first().contains(u'\n'));
        QVERIFY(bench.list.index(0, 0).data(Qt::ToolTipRole).toString().contains(u"&lt;b&gt;"_s));
    }
};

QTEST_GUILESS_MAIN(TestBlindList)
#include "tst_blindlist.moc"
