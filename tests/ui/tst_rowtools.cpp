// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"
#include "events/eventfilterfield.h"
#include "events/eventspanel.h"
#include "events/eventview.h"
#include "events/highlightersdialog.h"
#include "events/notedialog.h"
#include "events/rowtools.h"
#include "events/savedfilters.h"
#include "events/savedfiltersdialog.h"
#include "model/eventlogmodel.h"
#include "operations/notes.h"
#include "theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

/// A shown panel over a log of ten rows whose settings are kept as the window keeps them.
class Bench final
{
public:
    explicit Bench(const Theme &theme, bool withNotes = true)
    {
        QObject::connect(&notes, &Notes::factsAdded, &console.log, &EventLog::add);
        QObject::connect(&notes, &Notes::factAmended, &console.log, &EventLog::amend);
        if (withNotes)
            console.console.notes = &notes;
        panel = std::make_unique<EventsPanel>(console.console, theme, settings);
        QObject::connect(panel.get(), &EventsPanel::settingsEdited, panel.get(),
                         [this](const Settings &edited) { settings = edited; });
        panel->resize(1'000, 700);
        panel->show();
        view = panel->findChild<EventView *>(u"eventLog"_s);
        console.addUpdates(10);
    }

    void choose(int row) const
    {
        view->goToEvent(view->model()->index(row, 0).data(EventLogModel::SerialRole).toULongLong());
    }
    [[nodiscard]] QMenu *menuAt(int row) const
    {
        emit view->customContextMenuRequested(view->visualRect(view->model()->index(row, 0)).center());
        return panel->findChildren<QMenu *>(Qt::FindDirectChildrenOnly).constLast();
    }
    static QAction *entry(const QMenu *menu, const QString &text)
    {
        for (QAction *each : menu->actions()) {
            if (each->text() == text)
                return each;
        }
        return nullptr;
    }
    [[nodiscard]] NoteDialog *noteDialog() const { return panel->findChild<NoteDialog *>(u"noteDialog"_s); }
    void write(const QString &text) const
    {
        noteDialog()->findChild<QPlainTextEdit *>(u"noteText"_s)->setPlainText(text);
        noteDialog()->findChild<QPushButton *>(u"noteSave"_s)->click();
        QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    [[nodiscard]] QString lastWhat() const
    {
        return view->model()->index(view->model()->rowCount() - 1, EventLogModel::What).data().toString();
    }
    [[nodiscard]] QMenu *filterMenu() const
    {
        QMenu *menu = panel->findChild<SavedFilters *>()->menu();
        emit menu->aboutToShow();
        return menu;
    }

    Settings settings;
    ConsoleFixture console;
    Notes notes{console.clock, console.serials, u"mia"_s};
    std::unique_ptr<EventsPanel> panel;
    EventView *view = nullptr;
};

} // namespace

class TestRowTools final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void aNoteAtNow()
    {
        Bench bench(m_theme);
        bench.panel->tools().addNote();
        QVERIFY(bench.noteDialog());
        bench.write(u"deploy begins <b>now</b>"_s);
        bench.console.settle();
        QCOMPARE(bench.lastWhat(), u"deploy begins <b>now</b>"_s);
    }

    void aNoteAboutARowNamesIt()
    {
        Bench bench(m_theme);
        QMenu *menu = bench.menuAt(3);
        Bench::entry(menu, u"Note about this row…"_s)->trigger();
        bench.write(u"this one"_s);
        bench.console.settle();
        QVERIFY2(bench.lastWhat().startsWith(u"this one — re flag.updated flag-3 "_s),
                 qPrintable(bench.lastWhat()));
    }

    void aNoteThatWillBeForgottenIsSaid()
    {
        Bench bench(m_theme);
        QSignalSpy noticed(bench.panel.get(), &EventsPanel::noticed);
        emit bench.notes.notKept({ErrorKind::Storage, u"The notes in /x cannot be written."_s, {}, {}});
        QCOMPARE(noticed.count(), 1);
        const QString said = noticed.constFirst().constFirst().toString();
        QVERIFY2(said.contains(u"lost when this window closes"_s) && said.contains(u"/x"_s),
                 qPrintable(said));
    }

    void ownNotesAreEditedAndDeleted()
    {
        Bench bench(m_theme);
        bench.notes.add(u"first"_s, {});
        bench.console.settle();
        const int last = bench.view->model()->rowCount() - 1;
        Bench::entry(bench.menuAt(last), u"Edit this note…"_s)->trigger();
        QCOMPARE(bench.noteDialog()->findChild<QPlainTextEdit *>(u"noteText"_s)->toPlainText(), u"first"_s);
        bench.write(u"second"_s);
        bench.console.settle();
        QCOMPARE(bench.lastWhat(), u"second"_s);
        Bench::entry(bench.menuAt(last), u"Delete this note"_s)->trigger();
        bench.console.settle();
        QCOMPARE(bench.lastWhat(), u"note deleted"_s);
        QVERIFY(!Bench::entry(bench.menuAt(last), u"Edit this note…"_s));
        QVERIFY(!Bench::entry(bench.menuAt(2), u"Edit this note…"_s)); // a row that is no note
    }

    void tooLongANoteCannotBeSaved()
    {
        Bench bench(m_theme);
        bench.panel->tools().addNote();
        auto *save = bench.noteDialog()->findChild<QPushButton *>(u"noteSave"_s);
        QVERIFY(!save->isEnabled());
        bench.noteDialog()
            ->findChild<QPlainTextEdit *>(u"noteText"_s)
            ->setPlainText(QString(limits::noteLength + 1, u'x'));
        QVERIFY(!save->isEnabled());
    }

    void aReplayTakesNoNotes()
    {
        Bench bench(m_theme, false);
        QSignalSpy noticed(bench.panel.get(), &EventsPanel::noticed);
        bench.panel->tools().addNote();
        QVERIFY(!bench.noteDialog());
        QCOMPARE(noticed.count(), 1);
        QVERIFY(!Bench::entry(bench.menuAt(3), u"Note about this row…"_s));
    }

    void bookmarksAreWalked()
    {
        Bench bench(m_theme);
        RowTools &tools = bench.panel->tools();
        QSignalSpy noticed(bench.panel.get(), &EventsPanel::noticed);
        tools.goToBookmark(false);
        QCOMPARE(noticed.count(), 1);
        for (const int row : {2, 7}) {
            bench.choose(row);
            tools.toggleBookmark();
        }
        bench.choose(0);
        tools.goToBookmark(false);
        QCOMPARE(bench.view->currentIndex().row(), 2);
        tools.goToBookmark(false);
        QCOMPARE(bench.view->currentIndex().row(), 7);
        tools.goToBookmark(true);
        QCOMPARE(bench.view->currentIndex().row(), 2);
        bench.panel->setFilterText(u"flag:flag-1"_s);
        bench.console.settle();
        tools.goToBookmark(false);
        QCOMPARE(noticed.constLast().constFirst().toString(),
                 u"The bookmarked row is hidden by the filter."_s);
        QVERIFY(Bench::entry(bench.menuAt(0), u"Bookmark"_s));
    }

    void aBookmarkIsPainted()
    {
        Bench bench(m_theme);
        bench.choose(9);
        const QImage before = bench.view->grab().toImage();
        bench.console.settle();
        const auto serial = bench.view->currentSerial();
        QVERIFY(serial != 0);
        bench.panel->tools().toggleBookmark();
        QVERIFY(bench.view->grab().toImage() != before);
    }

    void measuresFromAChosenRow()
    {
        Bench bench(m_theme);
        const auto delta = [&bench](int row) {
            return bench.view->model()->index(row, EventLogModel::Delta).data().toString();
        };
        const auto title = [&bench] {
            return bench.view->model()->headerData(EventLogModel::Delta, Qt::Horizontal).toString();
        };
        QCOMPARE(delta(5), u"+0.125"_s);
        Bench::entry(bench.menuAt(4), u"Measure from here"_s)->trigger();
        QCOMPARE(delta(2), u"−0.250"_s);
        QCOMPARE(delta(4), u"+0.000"_s);
        QCOMPARE(delta(9), u"+0.625"_s);
        QCOMPARE(title(), u"Δ since"_s);
        const auto *words = bench.panel->findChild<QLabel *>(u"eventsMeasure"_s);
        QVERIFY(words->isVisible());
        QVERIFY2(words->text().startsWith(u"Δ is the time since flag.updated flag-4 "_s),
                 qPrintable(words->text()));
        bench.panel->setFilterText(u"flag:flag-9"_s);
        QVERIFY(bench.panel->clearFilter()); // Esc ends measuring first
        QVERIFY(!words->isVisible());
        QCOMPARE(delta(0), u"+0.125"_s);
        QCOMPARE(title(), u"Δ"_s);
        QCOMPARE(bench.view->model()->rowCount(), 1); // and the filter next
        QVERIFY(bench.panel->clearFilter());
        QCOMPARE(bench.view->model()->rowCount(), 10);
    }

    void highlightersAreMadeFromARowAndPainted()
    {
        Bench bench(m_theme);
        const QImage before = bench.view->grab().toImage();
        Bench::entry(bench.menuAt(4), u"Highlight rows like this…"_s)->trigger();
        auto *dialog = bench.panel->findChild<HighlightersDialog *>(u"highlightersDialog"_s);
        QVERIFY(dialog);
        auto *list = dialog->findChild<QTableWidget *>(u"highlighterList"_s);
        QCOMPARE(list->rowCount(), 1);
        QCOMPARE(list->item(0, 0)->text(), u"flag:flag-4"_s);
        const auto button = [dialog](const QString &name) { return dialog->findChild<QPushButton *>(name); };
        list->item(0, 0)->setText(u"nofield:x"_s);
        QVERIFY(!button(u"highlightersSave"_s)->isEnabled());
        QVERIFY(dialog->findChild<QLabel *>(u"highlighterMessage"_s)->text().startsWith(u"Row 1: "_s));
        list->item(0, 0)->setText(u"flag:flag-5"_s);
        button(u"highlighterAdd"_s)->click();
        QVERIFY(!button(u"highlightersSave"_s)->isEnabled()); // a rule without a filter
        list->item(1, 0)->setText(u"type:gap"_s);
        list->setCurrentCell(1, 0);
        button(u"highlighterUp"_s)->click();
        button(u"highlightersSave"_s)->click();
        const QVector<Highlighter> expected{{u"type:gap"_s, RowMark::Square},
                                            {u"flag:flag-5"_s, RowMark::Square}};
        QVERIFY(bench.settings.highlighters == expected);
        QVERIFY(bench.view->grab().toImage() != before);
    }

    void thereAreOnlySoManyHighlighters()
    {
        Bench bench(m_theme);
        bench.settings.highlighters.fill({u"x"_s, RowMark::Circle}, limits::highlighters);
        bench.panel->tools().openHighlighters(u"one:more"_s);
        auto *dialog = bench.panel->findChild<HighlightersDialog *>(u"highlightersDialog"_s);
        QCOMPARE(dialog->findChild<QTableWidget *>(u"highlighterList"_s)->rowCount(), limits::highlighters);
        QVERIFY(!dialog->findChild<QPushButton *>(u"highlighterAdd"_s)->isEnabled());
    }

    void aFilterIsSavedUnderAName()
    {
        Bench bench(m_theme);
        QVERIFY(!Bench::entry(bench.filterMenu(), u"&Save this filter…"_s)->isEnabled());
        bench.panel->setFilterText(u"flag:flag-1 -type:note"_s);
        Bench::entry(bench.filterMenu(), u"&Save this filter…"_s)->trigger();
        auto *name = bench.panel->window()->findChild<QInputDialog *>(u"filterNameDialog"_s);
        QVERIFY(name);
        name->setTextValue(u"Flag & one"_s);
        name->accept();
        QCOMPARE(bench.settings.savedFilters.size(), 1);
        QCOMPARE(bench.settings.savedFilters.constFirst().text, u"flag:flag-1 -type:note"_s);
        bench.panel->setFilterText({});
        QAction *saved = Bench::entry(bench.filterMenu(), u"Flag && one"_s);
        QVERIFY(saved);
        saved->trigger();
        QCOMPARE(bench.panel->findChild<EventFilterField *>()->text(), u"flag:flag-1 -type:note"_s);
    }

    void aWrongFilterIsNotSaved()
    {
        Bench bench(m_theme);
        bench.panel->setFilterText(u"nofield:x"_s);
        QVERIFY(!Bench::entry(bench.filterMenu(), u"&Save this filter…"_s)->isEnabled());
    }

    void thereAreOnlySoManySavedFilters()
    {
        Bench bench(m_theme);
        for (int i = 0; i < limits::savedFilters; ++i)
            bench.settings.savedFilters.append({QString::number(i), u"flag:%1"_s.arg(i)});
        bench.panel->setFilterText(u"flag:new"_s);
        QVERIFY(!Bench::entry(bench.filterMenu(), u"No room: delete a saved filter first"_s)->isEnabled());
    }

    void savedFiltersAreRenamedMovedAndDeleted()
    {
        Bench bench(m_theme);
        bench.settings.savedFilters = {{u"a"_s, u"flag:a"_s}, {u"b"_s, u"flag:b"_s}, {u"c"_s, u"flag:c"_s}};
        Bench::entry(bench.filterMenu(), u"&Edit saved filters…"_s)->trigger();
        auto *dialog = bench.panel->window()->findChild<SavedFiltersDialog *>(u"savedFiltersDialog"_s);
        QVERIFY(dialog);
        auto *list = dialog->findChild<QTableWidget *>(u"savedFilterList"_s);
        const auto press = [dialog](const QString &name) { dialog->findChild<QPushButton *>(name)->click(); };
        list->selectRow(2);
        QVERIFY(!dialog->findChild<QPushButton *>(u"filterDown"_s)->isEnabled());
        press(u"filterUp"_s);
        press(u"filterUp"_s);
        list->item(0, 0)->setText(u"  first "_s);
        list->selectRow(1);
        press(u"filterDelete"_s);
        press(u"filtersSave"_s);
        const QVector<SavedFilter> expected{{u"first"_s, u"flag:c"_s}, {u"b"_s, u"flag:b"_s}};
        QVERIFY(bench.settings.savedFilters == expected);
    }

private:
    Theme m_theme{*qApp};
};

QTEST_MAIN(TestRowTools)
#include "tst_rowtools.moc"
