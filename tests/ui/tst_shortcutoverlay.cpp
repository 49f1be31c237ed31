// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/actions.h"
#include "mainwindow/shortcutoverlay.h"
#include "theme/theme.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestShortcutOverlay : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        // The offscreen platform says what it can not do each time a window is shown.
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
    }

    void everyActionHasNameTextAndTip()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        const Actions actions(theme, window);
        QSet<QString> names;
        for (const Actions::Group &group : actions.groups()) {
            for (const QAction *action : group.actions) {
                QVERIFY(!action->text().isEmpty());
                QVERIFY(!action->toolTip().isEmpty());
                QVERIFY2(!names.contains(action->objectName()), qPrintable(action->objectName()));
                names.insert(action->objectName());
            }
        }
        QVERIFY(names.size() > 25);
    }

    void noKeyIsUsedTwice()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        const Actions actions(theme, window);
        QSet<QString> keys;
        for (const Actions::Group &group : actions.groups()) {
            for (const QAction *action : group.actions) {
                const QStringList own = Actions::keysText(*action).split(u" or "_s, Qt::SkipEmptyParts);
                for (const QString &key : own) {
                    QVERIFY2(!keys.contains(key), qPrintable(key));
                    keys.insert(key);
                }
            }
        }
        for (const QString &due :
             {u"/"_s,      u"Ctrl+F"_s,      u"Esc"_s,    u"F3"_s,      u"Shift+F3"_s, u"Space"_s,
              u"Return"_s, u"Ctrl+Return"_s, u"Ctrl+Z"_s, u"P"_s,       u"End"_s,      u"Ctrl+Space"_s,
              u"["_s,      u"]"_s,           u"F5"_s,     u"Ctrl+F5"_s, u"Ctrl+R"_s,   u"F11"_s,
              u"Ctrl+T"_s, u"F1"_s,          u"?"_s,      u"R"_s,       u"Ctrl+1"_s,   u"Ctrl+4"_s}) {
            QVERIFY2(keys.contains(due), qPrintable(due));
        }
    }

    void overlayIsSeenWhole()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        const Actions actions(theme, window);
        ShortcutOverlay overlay(actions, &window);
        overlay.show();
        QVERIFY(overlay.height() <= overlay.screen()->availableSize().height());
        QVERIFY(overlay.height() < 700);        // of a small laptop's 768
        overlay.resize(1400, overlay.height()); // wider than the screen of the tests: no scroll bar below
        QTest::qWait(0);                        // the layout follows
        QCOMPARE(overlay.findChild<QScrollArea *>()->verticalScrollBar()->maximum(), 0);
    }

    void overlayListsWhatTheActionsSay()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        const Actions actions(theme, window);
        const ShortcutOverlay overlay(actions, &window);
        QStringList texts;
        for (const QLabel *label : overlay.findChildren<QLabel *>())
            texts += label->text();
        for (const Actions::Group &group : actions.groups()) {
            for (const QAction *action : group.actions) {
                const QString keys = Actions::keysText(*action);
                if (!keys.isEmpty() && action->isVisible())
                    QVERIFY2(texts.contains(keys), qPrintable(keys));
            }
        }
        QVERIFY(texts.contains(u"Undo last confirmed command"_s));
        QVERIFY(texts.contains(u"latency>200ms"_s)); // the filter language too
    }

    void overlayClosesByItsOwnKey()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        const Actions actions(theme, window);
        QPointer<ShortcutOverlay> overlay = new ShortcutOverlay(actions, &window);
        overlay->open();
        QTest::keyClick(overlay, Qt::Key_F1);
        QTRY_VERIFY(!overlay);
    }

    void everyActionIsInTheMenu()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        const Actions actions(theme, window);
        QMenu menu;
        QMenu view;
        actions.fillMenu(menu, view);
        QSet<QAction *> shown;
        for (const QAction *part : menu.actions()) {
            for (QAction *action : part->menu()->actions())
                shown.insert(action);
        }
        for (const Actions::Group &group : actions.groups()) {
            for (QAction *action : group.actions)
                QVERIFY2(shown.contains(action), qPrintable(action->text()));
        }
    }

    void plainKeysWorkInAListAndNotWhileTyping()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        Actions actions(theme, window);
        actions.setConnected(true);
        QWidget list(&window);
        list.setFocusPolicy(Qt::StrongFocus);
        QLineEdit filter(&list);
        QLineEdit elsewhere(&window);
        actions.bindListKeys(list);
        QSignalSpy spy(actions.find, &QAction::triggered);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));

        list.setFocus();
        QTest::keyClick(&list, Qt::Key_Slash);
        QCOMPARE(spy.size(), 1);
        filter.setFocus();
        QTest::keyClick(&filter, Qt::Key_Slash);
        QCOMPARE(filter.text(), u"/"_s);
        elsewhere.setFocus();
        QTest::keyClick(&elsewhere, Qt::Key_Slash);
        QCOMPARE(elsewhere.text(), u"/"_s);
        QCOMPARE(spy.size(), 1);
    }

    void withoutAConnectionOnlyTheWindowsOwnActionsWork()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        Actions actions(theme, window);
        QVERIFY(!actions.change->isEnabled());
        QVERIFY(!actions.retry->isEnabled());
        QVERIFY(actions.quit->isEnabled());
        QVERIFY(actions.shortcuts->isEnabled());
        actions.setConnected(true);
        QVERIFY(actions.change->isEnabled());
    }
};

QTEST_MAIN(TestShortcutOverlay)
#include "tst_shortcutoverlay.moc"
