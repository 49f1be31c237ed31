// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/comparefiltermodel.h"
#include "samples.h"
#include "support/manualclock.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

EnvironmentId id(const QString &name)
{
    return EnvironmentId(name);
}

Flag in(const QString &environment, const QString &key, bool enabled)
{
    Flag made = samples::flag(key, enabled);
    made.environment = id(environment);
    return made;
}

Rule percentage(int share, const QString &ruleId, int priority)
{
    Rule rule;
    rule.id = RuleId(ruleId);
    rule.priority = priority;
    rule.kind = RuleKind::Percentage;
    rule.percentage = share;
    rule.value = true;
    return rule;
}

/// The shown environment "prod" in a store, "staging" and "dev" as a session would hold them.
struct Bench
{
    explicit Bench(std::optional<std::chrono::milliseconds> trust = {})
        : place(placeWith(trust)), store(clock)
    {
        clock.advance(1h); // no reading is as old as the clock
    }

    static CompareModel::Place placeWith(std::optional<std::chrono::milliseconds> trust)
    {
        return {{{id(u"dev"_s), EnvironmentKey(u"dev"_s), u"Development"_s},
                 {id(u"prod"_s), EnvironmentKey(u"prod"_s), u"Production"_s},
                 {id(u"staging"_s), EnvironmentKey(u"staging"_s), u"Staging"_s}},
                id(u"prod"_s),
                u"Production"_s,
                trust};
    }

    void open()
    {
        model = std::make_unique<CompareModel>(
            store, [this](const FlagKey &key) { return elsewhere.value(key); }, place);
        rows = std::make_unique<CompareFilterModel>(*model);
        modelTester = std::make_unique<QAbstractItemModelTester>(
            model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        rowsTester = std::make_unique<QAbstractItemModelTester>(
            rows.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        model->setLink(samples::link(LinkState::Live));
    }
    /// As a session tells of a reading of all flags.
    void readAll(const QVector<Flag> &own, const QVector<Flag> &others)
    {
        store.applySnapshot(own);
        elsewhere.clear();
        for (const Flag &flag : others)
            elsewhere[flag.key].append({flag, clock.now(), false});
        if (model)
            model->setReadAt(clock.now(), elsewhere.keys());
        settle();
    }
    void readElsewhere(const Flag &flag, bool doubted = false)
    {
        QVector<ElsewhereReading> &readings = elsewhere[flag.key];
        readings.removeIf([&flag](const ElsewhereReading &reading) {
            return reading.flag.environment == flag.environment;
        });
        readings.append({flag, clock.now(), doubted});
        model->noteElsewhere(flag.key);
        settle();
    }
    void settle() { clock.advance(60ms); }

    [[nodiscard]] QStringList table() const
    {
        QStringList lines;
        for (int row = 0; row < rows->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < rows->columnCount(); ++column)
                cells += rows->index(row, column).data().toString();
            lines += cells.join(u" | "_s);
        }
        return lines;
    }
    [[nodiscard]] QString spoken(const QString &key, int column) const
    {
        return model->index(model->rowOf(FlagKey(key)), column).data(Qt::AccessibleTextRole).toString();
    }
    [[nodiscard]] QStringList heads(int role = Qt::DisplayRole) const
    {
        QStringList texts;
        for (int column = 0; column < model->columnCount(); ++column)
            texts += model->headerData(column, Qt::Horizontal, role).toString();
        return texts;
    }

    ManualClock clock;
    CompareModel::Place place;
    FlagStore store;
    QHash<FlagKey, QVector<ElsewhereReading>> elsewhere;
    std::unique_ptr<CompareModel> model;
    std::unique_ptr<CompareFilterModel> rows;
    std::unique_ptr<QAbstractItemModelTester> modelTester;
    std::unique_ptr<QAbstractItemModelTester> rowsTester;
};

constexpr int staging = CompareModel::Shown + 2;
constexpr int dev = CompareModel::Shown + 1;

} // namespace

class TestCompareModel : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void theShownEnvironmentComesFirst()
    {
        Bench t;
        t.open();
        QCOMPARE(t.heads(), (QStringList{u"Flag"_s, u"Differs"_s, u"Production · shown"_s, u"Development"_s,
                                         u"Staging"_s}));
    }

    void everyDifferenceIsNamed()
    {
        Bench t;
        Flag valued = in(u"staging"_s, u"valued"_s, true);
        valued.defaultValue = true;
        Flag ruled = in(u"staging"_s, u"ruled"_s, true);
        ruled.rules = QVector<Rule>{percentage(25, u"x"_s, 1)};
        t.readAll({in(u"prod"_s, u"same"_s, true), in(u"prod"_s, u"state"_s, true),
                   in(u"prod"_s, u"valued"_s, true), in(u"prod"_s, u"ruled"_s, true),
                   in(u"prod"_s, u"only-here"_s, true)},
                  {in(u"staging"_s, u"same"_s, true), in(u"dev"_s, u"same"_s, true),
                   in(u"staging"_s, u"state"_s, false), in(u"dev"_s, u"state"_s, true), valued,
                   in(u"dev"_s, u"valued"_s, false), ruled, in(u"dev"_s, u"ruled"_s, true),
                   in(u"dev"_s, u"only-there"_s, false)});
        t.open();
        t.model->setReadAt(t.clock.now(), t.elsewhere.keys());
        t.settle();
        const QString on = u"ON · false for all"_s;
        QCOMPARE(t.table(),
                 (QStringList{
                     u"only-here | 2 · record | %1 | ≠ no record | ≠ no record"_s.arg(on),
                     u"only-there | 1 · record | no record | ≠ OFF · false for all | no record"_s,
                     u"ruled | 1 · rules | %1 | %1 | ≠ ON · true for 25 % (rule 1) · 1 rule"_s.arg(on),
                     u"same | same | %1 | %1 | %1"_s.arg(on),
                     u"state | 1 · state | %1 | %1 | ≠ OFF · false for all"_s.arg(on),
                     u"valued | 2 · state, default | %1 | ≠ OFF · false for all | ≠ ON · true for all"_s.arg(
                         on)}));
        QCOMPARE(t.model->differingCount(), 5);
        QCOMPARE(t.spoken(u"state"_s, staging), u"Staging: OFF, differs: state; false for all"_s);
        QCOMPARE(t.spoken(u"same"_s, staging), u"Staging: ON, same; false for all"_s);
        QCOMPARE(t.spoken(u"only-here"_s, dev), u"Development: no record, differs: record"_s);
        QCOMPARE(t.spoken(u"valued"_s, CompareModel::Differs),
                 u"differs in 2 environments: state, default"_s);
        QVERIFY(!t.model->isShown(FlagKey(u"only-there"_s)));
        QVERIFY(t.model->isShown(FlagKey(u"only-here"_s)));
    }

    // Ids belong to one environment, and the numbers of priorities are a person's choice.
    void rulesThatDoTheSameAreTheSame()
    {
        const QVector<Rule> here{percentage(10, u"a"_s, 1), percentage(20, u"b"_s, 2)};
        QVERIFY(areAlike(here, {percentage(20, u"d"_s, 20), percentage(10, u"c"_s, 10)}));
        QVERIFY(!areAlike(here, {percentage(20, u"d"_s, 10), percentage(10, u"c"_s, 20)}));
        QVERIFY(!areAlike(here, {percentage(10, u"a"_s, 1)}));
        QVector<Rule> inactive = here;
        inactive[1].active = false;
        QVERIFY(!areAlike(here, inactive));
    }

    void rulesThatWereNotReadAreNotCompared()
    {
        Bench t;
        Flag unread = in(u"staging"_s, u"a"_s, true);
        unread.rules.reset();
        Flag ruled = in(u"prod"_s, u"a"_s, true);
        ruled.rules = QVector<Rule>{percentage(25, u"x"_s, 1)};
        t.readAll({ruled}, {unread, in(u"dev"_s, u"a"_s, true)});
        t.open();
        t.model->setReadAt(t.clock.now(), {});
        t.settle();
        QCOMPARE(t.spoken(u"a"_s, staging), u"Staging: ON, same, rules not read; default false"_s);
        QCOMPARE(t.model->uncomparedCount(), 1);
        QCOMPARE(t.model->differingCount(), 1); // dev has none
        unread.rules = ruled.rules;
        t.readElsewhere(unread);
        QCOMPARE(t.model->uncomparedCount(), 0);
        QCOMPARE(t.spoken(u"a"_s, staging), u"Staging: ON, same; true for 25 % (rule 1) · 1 rule"_s);
    }

    void nothingIsClaimedBeforeItWasRead()
    {
        Bench t;
        t.open();
        QCOMPARE(t.model->rowCount(), 0);
        t.store.applySnapshot({in(u"prod"_s, u"a"_s, true)});
        t.settle();
        QCOMPARE(t.table(), QStringList{u"a | not compared | ON · false for all | — ? | — ?"_s});
        QVERIFY(!t.model->wasRead());
        QCOMPARE(t.heads(CompareModel::AgeTextRole).mid(2),
                 (QStringList{u"live"_s, u"not read yet"_s, u"not read yet"_s}));
        t.model->setReadAt(t.clock.now(), {});
        QCOMPARE(t.table(),
                 QStringList{u"a | 2 · record | ON · false for all | ≠ no record | ≠ no record"_s});
    }

    void aChangedKeyChangesItsRowAndNoOther()
    {
        Bench t;
        t.open();
        QVector<Flag> own;
        QVector<Flag> others;
        for (const Flag &flag : samples::manyFlags(100)) {
            own += in(u"prod"_s, flag.key.text(), flag.enabled);
            for (const QString &name : {u"staging"_s, u"dev"_s})
                others += in(name, flag.key.text(), flag.enabled);
        }
        t.readAll(own, others);
        QCOMPARE(t.model->rowCount(), 100);
        QCOMPARE(t.model->differingCount(), 0);
        QSignalSpy changed(t.model.get(), &QAbstractItemModel::dataChanged);
        QSignalSpy resets(t.model.get(), &QAbstractItemModel::modelReset);
        QSignalSpy inserted(t.model.get(), &QAbstractItemModel::rowsInserted);
        const auto changedRows = [&changed] {
            QStringList ranges;
            for (const QList<QVariant> &call : changed)
                if (call.at(2).value<QList<int>>().isEmpty()) // values, not how they are known
                    ranges +=
                        u"%1-%2"_s.arg(call.at(0).toModelIndex().row()).arg(call.at(1).toModelIndex().row());
            changed.clear();
            return ranges;
        };

        const int seven = t.model->rowOf(FlagKey(u"key-00007"_s));
        const QString row = u"%1-%1"_s.arg(seven);
        t.readElsewhere(in(u"staging"_s, u"key-00007"_s, true));
        QCOMPARE(changedRows(), QStringList{row});
        QCOMPARE(t.model->differingCount(), 1);
        t.store.applyFlag(in(u"prod"_s, u"key-00007"_s, true), ChangeOrigin::Elsewhere);
        t.settle();
        QCOMPARE(changedRows(), QStringList{row});
        QCOMPARE(t.spoken(u"key-00007"_s, dev), u"Development: OFF, differs: state; false for all"_s);

        own[7].enabled = true;
        for (Flag &flag : others) {
            if (flag.key == own[7].key && flag.environment == id(u"staging"_s))
                flag.enabled = true;
        }
        changed.clear();
        t.clock.advance(10s);
        t.readAll(own, others); // the same again: nothing has to be worked out
        QCOMPARE(changedRows(), QStringList());
        own[3].enabled = true;
        t.readAll(own, others);
        QCOMPARE(changedRows(), (QStringList{u"%1-%1"_s.arg(t.model->rowOf(own[3].key))}));
        QCOMPARE(resets.size(), 0);
        QCOMPARE(inserted.size(), 0);
    }

    void rowsComeAndGoWithTheirRecords()
    {
        Bench t;
        t.open();
        t.readAll(
            {in(u"prod"_s, u"a"_s, true), in(u"prod"_s, u"b"_s, true)},
            {in(u"staging"_s, u"a"_s, true), in(u"staging"_s, u"b"_s, true), in(u"dev"_s, u"c"_s, true)});
        QCOMPARE(samples::column(*t.rows, 0), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        t.readElsewhere(in(u"dev"_s, u"d"_s, true)); // somebody made it elsewhere
        QCOMPARE(samples::column(*t.rows, 0), (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
        t.elsewhere.remove(FlagKey(u"c"_s));
        t.model->noteElsewhere(FlagKey(u"c"_s));
        t.settle();
        QCOMPARE(samples::column(*t.rows, 0), (QStringList{u"a"_s, u"b"_s, u"d"_s}));
        t.store.markGone(FlagKey(u"a"_s));
        t.settle();
        QCOMPARE(t.table().first(), u"a | 1 · record | DELETED | no record | ≠ ON · false for all"_s);
        t.store.applySnapshot({in(u"prod"_s, u"b"_s, true)});
        t.settle();
        QCOMPARE(t.table().first(), u"a | 1 · record | no record | no record | ≠ ON · false for all"_s);
        t.elsewhere.clear();
        t.store.applySnapshot({});
        for (const QString &key : {u"a"_s, u"b"_s, u"d"_s})
            t.model->noteElsewhere(FlagKey(key));
        t.settle();
        QCOMPARE(t.model->rowCount(), 0);
        QCOMPARE(t.model->differingCount(), 0);
    }

    void anEnvironmentNobodyNamedGetsAColumn()
    {
        Bench t;
        t.open();
        t.readAll({in(u"prod"_s, u"a"_s, true), in(u"prod"_s, u"b"_s, true)},
                  {in(u"env_9"_s, u"a"_s, true), in(u"staging"_s, u"a"_s, true), in(u"dev"_s, u"a"_s, true)});
        t.settle(); // the others are worked out again
        QCOMPARE(t.heads().last(), u"env_9"_s);
        QCOMPARE(t.spoken(u"a"_s, staging + 1), u"env_9: ON, same; false for all"_s);
        QCOMPARE(t.spoken(u"b"_s, staging + 1), u"env_9: no record, differs: record"_s);
    }

    void tooManyEnvironmentsAreCounted()
    {
        Bench t;
        for (int i = 0; i < limits::comparedEnvironments; ++i)
            t.place.environments.append({id(u"e%1"_s.arg(i)), EnvironmentKey(), u"E%1"_s.arg(i)});
        t.open();
        QCOMPARE(t.model->environmentCount(), limits::comparedEnvironments);
        QCOMPARE(t.model->leftOutCount(), 3);
        t.readAll({in(u"prod"_s, u"a"_s, true)},
                  {in(u"another"_s, u"a"_s, false), in(u"e1"_s, u"a"_s, true)});
        QCOMPARE(t.model->leftOutCount(), 4);
        QCOMPARE(t.spoken(u"a"_s, CompareModel::Shown), u"Production: ON; false for all"_s);
    }

    // What the stream no longer vouches for stays readable, and says so.
    void aLostLinkAgesEverythingUntilItIsReadAgain()
    {
        Bench t;
        t.open();
        t.readAll({in(u"prod"_s, u"a"_s, true)},
                  {in(u"staging"_s, u"a"_s, false), in(u"dev"_s, u"a"_s, true)});
        QCOMPARE(t.heads(CompareModel::AgeTextRole).mid(2), (QStringList{u"live"_s, u"live"_s, u"live"_s}));
        LinkStatus lost = samples::link(LinkState::Retrying);
        lost.lastByte = t.clock.now();
        t.clock.advance(41s);
        t.store.setLink(lost);
        t.model->setLink(lost);
        t.settle();
        QCOMPARE(t.table(), QStringList{u"a | 1 · state | ON? · false for all | ON? · false for all | "
                                        "≠ OFF? · false for all"_s});
        QCOMPARE(t.spoken(u"a"_s, staging),
                 u"Staging: OFF?, differs: state; false for all; last known 41 s ago"_s);
        QCOMPARE(t.heads(CompareModel::AgeTextRole).last(), u"as of 41 s ago"_s);
        QVERIFY(t.model->headerData(staging, Qt::Horizontal, CompareModel::AgedRole).toBool());

        // Connected again: nothing is proven before the list has come.
        t.model->setLink(samples::link(LinkState::Syncing));
        t.model->setLink(samples::link(LinkState::Live));
        QCOMPARE(t.spoken(u"a"_s, staging).left(13), u"Staging: OFF?"_s);
        t.model->setReadAt(t.clock.now(), t.elsewhere.keys());
        QCOMPARE(t.spoken(u"a"_s, staging), u"Staging: OFF, differs: state; false for all"_s);
    }

    void oneReadingAfterALossProvesOneCell()
    {
        Bench t;
        t.open();
        t.readAll({in(u"prod"_s, u"a"_s, true)},
                  {in(u"staging"_s, u"a"_s, false), in(u"dev"_s, u"a"_s, true)});
        t.model->setLink(samples::link(LinkState::Stale));
        t.model->setLink(samples::link(LinkState::Live));
        t.clock.advance(1s);
        t.readElsewhere(in(u"staging"_s, u"a"_s, false));
        QVERIFY(t.spoken(u"a"_s, staging).startsWith(u"Staging: OFF,"_s));
        QVERIFY(t.spoken(u"a"_s, dev).startsWith(u"Development: ON?,"_s));
    }

    void silenceAloneProvesNothingWrong()
    {
        Bench t;
        t.open();
        t.readAll({in(u"prod"_s, u"a"_s, true)}, {in(u"staging"_s, u"a"_s, false)});
        t.model->setLink(samples::link(LinkState::Late));
        QVERIFY(t.spoken(u"a"_s, staging).startsWith(u"Staging: OFF?,"_s));
        t.model->setLink(samples::link(LinkState::Live));
        QVERIFY(t.spoken(u"a"_s, staging).startsWith(u"Staging: OFF,"_s));
    }

    void whatIsSaidToHaveChangedIsInDoubt()
    {
        Bench t;
        t.open();
        t.readAll({in(u"prod"_s, u"a"_s, true)},
                  {in(u"staging"_s, u"a"_s, false), in(u"dev"_s, u"a"_s, true)});
        t.readElsewhere(in(u"staging"_s, u"a"_s, false), true);
        QCOMPARE(t.model->index(0, staging).data(CompareModel::KnowledgeRole).toInt(),
                 int(Knowledge::Unverified));
        QCOMPARE(t.model->index(0, staging).data().toString(), u"≠ … · false for all"_s);
        t.readElsewhere(in(u"staging"_s, u"a"_s, true));
        QCOMPARE(t.model->index(0, staging).data().toString(), u"ON · false for all"_s);
    }

    // A stream that tells of one environment vouches for no other.
    void withoutAStreamOfItsOwnAReadingCountsForAWhile()
    {
        Bench t(75s);
        t.open();
        t.readAll({in(u"prod"_s, u"a"_s, true)},
                  {in(u"staging"_s, u"a"_s, false), in(u"dev"_s, u"a"_s, true)});
        t.clock.advance(75s - 60ms);
        t.model->refreshAges();
        QVERIFY(t.spoken(u"a"_s, staging).startsWith(u"Staging: OFF,"_s));
        QCOMPARE(t.heads(CompareModel::AgeTextRole).last(), u"read 1 m ago"_s);
        QSignalSpy changed(t.model.get(), &QAbstractItemModel::dataChanged);
        t.clock.advance(1s);
        t.model->refreshAges();
        QCOMPARE(changed.size(), 1);
        QVERIFY(t.spoken(u"a"_s, staging).startsWith(u"Staging: OFF?,"_s));
        QVERIFY(t.model->headerData(staging, Qt::Horizontal, CompareModel::AgedRole).toBool());
        QVERIFY(
            t.spoken(u"a"_s, CompareModel::Shown).startsWith(u"Production: ON;"_s)); // its own stream is live
        t.model->setReadAt(t.clock.now(), t.elsewhere.keys());
        QVERIFY(t.spoken(u"a"_s, staging).startsWith(u"Staging: OFF,"_s));
    }

    void aSilentTableCostsNoAnnouncementASecond()
    {
        Bench t;
        t.open();
        t.readAll({in(u"prod"_s, u"a"_s, true)}, {in(u"staging"_s, u"a"_s, false)});
        QSignalSpy changed(t.model.get(), &QAbstractItemModel::dataChanged);
        QSignalSpy heads(t.model.get(), &QAbstractItemModel::headerDataChanged);
        t.clock.advance(1s);
        t.model->refreshAges();
        QCOMPARE(changed.size(), 0);
        QCOMPARE(heads.size(), 1);
    }

    void serverTextStaysPlain()
    {
        Bench t;
        const QString hostile = u"<b>a</b>\u202Eb"_s;
        t.place.environments[2].name = hostile;
        t.open();
        t.readAll({in(u"prod"_s, hostile, true)}, {in(u"staging"_s, hostile, false)});
        QCOMPARE(t.heads().at(staging), u"<b>a</b>\uFFFDb"_s);
        QCOMPARE(t.table().first().section(u" | "_s, 0, 0), u"<b>a</b>\uFFFDb"_s);
        QVERIFY(!t.model->index(0, 0).data(Qt::ToolTipRole).toString().contains(u"<b>"_s));
        QVERIFY(!t.model->headerData(staging, Qt::Horizontal, Qt::ToolTipRole).toString().contains(u"<b>"_s));
    }

    void filtersAndSorts()
    {
        Bench t;
        t.open();
        Flag named = in(u"prod"_s, u"c"_s, true);
        named.name = u"New Checkout"_s;
        t.readAll(
            {in(u"prod"_s, u"a"_s, true), in(u"prod"_s, u"b"_s, true), named, in(u"prod"_s, u"d"_s, true)},
            {in(u"staging"_s, u"a"_s, true), in(u"dev"_s, u"a"_s, true), in(u"staging"_s, u"b"_s, false),
             in(u"dev"_s, u"b"_s, false), in(u"staging"_s, u"c"_s, true), in(u"dev"_s, u"c"_s, false),
             in(u"staging"_s, u"d"_s, true), in(u"dev"_s, u"d"_s, true)});
        const auto keys = [&t] { return samples::column(*t.rows, 0).join(QString()); };
        QCOMPARE(keys(), u"abcd"_s);
        t.rows->sort(CompareModel::Differs, Qt::DescendingOrder);
        QCOMPARE(keys(), u"bcad"_s);
        t.rows->sort(CompareModel::Differs, Qt::AscendingOrder);
        QCOMPARE(keys(), u"adcb"_s);
        t.rows->sort(CompareModel::Key, Qt::DescendingOrder);
        QCOMPARE(keys(), u"dcba"_s);
        t.rows->sort(CompareModel::Key);
        t.rows->setOnlyDifferences(true);
        QCOMPARE(keys(), u"bc"_s);
        t.rows->setText(u"  CHECK "_s);
        QCOMPARE(keys(), u"c"_s);
        t.rows->setText(u"zz"_s);
        QCOMPARE(keys(), QString());
        t.rows->setText({});
        t.readElsewhere(in(u"dev"_s, u"a"_s, false)); // it differs now, and is there
        QCOMPARE(keys(), u"abc"_s);
        t.readElsewhere(in(u"dev"_s, u"c"_s, true));
        QCOMPARE(keys(), u"ab"_s);
        QVERIFY(!t.rows->indexOf(FlagKey(u"c"_s)).isValid());
        QCOMPARE(t.rows->keyAt(t.rows->indexOf(FlagKey(u"b"_s))), FlagKey(u"b"_s));
    }

    // Every batch size about what is announced one by one and what at once.
    void manyRowsLeaveAtOnce()
    {
        Bench t;
        t.open();
        const QVector<Flag> all = samples::manyFlags(400);
        t.readAll(all, {});
        QCOMPARE(t.model->rowCount(), 400);
        QVector<Flag> some;
        for (int i = 0; i < all.size(); ++i) {
            if (i % 3 != 0)
                some += all.at(i);
        }
        t.readAll(some, {});
        QCOMPARE(t.model->rowCount(), int(some.size()));
        for (const Flag &flag : std::as_const(some))
            QCOMPARE(t.model->keyAt(t.model->rowOf(flag.key)), flag.key);
        t.readAll(some.mid(50), {});
        QCOMPARE(t.model->rowCount(), int(some.size()) - 50);
        QCOMPARE(t.model->keyAt(t.model->rowOf(some.last().key)), some.last().key);
    }

    void fiveThousandFlagsInEightEnvironments()
    {
        Bench t;
        t.place.environments.clear();
        for (int i = 0; i < 8; ++i)
            t.place.environments.append({id(u"e%1"_s.arg(i)), EnvironmentKey(), u"E%1"_s.arg(i)});
        t.place.shown = id(u"e0"_s);
        const QVector<Flag> own = samples::manyFlags(5'000);
        QVector<Flag> others;
        for (const Flag &flag : own) {
            for (int i = 1; i < 8; ++i) {
                others += flag;
                others.last().environment = id(u"e%1"_s.arg(i));
                others.last().enabled = flag.enabled != (i == 7);
            }
        }
        t.readAll(own, others);
        QElapsedTimer timer;
        timer.start();
        t.model = std::make_unique<CompareModel>( // no testers: they look at every cell each time
            t.store, [&t](const FlagKey &key) { return t.elsewhere.value(key); }, t.place);
        t.rows = std::make_unique<CompareFilterModel>(*t.model);
        t.model->setReadAt(t.clock.now(), t.elsewhere.keys());
        const auto toOpen = timer.restart();
        QCOMPARE(t.model->differingCount(), 5'000);
        for (int i = 0; i < 100; ++i)
            t.readElsewhere(in(u"e7"_s, u"key-%1"_s.arg(i * 50, 5, 10, QLatin1Char('0')), true));
        const auto toChange = timer.restart();
        t.rows->setText(u"key-0099"_s);
        QCOMPARE(t.rows->rowCount(), 10);
        t.rows->setText({});
        t.rows->setOnlyDifferences(true);
        const auto toFilter = timer.restart();
        t.model->setReadAt(t.clock.now(), t.elsewhere.keys());
        t.settle();
        const auto toReread = timer.elapsed();
        // Ten times what a busy machine needs with sanitizers: work that grows with the square would be seen.
        QVERIFY(toOpen < 20'000 && toChange < 20'000 && toFilter < 20'000 && toReread < 20'000);
    }
};

QTEST_GUILESS_MAIN(TestCompareModel)
#include "tst_comparemodel.moc"
