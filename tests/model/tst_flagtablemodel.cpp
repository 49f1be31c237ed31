// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"
#include "model/flagtablemodel.h"
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

using Model = FlagTableModel;

struct Table
{
    ManualClock clock;
    FlagStore store{clock};
    FlagTableModel model{store};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    Table() { store.setLink(link(LinkState::Live, true)); }

    [[nodiscard]] QString text(const QString &key, int column, int role = Qt::DisplayRole) const
    {
        return model.index(store.rowOf(FlagKey(key)), column).data(role).toString();
    }
    [[nodiscard]] QStringList row(const QString &key) const
    {
        QStringList cells;
        for (int column = 0; column < Model::ColumnCount; ++column)
            cells += text(key, column);
        return cells;
    }
};

/// "first-last" of each announced range that tells of changed values.
QStringList ranges(const QSignalSpy &spy)
{
    QStringList result;
    for (const QList<QVariant> &call : spy) {
        result += u"%1-%2"_s.arg(call.at(0).toModelIndex().row()).arg(call.at(1).toModelIndex().row());
    }
    return result;
}

Error readError()
{
    return {ErrorKind::Timeout, {}, {}, {}};
}

} // namespace

class TestFlagTableModel : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void everyCellHasAWord()
    {
        Table t;
        Flag checkout = flag(u"checkout"_s, true);
        checkout.updatedAt = t.clock.wallTime() - 21min;
        checkout.updatedBy = u"mia@northwind"_s;
        checkout.version = 7;
        Rule share;
        share.kind = RuleKind::Percentage;
        share.percentage = 25;
        share.value = true;
        checkout.rules = QVector<Rule>{share};
        Flag bare = flag(u"bare"_s);
        bare.rules.reset();
        bare.defaultValue.reset();
        t.store.setMarks(checkout.key, {true, {}});
        t.store.applySnapshot({checkout, bare});
        QCOMPARE(t.row(u"checkout"_s), QStringList({u"★"_s, u"ON"_s, u"checkout"_s, u"Name of checkout"_s,
                                                    u"true for 25 % (rule 1)"_s, u"1"_s, u"13:59:00"_s,
                                                    u"mia@northwind"_s, u"21 m"_s, u"boolean"_s, u"7"_s}));
        QCOMPARE(t.row(u"bare"_s), QStringList({QString(), u"OFF"_s, u"bare"_s, u"Name of bare"_s, u"—"_s,
                                                u"—"_s, u"—"_s, u"—"_s, u"—"_s, u"—"_s, u"—"_s}));
        for (int column = 0; column < Model::ColumnCount; ++column)
            QVERIFY(!t.model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }

    void stateWordsAndWhatIsSpoken()
    {
        Table t;
        t.store.applySnapshot(flags({u"a"}));
        const auto state = [&t](int role = Qt::DisplayRole) { return t.text(u"a"_s, Model::State, role); };
        t.clock.advance(4s);
        QCOMPARE(state(), u"OFF"_s);
        QCOMPARE(state(Qt::AccessibleTextRole), u"OFF, read 4 s ago"_s);
        t.store.setLink(link(LinkState::Stale));
        QCOMPARE(state(), u"OFF?"_s);
        QCOMPARE(state(Qt::AccessibleTextRole), u"OFF?, last known 4 s ago"_s);
        QCOMPARE(t.model.index(0, Model::State).data(Model::KnownAgeRole).toLongLong(), 4'000);
        t.store.setLink(link(LinkState::Live, true));
        t.store.applyFlag(flag(u"a"_s, true), ChangeOrigin::Elsewhere);
        QCOMPARE(state(), u"ON"_s);
        t.store.setLamp(FlagKey(u"a"_s), CommandLamp{CommandStage::Disagrees, {}});
        QCOMPARE(state(), u"≠ ON"_s);
        t.store.invalidate(FlagKey(u"a"_s));
        QCOMPARE(state(), u"…"_s);
        t.store.setReadError(FlagKey(u"a"_s), readError());
        QCOMPARE(state(), u"— ?"_s);
        t.store.markGone(FlagKey(u"a"_s));
        QCOMPARE(state(), u"DELETED"_s);
        t.store.setReadError(FlagKey(u"new"_s), readError());
        QCOMPARE(t.text(u"new"_s, Model::State, Qt::AccessibleTextRole), u"— ?, not read"_s);
        QVERIFY(!t.model.index(1, Model::State).data(Model::KnownAgeRole).isValid());
    }

    void unknownRowsClaimNothing()
    {
        Table t;
        Flag one = flag(u"a"_s, true);
        one.updatedAt = t.clock.wallTime();
        one.updatedBy = u"mia"_s;
        one.defaultValue = true;
        t.store.applySnapshot({one});
        t.store.setReadError(one.key, readError());
        QCOMPARE(t.text(u"a"_s, Model::UsersGet), u"—"_s);
        QCOMPARE(t.text(u"a"_s, Model::Changed), u"—"_s);
        QCOMPARE(t.text(u"a"_s, Model::By), u"—"_s);
        QCOMPARE(t.text(u"a"_s, Model::Age), u"not read"_s);
        QVERIFY(!t.model.index(0, 0).data(Model::TrapRole).toBool());
        QVERIFY(t.text(u"a"_s, Model::State, Qt::ToolTipRole).contains(u"timeout"_s));
    }

    void offThatServesTrueIsATrapWhileItIsOn()
    {
        Table t;
        Flag trap = flag(u"trap"_s, true);
        trap.defaultValue = true;
        Flag off = flag(u"off"_s, false);
        off.defaultValue = true;
        t.store.applySnapshot({trap, off});
        QCOMPARE(t.text(u"trap"_s, Model::UsersGet), u"⚠ OFF → TRUE"_s);
        QVERIFY(t.model.index(0, 0).data(Model::TrapRole).toBool());
        QVERIFY(t.text(u"trap"_s, Model::UsersGet, Qt::ToolTipRole).contains(u"default value is true"_s));
        QCOMPARE(t.text(u"off"_s, Model::UsersGet), u"true for all"_s);
        QVERIFY(!t.model.index(1, 0).data(Model::TrapRole).toBool());
    }

    void usersGet_data()
    {
        QTest::addColumn<QVector<int>>("shares"); // percentages; -1 an attribute rule
        QTest::addColumn<QString>("expected");
        QTest::newRow("no rules") << QVector<int>{} << u"false for all"_s;
        QTest::newRow("a share") << QVector<int>{25} << u"true for 25 % (rule 1)"_s;
        QTest::newRow("one condition") << QVector<int>{-1} << u"depends on 1 rule"_s;
        QTest::newRow("several") << QVector<int>{-1, 25, -1} << u"depends on 3 rules"_s;
        QTest::newRow("a share of all") << QVector<int>{100} << u"true for all"_s;
    }

    void usersGet()
    {
        QFETCH(QVector<int>, shares);
        QFETCH(QString, expected);
        Flag one = flag(u"a"_s, true);
        for (const int share : shares) {
            Rule rule;
            rule.id = RuleId(QString::number(one.rules->size()));
            rule.kind = share < 0 ? RuleKind::Attribute : RuleKind::Percentage;
            rule.percentage = std::max(share, 0);
            rule.priority = int(one.rules->size());
            rule.value = true;
            one.rules->append(rule);
        }
        QCOMPARE(usersGetText(one, true), expected);
        QCOMPARE(usersGetText(one, false), u"false for all"_s);
    }

    void whoChangedIt()
    {
        Table t;
        t.store.applySnapshot(flags({u"a", u"b"}));
        t.store.applyFlag(flag(u"a"_s, true), ChangeOrigin::You);
        QCOMPARE(t.text(u"a"_s, Model::By), u"you"_s);
        t.store.applyFlag(flag(u"a"_s, false), ChangeOrigin::Elsewhere);
        QCOMPARE(t.text(u"a"_s, Model::By), u"elsewhere"_s);
        Flag named = flag(u"a"_s, true);
        named.updatedBy = u"jo"_s;
        t.store.applyFlag(named, ChangeOrigin::Elsewhere);
        QCOMPARE(t.text(u"a"_s, Model::By), u"jo"_s);
        t.store.markGone(named.key); // jo changed it; nobody says who deleted it
        QCOMPARE(t.text(u"a"_s, Model::By), u"elsewhere"_s);
        QCOMPARE(t.text(u"b"_s, Model::By), u"—"_s);
    }

    void hostileNamesAreOneLineOfText()
    {
        Table t;
        Flag one = flag(u"a\u202Eb\n<b>"_s);
        one.name = u"<img src=x onerror=y>\u2028"_s + QString(10'000, u'N');
        one.description = u"<script>\n"_s;
        one.updatedBy = u"%1 %2\u0007"_s;
        one.defaultValue = u"%1<i>\u202E"_s;
        t.store.applySnapshot({one});
        for (int column = 0; column < Model::ColumnCount; ++column) {
            for (const int role : {int(Qt::DisplayRole), int(Qt::AccessibleTextRole), int(Qt::ToolTipRole)}) {
                const QString text = t.model.index(0, column).data(role).toString();
                for (const QChar c : text)
                    QVERIFY(c.unicode() >= 0x20 && c != QChar(0x202e) && c != QChar(0x2028));
                QVERIFY(text.size() <= 2'000);
                if (role == Qt::ToolTipRole) {
                    QVERIFY(!text.contains(u"<img"_s) && !text.contains(u"<script"_s)
                            && !text.contains(u"<b>"_s));
                }
            }
        }
        QCOMPARE(t.text(one.key.text(), Model::Name).size(), limits::displayedNameLength);
        QCOMPARE(t.text(one.key.text(), Model::By), u"%1 %2␇"_s);
        QCOMPARE(t.text(one.key.text(), Model::UsersGet), u"\"%1<i>\ufffd\" for all"_s);
        QCOMPARE(t.model.index(0, 0).data(Model::KeyRole).toString(), one.key.text());
    }

    void aLoneChangeIsAnnouncedAtOnceAndABurstInRanges()
    {
        Table t;
        t.store.applySnapshot(manyFlags(100));
        QSignalSpy spy(&t.model, &Model::dataChanged);
        const auto change = [&t](int row) { t.store.invalidate(t.store.at(row).flag.key); };
        change(50);
        QCOMPARE(ranges(spy), QStringList({u"50-50"_s}));
        QVERIFY(spy.constFirst().at(2).value<QList<int>>().contains(int(Model::SortRole)));
        QCOMPARE(spy.constFirst().at(0).toModelIndex().column(), 0);
        QCOMPARE(spy.constFirst().at(1).toModelIndex().column(), Model::ColumnCount - 1);
        spy.clear();
        for (const int row : {7, 3, 5, 4, 90, 91, 6})
            change(row);
        t.store.setReadError(t.store.at(4).flag.key, readError());
        QCOMPARE(spy.size(), 0);
        t.clock.advance(60ms);
        QCOMPARE(ranges(spy), QStringList({u"3-7"_s, u"90-91"_s}));
        spy.clear();
        for (int row = 8; row < 89; row += 1)
            change(row);
        t.clock.advance(60ms);
        QCOMPARE(ranges(spy), QStringList({u"0-99"_s}));
        t.clock.advance(60ms);
        QVERIFY(!t.clock.nextTimer()); // nothing ticks while nothing happens
    }

    void pendingChangesGoOutBeforeRowsMove()
    {
        Table t;
        t.store.applySnapshot(manyFlags(10));
        QVector<Flag> fewer = manyFlags(10);
        t.store.invalidate(fewer.at(9).key);
        t.store.invalidate(fewer.at(8).key);
        QSignalSpy changes(&t.model, &Model::dataChanged);
        QSignalSpy removals(&t.model, &Model::rowsRemoved);
        fewer.remove(0, 3);
        t.store.applySnapshot(fewer);
        QCOMPARE(removals.size(), 1);
        QCOMPARE(ranges(changes).constFirst(), u"8-8"_s); // while it still was row 8
        QCOMPARE(t.model.rowCount(), 7);
        t.clock.advance(1s);
        t.store.applySnapshot({});
        QCOMPARE(t.model.rowCount(), 0);
        t.model.refreshAges();
        t.store.applyFlag(flag(u"z"_s), ChangeOrigin::Elsewhere);
        QCOMPARE(column(t.model, Model::Key), QStringList({u"z"_s}));
    }

    void ageTicksAnnounceOnlyWhatShowsAges()
    {
        Table t;
        t.store.applySnapshot(manyFlags(10));
        t.store.applyFlag(flag(u"key-00003"_s, true), ChangeOrigin::Elsewhere);
        t.clock.advance(1s);
        QSignalSpy spy(&t.model, &Model::dataChanged);
        t.model.refreshAges();
        QCOMPARE(ranges(spy), QStringList({u"0-9"_s, u"0-9"_s, u"3-3"_s}));
        for (const auto &call : spy)
            QVERIFY(!call.at(2).value<QList<int>>().contains(int(Model::SortRole)));
        QCOMPARE(spy.at(0).at(0).toModelIndex().column(), int(Model::State));
        QCOMPARE(spy.at(1).at(0).toModelIndex().column(), int(Model::Changed));
        QCOMPARE(spy.at(1).at(1).toModelIndex().column(), int(Model::Age));
        t.clock.advance(60s);
        spy.clear();
        t.model.refreshAges(); // the mark has ended: its row is painted a last time
        QCOMPARE(spy.size(), 3);
        spy.clear();
        t.model.refreshAges();
        QCOMPARE(spy.size(), 2);
    }

    void theRowPointerIsTheStoresRow()
    {
        Table t;
        t.store.applySnapshot(flags({u"a", u"b"}));
        const auto *row =
            static_cast<const FlagRow *>(t.model.index(1, 0).data(Model::RowRole).value<void *>());
        QCOMPARE(row, &t.store.at(1));
    }

    void ages_data()
    {
        QTest::addColumn<qint64>("milliseconds");
        QTest::addColumn<QString>("expected");
        QTest::newRow("before") << qint64(-5'000) << u"now"_s;
        QTest::newRow("at once") << qint64(999) << u"now"_s;
        QTest::newRow("seconds") << qint64(4'200) << u"4 s"_s;
        QTest::newRow("last second") << qint64(59'999) << u"59 s"_s;
        QTest::newRow("minutes") << qint64(60'000) << u"1 m"_s;
        QTest::newRow("hours") << qint64(2 * 3'600'000 + 1) << u"2 h"_s;
        QTest::newRow("days") << qint64(9) * 86'400'000 << u"9 d"_s;
    }

    void ages()
    {
        QFETCH(qint64, milliseconds);
        QFETCH(QString, expected);
        QCOMPARE(ageText(std::chrono::milliseconds(milliseconds)), expected);
    }

    void momentsNameWhatDiffersFromNow()
    {
        const auto at = [](const QString &text) {
            return fromDateTime(QDateTime::fromString(text, Qt::ISODate));
        };
        const WallTime now = at(u"2026-06-11T14:20:00Z"_s);
        QCOMPARE(momentText(at(u"2026-06-11T00:00:01Z"_s), now), u"00:00:01"_s);
        QCOMPARE(momentText(at(u"2026-06-10T23:59:59Z"_s), now), u"Jun 10"_s);
        QCOMPARE(momentText(at(u"2025-11-12T10:00:00Z"_s), now), u"Nov 12 2025"_s);
    }

    void aClockThatIsSetBackMakesNoNegativeAge()
    {
        Table t;
        t.store.applySnapshot(flags({u"a"}));
        t.store.applyFlag(flag(u"a"_s, true), ChangeOrigin::Elsewhere);
        t.clock.advance(5s);
        t.clock.setWallTime(t.clock.wallTime() - 24h);
        QCOMPARE(t.text(u"a"_s, Model::Age), u"5 s"_s);
    }
};

QTEST_GUILESS_MAIN(TestFlagTableModel)
#include "tst_flagtablemodel.moc"
