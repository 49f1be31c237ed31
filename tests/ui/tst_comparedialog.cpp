// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/comparedialog.h"
#include "compare/compareheader.h"
#include "compare/compareview.h"
#include "consolerig.h"
#include "mainwindow/mainwindow.h"
#include "model/flagtablemodel.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Call = FakeProvider::Call;

template <typename T>
T &child(const QWidget &parent, const QString &name)
{
    auto *found = parent.findChild<T *>(name);
    if (!found)
        qFatal("no child %s", qPrintable(name));
    return *found;
}

/// The window on production, with staging beside it.
class Desk final
{
public:
    explicit Desk(const Settings &settings = {}) : theme(*qApp, ThemeChoice::Light), window(theme, settings)
    {
        put(u"checkout-v2"_s, true, true);
        put(u"dark-mode"_s, false, false);
        put(u"edge-cache"_s, true, false);
        putStaging(u"only-staging"_s, true);
        window.showConsole(rig.console);
        window.show();
    }

    void put(const QString &key, bool here, bool there)
    {
        rig.provider.put(key, here, rig.clock.wallTime() - 2h).rules = QVector<Rule>();
        putStaging(key, there);
    }
    Flag &putStaging(const QString &key, bool enabled)
    {
        Flag flag = flagOfStaging(key, enabled);
        Flag &kept = rig.provider.world[FlagRef{flag.environment, flag.key}];
        kept = flag;
        return kept;
    }
    static Flag flagOfStaging(const QString &key, bool enabled)
    {
        Flag flag;
        flag.environment = EnvironmentId(u"staging"_s);
        flag.key = FlagKey(key);
        flag.name = key;
        flag.enabled = enabled;
        flag.defaultValue = false;
        flag.rules = QVector<Rule>();
        return flag;
    }

    void start() { rig.session.start(); }
    [[nodiscard]] bool isLive() { return rig.goLive() && rig.provider.waiting().empty(); }
    CompareDialog &open()
    {
        window.findChild<QAction *>(u"compare"_s)->trigger();
        settle();
        return child<CompareDialog>(window, u"compareDialog"_s);
    }
    /// Past every pause; what was asked meanwhile is answered.
    void settle()
    {
        for (int i = 0; i < 4; ++i) {
            rig.clock.advance(200ms);
            rig.provider.answerAll();
        }
    }
    [[nodiscard]] QStringList table() const
    {
        QStringList lines;
        const QAbstractItemModel &model = *child<QTableView>(window, u"compareTable"_s).model();
        for (int row = 0; row < model.rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < model.columnCount(); ++column)
                cells += model.index(row, column).data().toString();
            lines += cells.join(u" | "_s);
        }
        return lines;
    }
    [[nodiscard]] QString counts() const { return child<QLabel>(window, u"compareCounts"_s).text(); }
    [[nodiscard]] QString notice() const
    {
        const auto &label = child<QLabel>(child<CompareDialog>(window, u"compareDialog"_s), u"tableNotice"_s);
        return label.isVisible() ? label.text() : QString();
    }

    ConsoleRig rig;
    Theme theme;
    MainWindow window;
};

} // namespace

class TestCompareDialog : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        // The offscreen platform says what it can not do each time a window is shown.
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
    }

    void marksWhatDiffersAndMovesOnByItself()
    {
        Desk desk;
        desk.start();
        QTRY_VERIFY(desk.isLive());
        CompareDialog &dialog = desk.open();
        QVERIFY(dialog.isVisible() && !dialog.isModal());
        QCOMPARE(dialog.findChild<EnvironmentBand *>()->accessibleName(), u"PRODUCTION shop / production"_s);
        auto &view = child<QTableView>(dialog, u"compareTable"_s);
        const QAbstractItemModelTester tester(view.model(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(view.model()->headerData(CompareModel::Shown, Qt::Horizontal).toString(),
                 u"production · shown"_s);
        QCOMPARE(desk.table(),
                 (QStringList{u"checkout-v2 | same | ON · false for all | ON · false for all"_s,
                              u"dark-mode | same | OFF · false for all | OFF · false for all"_s,
                              u"edge-cache | 1 · state | ON · false for all | ≠ OFF · false for all"_s,
                              u"only-staging | 1 · record | no record | ≠ ON · false for all"_s}));
        QCOMPARE(desk.counts(), u"2 of 4 differ"_s);

        // Another program, in another environment.
        desk.putStaging(u"dark-mode"_s, true);
        desk.rig.stream->write("data: {\"type\":\"flag.updated\",\"flag_key\":\"dark-mode\","
                               "\"environment_id\":\"staging\"}\n\n");
        QTRY_COMPARE(desk.rig.provider.waitingCount(Call::Flag), 1);
        desk.rig.clock.advance(60ms);
        QCOMPARE(desk.table().at(1), u"dark-mode | same | OFF · false for all | … · false for all"_s);
        desk.settle();
        QCOMPARE(desk.table().at(1), u"dark-mode | 1 · state | OFF · false for all | ≠ ON · false for all"_s);
        QCOMPARE(desk.counts(), u"3 of 4 differ"_s);

        desk.putStaging(u"brand-new"_s, true);
        desk.rig.stream->write("data: {\"type\":\"flag.created\",\"flag_key\":\"brand-new\","
                               "\"environment_id\":\"staging\"}\n\n");
        QTRY_COMPARE(desk.rig.provider.waitingCount(Call::Flag), 1);
        desk.settle();
        QCOMPARE(desk.table().first(), u"brand-new | 1 · record | no record | ≠ ON · false for all"_s);
    }

    void hidesWhatIsTheSameAndRemembersIt()
    {
        Desk desk;
        desk.start();
        QTRY_VERIFY(desk.isLive());
        CompareDialog &dialog = desk.open();
        auto &only = child<QPushButton>(dialog, u"onlyDifferences"_s);
        QSignalSpy edited(&desk.window, &MainWindow::settingsChanged);
        QTest::mouseClick(&only, Qt::LeftButton);
        QCOMPARE(desk.table().size(), 2);
        QCOMPARE(child<CompareView>(dialog, u"compareTable"_s).currentKey(), FlagKey(u"edge-cache"_s));
        QTest::keyClick(&only, Qt::Key_Down);
        QCOMPARE(dialog.focusWidget(), &child<QWidget>(dialog, u"compareTable"_s)); // active or not
        QCOMPARE(desk.counts(), u"2 of 4 differ · 2 shown"_s);
        QVERIFY(edited.size() > 0);
        QVERIFY(desk.window.currentSettings().compareOnlyDifferences);

        desk.putStaging(u"edge-cache"_s, true);
        desk.rig.provider.world.remove({EnvironmentId(u"staging"_s), FlagKey(u"only-staging"_s)});
        desk.rig.session.rereadAll();
        desk.settle();
        QCOMPARE(desk.table(), QStringList());
        QCOMPARE(desk.notice(), u"No differences: all flags are the same in every environment."_s);
        dialog.close();
        QVERIFY(desk.window.currentSettings().compareOnlyDifferences);
        QVERIFY(!desk.window.currentSettings().compareGeometry.isEmpty());
    }

    void remembersColumnsAndSize()
    {
        Settings settings;
        {
            Desk desk;
            desk.start();
            QTRY_VERIFY(desk.isLive());
            CompareDialog &dialog = desk.open();
            dialog.resize(1'100, 500);
            auto &view = child<CompareView>(dialog, u"compareTable"_s);
            view.header().resizeSection(CompareModel::Key, 333);
            view.header().resizeSection(CompareModel::Shown + 1, 222);
            settings = desk.window.currentSettings(); // the dialog is still open
        }
        Desk desk(settings);
        desk.start();
        QTRY_VERIFY(desk.isLive());
        auto &view = child<CompareView>(desk.open(), u"compareTable"_s);
        QCOMPARE(view.header().sectionSize(CompareModel::Key), 333);
        QCOMPARE(view.header().sectionSize(CompareModel::Shown + 1), 222);
        QCOMPARE(child<CompareDialog>(desk.window, u"compareDialog"_s).size(), QSize(1'100, 500));
        // What is left of the width is the shown environment's.
        QCOMPARE(view.header().length(), view.viewport()->width());
    }

    void filtersByKeyAndName()
    {
        Desk desk;
        desk.rig.provider.world[FakeProvider::ref(u"dark-mode"_s)].name = u"Night look"_s;
        desk.start();
        QTRY_VERIFY(desk.isLive());
        CompareDialog &dialog = desk.open();
        auto &view = child<QTableView>(dialog, u"compareTable"_s);
        auto &field = child<QLineEdit>(dialog, u"compareFilter"_s);
        QTest::keyClicks(&view, u"/"_s);
        QTest::keyClicks(&field, u"night"_s);
        QCOMPARE(desk.table().size(), 4); // still typing
        desk.rig.clock.advance(120ms);
        QCOMPARE(desk.table().size(), 1);
        QCOMPARE(desk.counts(), u"2 of 4 differ · 1 shown"_s);
        QTest::keyClicks(&field, u"fall"_s);
        desk.rig.clock.advance(120ms);
        QCOMPARE(desk.notice(), u"No flag matches “nightfall”. 4 hidden."_s);
        QTest::keyClick(&field, Qt::Key_Escape);
        QVERIFY(dialog.isVisible());
        QCOMPARE(desk.table().size(), 4);
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }

    void aChosenFlagIsShownInTheWindow()
    {
        Desk desk;
        desk.start();
        QTRY_VERIFY(desk.isLive());
        CompareDialog &dialog = desk.open();
        auto &flags = child<QTableView>(desk.window, u"flagTable"_s);
        dialog.selectFlag(FlagKey(u"edge-cache"_s));
        QTest::keyClick(&child<QTableView>(dialog, u"compareTable"_s), Qt::Key_Return);
        QCOMPARE(flags.currentIndex().siblingAtColumn(FlagTableModel::Key).data().toString(),
                 u"edge-cache"_s);
        QVERIFY(dialog.isVisible());

        auto &view = child<QTableView>(dialog, u"compareTable"_s);
        const QRect cell = view.visualRect(view.model()->index(1, CompareModel::Shown));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, cell.center());
        QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, cell.center());
        QCOMPARE(flags.currentIndex().siblingAtColumn(FlagTableModel::Key).data().toString(), u"dark-mode"_s);

        dialog.selectFlag(FlagKey(u"only-staging"_s));
        child<QPushButton>(dialog, u"compareShow"_s).click();
        QCOMPARE(child<QLabel>(dialog, u"compareOutcome"_s).text(),
                 u"production has no record of only-staging: the window has no row for it."_s);
        QCOMPARE(flags.currentIndex().siblingAtColumn(FlagTableModel::Key).data().toString(), u"dark-mode"_s);
    }

    // Ctrl+D: the key that opened the dialog is still down while its first row is chosen.
    void theFirstRowIsChosenWhileCtrlIsHeld()
    {
        Desk desk;
        desk.start();
        QTRY_VERIFY(desk.isLive());
        QTest::keyPress(desk.window.windowHandle(), Qt::Key_Control, Qt::ControlModifier);
        QVERIFY(QGuiApplication::keyboardModifiers().testFlag(Qt::ControlModifier));
        CompareDialog &dialog = desk.open();
        QTest::keyRelease(desk.window.windowHandle(), Qt::Key_Control);
        const auto &view = child<CompareView>(dialog, u"compareTable"_s);
        QCOMPARE(view.selectionModel()->selectedRows().size(), 1);
        QCOMPARE(view.selectionModel()->selectedRows().first().row(), 0);
    }

    void beginsWithTheFlagThatIsCurrent()
    {
        Desk desk;
        desk.start();
        QTRY_VERIFY(desk.isLive());
        desk.rig.clock.advance(1s);
        auto &flags = child<QTableView>(desk.window, u"flagTable"_s);
        flags.selectRow(1);
        CompareDialog &dialog = desk.open();
        auto &view = child<CompareView>(dialog, u"compareTable"_s);
        QCOMPARE(view.currentKey(), FlagKey(u"dark-mode"_s));
        child<QPushButton>(dialog, u"onlyDifferences"_s).click();
        dialog.selectFlag(FlagKey(u"dark-mode"_s)); // hidden: what a person wants to see stays as it is
        QVERIFY(child<QPushButton>(dialog, u"onlyDifferences"_s).isChecked());
        QVERIFY(!view.currentKey().isEmpty());
    }

    void copiesRowsThatNoSpreadsheetRuns()
    {
        Desk desk;
        desk.put(u"=1+1\tx"_s, true, false);
        desk.start();
        QTRY_VERIFY(desk.isLive());
        CompareDialog &dialog = desk.open();
        auto &view = child<QTableView>(dialog, u"compareTable"_s);
        view.clearSelection();
        view.selectRow(0);
        QTest::keySequence(&view, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(),
                 u"Flag\tDiffers\tproduction · shown\tStaging\n'=1+1\u2409x\t1 · state\tON · false for "
                 u"all\t≠ OFF · "
                 "false for all\n"_s);
        QCOMPARE(child<QLabel>(dialog, u"compareOutcome"_s).text(), u"1 row copied."_s);
        view.clearSelection();
        child<QPushButton>(dialog, u"compareCopy"_s).click();
        QCOMPARE(QApplication::clipboard()->text().count(u'\n'), 6);
    }

    void saysWhyThereIsNothing_data()
    {
        QTest::addColumn<QString>("situation");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("not read yet")
            << u"idle"_s
            << u"Not read yet. The stream is: Not connected. The environments will appear here by themselves."_s;
        QTest::newRow("one environment in the list")
            << u"list"_s
            << u"The list that this credential may read holds one environment only. Connect with one that "
               u"may "
               "read the whole project to compare its environments."_s;
        QTest::newRow("one environment in the project")
            << u"project"_s << u"This project has one environment only: there is nothing to compare."_s;
        QTest::newRow("no flags")
            << u"empty"_s
            << u"No environment of this project has a flag. A new one will appear here by itself."_s;
    }
    void saysWhyThereIsNothing()
    {
        QFETCH(QString, situation);
        QFETCH(QString, sentence);
        Desk desk;
        desk.rig.provider.listsWholeProject = situation != u"list"_s;
        if (situation == u"project"_s) {
            desk.rig.provider.environmentNames.remove(EnvironmentId(u"staging"_s));
            desk.rig.provider.world.removeIf(
                [](const auto &entry) { return entry.key().environment != FakeProvider::environment(); });
        }
        if (situation == u"empty"_s)
            desk.rig.provider.world.clear();
        if (situation != u"idle"_s) {
            desk.start();
            QTRY_VERIFY(desk.isLive());
        }
        desk.open();
        QCOMPARE(desk.notice(), sentence);
    }

    // The other environments are not on such a stream, so they are read while somebody looks at them.
    void readsAgainWhereTheStreamTellsOfOneEnvironment()
    {
        Desk desk;
        desk.rig.provider.fakeTraits.streamsWholeProject = false;
        desk.rig.provider.fakeTraits.snapshotHoldsRules = true;
        desk.rig.provider.fakeTraits.pollEvery = 30s;
        desk.start();
        QTRY_VERIFY(desk.isLive());
        CompareDialog &dialog = desk.open();
        const int before = desk.rig.provider.calls(Call::Flags);
        desk.putStaging(u"dark-mode"_s, true);
        desk.rig.stream->write(": alive\n\n");
        desk.rig.clock.advance(29s);
        desk.rig.provider.answerAll();
        QCOMPARE(desk.rig.provider.calls(Call::Flags), before);
        desk.rig.clock.advance(2s);
        desk.settle();
        QCOMPARE(desk.rig.provider.calls(Call::Flags), before + 1);
        QCOMPARE(desk.table().at(1), u"dark-mode | 1 · state | OFF · false for all | ≠ ON · false for all"_s);
        dialog.close();
        desk.rig.clock.advance(31s);
        desk.settle();
        QCOMPARE(desk.rig.provider.calls(Call::Flags), before + 1);
    }

    void rulesThatNoListHoldsAreRead()
    {
        Desk desk;
        Rule rule;
        rule.kind = RuleKind::Boolean;
        rule.value = true;
        desk.putStaging(u"checkout-v2"_s, true).rules = QVector<Rule>{rule};
        desk.start();
        QTRY_VERIFY(desk.isLive());
        desk.settle(); // the rules of the shown environment are read anyway
        desk.window.findChild<QAction *>(u"compare"_s)->trigger();
        QCOMPARE(desk.table().first(),
                 u"checkout-v2 | same, rules not read | ON · false for all | ON · default false"_s);
        QCOMPARE(desk.counts(), u"2 of 4 differ · rules of 3 not compared"_s);
        desk.settle();
        QCOMPARE(desk.table().first(),
                 u"checkout-v2 | 1 · rules | ON · false for all | ≠ ON · true for all · 1 rule"_s);
        QCOMPARE(desk.counts(), u"3 of 4 differ"_s);
    }

    void agesWithTheLink()
    {
        Desk desk;
        desk.start();
        QTRY_VERIFY(desk.isLive());
        desk.open();
        desk.rig.session.pause();
        desk.rig.clock.advance(41s);
        QCOMPARE(desk.table().first(), u"checkout-v2 | same | ON? · false for all | ON? · false for all"_s);
        const QAbstractItemModel &model = *child<QTableView>(desk.window, u"compareTable"_s).model();
        for (const int column : {CompareModel::Shown + 0, CompareModel::Shown + 1}) {
            const QString age =
                model.headerData(column, Qt::Horizontal, CompareModel::AgeTextRole).toString();
            QVERIFY2(age.startsWith(u"as of 4"_s), qPrintable(age));
        }
    }

    void closingTheConsoleClosesIt()
    {
        Desk desk;
        desk.start();
        QTRY_VERIFY(desk.isLive());
        desk.open();
        desk.window.closeConsole();
        QVERIFY(!desk.window.findChild<CompareDialog *>());
        QVERIFY(!desk.window.findChild<QAction *>(u"compare"_s)->isEnabled());
    }
};

QTEST_MAIN(TestCompareDialog)
#include "tst_comparedialog.moc"
