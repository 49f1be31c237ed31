// SPDX-License-Identifier: GPL-3.0-or-later
// The open window on an environment of 5,000 flags: shown, filtered, sorted, scrolled, selected, changed.

#include "consolerig.h"
#include "mainwindow/mainwindow.h"
#include "model/flagtablemodel.h"
#include "theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int count = 5'000;

/// Keys sort one way and names the other, so that a test sees which one is in use.
QString keyOf(int number)
{
    return u"flag-%1"_s.arg(number, 5, 10, QChar(u'0'));
}

class Desk final
{
public:
    Desk() : theme(*qApp, ThemeChoice::Light), window(theme, {})
    {
        for (int i = 0; i < count; ++i) {
            Flag &flag = rig.provider.put(keyOf(i), i % 4 != 0, rig.clock.wallTime() - 2h);
            flag.name = u"Name %1"_s.arg(count - 1 - i, 5, 10, QChar(u'0'));
        }
        window.showConsole(rig.console);
        window.show();
        rig.session.start();
    }

    [[nodiscard]] bool isLive() { return rig.goLive() && table().model()->rowCount() == count; }
    [[nodiscard]] QTableView &table() { return *window.findChild<QTableView *>(u"flagTable"_s); }
    [[nodiscard]] QString key(int row)
    {
        return table().model()->index(row, FlagTableModel::Key).data().toString();
    }
    [[nodiscard]] QString state(int row)
    {
        return table().model()->index(row, FlagTableModel::State).data().toString();
    }
    [[nodiscard]] QString label(const QString &name) { return window.findChild<QLabel *>(name)->text(); }
    /// What is typed is taken after a pause.
    void type(const QString &text)
    {
        auto *field = window.findChild<QLineEdit *>(u"flagFilter"_s);
        field->clear();
        field->setFocus();
        QTest::keyClicks(field, text);
        rig.clock.advance(1s);
    }
    void press(int column)
    {
        QHeaderView *header = table().horizontalHeader();
        const QPoint middle(header->sectionViewportPosition(column) + header->sectionSize(column) / 2,
                            header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, middle);
    }

    ConsoleRig rig;
    Theme theme;
    MainWindow window;
};

} // namespace

class TestManyFlags : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void allAreShownAndCounted()
    {
        Desk desk;
        QTRY_VERIFY(desk.isLive());
        desk.rig.clock.advance(1s);
        QVERIFY2(desk.label(u"flagCounts"_s).startsWith(u"5,000 flags · read"_s),
                 qPrintable(desk.label(u"flagCounts"_s)));
        QCOMPARE(desk.window.findChild<QToolButton *>(u"flagsCell"_s)->text(),
                 u"5,000 flags · 0 unverified"_s);
    }

    void filtered()
    {
        Desk desk;
        QTRY_VERIFY(desk.isLive());
        desk.type(u"flag-0123"_s);
        QCOMPARE(desk.table().model()->rowCount(), 10);
        QCOMPARE(desk.key(0), u"flag-01230"_s);
        QVERIFY2(desk.label(u"flagCounts"_s).startsWith(u"5,000 flags · 10 shown"_s),
                 qPrintable(desk.label(u"flagCounts"_s)));
        desk.type(u"state:off"_s);
        QCOMPARE(desk.table().model()->rowCount(), count / 4);
        desk.type(u"no such thing"_s);
        QCOMPARE(desk.table().model()->rowCount(), 0);
        QVERIFY(desk.window.findChild<QWidget *>(u"tableNotice"_s)->isVisible());
        QTest::keyClick(desk.window.findChild<QLineEdit *>(u"flagFilter"_s), Qt::Key_Escape);
        desk.rig.clock.advance(1s);
        QCOMPARE(desk.table().model()->rowCount(), count);
    }

    void homeAndEndGoToTheFirstAndTheLastRow()
    {
        Desk desk;
        QTRY_VERIFY(desk.isLive());
        desk.table().selectRow(7);
        QTest::keyClick(&desk.table(), Qt::Key_End);
        QCOMPARE(desk.table().currentIndex().row(), count - 1);
        QTest::keyClick(&desk.table(), Qt::Key_Home);
        QCOMPARE(desk.table().currentIndex().row(), 0);
    }

    void sorted()
    {
        Desk desk;
        QTRY_VERIFY(desk.isLive());
        QCOMPARE(desk.key(0), keyOf(0));
        desk.press(FlagTableModel::Name);
        QCOMPARE(desk.key(0), keyOf(count - 1));
        QCOMPARE(desk.key(count - 1), keyOf(0));
        desk.press(FlagTableModel::Name);
        QCOMPARE(desk.key(0), keyOf(0));
        desk.press(FlagTableModel::State);
        const QString first = desk.state(0);
        QVERIFY(desk.state(count - 1) != first);
        int blocks = 1;
        for (int row = 1; row < count; ++row)
            blocks += desk.state(row) != desk.state(row - 1) ? 1 : 0;
        QCOMPARE(blocks, 2);
    }

    void scrolledAndSelected()
    {
        Desk desk;
        QTRY_VERIFY(desk.isLive());
        QVERIFY(QTest::qWaitForWindowActive(&desk.window));
        QTableView &table = desk.table();
        table.setFocus();
        QScrollBar &bar = *table.verticalScrollBar();
        table.selectRow(0);
        // A page at a time down, and every page is painted.
        int pages = 0;
        for (int before = -1; bar.value() != bar.maximum() && bar.value() != before && pages < count;
             ++pages) {
            before = bar.value();
            QTest::keyClick(&table, Qt::Key_PageDown);
            if (pages % 20 == 0)
                QVERIFY(!table.grab().isNull());
        }
        QCOMPARE(bar.value(), bar.maximum());
        QVERIFY(pages > 50);
        table.setCurrentIndex(table.model()->index(count - 1, FlagTableModel::Key));
        QVERIFY(table.viewport()->rect().contains(table.visualRect(table.currentIndex()).center()));
        desk.rig.clock.advance(1s);
        QCOMPARE(desk.label(u"inspectorTitle"_s), keyOf(count - 1));
        table.selectRow(0);
        QCOMPARE(bar.value(), 0);
        desk.rig.clock.advance(1s);
        QCOMPARE(desk.label(u"inspectorTitle"_s), keyOf(0));
    }

    void oneChangeTouchesOneRow()
    {
        Desk desk;
        QTRY_VERIFY(desk.isLive());
        desk.rig.clock.advance(1s);
        const QAbstractItemModel &rows = *desk.table().model();
        const QSignalSpy moved(&rows, &QAbstractItemModel::layoutChanged);
        const QSignalSpy reset(&rows, &QAbstractItemModel::modelReset);
        const QSignalSpy changed(&rows, &QAbstractItemModel::dataChanged);
        desk.rig.provider.world[FakeProvider::ref(keyOf(2'500))].enabled = true;
        QCOMPARE(desk.state(2'500), u"OFF"_s);
        desk.rig.stream->write(
            R"(data: {"type":"flag.updated","flag_key":"flag-02500","environment_id":"prod"})"
            "\n\n");
        const auto shows = [&desk] {
            desk.rig.clock.advance(50ms);
            desk.rig.provider.answerAll();
            return desk.state(2'500) == u"ON"_s;
        };
        QTRY_VERIFY(shows());
        QCOMPARE(moved.count() + reset.count(), 0);
        for (const QVariantList &one : changed) {
            const int first = one.at(0).toModelIndex().row();
            const int last = one.at(1).toModelIndex().row();
            // The second's tick may renew the ages of all; a change of one row, or of another's rules, does
            // not.
            QVERIFY2(first == last || (first == 0 && last == count - 1),
                     qPrintable(u"%1-%2"_s.arg(first).arg(last)));
        }
    }
};

QTEST_MAIN(TestManyFlags)
#include "tst_manyflags.moc"
