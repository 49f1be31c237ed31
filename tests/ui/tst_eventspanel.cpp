// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"
#include "events/activitystrip.h"
#include "events/eventfilterfield.h"
#include "events/eventspanel.h"
#include "events/eventview.h"
#include "events/eventwords.h"
#include "events/findbar.h"
#include "model/eventlogmodel.h"
#include "theme/theme.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <functional>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A shown panel of ten and a half rows on top of a console.
class Panel final
{
public:
    explicit Panel(const Theme &theme, int logCapacity = 1'000)
        : console(logCapacity), widget(console.console, theme, settings)
    {
        widget.resize(1'000, 400);
        widget.show();
        view->resize(view->width(), 10 * rowHeight() + 14);
    }

    [[nodiscard]] int rowHeight() const { return view->verticalHeader()->defaultSectionSize(); }
    [[nodiscard]] QString cell(int row, int column) const
    {
        return view->model()->index(row, column).data().toString();
    }
    [[nodiscard]] QString flagAt(int row) const { return cell(row, EventColumnFlag); }
    /// Flag of the topmost row on screen and how much of that row is above the edge.
    [[nodiscard]] std::pair<QString, int> top()
    {
        settle();
        const int row = view->rowAt(0);
        return {flagAt(row), -view->rowViewportPosition(row)};
    }
    [[nodiscard]] QString bottomFlag()
    {
        settle();
        return flagAt(view->rowAt(view->viewport()->height() - 1));
    }
    /// Lets the view lay out what has arrived, as it does before it paints.
    void settle()
    {
        console.settle();
        QApplication::sendPostedEvents();
        view->grab();
    }
    void turnWheel(int delta)
    {
        const QPointF place = view->viewport()->rect().center();
        QWheelEvent event(place, view->viewport()->mapToGlobal(place), {}, {0, delta}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view->viewport(), &event);
    }
    /// Looks, and waits for the answer.
    void find(bool backwards)
    {
        widget.findNext(backwards);
        console.clock.advance(std::chrono::milliseconds(0));
    }
    void pressRowAt(int y) { QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, {40, y}); }
    [[nodiscard]] QString counts() const { return widget.findChild<QLabel *>(u"eventCounts"_s)->text(); }
    [[nodiscard]] QAbstractButton *pill() const
    {
        return widget.findChild<QAbstractButton *>(u"followPill"_s);
    }
    [[nodiscard]] QPushButton *chip(const QString &word) const
    {
        for (QPushButton *button : widget.findChildren<QPushButton *>()) {
            if (button->text() == word)
                return button;
        }
        return nullptr;
    }
    /// Opens the context menu of the row at @p y and returns it.
    [[nodiscard]] QMenu *menuAt(int y)
    {
        emit view->customContextMenuRequested({40, y});
        const QList<QMenu *> menus = widget.findChildren<QMenu *>();
        return menus.isEmpty() ? nullptr : menus.constLast();
    }
    static QAction *action(const QMenu *menu, const QString &text)
    {
        for (QAction *each : menu->actions()) {
            if (each->text() == text)
                return each;
        }
        return nullptr;
    }

    static constexpr int EventColumnKind = 2;
    static constexpr int EventColumnFlag = 3;

    ConsoleFixture console;
    Settings settings;
    EventsPanel widget;
    EventView *view = widget.findChild<EventView *>(u"eventLog"_s);
    EventFilterField *field = widget.findChild<EventFilterField *>();
};

} // namespace

class TestEventsPanel final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void namesForScreenReaders();
    void followsTheNewest();
    void losesFollow_data();
    void losesFollow();
    void regainsFollow_data();
    void regainsFollow();
    void pillCountsWhatCame();
    void holdsStillWhenOldRowsLeave();
    void holdsStillWhenFiltered();
    void pauseFreezesTheView();
    void wrongFilterKeepsTheLastGood();
    void typedFilterWaitsForAPause();
    void chipsAreToggles();
    void findGoesRound();
    void copiesRowsAsText();
    void copiesRowsAsJson();
    void menuFilters();
    void saysThatRowsHaveLeft();
    void emptyStates();
    void selectionBelongsToPersons();
    void whatIsChosenOutlivesAnotherFilter();
    void saysHowFarFilteringHasCome();
    void pressOnTheStripScrolls();
    void remembersColumns();
    void hostileKeyIsFilteredAsText();
    void tabGoesFromFilterToList();
    void saysThatTheViewIsBehind();
    void aBurstIsOneRowUntilItIsUnfolded();
    void doubleClickUnfoldsABurst();
    void findingUnfoldsABurst();
    void copyingABurstCopiesItsEvents();
    void pillCountsEventsOfABurst();
    void menuUnfoldsFoldsAndSwitchesOff();

private:
    Theme m_theme{*qApp, ThemeChoice::Light};
};

void TestEventsPanel::init()
{
    // The offscreen platform says what it can not do each time a window is shown.
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
}

void TestEventsPanel::namesForScreenReaders()
{
    Panel panel(m_theme);
    QCOMPARE(panel.view->accessibleName(), u"Events"_s);
    QCOMPARE(panel.field->accessibleName(), u"Filter events"_s);
}

void TestEventsPanel::followsTheNewest()
{
    Panel panel(m_theme);
    QVERIFY(panel.widget.isFollowing());
    panel.console.addUpdates(100);
    QCOMPARE(panel.bottomFlag(), u"flag-99"_s);
    panel.console.addUpdates(3);
    QCOMPARE(panel.bottomFlag(), u"flag-102"_s);
    QVERIFY(!panel.pill()->isVisible());
}

void TestEventsPanel::losesFollow_data()
{
    QTest::addColumn<std::function<void(Panel &)>>("act");
    QTest::newRow("wheel up") << std::function([](Panel &panel) { panel.turnWheel(120); });
    QTest::newRow("page up") << std::function(
        [](Panel &panel) { QTest::keyClick(panel.view, Qt::Key_PageUp); });
    QTest::newRow("row pressed") << std::function([](Panel &panel) { panel.pressRowAt(100); });
    QTest::newRow("scroll bar dragged") << std::function([](Panel &panel) {
        panel.view->verticalScrollBar()->setSliderDown(true);
        panel.view->verticalScrollBar()->setSliderPosition(50);
        panel.view->verticalScrollBar()->setSliderDown(false);
    });
    QTest::newRow("found") << std::function([](Panel &panel) {
        panel.widget.findChild<FindBar *>()->setText(u"flag-50"_s);
        panel.find(false);
    });
}

void TestEventsPanel::losesFollow()
{
    QFETCH(std::function<void(Panel &)>, act);
    Panel panel(m_theme);
    panel.console.addUpdates(100);
    panel.settle();
    QSignalSpy changed(&panel.widget, &EventsPanel::followingChanged);
    act(panel);
    QVERIFY(!panel.widget.isFollowing());
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.at(0).at(0).toBool(), false);
    const auto top = panel.top();
    panel.console.addUpdates(20);
    QCOMPARE(panel.top(), top);
    QVERIFY(panel.pill()->isVisible());
}

void TestEventsPanel::regainsFollow_data()
{
    QTest::addColumn<std::function<void(Panel &)>>("act");
    QTest::newRow("End") << std::function([](Panel &panel) { QTest::keyClick(panel.view, Qt::Key_End); });
    QTest::newRow("pill") << std::function(
        [](Panel &panel) { QTest::mouseClick(panel.pill(), Qt::LeftButton); });
    QTest::newRow("wheel down to the end") << std::function([](Panel &panel) {
        for (int i = 0; i < 20; ++i)
            panel.turnWheel(-120);
    });
}

void TestEventsPanel::regainsFollow()
{
    QFETCH(std::function<void(Panel &)>, act);
    Panel panel(m_theme);
    panel.console.addUpdates(100);
    panel.settle();
    panel.turnWheel(240);
    panel.console.addUpdates(5);
    panel.settle();
    QVERIFY(!panel.widget.isFollowing());
    act(panel);
    QVERIFY(panel.widget.isFollowing());
    QCOMPARE(panel.bottomFlag(), u"flag-104"_s);
    QVERIFY(!panel.pill()->isVisible());
    panel.console.addUpdates(1);
    QCOMPARE(panel.bottomFlag(), u"flag-105"_s);
}

void TestEventsPanel::pillCountsWhatCame()
{
    Panel panel(m_theme);
    panel.console.addUpdates(100);
    panel.settle();
    panel.turnWheel(120);
    QCOMPARE(panel.pill()->text(), u"Follow ↓ (End)"_s);
    panel.console.addUpdates(30);
    panel.console.addUpdates(7);
    panel.settle();
    QCOMPARE(panel.pill()->text(), u"37 new ↓ (End)"_s);
    panel.widget.setFilterText(u"-flag:flag-13*"_s); // hides seven of the new ones
    panel.settle();
    QCOMPARE(panel.pill()->text(), u"30 new ↓ (End)"_s);
    QTest::keyClick(panel.view, Qt::Key_End);
    panel.turnWheel(120);
    QCOMPARE(panel.pill()->text(), u"Follow ↓ (End)"_s);
}

void TestEventsPanel::holdsStillWhenOldRowsLeave()
{
    Panel panel(m_theme, 200);
    panel.console.addUpdates(200);
    panel.settle();
    panel.turnWheel(120 * 20); // 60 rows
    panel.view->verticalScrollBar()->triggerAction(QScrollBar::SliderSingleStepAdd);
    const auto top = panel.top();
    QVERIFY(top.first != u"flag-0"_s);
    panel.console.addUpdates(50);
    QCOMPARE(panel.view->model()->rowCount(), 200);
    QCOMPARE(panel.flagAt(0), u"flag-50"_s);
    QCOMPARE(panel.top(), top);
    panel.console.addUpdates(190); // now the rows that were looked at have left too
    QCOMPARE(panel.top(), std::pair(u"flag-240"_s, 0));
    QVERIFY(!panel.widget.isFollowing());
}

void TestEventsPanel::holdsStillWhenFiltered()
{
    Panel panel(m_theme);
    for (int i = 0; i < 100; ++i) {
        panel.console.addUpdates(1);
        panel.console.add(panel.console.fact(FactKind::RuleUpdated, u"noise"_s));
    }
    panel.settle();
    panel.view->goToEvent(81); // flag-40
    panel.view->verticalScrollBar()->setValue(80 * panel.rowHeight());
    QCOMPARE(panel.top(), std::pair(u"flag-40"_s, 0));
    panel.widget.setFilterText(u"-type:rule.updated"_s);
    QCOMPARE(panel.view->model()->rowCount(), 100);
    QCOMPARE(panel.top(), std::pair(u"flag-40"_s, 0));
    QVERIFY(panel.widget.clearFilter());
    QCOMPARE(panel.top(), std::pair(u"flag-40"_s, 0));
}

void TestEventsPanel::pauseFreezesTheView()
{
    Panel panel(m_theme);
    panel.console.addUpdates(100);
    panel.settle();
    QSignalSpy paused(&panel.widget, &EventsPanel::pausedChanged);
    panel.widget.setPaused(true);
    QVERIFY(panel.widget.isPaused());
    panel.console.addUpdates(214);
    QCOMPARE(panel.counts(), u"paused · 214 waiting"_s);
    QCOMPARE(panel.view->model()->rowCount(), 100);
    QCOMPARE(panel.bottomFlag(), u"flag-99"_s);
    panel.widget.setPaused(false);
    panel.settle();
    QCOMPARE(panel.view->model()->rowCount(), 314);
    QCOMPARE(panel.bottomFlag(), u"flag-313"_s); // it had been following
    QVERIFY(panel.counts().endsWith(u"314 shown"_s));
    QCOMPARE(paused.count(), 2);
}

void TestEventsPanel::wrongFilterKeepsTheLastGood()
{
    Panel panel(m_theme);
    panel.console.addUpdates(100);
    panel.widget.setFilterText(u"flag:flag-1*"_s);
    QCOMPARE(panel.view->model()->rowCount(), 11);
    QVERIFY(panel.counts().endsWith(u"11 of 100 shown"_s));
    panel.widget.setFilterText(u"flag:flag-2* flga:x"_s);
    QCOMPARE(panel.view->model()->rowCount(), 11);
    QVERIFY(panel.field->error());
    QCOMPARE(panel.field->error()->position, 13);
    const QString sentence =
        u"“flga” is not a field. Fields: flag, type, source, by, env, latency, kind. Quotes look for it as text."_s;
    QCOMPARE(panel.counts(), u"✖ "_s + sentence);
    QCOMPARE(panel.field->accessibleDescription(), sentence);
    panel.widget.setFilterText(u"flag:flag-2*"_s);
    QVERIFY(!panel.field->error());
    QCOMPARE(panel.view->model()->index(0, Panel::EventColumnFlag).data().toString(), u"flag-2"_s);
    QVERIFY(panel.counts().endsWith(u"11 of 100 shown"_s));
}

void TestEventsPanel::typedFilterWaitsForAPause()
{
    Panel panel(m_theme);
    panel.widget.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&panel.widget)); // shortcuts belong to the active window
    panel.console.addUpdates(100);
    panel.widget.focusFilter();
    QTest::keyClicks(panel.field, u"flag:flag-7"_s);
    QCOMPARE(panel.view->model()->rowCount(), 100);
    panel.console.settle();
    QCOMPARE(panel.view->model()->rowCount(), 1);
    // Escape belongs to the field while there is something in it, also where the window has an action for it.
    auto *elsewhere = new QAction(&panel.widget);
    elsewhere->setShortcut(Qt::Key_Escape);
    panel.widget.addAction(elsewhere);
    QSignalSpy taken(elsewhere, &QAction::triggered);
    QTest::keyClick(panel.field, Qt::Key_Escape);
    QCOMPARE(taken.count(), 0);
    QVERIFY(panel.field->text().isEmpty());
    QCOMPARE(panel.view->model()->rowCount(), 100);
    QTest::keyClick(panel.field, Qt::Key_Escape);
    QCOMPARE(taken.count(), 1);
    QVERIFY(!panel.widget.clearFilter());
}

void TestEventsPanel::chipsAreToggles()
{
    Panel panel(m_theme);
    panel.console.addUpdates(10);
    Fact command = panel.console.fact(FactKind::Command, u"a"_s, CommandDetail{});
    command.source = FactSource::Command;
    panel.console.add(command);
    const WallTime now = panel.console.clock.wallTime();
    panel.console.add(panel.console.fact(FactKind::Gap, {}, GapDetail{now - 5s, now, 0}));
    QTest::mouseClick(panel.chip(u"Commands"_s), Qt::LeftButton);
    QCOMPARE(panel.view->model()->rowCount(), 1);
    QTest::mouseClick(panel.chip(u"Gaps"_s), Qt::LeftButton);
    QVERIFY(!panel.chip(u"Commands"_s)->isChecked());
    QCOMPARE(panel.view->model()->rowCount(), 1);
    QCOMPARE(panel.cell(0, Panel::EventColumnKind), u"gap"_s);
    QTest::mouseClick(panel.chip(u"Gaps"_s), Qt::LeftButton);
    QVERIFY(!panel.chip(u"Gaps"_s)->isChecked());
    QCOMPARE(panel.view->model()->rowCount(), 12);
}

void TestEventsPanel::findGoesRound()
{
    Panel panel(m_theme);
    panel.console.addUpdates(100);
    panel.settle();
    panel.widget.findNext(false); // nothing to look for yet: asks
    auto *bar = panel.widget.findChild<FindBar *>();
    QVERIFY(bar->isVisible());
    auto *outcome = panel.widget.findChild<QLabel *>(u"eventFindOutcome"_s);
    bar->setText(u"FLAG-9"_s); // flag-9 and flag-90 to flag-99
    QSignalSpy selected(&panel.widget, &EventsPanel::factSelected);
    panel.find(false);
    QCOMPARE(panel.flagAt(panel.view->currentIndex().row()), u"flag-90"_s); // first on screen
    QCOMPARE(selected.count(), 1);
    QVERIFY(outcome->text().isEmpty());
    for (int i = 0; i < 9; ++i)
        panel.find(false);
    QCOMPARE(panel.flagAt(panel.view->currentIndex().row()), u"flag-99"_s);
    QVERIFY(outcome->text().isEmpty());
    panel.find(false);
    QCOMPARE(panel.flagAt(panel.view->currentIndex().row()), u"flag-9"_s);
    QCOMPARE(outcome->text(), u"went round the end"_s);
    panel.find(true);
    QCOMPARE(panel.flagAt(panel.view->currentIndex().row()), u"flag-99"_s);
    QCOMPARE(outcome->text(), u"went round the end"_s);
    bar->setText(u"nowhere"_s);
    panel.find(false);
    QCOMPARE(outcome->text(), u"not found"_s);
    QCOMPARE(panel.flagAt(panel.view->currentIndex().row()), u"flag-99"_s);
    QVERIFY(panel.widget.clearFilter()); // Esc closes the bar first
    QVERIFY(!bar->isVisible());
}

void TestEventsPanel::copiesRowsAsText()
{
    Panel panel(m_theme);
    panel.console.addUpdates(3);
    Fact odd = panel.console.fact(FactKind::Unreadable, {}, TextDetail{u"two\nlines\tand a tab"_s});
    odd.by = u"mia@northwind"_s;
    odd.lag = 203ms;
    panel.console.add(odd);
    panel.settle();
    panel.view->selectRow(3);
    panel.view->selectionModel()->select(panel.view->model()->index(1, 0),
                                         QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QTest::keySequence(panel.view, QKeySequence::Copy);
    const QStringList lines = QApplication::clipboard()->text().split(u'\n');
    QCOMPARE(lines.size(), 3); // two rows, each ended
    QCOMPARE(lines.at(0), u"14:20:00.250\t+0.125\tflag.updated\tflag-1\tstream says changed\tstream\t"_s);
    const QStringList cells = lines.at(1).split(u'\t');
    QCOMPARE(cells.size(), 7);
    QCOMPARE(cells.at(2), u"unreadable"_s);
    QVERIFY(cells.at(4).contains(u"and a tab"_s));
    QCOMPARE(cells.at(5), u"mia@northwind"_s);
    QCOMPARE(cells.at(6), u"203 ms"_s);
    QVERIFY(lines.at(2).isEmpty());
}

void TestEventsPanel::copiesRowsAsJson()
{
    Panel panel(m_theme);
    ChangeDetail change;
    change.enabledNow = false;
    Fact fact = panel.console.fact(FactKind::FlagUpdated, u"ai-\"assistant\""_s, change);
    fact.lag = 231ms;
    panel.console.add(fact);
    panel.settle();
    panel.view->selectRow(0);
    QMenu *menu = panel.menuAt(10);
    QVERIFY(menu);
    Panel::action(menu, u"Copy as JSON line"_s)->trigger();
    const QByteArray copied = QApplication::clipboard()->text().toUtf8();
    QCOMPARE(copied.count('\n'), 1);
    const QJsonObject object = QJsonDocument::fromJson(copied).object();
    QCOMPARE(object.value(u"time"_s).toString(), u"2026-06-11T14:20:00.000Z"_s);
    QCOMPARE(object.value(u"kind"_s).toString(), u"flag.updated"_s);
    QCOMPARE(object.value(u"flag"_s).toString(), u"ai-\"assistant\""_s);
    QCOMPARE(object.value(u"environment"_s).toString(), u"production"_s);
    QCOMPARE(object.value(u"enabled"_s).toBool(true), false);
    QCOMPARE(object.value(u"source"_s).toString(), u"stream"_s);
    QCOMPARE(object.value(u"lagMs"_s).toInt(), 231);
}

void TestEventsPanel::menuFilters()
{
    Panel panel(m_theme);
    panel.console.addUpdates(5);
    panel.console.add(panel.console.fact(FactKind::RuleUpdated, u"flag-2"_s));
    panel.settle();
    QSignalSpy activated(&panel.widget, &EventsPanel::factActivated);
    QMenu *menu = panel.menuAt(2 * panel.rowHeight() + 5);
    QVERIFY(menu);
    // Rows move while a hand moves: the menu keeps what it was opened for.
    panel.console.addUpdates(40);
    panel.settle();
    Panel::action(menu, u"Inspect"_s)->trigger();
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.at(0).at(0).toULongLong(), 3U);
    Panel::action(menu, u"Filter for this flag"_s)->trigger();
    QCOMPARE(panel.field->text(), u"flag:flag-2"_s);
    QCOMPARE(panel.view->model()->rowCount(), 2);
    Panel::action(menu, u"Filter out “flag.updated”"_s)->trigger();
    QCOMPARE(panel.field->text(), u"flag:flag-2 -type:flag.updated"_s);
    QCOMPARE(panel.view->model()->rowCount(), 1);
}

void TestEventsPanel::saysThatRowsHaveLeft()
{
    Panel panel(m_theme, 100);
    auto *hint = panel.widget.findChild<QLabel *>(u"eventsDropped"_s);
    panel.console.addUpdates(100);
    panel.settle();
    QVERIFY(!hint->isVisible());
    panel.console.addUpdates(1);
    panel.settle();
    QVERIFY(hint->isVisible());
    QCOMPARE(hint->text(), u"older rows have left the log (100 kept)"_s);
    QCOMPARE(panel.bottomFlag(), u"flag-100"_s);
}

void TestEventsPanel::emptyStates()
{
    Panel panel(m_theme);
    auto *empty = panel.widget.findChild<QWidget *>(u"eventsEmpty"_s);
    auto *text = panel.widget.findChild<QLabel *>(u"eventsEmptyText"_s);
    QVERIFY(empty->isVisible());
    QVERIFY(text->text().contains(u"Events appear here once the stream is live."_s));
    panel.console.addUpdates(3);
    panel.settle();
    QVERIFY(!empty->isVisible());
    panel.widget.setFilterText(u"flag:<b>none</b>"_s);
    QVERIFY(empty->isVisible());
    QCOMPARE(text->text(), u"No event matches “flag:<b>none</b>”. 3 hidden."_s);
    QCOMPARE(text->textFormat(), Qt::PlainText);
    QTest::mouseClick(empty->findChild<QPushButton *>(), Qt::LeftButton);
    QVERIFY(!empty->isVisible());
    QVERIFY(panel.field->text().isEmpty());
}

void TestEventsPanel::selectionBelongsToPersons()
{
    Panel panel(m_theme, 100);
    QSignalSpy selected(&panel.widget, &EventsPanel::factSelected);
    panel.console.addUpdates(100);
    panel.settle();
    QCOMPARE(selected.count(), 0);
    panel.pressRowAt(5);
    QCOMPARE(selected.count(), 1);
    const auto serial = selected.at(0).at(0).toULongLong();
    QVERIFY(serial > 0);
    QTest::keyClick(panel.view, Qt::Key_Down);
    QCOMPARE(selected.count(), 2);
    QCOMPARE(selected.at(1).at(0).toULongLong(), serial + 1);
    panel.console.addUpdates(100); // the chosen row leaves
    panel.settle();
    QCOMPARE(selected.count(), 2);
}

void TestEventsPanel::whatIsChosenOutlivesAnotherFilter()
{
    Panel panel(m_theme);
    panel.console.addUpdates(100);
    panel.settle();
    QSignalSpy selected(&panel.widget, &EventsPanel::factSelected);
    panel.pressRowAt(5);
    const QString flag = panel.flagAt(panel.view->currentIndex().row());
    const auto top = panel.top();
    panel.widget.setFilterText(u"flag:flag-9* or flag:"_s + flag);
    QCOMPARE(panel.flagAt(panel.view->currentIndex().row()), flag);
    QCOMPARE(panel.view->selectedRows(), QVector<int>{panel.view->currentIndex().row()});
    panel.widget.setFilterText(u"-flag:"_s + flag);
    QVERIFY(panel.view->selectedRows().isEmpty());
    panel.widget.setFilterText({}); // hidden is not forgotten
    QCOMPARE(panel.flagAt(panel.view->currentIndex().row()), flag);
    QCOMPARE(panel.view->selectedRows().size(), 1);
    QCOMPARE(panel.top(), top);
    QCOMPARE(selected.count(), 1);
}

void TestEventsPanel::saysHowFarFilteringHasCome()
{
    constexpr int rows = 40'000; // more than one slice
    Panel panel(m_theme, rows);
    panel.console.addUpdates(rows);
    panel.settle();
    panel.widget.setFilterText(u"flag:flag-1"_s);
    QCOMPARE(panel.counts(), u"filtering… 82 % · 0 shown"_s);
    auto *empty = panel.widget.findChild<QLabel *>(u"eventsEmptyText"_s);
    QCOMPARE(empty->text(), u"Filtering… 82 %"_s);
    panel.console.clock.advance(0ms);
    QVERIFY(panel.counts().endsWith(u"1 of 40,000 shown"_s));
    QVERIFY(!empty->isVisible());
}

void TestEventsPanel::pressOnTheStripScrolls()
{
    Panel panel(m_theme);
    panel.console.addUpdates(50);
    panel.console.clock.advance(10min);
    panel.console.addUpdates(50);
    panel.settle();
    auto *strip = panel.widget.findChild<ActivityStrip *>();
    emit strip->momentChosen(panel.console.clock.wallTime() - 5min);
    QVERIFY(!panel.widget.isFollowing());
    QCOMPARE(panel.top(), std::pair(u"flag-50"_s, 0));
}

void TestEventsPanel::remembersColumns()
{
    Panel panel(m_theme);
    QVERIFY(!panel.view->horizontalHeader()->isVisible()); // as drawn: no titles at first
    panel.console.addUpdates(1);
    panel.settle();
    Panel::action(panel.menuAt(5), u"Column titles"_s)->trigger();
    QVERIFY(panel.view->horizontalHeader()->isVisible());
    panel.view->setColumnWidth(Panel::EventColumnFlag, 222);

    Settings settings;
    settings.eventHeader = panel.widget.headerState();
    EventsPanel again(panel.console.console, m_theme, settings);
    again.resize(1'000, 300);
    again.show();
    auto *view = again.findChild<EventView *>(u"eventLog"_s);
    QVERIFY(view->horizontalHeader()->isVisible());
    QCOMPARE(view->columnWidth(Panel::EventColumnFlag), 222);
    settings.eventHeader = "not a header state";
    EventsPanel careful(panel.console.console, m_theme, settings);
    QVERIFY(careful.findChild<EventView *>(u"eventLog"_s)->columnWidth(Panel::EventColumnFlag) > 0);
}

void TestEventsPanel::hostileKeyIsFilteredAsText()
{
    Panel panel(m_theme);
    panel.console.add(panel.console.fact(FactKind::FlagUpdated, u"a|b *\"<i>"_s));
    panel.console.add(panel.console.fact(FactKind::FlagUpdated, u"b"_s));
    panel.settle();
    QCOMPARE(filterValue(u"a|b *"_s), u"\"a|b *\""_s);
    panel.widget.setFilterText(u"flag:"_s + filterValue(u"a|b"_s));
    QCOMPARE(panel.view->model()->rowCount(), 0); // no "a" or "b", but exactly that
    panel.widget.setFilterText(u"<i>"_s);
    QCOMPARE(panel.view->model()->rowCount(), 1);
}

void TestEventsPanel::tabGoesFromFilterToList()
{
    Panel panel(m_theme);
    panel.console.addUpdates(5);
    panel.settle();
    panel.widget.activateWindow();
    panel.widget.focusFilter();
    QStringList stops;
    for (QWidget *at = panel.field->nextInFocusChain(); at != panel.field; at = at->nextInFocusChain()) {
        const bool stop = (at->focusPolicy() & Qt::TabFocus) != 0 && at->isVisible() && at->isEnabled();
        if (stop && !at->focusProxy() && at->objectName() != u"qt_scrollarea_viewport"_s)
            stops.append(at->accessibleName().isEmpty() ? at->property("text").toString()
                                                        : at->accessibleName());
    }
    QCOMPARE(stops, QStringList({u"Saved filters"_s, u"Mine"_s, u"Commands"_s, u"Gaps"_s,
                                 u"Activity of the last 30 min"_s, u"Events"_s}));
}

void TestEventsPanel::saysThatTheViewIsBehind()
{
    Panel panel(m_theme);
    panel.console.addUpdates(1);
    QVERIFY(panel.counts().endsWith(u"1 shown"_s));
    panel.console.log.add({panel.console.fact(FactKind::FlagUpdated, u"a"_s)});
    panel.console.log.add({panel.console.fact(FactKind::FlagUpdated, u"b"_s)});
    panel.console.clock.sleep(1'340ms); // nothing is painted meanwhile
    panel.console.clock.advance(1s);    // the digits may move
    QCOMPARE(panel.counts(), u"view is 1.40 s behind · 3 shown"_s);
    panel.settle();
    panel.widget.tick();
    QVERIFY2(!panel.counts().contains(u"behind"_s), qPrintable(panel.counts()));
}

void TestEventsPanel::aBurstIsOneRowUntilItIsUnfolded()
{
    Panel panel(m_theme);
    panel.console.addUpdates(2);
    panel.console.addBurst(12, u"checkout"_s);
    panel.settle();
    QAbstractItemModel *rows = panel.view->model();
    QCOMPARE(rows->rowCount(), 3);
    QCOMPARE(rows->index(2, EventLogModel::What).data().toString(), u"▸ 12 events in 110 ms"_s);
    QVERIFY2(panel.counts().endsWith(u"14 shown"_s), qPrintable(panel.counts())); // events, not rows
    panel.view->setFocus();
    panel.view->goToEvent(1);
    QTest::keyClick(panel.view, Qt::Key_Right); // no burst
    QCOMPARE(rows->rowCount(), 3);
    panel.view->setCurrentIndex(rows->index(2, 0));
    QTest::keyClick(panel.view, Qt::Key_Right);
    QCOMPARE(rows->rowCount(), 14);
    QCOMPARE(panel.view->currentSerial(), quint64(3));
    QTest::keyClick(panel.view, Qt::Key_Down);
    QTest::keyClick(panel.view, Qt::Key_Left);
    QCOMPARE(rows->rowCount(), 3);
    QCOMPARE(panel.view->currentIndex().row(), 2);
}

void TestEventsPanel::doubleClickUnfoldsABurst()
{
    Panel panel(m_theme);
    panel.console.addBurst(12, u"checkout"_s);
    panel.console.addUpdates(1);
    panel.settle();
    QSignalSpy activated(&panel.widget, &EventsPanel::factActivated);
    const QPoint place = panel.view->visualRect(panel.view->model()->index(0, EventLogModel::What)).center();
    QTest::mouseDClick(panel.view->viewport(), Qt::LeftButton, {}, place);
    QCOMPARE(panel.view->model()->rowCount(), 13);
    QCOMPARE(activated.count(), 0);
}

void TestEventsPanel::findingUnfoldsABurst()
{
    Panel panel(m_theme);
    panel.console.addBurst(12, u"checkout"_s);
    panel.console.addBurst(12, u"needle"_s);
    panel.console.addBurst(12, u"checkout"_s);
    panel.console.clock.advance(5s);
    panel.console.addUpdates(1);
    panel.settle();
    const int before = panel.view->model()->rowCount();
    panel.widget.openFind();
    panel.widget.findChild<QLineEdit *>(u"eventFind"_s)->setText(u"needle"_s);
    panel.find(false);
    QCOMPARE(panel.view->currentSerial(), quint64(13));
    QVERIFY(panel.view->model()->rowCount() > before);
}

void TestEventsPanel::copyingABurstCopiesItsEvents()
{
    Panel panel(m_theme);
    panel.console.addBurst(12, u"checkout"_s);
    panel.settle();
    panel.view->selectRow(0);
    panel.widget.copySelection();
    const QStringList lines = QApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 12);
    QVERIFY(lines.constLast().contains(u"checkout"_s));
}

void TestEventsPanel::pillCountsEventsOfABurst()
{
    Panel panel(m_theme);
    panel.console.addUpdates(60);
    panel.settle();
    panel.view->goToEvent(5);
    panel.settle();
    const int seen = panel.view->unseenCount();
    panel.console.addBurst(37, u"checkout"_s);
    panel.settle();
    QCOMPARE(panel.view->unseenCount(), seen + 37);
}

void TestEventsPanel::menuUnfoldsFoldsAndSwitchesOff()
{
    Panel panel(m_theme);
    QSignalSpy edited(&panel.widget, &EventsPanel::settingsEdited);
    panel.console.addBurst(12, u"checkout"_s);
    panel.settle();
    QAction *unfold = Panel::action(panel.menuAt(10), u"Unfold the 12 events"_s);
    QVERIFY(unfold);
    unfold->trigger();
    QCOMPARE(panel.view->model()->rowCount(), 12);
    QAction *fold = Panel::action(panel.menuAt(10), u"Fold the burst"_s);
    QVERIFY(fold);
    fold->trigger();
    QCOMPARE(panel.view->model()->rowCount(), 1);
    QAction *folding = Panel::action(panel.menuAt(10), u"Fold bursts"_s);
    QVERIFY(folding && folding->isChecked());
    folding->trigger();
    QCOMPARE(panel.view->model()->rowCount(), 12);
    QCOMPARE(edited.count(), 1);
    QVERIFY(!edited.constFirst().constFirst().value<Settings>().foldBursts);
}

QTEST_MAIN(TestEventsPanel)
#include "tst_eventspanel.moc"
