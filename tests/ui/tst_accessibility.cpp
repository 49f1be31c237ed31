// SPDX-License-Identifier: GPL-3.0-or-later
// What a screen reader is told: the window is walked through QAccessible, not through its widgets.

#include "consolerig.h"
#include "mainwindow/mainwindow.h"
#include "model/flagtablemodel.h"
#include "theme/theme.h"

#include <QAccessible>
#include <QAction>
#include <QTableView>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Thing
{
    QAccessible::Role role;
    QString name;
    QString path; ///< object names from the window down, to find it by
};

/// Things a person acts on or types into: without a name a screen reader says only "button".
bool needsName(QAccessible::Role role)
{
    switch (role) {
    case QAccessible::Button:
    case QAccessible::ButtonMenu:
    case QAccessible::ButtonDropDown:
    case QAccessible::CheckBox:
    case QAccessible::RadioButton:
    case QAccessible::ComboBox:
    case QAccessible::EditableText:
    case QAccessible::Table:
    case QAccessible::List:
    case QAccessible::Tree:
    case QAccessible::PageTab:
    case QAccessible::Dialog:
    case QAccessible::Link: return true;
    default: return false;
    }
}

/// Everything that is on screen, in the order it is told. Cells of tables and lists are not walked into.
void collect(QAccessibleInterface *at, const QString &path, QVector<Thing> &things)
{
    if (!at || !at->isValid() || at->state().invisible)
        return;
    const QString name = at->object() ? at->object()->objectName() : QString();
    const QString here = name.isEmpty() ? path : path + u'/' + name;
    things.append({at->role(), at->text(QAccessible::Name), here});
    if (at->tableInterface() || at->role() == QAccessible::ComboBox)
        return;
    for (int i = 0; i < at->childCount(); ++i)
        collect(at->child(i), here, things);
}

QVector<Thing> thingsOf(QWidget &window)
{
    QVector<Thing> things;
    collect(QAccessible::queryAccessibleInterface(&window), {}, things);
    return things;
}

/// One to a line.
QString withoutName(const QVector<Thing> &things)
{
    QStringList paths;
    for (const Thing &thing : things) {
        if (needsName(thing.role) && thing.name.trimmed().isEmpty())
            paths.append(u"%1 (role %2)"_s.arg(thing.path).arg(int(thing.role)));
    }
    return paths.join(u'\n');
}

bool holds(const QVector<Thing> &things, QAccessible::Role role, const QString &name)
{
    return std::any_of(things.cbegin(), things.cend(),
                       [&](const Thing &thing) { return thing.role == role && thing.name == name; });
}

} // namespace

class TestAccessibility : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QAccessible::setActive(true); }
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void theStartPagesAreNamed()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        MainWindow window(theme, {});
        window.show();
        QVector<Thing> things = thingsOf(window);
        QCOMPARE(withoutName(things), QString());
        QVERIFY(holds(things, QAccessible::Button, u"Try the practice server"_s));
        QVERIFY(holds(things, QAccessible::Button, u"Connect to a server"_s));
        QTest::mouseClick(window.findChild<QWidget *>(u"connectCardButton"_s), Qt::LeftButton);
        things = thingsOf(window);
        QCOMPARE(withoutName(things), QString());
        QVERIFY(holds(things, QAccessible::EditableText, u"Password"_s));
    }

    void theWindowIsToldAsTheContractSays()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        rig.provider.put(u"checkout-v2"_s, true);
        rig.provider.put(u"dark-mode"_s, false);
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        rig.session.start();
        QTRY_VERIFY(rig.goLive());
        rig.clock.advance(1s);

        auto &table = *window.findChild<QTableView *>(u"flagTable"_s);
        table.selectRow(0);
        rig.clock.advance(1s);
        QVector<Thing> things = thingsOf(window);
        QCOMPARE(withoutName(things), QString());
        QVERIFY(holds(things, QAccessible::Table, u"Flags"_s));
        QVERIFY(holds(things, QAccessible::Table, u"Events"_s));
        QVERIFY(holds(things, QAccessible::EditableText, u"Filter flags"_s));
        QVERIFY(holds(things, QAccessible::EditableText, u"Filter events"_s));
        QVERIFY(holds(things, QAccessible::StaticText, u"PRODUCTION shop / production"_s));
        const auto *chip = QAccessible::queryAccessibleInterface(window.findChild<QWidget *>(u"linkChip"_s));
        QVERIFY(chip->text(QAccessible::Name).startsWith(u"Live"_s));
        QVERIFY(chip->role() == QAccessible::Button || chip->role() == QAccessible::ButtonMenu);

        // The state can be read without colour.
        QStringList states;
        auto *cells = QAccessible::queryAccessibleInterface(&table)->tableInterface();
        QVERIFY(cells);
        for (int row = 0; row < cells->rowCount(); ++row)
            states.append(
                cells->cellAt(row, FlagTableModel::State)->text(QAccessible::Name).section(u',', 0, 0));
        QCOMPARE(states, QStringList({u"ON"_s, u"OFF"_s}));

        // The change panel, and what its button does and where.
        window.findChild<QAction *>(u"change"_s)->trigger();
        rig.provider.answerAll();
        QTest::mouseClick(window.findChild<QWidget *>(u"setOff"_s), Qt::LeftButton);
        things = thingsOf(window);
        QCOMPARE(withoutName(things), QString());
        for (const QString &button : {u"Set ON"_s, u"Set OFF"_s, u"Turn OFF checkout-v2 in PRODUCTION"_s})
            QVERIFY2(holds(things, QAccessible::Button, button), qPrintable(button));
        QVERIFY(holds(things, QAccessible::ComboBox, u"Reason"_s));
    }

    void aMessageIsAnAlert()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig(false);
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        const auto *bar = window.findChild<QWidget *>(u"messageBar"_s);
        QVERIFY(bar->isVisible());
        QVERIFY(bar->accessibleName().startsWith(u"The journal cannot be written."_s));
        QVERIFY(holds(thingsOf(window), QAccessible::AlertMessage, bar->accessibleName()));
    }
};

QTEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
