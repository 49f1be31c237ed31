// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/filterrow.h"
#include "flags/flagheader.h"
#include "flags/flagsfooter.h"
#include "flags/flagspanel.h"
#include "flags/flagtableview.h"
#include "ui/flagsrig.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextDocument>
#include <QToolTip>
#include <QVBoxLayout>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The panel in a window of its own, on a rig that is Live.
struct Shown
{
    explicit Shown(FlagsRig &rig)
        : panel(rig.console, rig.theme, rig.settings, &window)
        , view(*window.findChild<FlagTableView *>(u"flagTable"_s))
        , change(&panel, &FlagsPanel::changeRequested)
        , immediate(&panel, &FlagsPanel::immediateChangeRequested)
        , inspect(&panel, &FlagsPanel::inspectRequested)
    {
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(&panel);
        window.resize(900, 500);
        window.show();
        window.activateWindow();
    }

    [[nodiscard]] QModelIndex index(const QString &key, int column = FlagTableModel::State) const
    {
        for (int row = 0; row < view.model()->rowCount(); ++row) {
            const QModelIndex found = view.model()->index(row, column);
            if (found.data(FlagTableModel::KeyRole).toString() == key)
                return found;
        }
        return {};
    }
    [[nodiscard]] QPoint pill(const QString &key) const { return view.pillTarget(index(key)).center(); }
    [[nodiscard]] QStringList order() const
    {
        QStringList keys;
        for (int row = 0; row < view.model()->rowCount(); ++row)
            keys.append(view.model()->index(row, 0).data(FlagTableModel::KeyRole).toString());
        return keys;
    }
    template <typename T>
    [[nodiscard]] T *child(const QString &name) const
    {
        return window.findChild<T *>(name);
    }

    QWidget window;
    FlagsPanel panel;
    FlagTableView &view;
    QSignalSpy change;
    QSignalSpy immediate;
    QSignalSpy inspect;
};

} // namespace

class TestFlagsPanel : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void aStrayClickChangesNothing()
    {
        FlagsRig rig(EnvironmentClass::Lab);
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        const QRect target = shown.view.pillTarget(shown.index(u"alpha"_s));
        for (int column = 0; column < FlagTableModel::ColumnCount; ++column) {
            if (shown.view.isColumnHidden(column))
                continue;
            const QRect cell = shown.view.visualRect(shown.index(u"alpha"_s, column));
            const QPoint point = column == FlagTableModel::State
                                     ? QPoint(target.left() - 8, cell.center().y())
                                     : cell.center();
            QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, point);
        }
        // A press that slides off the pill, and one that slides on to it.
        QTest::mousePress(shown.view.viewport(), Qt::LeftButton, {}, target.center());
        QTest::mouseRelease(shown.view.viewport(), Qt::LeftButton, {}, target.center() + QPoint(200, 0));
        QTest::mousePress(shown.view.viewport(), Qt::LeftButton, {}, target.center() + QPoint(200, 0));
        QTest::mouseRelease(shown.view.viewport(), Qt::LeftButton, {}, target.center());
        QTest::mouseClick(shown.view.viewport(), Qt::RightButton, {}, target.center());
        QCOMPARE(shown.change.count(), 0);
        QCOMPARE(shown.immediate.count(), 0);
        QCOMPARE(rig.provider.calls(FakeProvider::Call::Set), 0);
    }

    void thePillAndSpaceAskForThePanel()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        rig.put(u"beta"_s, false);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, shown.pill(u"beta"_s));
        QCOMPARE(shown.change.count(), 1);
        QCOMPARE(shown.change.at(0).at(0).value<FlagKey>(), FlagKey(u"beta"_s));
        const QRect anchor = shown.change.at(0).at(1).toRect();
        QVERIFY(anchor.contains(shown.view.viewport()->mapToGlobal(shown.pill(u"beta"_s))));

        shown.panel.selectFlag(FlagKey(u"alpha"_s));
        shown.panel.focusTable();
        QTest::keyClick(&shown.view, Qt::Key_Space);
        QCOMPARE(shown.change.count(), 2);
        QCOMPARE(shown.change.at(1).at(0).value<FlagKey>(), FlagKey(u"alpha"_s));
        QTest::keyClick(&shown.view, Qt::Key_Return);
        QCOMPARE(shown.inspect.count(), 1);
        QCOMPARE(shown.immediate.count(), 0);
    }

    void aDoubleClickOnThePillAsksOnce()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, shown.pill(u"alpha"_s));
        QTest::mouseDClick(shown.view.viewport(), Qt::LeftButton, {}, shown.pill(u"alpha"_s));
        QCOMPARE(shown.change.count(), 1);
        QCOMPARE(shown.inspect.count(), 0);
        const QPoint name = shown.view.visualRect(shown.index(u"alpha"_s, FlagTableModel::Name)).center();
        QTest::mouseDClick(shown.view.viewport(), Qt::LeftButton, {}, name);
        QCOMPARE(shown.inspect.count(), 1);
    }

    void inPracticeThePillActsAtOnceWhenTheValueIsKnown()
    {
        FlagsRig rig(EnvironmentClass::Lab);
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, shown.pill(u"alpha"_s));
        QCOMPARE(shown.immediate.count(), 1);
        QCOMPARE(shown.immediate.at(0).at(1).toBool(), false);
        QCOMPARE(shown.change.count(), 0);

        // What it is now is not known: a person has to look.
        rig.flags.invalidate(FlagKey(u"alpha"_s));
        rig.clock.advance(200ms);
        QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, shown.pill(u"alpha"_s));
        QCOMPARE(shown.immediate.count(), 1);
        QCOMPARE(shown.change.count(), 1);

        shown.panel.setGuardMode(GuardMode::ReadOnly);
        rig.flags.applyFlag(*rig.session.reported(FlagKey(u"alpha"_s)), ChangeOrigin::Elsewhere);
        rig.clock.advance(200ms);
        QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, shown.pill(u"alpha"_s));
        QCOMPARE(shown.immediate.count(), 1);
    }

    void theOrderIsHeldUnderAHand()
    {
        FlagsRig rig;
        for (const QString &key : {u"alpha"_s, u"beta"_s, u"gamma"_s})
            rig.put(key, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        shown.panel.focusTable();
        QCOMPARE(shown.order(), QStringList({u"alpha"_s, u"beta"_s, u"gamma"_s}));
        shown.panel.selectFlag(FlagKey(u"gamma"_s));
        QTest::keyClick(&shown.view, Qt::Key_P);
        rig.clock.advance(200ms);
        QCOMPARE(shown.order(), QStringList({u"alpha"_s, u"beta"_s, u"gamma"_s}));
        const auto *hint = shown.child<QLabel>(u"orderHint"_s);
        QVERIFY(hint->isVisible());
        QVERIFY(hint->text().startsWith(u"order is held · "_s));
        QTest::keyClick(&shown.view, Qt::Key_R);
        QCOMPARE(shown.order(), QStringList({u"gamma"_s, u"alpha"_s, u"beta"_s}));
        QVERIFY(!hint->isVisible());
        QCOMPARE(shown.panel.currentFlag(), FlagKey(u"gamma"_s));

        // The hand goes: the order follows by itself.
        QTest::keyClick(&shown.view, Qt::Key_P);
        rig.clock.advance(200ms);
        QCOMPARE(shown.order().constFirst(), u"gamma"_s);
        shown.panel.focusFilter();
        rig.clock.advance(200ms);
        QCOMPARE(shown.order().constFirst(), u"alpha"_s);
    }

    void aWrongFilterIsMarkedAndChangesNothing()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        rig.put(u"beta"_s, false);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        auto *edit = shown.child<QLineEdit>(u"flagFilter"_s);
        auto *message = shown.child<QLabel>(u"filterMessage"_s);
        edit->setText(u"state:on"_s);
        rig.clock.advance(500ms);
        QCOMPARE(shown.order(), QStringList(u"alpha"_s));
        edit->setText(u"state:on nonsense:x"_s);
        rig.clock.advance(500ms);
        QCOMPARE(shown.order(), QStringList(u"alpha"_s));
        QVERIFY(message->isVisible());
        QVERIFY(message->text().contains(u"nonsense"_s));
        const QImage marked = edit->grab().toImage();
        edit->setText(u"state:on alpha"_s);
        rig.clock.advance(500ms);
        QVERIFY(!message->isVisible());
        QVERIFY(marked != edit->grab().toImage());
    }

    void aFilterThatHidesAllSaysSoAndEscClearsIt()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        rig.put(u"beta"_s, false);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        shown.panel.focusFilter();
        QTest::keyClicks(QApplication::focusWidget(), u"zzz"_s);
        rig.clock.advance(500ms);
        auto *notice = shown.child<QLabel>(u"tableNotice"_s);
        QVERIFY(notice->isVisible());
        QCOMPARE(notice->text(), u"No flag matches “zzz”. 2 hidden."_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        rig.clock.advance(500ms);
        QVERIFY(!notice->isVisible());
        QCOMPARE(shown.order().size(), 2);
        QVERIFY(!shown.panel.clearFilter());
    }

    void sayWhyThereIsNothing()
    {
        FlagsRig rig;
        Shown shown(rig);
        auto *notice = shown.child<QLabel>(u"tableNotice"_s);
        QCOMPARE(notice->text(), u"Flags not read yet: waiting for a connection"_s);
        QTRY_VERIFY(rig.goLive());
        QCOMPARE(
            notice->text(),
            u"This environment has no flags. The stream is Live, so a new one will appear here by itself."_s);
        rig.put(u"alpha"_s, true);
        rig.reread();
        rig.clock.advance(500ms);
        QVERIFY(!notice->isVisible());
    }

    void columnsFillEveryWidthAndNeverCutTheAge()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        for (int width = 700; width <= 2000; width += 100) {
            shown.window.resize(width, 500);
            QTRY_COMPARE(shown.panel.width(), width);
            const FlagHeader &header = shown.view.header();
            QCOMPARE(header.length(), shown.view.viewport()->width());
            const int needed = shown.view.fontMetrics().horizontalAdvance(u"not read"_s);
            QVERIFY(header.sectionSize(FlagTableModel::Age) >= needed + 13); // with its padding
        }
    }

    void aPersonsColumnsComeBack()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        rig.put(u"beta"_s, false);
        QTRY_VERIFY(rig.goLive());
        QByteArray state;
        {
            Shown shown(rig);
            FlagHeader &header = shown.view.header();
            header.setSectionHidden(FlagTableModel::By, true);
            header.moveSection(header.visualIndex(FlagTableModel::Age),
                               header.visualIndex(FlagTableModel::Name));
            header.resizeSection(FlagTableModel::Key, 222);
            emit header.sectionClicked(FlagTableModel::Key);
            emit header.sectionClicked(FlagTableModel::Key);
            QCOMPARE(shown.order(), QStringList({u"beta"_s, u"alpha"_s}));
            state = shown.panel.headerState();
        }
        rig.settings.flagHeader = state;
        Shown again(rig);
        const FlagHeader &header = again.view.header();
        QVERIFY(header.isSectionHidden(FlagTableModel::By));
        QVERIFY(header.visualIndex(FlagTableModel::Age) < header.visualIndex(FlagTableModel::Name));
        QCOMPARE(header.sectionSize(FlagTableModel::Key), 222);
        QCOMPARE(again.order(), QStringList({u"beta"_s, u"alpha"_s}));
        // The third press gives the default order back.
        emit again.view.header().sectionClicked(FlagTableModel::Key);
        QCOMPARE(again.order(), QStringList({u"alpha"_s, u"beta"_s}));
    }

    void damagedColumnsAreNotUsed()
    {
        FlagsRig rig;
        rig.settings.flagHeader = QByteArray("\x00\x01nonsense", 10);
        Shown shown(rig);
        QVERIFY(!shown.view.header().isSectionHidden(FlagTableModel::Key));
        QVERIFY(shown.view.header().isSectionHidden(FlagTableModel::Version));
    }

    void theMenuMarksAKillSwitch()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        const QSignalSpy marks(&shown.panel, &FlagsPanel::marksChanged);
        const QPoint point = shown.view.visualRect(shown.index(u"alpha"_s, FlagTableModel::Name)).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, point, shown.view.viewport()->mapToGlobal(point));
        QApplication::sendEvent(shown.view.viewport(), &event);
        auto *menu = shown.child<QMenu>(u"flagMenu"_s);
        QVERIFY(menu);
        const auto nested = menu->findChildren<QMenu *>();
        QCOMPARE(nested.size(), 1);
        nested.constFirst()->actions().at(0)->trigger();
        QCOMPARE(rig.flags.at(0).marks.safeState, std::optional(false));
        QCOMPARE(marks.count(), 1);
        menu->close();
    }

    void hostileTextStaysOneLineOfPlainText()
    {
        FlagsRig rig;
        Flag &flag = rig.put(u"alpha"_s, true);
        flag.name = u"<img src=x onerror=y>\u202E\n"_s + QString(10'000, u'W');
        flag.updatedBy = QString(10'000, u'm');
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        const QModelIndex index = shown.index(u"alpha"_s, FlagTableModel::Name);
        QCOMPARE(shown.view.rowHeight(index.row()), rig.settings.rowHeight);
        const int most = 220 * shown.view.fontMetrics().horizontalAdvance(u'W');
        QVERIFY(shown.view.sizeHintForIndex(index).width() < most);
        QVERIFY(!shown.window.grab().isNull());
    }

    /// What a hand that rests on a cell reads: whole lines, and no markup, neither a server's nor our own.
    void toolTipsAreReadableText()
    {
        FlagsRig rig;
        Flag &flag = rig.put(u"alpha"_s, true);
        flag.name = u"<b>Alpha</b>"_s;
        flag.description = u"Second line"_s;
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        const QModelIndex cell = shown.index(u"alpha"_s, FlagTableModel::Name);
        const QPoint place = shown.view.visualRect(cell).center();
        QHelpEvent hover(QEvent::ToolTip, place, shown.view.viewport()->mapToGlobal(place));
        QApplication::sendEvent(shown.view.viewport(), &hover);
        QTextDocument seen;
        QVERIFY(Qt::mightBeRichText(QToolTip::text()));
        seen.setHtml(QToolTip::text());
        QCOMPARE(seen.toPlainText(), u"<b>Alpha</b>\nSecond line"_s);
        QToolTip::hideText();
    }

    void theRowsOfTheViewObeyTheModelsRules()
    {
        FlagsRig rig;
        for (int i = 0; i < 40; ++i)
            rig.put(u"flag-%1"_s.arg(i), i % 2 == 0);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        const QAbstractItemModelTester tester(shown.view.model(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        shown.panel.selectFlag(FlagKey(u"flag-7"_s));
        for (int i = 0; i < 40; i += 3)
            rig.provider.world.remove(FakeProvider::ref(u"flag-%1"_s.arg(i)));
        rig.put(u"new"_s, true);
        rig.reread();
        shown.panel.tick();
        rig.clock.advance(1s);
        shown.child<QLineEdit>(u"flagFilter"_s)->setText(u"key:flag-1*"_s);
        rig.clock.advance(1s);
        // Out of sight, it is nobody else's place to be current.
        QCOMPARE(shown.panel.currentFlag(), FlagKey());
        shown.panel.clearFilter();
        rig.clock.advance(1s);
        QCOMPARE(shown.panel.currentFlag(), FlagKey(u"flag-7"_s));
    }

    void chipsStandInLineWithTheField()
    {
        FlagsRig rig;
        Shown shown(rig);
        const auto middle = [&shown](const QWidget &widget) {
            return widget.mapTo(&shown.window, widget.rect().center()).y();
        };
        const auto *row = shown.window.findChild<FilterRow *>();
        const int field = middle(*shown.child<QLineEdit>(u"flagFilter"_s));
        const auto chips = row->findChildren<QAbstractButton *>();
        QVERIFY(!chips.isEmpty());
        QVERIFY2(std::abs(middle(*chips.first()) - field) <= 1, qPrintable(chips.first()->text()));
    }

    void theFooterCounts()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        rig.put(u"beta"_s, false);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        auto *counts = shown.child<QLabel>(u"flagCounts"_s);
        QVERIFY2(counts->text().startsWith(u"2 flags · read "_s), qPrintable(counts->text()));
        rig.flags.invalidate(FlagKey(u"beta"_s));
        shown.child<QLineEdit>(u"flagFilter"_s)->setText(u"alpha"_s);
        rig.clock.advance(1s);
        QVERIFY2(counts->text().startsWith(u"2 flags · 1 shown · 1 unverified · read "_s),
                 qPrintable(counts->text()));
        QVERIFY(counts->text().endsWith(u" UTC"_s));
        QVERIFY(!counts->text().contains(u"STALE"_s));
        rig.session.pause();
        rig.clock.advance(41s);
        shown.panel.tick();
        QVERIFY2(counts->text().contains(u" · STALE 42 s · "_s), qPrintable(counts->text()));
    }

    void footerCallsOneMissedHeartbeatLate()
    {
        FlagsRig rig;
        Shown shown(rig);
        auto *footer = shown.child<FlagsFooter>(u"flagsFooter"_s);
        footer->showCounts({{2, 0, 0}, 2, 0, rig.clock.wallTime(), 80s, true}, true);
        QVERIFY(shown.child<QLabel>(u"flagCounts"_s)->text().startsWith(u"2 flags · LATE 80 s · read "_s));
    }
};

QTEST_MAIN(TestFlagsPanel)
#include "tst_flagspanel.moc"
