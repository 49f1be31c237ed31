// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/flagfiltermodel.h"
#include "model/samples.h"
#include "support/manualclock.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace signalbox;
using namespace signalbox::samples;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Model = FlagTableModel;
using Chip = FlagFilterModel::Chip;

struct Table
{
    ManualClock clock;
    FlagStore store{clock};
    FlagTableModel model{store};
    FlagFilterModel shown;
    QAbstractItemModelTester tester{&shown, QAbstractItemModelTester::FailureReportingMode::QtTest};

    explicit Table(FlagFilterModel::Pace pace = {}) : shown(model, pace)
    {
        store.setLink(link(LinkState::Live, true));
    }

    [[nodiscard]] QString keys() const { return column(shown, Model::Key).join(u' '); }
    void set(const QString &key, bool enabled)
    {
        store.applyFlag(flag(key, enabled), ChangeOrigin::Elsewhere);
        clock.advance(60ms);
    }
    void pin(const QString &key, bool pinned = true)
    {
        store.setMarks(FlagKey(key), {pinned, {}});
        clock.advance(60ms);
    }
};

/// Looking at it takes a millisecond, as if work had been done in between.
class BusyClock final : public Clock
{
public:
    [[nodiscard]] WallTime wallTime() const override { return m_clock.wallTime(); }
    [[nodiscard]] MonotonicTime now() const override { return m_clock.now() + ++m_looks * 1ms; }
    [[nodiscard]] MonotonicTime awakeTime() const override { return now(); }
    [[nodiscard]] std::unique_ptr<Timer> createTimer(std::function<void()> fired) const override
    {
        return m_clock.createTimer(std::move(fired));
    }
    void fireDue() { m_clock.fireDue(); }

private:
    ManualClock m_clock;
    mutable int m_looks = 0;
};

} // namespace

class TestFlagFilterModel : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void pinnedThenOffNormalThenKey()
    {
        Table t;
        t.store.setAllMarks({{FlagKey(u"d"_s), {true, {}}}, {FlagKey(u"c"_s), {false, false}}});
        t.store.applySnapshot(flags({u"e", u"d", u"c", u"b", u"a"}));
        QCOMPARE(t.keys(), u"d c a b e"_s); // c is a kill switch in its safe position
        t.set(u"c"_s, true);
        QCOMPARE(t.keys(), u"d a b c e"_s);
        t.store.setLamp(FlagKey(u"e"_s), CommandLamp{CommandStage::Disagrees, {}});
        t.clock.advance(60ms);
        QCOMPARE(t.keys(), u"d e a b c"_s);
        t.store.setLink(link(LinkState::Stale)); // befalls all: moves none
        QCOMPARE(t.keys(), u"d e a b c"_s);
        QCOMPARE(t.shown.rowAt(t.shown.index(1, 0)).flag.key, FlagKey(u"e"_s));
    }

    void chips_data()
    {
        QTest::addColumn<int>("chip");
        QTest::addColumn<QString>("expected");
        QTest::newRow("all") << int(Chip::All)
                             << u"pinned gone safe unread changed normal off on unverified"_s;
        QTest::newRow("pinned") << int(Chip::Pinned) << u"pinned"_s;
        QTest::newRow("on") << int(Chip::On) << u"changed normal on"_s;
        QTest::newRow("off") << int(Chip::Off) << u"pinned safe off"_s;
        QTest::newRow("off-normal") << int(Chip::OffNormal) << u"gone safe unread"_s;
        QTest::newRow("changed recently") << int(Chip::ChangedRecently) << u"gone changed"_s;
        QTest::newRow("unverified") << int(Chip::Unverified) << u"unread unverified"_s;
        QTest::newRow("kill switches") << int(Chip::KillSwitches) << u"safe normal"_s;
    }

    void chips()
    {
        QFETCH(int, chip);
        QFETCH(QString, expected);
        Table t;
        t.store.setAllMarks({{FlagKey(u"pinned"_s), {true, {}}},
                             {FlagKey(u"safe"_s), {false, false}},
                             {FlagKey(u"normal"_s), {false, false}}});
        t.store.applySnapshot({flag(u"on"_s, true), flag(u"off"_s), flag(u"pinned"_s), flag(u"safe"_s),
                               flag(u"normal"_s, true), flag(u"changed"_s), flag(u"unread"_s, true),
                               flag(u"unverified"_s, true), flag(u"gone"_s)});
        t.set(u"changed"_s, true);
        t.store.setReadError(FlagKey(u"unread"_s), {});
        t.store.invalidate(FlagKey(u"unverified"_s));
        t.store.markGone(FlagKey(u"gone"_s));
        t.clock.advance(60ms);
        t.shown.setChip(Chip(chip));
        QCOMPARE(t.keys(), expected);
        QCOMPARE(t.shown.hiddenCount(), 9 - t.shown.rowCount());
    }

    void filterText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("a word of the key") << u"check"_s << u"checkout-v1 checkout-v2"_s;
        QTest::newRow("a word of the name") << u"\"of search\""_s << u"search"_s;
        QTest::newRow("key") << u"key:checkout-v?"_s << QString();
        QTest::newRow("key by wildcard") << u"key:checkout-*"_s << u"checkout-v1 checkout-v2"_s;
        QTest::newRow("flag is the same") << u"flag:search"_s << u"search"_s;
        QTest::newRow("state on") << u"state:on"_s << u"checkout-v2"_s;
        QTest::newRow("state off") << u"state:off check"_s << u"checkout-v1"_s;
        QTest::newRow("type") << u"type:string"_s << u"theme"_s;
        QTest::newRow("by") << u"by:mia*"_s << u"theme"_s;
        QTest::newRow("users") << u"users:\"false for all\" -key:search"_s << u"checkout-v1 checkout-v2"_s;
        QTest::newRow("pinned") << u"pinned:yes"_s << u"search"_s;
        QTest::newRow("not pinned") << u"-pinned:yes check*1"_s << u"checkout-v1"_s;
        QTest::newRow("none") << u"nothing"_s << QString();
    }

    void filterText()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        Table t;
        Flag theme = flag(u"theme"_s);
        theme.defaultValue = u"blue"_s;
        theme.updatedBy = u"mia@northwind"_s;
        t.store.applySnapshot(
            {flag(u"checkout-v2"_s, true), flag(u"checkout-v1"_s), flag(u"search"_s), theme});
        t.pin(u"search"_s);
        QVERIFY(!t.shown.setFilterText(text));
        QCOMPARE(t.keys(), expected);
    }

    void aWrongTextKeepsTheLastGoodResult()
    {
        Table t;
        t.store.applySnapshot(flags({u"a", u"b"}));
        QVERIFY(!t.shown.setFilterText(u"key:a"_s));
        const auto error = t.shown.setFilterText(u"tag:a"_s);
        QVERIFY(error);
        QCOMPARE(error->kind, FilterError::Kind::UnknownField);
        QCOMPARE(t.shown.filterText(), u"key:a"_s);
        QCOMPARE(t.keys(), u"a"_s);
    }

    void filteringFollowsChanges()
    {
        Table t;
        QSignalSpy shown(&t.shown, &FlagFilterModel::shownChanged);
        t.store.applySnapshot(flags({u"a", u"b", u"c"}));
        QCOMPARE(shown.size(), 1);
        t.shown.setChip(Chip::On);
        QCOMPARE(t.keys(), QString());
        t.set(u"b"_s, true);
        QCOMPARE(t.keys(), u"b"_s);
        t.set(u"b"_s, false);
        QCOMPARE(t.keys(), QString());
        shown.clear();
        t.store.applyFlag(flag(u"d"_s), ChangeOrigin::Elsewhere); // hidden from the start
        QCOMPARE(shown.size(), 1);
        QCOMPARE(t.shown.hiddenCount(), 4);
    }

    void recentlyChangedEndsWithTime()
    {
        Table t;
        t.store.applySnapshot(flags({u"a", u"b"}));
        t.set(u"a"_s, true);
        t.shown.setChip(Chip::ChangedRecently);
        QCOMPARE(t.keys(), u"a"_s);
        t.clock.advance(11min);
        t.model.refreshAges();
        QCOMPARE(t.keys(), QString());
    }

    void columnsSortBothWaysAndEqualOnesByKey()
    {
        Table t;
        Flag fast = flag(u"fast"_s, true);
        fast.name = u"apple"_s;
        Flag slow = flag(u"slow"_s);
        slow.name = u"Banana"_s;
        slow.version = 9;
        Flag also = flag(u"also"_s, true);
        also.name = u"cherry"_s;
        also.version = 10;
        t.store.applySnapshot({fast, slow, also});
        t.shown.setOrder(Model::Name, Qt::AscendingOrder);
        QCOMPARE(t.keys(), u"fast slow also"_s);
        t.shown.setOrder(Model::Name, Qt::DescendingOrder);
        QCOMPARE(t.keys(), u"also slow fast"_s);
        t.shown.setOrder(Model::State, Qt::AscendingOrder);
        QCOMPARE(t.keys(), u"also fast slow"_s);
        t.shown.setOrder(Model::State, Qt::DescendingOrder);
        QCOMPARE(t.keys(), u"slow also fast"_s);
        t.shown.setOrder(Model::Version, Qt::AscendingOrder); // as numbers
        QCOMPARE(t.keys(), u"fast slow also"_s);
        t.shown.sort(-1);
        QCOMPARE(t.keys(), u"also fast slow"_s);
        for (int column = 0; column < Model::ColumnCount; ++column) {
            t.shown.sort(column, Qt::DescendingOrder);
            QCOMPARE(t.shown.rowCount(), 3);
        }
    }

    void aHeldOrderHoldsAndCountsWhatWouldMove()
    {
        Table t;
        t.store.applySnapshot(flags({u"a", u"b", u"c", u"d", u"e"}));
        QSignalSpy waiting(&t.shown, &FlagFilterModel::waitingMovesChanged);
        QSignalSpy layouts(&t.shown, &FlagFilterModel::layoutChanged);
        t.shown.setOrderHeld(true);
        t.pin(u"d"_s);
        QCOMPARE(t.keys(), u"a b c d e"_s);
        QCOMPARE(t.shown.waitingMoves(), 1);
        t.pin(u"e"_s);
        QCOMPARE(t.shown.waitingMoves(), 2);
        t.pin(u"a"_s); // a pinned first row is where it would be
        QCOMPARE(t.keys(), u"a b c d e"_s);
        QCOMPARE(t.shown.waitingMoves(), 2);
        t.pin(u"e"_s, false);
        QCOMPARE(t.shown.waitingMoves(), 1);
        QCOMPARE(layouts.size(), 0);
        t.shown.resort();
        QCOMPARE(t.keys(), u"a d b c e"_s);
        QCOMPARE(t.shown.waitingMoves(), 0);
        QVERIFY(t.shown.isOrderHeld());
        t.pin(u"e"_s);
        QCOMPARE(t.keys(), u"a d b c e"_s);
        t.shown.setOrderHeld(false);
        QCOMPARE(t.keys(), u"a d e b c"_s);
        QCOMPARE(waiting, (QList<QList<QVariant>>{{1}, {2}, {1}, {0}, {1}, {0}}));
    }

    /// The table has the focus before the first flags are there.
    void theFirstRowsComeInOrderWhileHeld()
    {
        Table t;
        t.shown.setOrderHeld(true);
        t.store.setAllMarks({{FlagKey(u"c"_s), FlagMarks{true, std::nullopt}}});
        t.store.applySnapshot(flags({u"d", u"b", u"a", u"c"}));
        QCOMPARE(t.keys(), u"c a b d"_s);
        QCOMPARE(t.shown.waitingMoves(), 0);
        t.pin(u"d"_s); // from now on it is held
        QCOMPARE(t.keys(), u"c a b d"_s);
        QCOMPARE(t.shown.waitingMoves(), 1);
    }

    void newRowsComeAtTheEndWhileHeld()
    {
        Table t;
        t.store.applySnapshot(flags({u"b", u"d"}));
        t.shown.setOrderHeld(true);
        t.store.applyFlag(flag(u"c"_s), ChangeOrigin::Elsewhere);
        t.store.applyFlag(flag(u"e"_s), ChangeOrigin::Elsewhere);
        t.store.applyFlag(flag(u"a"_s), ChangeOrigin::Elsewhere);
        QCOMPARE(t.keys(), u"b d c e a"_s);
        QCOMPARE(t.shown.waitingMoves(), 2); // e is where it belongs
        t.shown.setOrderHeld(false);
        QCOMPARE(t.keys(), u"a b c d e"_s);
    }

    /// A row that vanishes under the pointer would put another one there.
    void aRowThatNoLongerMatchesStaysWhileHeld()
    {
        Table t;
        t.store.applySnapshot({flag(u"a"_s, true), flag(u"b"_s, true), flag(u"c"_s)});
        t.shown.setChip(Chip::On);
        t.shown.setOrderHeld(true);
        t.set(u"a"_s, false);
        QCOMPARE(t.keys(), u"a b"_s);
        QCOMPARE(t.shown.waitingMoves(), 1);
        t.set(u"c"_s, true);
        QCOMPARE(t.keys(), u"a b c"_s);
        QCOMPARE(t.shown.waitingMoves(), 1);
        t.set(u"a"_s, true);
        QCOMPARE(t.shown.waitingMoves(), 0);
        t.set(u"a"_s, false);
        t.shown.setOrderHeld(false);
        QCOMPARE(t.keys(), u"b c"_s);
    }

    void aNewFilterIsAWishAndActsWhileHeld()
    {
        Table t;
        t.store.applySnapshot(flags({u"a", u"b", u"c"}));
        t.shown.setOrderHeld(true);
        t.pin(u"c"_s);
        QVERIFY(!t.shown.setFilterText(u"key:b|c"_s));
        QCOMPARE(t.keys(), u"c b"_s);
        QVERIFY(t.shown.isOrderHeld());
        QVERIFY(!t.shown.setFilterText(QString()));
        QCOMPARE(t.keys(), u"c a b"_s);
    }

    void aHeldOrderOutlivesRemovalsAndResets()
    {
        Table t;
        t.store.applySnapshot(flags({u"a", u"b", u"c", u"d"}));
        t.shown.setOrderHeld(true);
        t.pin(u"d"_s);
        t.store.applySnapshot(flags({u"a", u"c", u"d"}));
        QCOMPARE(t.keys(), u"a c d"_s);
        QCOMPARE(t.shown.waitingMoves(), 1);
        t.store.applySnapshot(
            flags({u"z", u"y", u"x", u"d", u"c", u"B", u"A", u"w"})); // most are new: a reset
        QCOMPARE(t.keys().left(4), u"c d "_s);
        QCOMPARE(t.shown.rowCount(), 8);
        t.shown.setOrderHeld(false);
        QCOMPARE(t.keys(), u"d A B c w x y z"_s);
    }

    void selectionFollowsItsRowThroughResorting()
    {
        Table t;
        t.store.applySnapshot(flags({u"a", u"b", u"c"}));
        const QPersistentModelIndex c(t.shown.index(2, Model::Key));
        t.pin(u"c"_s);
        QCOMPARE(c.row(), 0);
        QCOMPARE(c.data().toString(), u"c"_s);
    }

    /// Whatever happened while held or not: after letting go the order is what sorting afresh gives, and
    /// while held the number of waiting moves is zero exactly when the order is already right.
    void randomHistoriesEndInOrder()
    {
        for (unsigned seed = 1; seed <= 8; ++seed) {
            Table t;
            std::minstd_rand random(seed);
            QVector<Flag> flags = manyFlags(40);
            t.store.applySnapshot(flags);
            if (seed % 2 == 0)
                t.shown.setChip(Chip::On);
            for (int step = 0; step < 300; ++step) {
                const int at = int(random() % 40);
                const FlagKey key = flags.at(at).key;
                switch (random() % 8) {
                case 0: t.shown.setOrderHeld(!t.shown.isOrderHeld()); break;
                case 1: t.store.setMarks(key, {random() % 2 == 0, {}}); break;
                case 2: t.store.invalidate(key); break;
                case 3: t.store.markGone(key); break;
                case 4: {
                    QVector<Flag> some = flags;
                    some.remove(at, int(random() % unsigned(40 - at)));
                    t.store.applySnapshot(some);
                    break;
                }
                case 5: t.clock.advance(60ms); break;
                case 6: t.model.refreshAges(); break;
                default:
                    t.store.applyFlag(flag(key.text(), random() % 2 == 0), ChangeOrigin::Elsewhere);
                    break;
                }
            }
            t.clock.advance(1s);
            const QString held = t.keys();
            const int waiting = t.shown.waitingMoves();
            t.shown.setOrderHeld(false);
            const QString after = t.keys();
            QCOMPARE(waiting == 0, held == after);
            FlagFilterModel fresh(t.model);
            fresh.setChip(t.shown.chip());
            QCOMPARE(after, column(fresh, Model::Key).join(u' '));
        }
    }

    void anotherFilterOverManyFlagsComesInSlices()
    {
        Table t({1h, 100});
        t.store.applySnapshot(manyFlags(500));
        QCOMPARE(t.shown.rowCount(), 500); // what is read anew is looked at at once
        t.shown.setOrderHeld(true);
        QSignalSpy shown(&t.shown, &FlagFilterModel::shownChanged);
        QVERIFY(!t.shown.setFilterText(u"key-0004"_s));
        QVERIFY(t.shown.isFiltering());
        QCOMPARE(t.shown.rowCount(), 10);
        QVERIFY(!t.shown.setFilterText(u"key-00044"_s)); // before the rest was looked at
        QVERIFY(!t.shown.setFilterText(u"key-00"_s));
        QCOMPARE(t.shown.rowCount(), 100);
        t.clock.advance(0ms);
        QVERIFY(!t.shown.isFiltering());
        QCOMPARE(t.shown.rowCount(), 500);
        QCOMPARE(t.shown.index(499, Model::Key).data().toString(), u"key-00499"_s);
        QCOMPARE(t.shown.waitingMoves(), 0);
        QVERIFY(!shown.isEmpty());
        shown.clear();
        QVERIFY(!t.shown.setFilterText(u"nothing"_s));
        QCOMPARE(shown.size(), 1); // none, and none yet
        QVERIFY(t.shown.isFiltering());
        t.clock.advance(0ms);
        QCOMPARE(shown.size(), 2); // none
    }

    /// The key press that asks waits for it and for the table's painting.
    void theFirstLookIsShorterThanTheOthers()
    {
        BusyClock clock;
        FlagStore store(clock);
        FlagTableModel model(store);
        FlagFilterModel rows(model);
        store.applySnapshot(manyFlags(1'000));
        QVERIFY(!rows.setFilterText(u"key-002"_s)); // the clock is looked at every 64 rows
        QCOMPARE(rows.rowCount(), 0);
        QVERIFY(rows.isFiltering());
        while (rows.isFiltering())
            clock.fireDue();
        QCOMPARE(rows.rowCount(), 100);
    }

    /// A change names rows by number, and what is still to be looked at is named so too.
    void whatHappensWhileFilteringFindsEveryRowLookedAt()
    {
        const auto filtering = [](Table &t) {
            t.store.applySnapshot(manyFlags(300));
            QVERIFY(!t.shown.setFilterText(u"key-00"_s));
            QVERIFY(t.shown.isFiltering());
        };
        Table changed({1h, 100});
        filtering(changed);
        changed.pin(u"key-00299"_s);
        QCOMPARE(changed.shown.rowCount(), 300);
        QCOMPARE(changed.shown.index(0, Model::Key).data().toString(), u"key-00299"_s);

        Table added({1h, 100});
        filtering(added);
        added.store.applyFlag(flag(u"key-00"_s), ChangeOrigin::Elsewhere);
        QCOMPARE(added.shown.rowCount(), 301);
        QCOMPARE(added.shown.index(0, Model::Key).data().toString(), u"key-00"_s);

        Table removed({1h, 100});
        filtering(removed);
        QVector<Flag> fewer = manyFlags(300);
        fewer.remove(0, 100);
        removed.store.applySnapshot(fewer);
        QCOMPARE(removed.shown.rowCount(), 200);

        Table sorted({1h, 100});
        filtering(sorted);
        sorted.shown.setOrder(Model::Key, Qt::DescendingOrder);
        QCOMPARE(sorted.shown.rowCount(), 300);
        QCOMPARE(sorted.shown.index(0, Model::Key).data().toString(), u"key-00299"_s);

        Table held({1h, 100});
        filtering(held);
        held.shown.setOrderHeld(true);
        QCOMPARE(held.shown.rowCount(), 300);

        Table read({1h, 100});
        filtering(read);
        read.store.clear();
        QCOMPARE(read.shown.rowCount(), 0);
        QVERIFY(!read.shown.isFiltering());
    }

    void rowsThatComeAndGoHereAndThere()
    {
        Table t;
        QVector<Flag> flags = manyFlags(400); // every other one is on
        t.store.applySnapshot(flags);
        t.shown.setChip(Chip::On);
        for (const int step : {2, 3, 30, 200}) {
            for (int i = 0; i < flags.size(); i += step)
                flags[i].enabled = !flags[i].enabled;
            t.store.applySnapshot(flags);
            t.clock.advance(1s);
            FlagFilterModel fresh(t.model);
            fresh.setChip(Chip::On);
            QCOMPARE(t.keys(), column(fresh, Model::Key).join(u' '));
        }
    }

    /// Without the tester, which looks at every row at every signal.
    void fiveThousandFlagsAreNoBurden()
    {
        ManualClock clock;
        FlagStore store(clock);
        FlagTableModel model(store);
        FlagFilterModel shown(model);
        store.applySnapshot(manyFlags(5'000));
        QCOMPARE(shown.rowCount(), 5'000);
        QVERIFY(!shown.setFilterText(u"key-0012"_s));
        QCOMPARE(shown.rowCount(), 10);
        QVERIFY(!shown.setFilterText(QString()));
        shown.setOrderHeld(true);
        for (int i = 0; i < 1'000; ++i)
            store.invalidate(store.at(i * 5).flag.key);
        clock.advance(60ms);
        QCOMPARE(shown.waitingMoves(), 0);
    }
};

QTEST_GUILESS_MAIN(TestFlagFilterModel)
#include "tst_flagfiltermodel.moc"
