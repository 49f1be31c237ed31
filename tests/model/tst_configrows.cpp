// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventlog.h"
#include "model/eventlogmodel.h"
#include "model/eventmatcher.h"
#include "model/facttext.h"
#include "model/flagfiltermodel.h"
#include "model/flagtablemodel.h"
#include "model/kindwords.h"
#include "model/samples.h"
#include "model/valuediff.h"
#include "support/manualclock.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace signalbox;
using namespace signalbox::samples;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

Flag record(const QString &key, FlagKind kind, const FlagValue &value, bool active = true)
{
    Flag made = flag(key, active);
    made.key = FlagKey(key, kind);
    made.defaultValue = value;
    const QString type = kind == FlagKind::AiConfig ? u"agent"_s : u"json"_s;
    made.config = Shared(ConfigFacts{type, {}, false, std::nullopt});
    return made;
}

Flag config(const QString &key, const FlagValue &value, bool active = true)
{
    return record(key, FlagKind::Config, value, active);
}

Flag file(const QString &key, const QString &content, bool active = true)
{
    return record(key, FlagKind::AiConfig, content, active);
}

/// A flag, a config and an AI config of one name, and one of each of another.
struct Rows
{
    Rows() : store(clock), table(store), shown(table)
    {
        store.applySnapshot({flag(u"a"_s, true), config(u"a"_s, 24.0), file(u"a"_s, u"# Hi\nyou"_s, false),
                             flag(u"b"_s), config(u"c"_s, JsonText{u"{\"x\":1}"_s}, false)});
    }
    [[nodiscard]] int row(const QString &key, FlagKind kind) const { return store.rowOf(FlagKey(key, kind)); }
    [[nodiscard]] QString text(int row, FlagTableModel::Column column, int role = Qt::DisplayRole) const
    {
        return table.index(row, column).data(role).toString();
    }
    [[nodiscard]] QString keys() const
    {
        QStringList words;
        for (int row = 0; row < shown.rowCount(); ++row) {
            const FlagKey &key = shown.rowAt(shown.index(row, 0)).flag.key;
            words += filterWord(key.kind()) + u':' + key.text();
        }
        return words.join(u' ');
    }

    ManualClock clock;
    FlagStore store;
    FlagTableModel table;
    FlagFilterModel shown;
    QAbstractItemModelTester tableTester{&table, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QAbstractItemModelTester shownTester{&shown, QAbstractItemModelTester::FailureReportingMode::QtTest};
};

} // namespace

/// Configs and AI configs beside flags, down to the same key.
class TestConfigRows final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void oneKeyIsThreeRows()
    {
        Rows t;
        QCOMPARE(t.store.count(), 5);
        QCOMPARE(t.keys(), u"flag:a config:a ai:a flag:b config:c"_s);
        t.store.applyFlag(config(u"a"_s, 36.0), ChangeOrigin::Elsewhere);
        t.clock.advance(60ms);
        QCOMPARE(t.store.count(), 5);
        QVERIFY(t.store.at(t.row(u"a"_s, FlagKind::Flag)).origin == ChangeOrigin::NotSeen);
        QVERIFY(t.store.at(t.row(u"a"_s, FlagKind::Config)).origin == ChangeOrigin::Elsewhere);
        t.store.markGone(FlagKey(u"a"_s, FlagKind::AiConfig));
        QVERIFY(!t.store.at(t.row(u"a"_s, FlagKind::Config)).gone);
        FlagMarks pinned;
        pinned.pinned = true;
        t.store.setMarks(FlagKey(u"c"_s, FlagKind::Config), pinned);
        t.store.setMarks(FlagKey(u"c"_s), {}); // a flag that does not exist
        QVERIFY(t.store.at(t.row(u"c"_s, FlagKind::Config)).marks.pinned);
    }

    void cellsSayWhatTheyAre()
    {
        Rows t;
        const int value = t.row(u"a"_s, FlagKind::Config);
        const int prompt = t.row(u"a"_s, FlagKind::AiConfig);
        QCOMPARE(t.text(value, FlagTableModel::State), u"ACTIVE"_s);
        QCOMPARE(t.text(prompt, FlagTableModel::State), u"INACTIVE"_s);
        QCOMPARE(t.text(value, FlagTableModel::UsersGet), u"24"_s);
        QVERIFY(!t.text(prompt, FlagTableModel::UsersGet).contains(u'\n'));
        QVERIFY(t.text(prompt, FlagTableModel::UsersGet).contains(u"# Hi"_s));
        // A text of one line: quotes tell a config's from a number, an AI config holds nothing else.
        t.store.applyFlag(config(u"c"_s, u"5"_s), ChangeOrigin::Elsewhere);
        t.store.applyFlag(file(u"a"_s, u"5"_s, false), ChangeOrigin::Elsewhere);
        t.clock.advance(60ms);
        QCOMPARE(t.text(t.row(u"c"_s, FlagKind::Config), FlagTableModel::UsersGet), u"\"5\""_s);
        QCOMPARE(t.text(prompt, FlagTableModel::UsersGet), u"5"_s);
        QCOMPARE(t.text(value, FlagTableModel::Rules), u"—"_s);
        QCOMPARE(t.text(value, FlagTableModel::Type), u"config · json"_s);
        QCOMPARE(t.text(value, FlagTableModel::Key), u"a"_s);
        QCOMPARE(t.text(value, FlagTableModel::Key, Qt::AccessibleTextRole), u"a, config"_s);
        QCOMPARE(t.text(prompt, FlagTableModel::Key, Qt::AccessibleTextRole), u"a, AI config"_s);
        QCOMPARE(t.text(t.row(u"a"_s, FlagKind::Flag), FlagTableModel::Key, Qt::AccessibleTextRole), u"a"_s);
        QVERIFY(!t.table.index(value, 0).data(FlagTableModel::TrapRole).toBool());
        t.store.setLink(link(LinkState::Stale));
        QCOMPARE(t.text(value, FlagTableModel::State), u"ACTIVE?"_s);
    }

    /// What a config serves is no default that a switch would bring out.
    void trueIsNoTrapInAConfig()
    {
        Rows t;
        t.store.applyFlag(config(u"a"_s, true), ChangeOrigin::Elsewhere);
        t.clock.advance(60ms);
        const int row = t.row(u"a"_s, FlagKind::Config);
        QVERIFY(!t.table.index(row, 0).data(FlagTableModel::TrapRole).toBool());
        QCOMPARE(t.text(row, FlagTableModel::UsersGet), u"true"_s);
    }

    void kindsAreFiltered_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("configs") << u"kind:config"_s << u"config:a config:c"_s;
        QTest::newRow("AI configs") << u"kind:ai"_s << u"ai:a"_s;
        QTest::newRow("flags") << u"kind:flag"_s << u"flag:a flag:b"_s;
        QTest::newRow("no flags") << u"-kind:flag key:a"_s << u"config:a ai:a"_s;
        QTest::newRow("by type") << u"type:*agent*"_s << u"ai:a"_s;
    }
    void kindsAreFiltered()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, expected);
        Rows t;
        QVERIFY(!t.shown.setFilterText(text));
        QCOMPARE(t.keys(), expected);
    }

    void theChipShowsWhatIsNoFlag()
    {
        Rows t;
        t.shown.setChip(FlagChip::Configs);
        QCOMPARE(t.keys(), u"config:a ai:a config:c"_s);
    }

    // The log

    void rowsOfTheLogKeepTheirKind()
    {
        EventLog log(10);
        EventLogModel model(log, m_clock);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        Fact ofConfig = fact(1, FactKind::FlagUpdated, u"a"_s);
        ofConfig.flag = FlagKey(u"a"_s, FlagKind::Config);
        Fact ofFile = fact(2, FactKind::FlagDeleted, u"a"_s);
        ofFile.flag = FlagKey(u"a"_s, FlagKind::AiConfig);
        Fact ordered = fact(5, FactKind::Command, u"a"_s);
        ordered.flag = ofConfig.flag;
        log.add(
            {ofConfig, ofFile, fact(3, FactKind::FlagUpdated, u"a"_s), fact(4, FactKind::Gap, {}), ordered});
        QCOMPARE(log.at(0).flag, ofConfig.flag);
        QCOMPARE(log.flagAt(1), ofFile.flag);
        QCOMPARE(column(model, EventLogModel::Kind),
                 (QStringList{u"config.updated"_s, u"ai_config.deleted"_s, u"flag.updated"_s, u"gap"_s,
                              u"command"_s}));
        // In words it is said once of what a row is.
        QStringList words;
        for (int row = 0; row < log.count(); ++row)
            words += flagText(log.at(row));
        QCOMPARE(words, (QStringList{u"a"_s, u"a"_s, u"a"_s, QString(), u"a · config"_s}));
        QVERIFY(model.index(4, EventLogModel::Time)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(u"command a · config"_s));

        const auto accepted = [&log](const QString &text) {
            EventMatcher matcher(log);
            auto query = FilterQuery::parse(text, EventMatcher::fields());
            if (!query)
                return u"no query"_s;
            matcher.setQuery(std::move(*query));
            QStringList serials;
            for (int row = 0; row < log.count(); ++row) {
                if (matcher.accepts(row))
                    serials += QString::number(log.recordAt(row).serial);
            }
            return serials.join(u' ');
        };
        QCOMPARE(accepted(u"kind:config"_s), u"1 5"_s);
        QCOMPARE(accepted(u"kind:ai|config"_s), u"1 2 5"_s);
        QCOMPARE(accepted(u"kind:flag"_s), u"3"_s); // and not what is about none
        QCOMPARE(accepted(u"flag:a kind:flag"_s), u"3"_s);
        QCOMPARE(accepted(u"type:config.updated"_s), u"1"_s);
        QCOMPARE(accepted(u"type:flag.updated"_s), u"3"_s);
    }

    void changesSayBeforeAndAfter_data()
    {
        QTest::addColumn<FlagValue>("before");
        QTest::addColumn<FlagValue>("after");
        QTest::addColumn<QString>("text");
        const auto json = [](const QString &text) { return FlagValue(JsonText{text}); };
        QTest::newRow("number") << FlagValue(24.0) << FlagValue(36.0) << u"value 24 → 36"_s;
        QTest::newRow("text") << FlagValue(u"a"_s) << FlagValue(QString(u""_s)) << u"value \"a\" → \"\""_s;
        QTest::newRow("members") << json(u"{\"a\":1,\"b\":{\"c\":[1],\"d\":2}}"_s)
                                 << json(u"{\"a\":1,\"b\":{\"c\":[1,2],\"d\":2},\"e\":null}"_s)
                                 << u"value b.c [1] → [1,2], + e null"_s;
        QTest::newRow("many members")
            << json(u"{\"a\":1,\"b\":1,\"c\":1}"_s) << json(u"{}"_s) << u"value − a, − b, and 1 more"_s;
        QTest::newRow("type") << FlagValue(u"x"_s) << json(u"[1]"_s) << u"value \"x\" → [1]"_s;
        const QString same(200, u'x');
        QTest::newRow("long ones that begin alike") << FlagValue(same + u"1"_s) << FlagValue(same + u"2"_s)
                                                    << u"value …xxxxxxxxxxxx1\" → …xxxxxxxxxxxx2\""_s;
        QTest::newRow("lines") << FlagValue(u"a\nb\nc\n"_s) << FlagValue(u"a\nB\nB2\nc\n"_s)
                               << u"value from line 2: 1 out, 2 in, − b, + B"_s;
    }
    void changesSayBeforeAndAfter()
    {
        QFETCH(const FlagValue, before);
        QFETCH(const FlagValue, after);
        QFETCH(const QString, text);
        Fact changed = fact(1);
        changed.flag = FlagKey(u"a"_s, FlagKind::Config);
        ChangeDetail detail;
        detail.delta.defaultValue = FlagDelta::Change<FlagValue>{before, after};
        detail.readBack = true;
        changed.detail = makeDetail(detail);
        QCOMPARE(factText(changed), text);
        CommandDetail ordered;
        ordered.stage = CommandStage::Confirmed;
        ordered.wanted.defaultValue = after;
        ordered.valueBefore = before;
        ordered.enabledBefore = true;
        changed.kind = FactKind::Command;
        changed.detail = makeDetail(ordered);
        QCOMPARE(factText(changed), text);
        QVERIFY(valueDifferences(before, before).isEmpty());
    }

    void aFilesSwitchHasItsOwnWords()
    {
        Fact changed = fact(1);
        changed.flag = FlagKey(u"a"_s, FlagKind::AiConfig);
        ChangeDetail detail;
        detail.delta.enabled = FlagDelta::Change<bool>{true, false};
        changed.detail = makeDetail(detail);
        QCOMPARE(factText(changed), u"ACTIVE → INACTIVE"_s);
    }

private:
    ManualClock m_clock;
};

QTEST_GUILESS_MAIN(TestConfigRows)
#include "tst_configrows.moc"
