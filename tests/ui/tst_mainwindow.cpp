// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectrequest.h"
#include "consolerig.h"
#include "core/throttle.h"
#include "flags/changepanel.h"
#include "mainwindow/linkchip.h"
#include "mainwindow/linkdetails.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/messagebar.h"
#include "practice/faultspanel.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QAction>
#include <QCheckBox>
#include <QDialog>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStatusBar>
#include <QTableView>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

template <typename T>
T &child(const QWidget &parent, const QString &name)
{
    auto *found = parent.findChild<T *>(name);
    if (!found)
        qFatal("no child %s", qPrintable(name));
    return *found;
}

QString cell(const MainWindow &window, const QString &name)
{
    return child<QToolButton>(window, name).text();
}

QAction &action(const MainWindow &window, const QString &name)
{
    return *window.findChild<QAction *>(name);
}

QAction *menuEntry(const QMenu &menu, const QString &text)
{
    for (QAction *entry : menu.actions()) {
        if (entry->text().remove(u'&') == text)
            return entry;
    }
    return nullptr;
}

void fill(ConsoleRig &rig)
{
    rig.provider.put(u"checkout-v2"_s, true);
    rig.provider.put(u"dark-mode"_s, false);
    rig.provider.put(u"edge-cache"_s, true);
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        // The offscreen platform says what it can not do each time a window is shown.
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
    }

    void beginsWithTheWelcomePage()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        MainWindow window(theme, {});
        window.show();
        QVERIFY(window.findChild<QWidget *>(u"welcomePage"_s)->isVisible());
        QVERIFY(!window.findChild<QWidget *>(u"envBand"_s)); // nothing of a connection without one
        QVERIFY(!window.findChild<QWidget *>(u"statusBar"_s));
        QVERIFY(!window.findChild<QWidget *>(u"linkChip"_s)->isVisible());
        QVERIFY(window.findChild<QWidget *>(u"moreButton"_s)->isVisible());
        QCOMPARE(window.size(), QSize(1360, 840));
        QCOMPARE(window.minimumSize(), QSize(960, 600));
        QSignalSpy spy(&window, &MainWindow::practiceRequested);
        child<QPushButton>(window, u"practiceCardButton"_s).click();
        QCOMPARE(spy.size(), 1);
        window.showConnecting(u"Starting the practice server…"_s);
        QVERIFY(!child<QPushButton>(window, u"practiceCardButton"_s).isEnabled());
        window.showConnectError(u"The port is in use."_s);
        QCOMPARE(child<QLabel>(window, u"welcomeMessage"_s).text(), u"The port is in use."_s);
    }

    void connectsInTwoSteps()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        Settings settings;
        settings.lastUrl = u"https://flags.example.com"_s;
        settings.lastEmail = u"mia@example.com"_s;
        MainWindow window(theme, settings);
        window.show();
        QSignalSpy spy(&window, &MainWindow::connectRequested);
        child<QPushButton>(window, u"connectCardButton"_s).click();
        const auto &form = child<QWidget>(window, u"connectForm"_s);
        QVERIFY(form.isVisible());
        child<QLineEdit>(form, u"passwordField"_s).setText(u"secret"_s);
        child<QPushButton>(form, u"goButton"_s).click();
        QCOMPARE(spy.size(), 1);
        window.showProjects(
            {{ProjectId(u"p1"_s),
              u"shop"_s,
              {{EnvironmentId(u"prod"_s), EnvironmentKey(u"production"_s), u"production"_s}}}});
        child<QPushButton>(form, u"goButton"_s).click();
        QCOMPARE(spy.size(), 2);
        QCOMPARE(spy.last().at(0).value<ConnectRequest>().project, ProjectId(u"p1"_s));
        QCOMPARE(window.currentSettings().lastEmail, u"mia@example.com"_s);
    }

    /// Each event moves them; laying the window out for each took a third of every frame.
    void countsFollowAtAPaceThatCanBeRead()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        fill(rig);
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        rig.session.start();
        QTRY_VERIFY(rig.goLive());
        rig.clock.advance(2s - rig.clock.wallTime().time_since_epoch() % 1s + 300ms); // between two ticks
        const auto &footer = child<QLabel>(window, u"flagCounts"_s);
        const auto shown = [&] {
            return std::pair(cell(window, u"flagsCell"_s), footer.text().section(u" · "_s, 1, 1));
        };
        const auto none = shown();
        QCOMPARE(none.first, u"3 flags · 0 unverified"_s);
        rig.flags.invalidate(rig.flags.at(0).flag.key);
        const std::pair one(u"3 flags · 1 unverified"_s, u"1 unverified"_s);
        QCOMPARE(shown(), one); // at once after a quiet time
        rig.flags.invalidate(rig.flags.at(1).flag.key);
        rig.clock.advance(Throttle::readingPace - 1ms);
        QCOMPARE(shown(), one);
        rig.clock.advance(1ms);
        QCOMPARE(shown(), std::pair(u"3 flags · 2 unverified"_s, u"2 unverified"_s));
    }

    void showsWhereOneIsAndHowTheStreamIs()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        fill(rig);
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        QCOMPARE(window.windowTitle(), u"shop / production — Signalbox"_s);
        QCOMPARE(child<EnvironmentBand>(*window.menuWidget(), u"envBand"_s).accessibleName(),
                 u"PRODUCTION shop / production"_s);
        const auto &chip = child<LinkChip>(window, u"linkChip"_s);
        QCOMPARE(chip.text(), u"Not connected"_s);
        rig.session.start();
        QTRY_VERIFY(rig.goLive());
        QCOMPARE(cell(window, u"flagsCell"_s), u"3 flags · 0 unverified"_s);
        rig.clock.advance(4s);
        QVERIFY2(chip.text().startsWith(u"Live · "_s), qPrintable(chip.text()));
        QVERIFY(cell(window, u"linkCell"_s).startsWith(u"Live "_s));
        QVERIFY(cell(window, u"clockCell"_s).startsWith(u"UTC "_s));
        QCOMPARE(cell(window, u"journalCell"_s), u"Journal ✔"_s);
        QCOMPARE(cell(window, u"commandsCell"_s), u"commands 0"_s);
        QVERIFY(child<MessageBar>(window, u"messageBar"_s).isHidden());
    }

    void aLostServerIsOneMessageWithACountdown()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        fill(rig);
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        rig.session.start();
        QTRY_VERIFY(rig.goLive());
        rig.clock.advance(20s);
        rig.server.shutDown();
        const auto state = [&rig] { return rig.session.link().state; };
        QTRY_VERIFY(state() != LinkState::Live);
        for (int i = 0; i < 20 && state() != LinkState::Stale; ++i) {
            QTest::qWait(0);
            rig.clock.advance(500ms);
        }
        QTRY_COMPARE(state(), LinkState::Stale);
        rig.clock.advance(1s);
        const auto &bar = child<MessageBar>(window, u"messageBar"_s);
        QVERIFY(bar.isVisible());
        QVERIFY2(bar.text().startsWith(u"Stale since "_s), qPrintable(bar.text()));
        QVERIFY2(bar.text().contains(u"values below are 2"_s), qPrintable(bar.text()));
        QVERIFY(child<LinkChip>(window, u"linkChip"_s).accessibleName().startsWith(u"Stale"_s));

        QPushButton *why = nullptr;
        for (QPushButton *one : bar.findChildren<QPushButton *>()) {
            if (one->text() == u"Why?"_s)
                why = one;
        }
        QVERIFY(why);
        why->click();
        const auto &details = child<LinkDetails>(window, u"linkDetails"_s);
        QVERIFY(details.isVisible());
        QVERIFY(details.findChild<QTableWidget *>()->rowCount() >= 3);
        QVERIFY(details.report().contains(u"Stale"_s));
        const QSignalSpy doctor(&window, &MainWindow::doctorRequested);
        details.findChild<QPushButton *>(u"doctorButton"_s)->click();
        QCOMPARE(doctor.size(), 1);

        rig.server.listen();
        action(window, u"retry"_s).trigger();
        QTRY_VERIFY(rig.stream && rig.goLive());
        QVERIFY(bar.isHidden());
    }

    void whatChangedInAGapWaitsToBeAcknowledged()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        fill(rig);
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        rig.session.start();
        QTRY_VERIFY(rig.goLive());
        QVERIFY(!child<QToolButton>(window, u"blindCell"_s).isVisible());
        rig.stream->close();
        QTRY_VERIFY(rig.session.link().retryAt);
        rig.provider.put(u"checkout-v2"_s, false);
        rig.provider.put(u"dark-mode"_s, true);
        rig.provider.put(u"new"_s, true);
        rig.clock.advance(2s);
        QTRY_VERIFY(rig.goLive());

        const auto &bar = child<MessageBar>(window, u"messageBar"_s);
        QTRY_VERIFY2(bar.text().endsWith(u"3 flags changed."_s), qPrintable(bar.text()));
        QCOMPARE(cell(window, u"blindCell"_s), u"3 unseen"_s);
        QPushButton *review = nullptr;
        for (QPushButton *one : bar.findChildren<QPushButton *>()) {
            if (one->text() == u"Review"_s)
                review = one;
        }
        QVERIFY(review);
        review->click();
        auto &dialog = child<QDialog>(window, u"blindListDialog"_s);
        QVERIFY(dialog.isVisible());
        auto &table = child<QTableView>(dialog, u"blindTable"_s);
        QCOMPARE(table.model()->rowCount(), 3);
        QCOMPARE(table.selectionModel()->selectedRows().size(), 1);
        child<QPushButton>(dialog, u"acknowledge"_s).click();
        QCOMPARE(cell(window, u"blindCell"_s), u"2 unseen"_s);
        QCOMPARE(table.selectionModel()->selectedRows().size(), 1); // the next one
        QTest::keyClick(&table, Qt::Key_Delete);
        QCOMPARE(table.model()->rowCount(), 1);
        child<QPushButton>(dialog, u"acknowledgeAll"_s).click();
        QVERIFY(bar.isHidden());
        QVERIFY(!child<QToolButton>(window, u"blindCell"_s).isVisible());
        QVERIFY(!child<QPushButton>(dialog, u"acknowledge"_s).isEnabled());
        QVERIFY(child<QLabel>(dialog, u"blindSummary"_s).text().startsWith(u"Nothing unseen."_s));
    }

    void theLinkDetailsTellAllThatIsKnown()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        fill(rig);
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        rig.session.start();
        QTRY_VERIFY(rig.goLive());
        for (int beat = 0; beat < 4; ++beat) {
            const quint64 heard = rig.session.counters().comments;
            rig.clock.advance(10s);
            rig.stream->write(": heartbeat\n\n");
            QTRY_COMPARE(rig.session.counters().comments, heard + 1);
        }
        action(window, u"linkDetails"_s).trigger();
        const QString report = child<LinkDetails>(window, u"linkDetails"_s).report();
        for (const QString &line :
             {u"State: ● Live · 0 s"_s, u"Heartbeat: every 10 s, as heard · documented as every 30 s"_s,
              u"Normal silence: up to 25 s; Stale after twice that · learned"_s,
              u"Buffering: none seen: bytes arrive as they are made"_s,
              u"Connections: opened 1 · tries 1 · failed in a row 0 · gaps 0"_s,
              u"Resuming: no event ID · the server asks for no wait"_s,
              u"Versions: none that move, so nothing can be told from them"_s,
              u"Server's clock: unknown: the server sent no date"_s, u"Connection: HTTP/1.1 · no proxy"_s,
              u"TLS: not encrypted"_s})
            QVERIFY2(report.split(u'\n').contains(line), qPrintable(line + u"\nis not in\n"_s + report));
        QCOMPARE(cell(window, u"heartbeatCell"_s), u"10 s"_s);
        QCOMPARE(cell(window, u"skewCell"_s), u"skew –"_s);
    }

    void theLimitOfSilenceIsSetInTheLinkDetails()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        fill(rig);
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        rig.session.start();
        QTRY_VERIFY(rig.goLive());
        QSignalSpy chosen(&window, &MainWindow::windowChosen);
        action(window, u"linkDetails"_s).trigger();
        const auto &details = child<LinkDetails>(window, u"linkDetails"_s);
        auto &fixed = child<QCheckBox>(details, u"windowFixed"_s);
        auto &seconds = child<QSpinBox>(details, u"windowSeconds"_s);
        QVERIFY(!fixed.isChecked());
        QVERIFY(!seconds.isEnabled());
        QCOMPARE(seconds.value(), 75);
        fixed.click();
        QVERIFY(rig.session.link().windowFixed);
        QVERIFY(seconds.isEnabled());
        seconds.setFocus();
        seconds.selectAll();
        QTest::keyClicks(&seconds, u"120"_s);
        QCOMPARE(rig.session.link().window, std::chrono::milliseconds(75s)); // half typed
        QTest::keyClick(&seconds, Qt::Key_Return);
        QVERIFY(details.isVisible());
        QCOMPARE(rig.session.link().window, std::chrono::milliseconds(120s));
        QCOMPARE(chosen.constLast().constFirst().value<std::optional<std::chrono::milliseconds>>(),
                 std::optional<std::chrono::milliseconds>(120s));
        QVERIFY2(details.report().contains(u"up to 2 min; Stale after twice that · fixed by you"_s),
                 qPrintable(details.report()));
        fixed.click();
        QCOMPARE(rig.session.link().window, std::chrono::milliseconds(75s));
        QVERIFY(!chosen.constLast().constFirst().value<std::optional<std::chrono::milliseconds>>());
    }

    void noJournalIsSaid()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig(false);
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        const auto &bar = child<MessageBar>(window, u"messageBar"_s);
        QVERIFY(bar.isVisible());
        QVERIFY(bar.text().startsWith(u"The journal cannot be written."_s));
        QCOMPARE(cell(window, u"journalCell"_s), u"Journal ✖"_s);
    }

    void signInAgainComesAndGoesWithTheNeed()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        QSignalSpy spy(&window, &MainWindow::signInRequested);
        rig.provider.streamFailure = Error{ErrorKind::SignInNeeded, {}, 401, {}};
        rig.session.start();
        QTRY_COMPARE(rig.session.link().state, LinkState::SignInNeeded);
        const auto &bar = child<MessageBar>(window, u"messageBar"_s);
        QVERIFY(bar.text().startsWith(u"Your session has ended."_s));
        action(window, u"signIn"_s).trigger();
        const QPointer<QDialog> dialog = window.findChild<QDialog *>(u"signInDialog"_s);
        QVERIFY(dialog && dialog->isVisible());
        child<QLineEdit>(*dialog, u"passwordField"_s).setText(u"secret"_s);
        child<QPushButton>(*dialog, u"goButton"_s).click();
        QCOMPARE(spy.size(), 1);
        QVERIFY(spy.first().first().value<NewSession>() == (NewSession{u"mia@example.com"_s, u"secret"_s}));
        window.showConnectError(u"The server does not accept this sign-in."_s);
        QVERIFY(dialog->isVisible());
        rig.provider.streamFailure.reset();
        rig.session.signedIn();
        QTRY_VERIFY(!dialog);
    }

    void guardAndProfileMenus()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.setEnvironments({{EnvironmentId(u"prod"_s), EnvironmentKey(u"production"_s), u"production"_s},
                                {EnvironmentId(u"st"_s), EnvironmentKey(u"staging"_s), u"R&D"_s}},
                               ProjectId(u"p1"_s));
        auto &guard = child<QToolButton>(window, u"guardButton"_s);
        QVERIFY(guard.text().startsWith(u"Guarded"_s));
        QVERIFY(!menuEntry(*guard.menu(), u"Direct"_s)); // not in production
        action(window, u"lock"_s).trigger();
        QVERIFY(guard.text().startsWith(u"Read-only"_s));

        QSignalSpy environment(&window, &MainWindow::environmentChosen);
        auto &profile = child<QToolButton>(window, u"profileButton"_s);
        menuEntry(*profile.menu(), u"production"_s)->trigger(); // is already there
        QCOMPARE(environment.size(), 0);
        menuEntry(*profile.menu(), u"RD"_s)->trigger(); // "R&&D" on screen; the helper takes the marks out
        QCOMPARE(environment.size(), 1);

        QSignalSpy classes(&window, &MainWindow::environmentClassChosen);
        menuEntry(*menuEntry(*profile.menu(), u"Treat as"_s)->menu(), u"Development"_s)->trigger();
        QCOMPARE(classes.size(), 1);
        ConnectionInfo lowered = rig.console.connection;
        lowered.environmentClass = EnvironmentClass::Development;
        window.setConnection(lowered);
        QCOMPARE(child<EnvironmentBand>(*window.menuWidget(), u"envBand"_s).accessibleName(),
                 u"DEVELOPMENT shop / production"_s);
        menuEntry(*guard.menu(), u"Direct"_s)->trigger();
        QVERIFY(guard.text().startsWith(u"Direct"_s));
        window.setConnection(rig.console.connection);
        QVERIFY(guard.text().startsWith(u"Guarded"_s)); // Direct does not outlive the lower class
    }

    /// Who may only watch learns it before an incident, not after all guards; the server has the last word.
    void whoMayOnlyWatchIsTold()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        fill(rig);
        rig.provider.rights = AccountRights{u"viewer"_s, false};
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        rig.session.start();
        const auto &guard = child<QToolButton>(window, u"guardButton"_s);
        QTRY_VERIFY(rig.goLive());
        QTRY_COMPARE(guard.text(), u"Watch only ▾"_s);
        child<QTableView>(window, u"flagTable"_s).selectRow(0);
        action(window, u"change"_s).trigger();
        const auto &panel = child<ChangePanel>(window, u"changePanel"_s);
        QVERIFY(child<QLabel>(panel, u"guardText"_s).text().contains(u"needs flags.write"_s));
        menuEntry(*guard.menu(), u"Guarded"_s)->trigger();
        QVERIFY(guard.text().startsWith(u"Guarded"_s));
        QVERIFY(!child<QLabel>(panel, u"guardText"_s).text().contains(u"flags.write"_s));
        menuEntry(*guard.menu(), u"Watch only"_s)->trigger();

        // Somebody else signs in, who may.
        QCOMPARE(rig.provider.rightsRequests, 1);
        rig.provider.streamFailure = Error{ErrorKind::SignInNeeded, {}, 401, {}};
        rig.session.pause();
        rig.session.retryNow();
        QTRY_COMPARE(rig.session.link().state, LinkState::SignInNeeded);
        rig.provider.streamFailure.reset();
        rig.provider.rights = AccountRights{u"developer"_s, true};
        rig.session.signedIn();
        QTRY_VERIFY(rig.goLive());
        QTRY_COMPARE(guard.text(), u"Guarded ▾"_s);
        QCOMPARE(rig.provider.rightsRequests, 2);
        QVERIFY(!menuEntry(*guard.menu(), u"Watch only"_s));
    }

    /// A server that does not say is asked again when the connection stands anew, and stops nobody.
    void rightsThatCannotBeReadStopNobody()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        fill(rig);
        rig.provider.rights = tl::unexpected(Error{ErrorKind::Server, {}, 500, {}});
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        rig.session.start();
        QTRY_VERIFY(rig.goLive());
        QTRY_COMPARE(rig.provider.rightsRequests, 1);
        const auto &guard = child<QToolButton>(window, u"guardButton"_s);
        QCOMPARE(guard.text(), u"Guarded ▾"_s);
        rig.provider.rights = AccountRights{u"analyst"_s, false};
        rig.session.pause();
        rig.session.retryNow();
        QTRY_VERIFY(rig.goLive());
        QTRY_COMPARE(guard.text(), u"Watch only ▾"_s);
    }

    void layoutsAreKeptAndCanBeReset()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        Settings kept;
        {
            MainWindow window(theme, {});
            window.showConsole(rig.console);
            window.show();
            auto &events = child<QDockWidget>(window, u"eventsDock"_s);
            auto &inspector = child<QDockWidget>(window, u"inspectorDock"_s);
            QVERIFY(events.isVisible() && inspector.isVisible());
            QVERIFY(action(window, u"layoutWatch"_s).isChecked());
            action(window, u"layoutLogOnly"_s).trigger();
            QVERIFY(events.isVisible() && !inspector.isVisible());
            QVERIFY(!window.findChild<QTableView *>(u"flagTable"_s)->isVisible());
            action(window, u"resetLayout"_s).trigger();
            QVERIFY(events.isVisible() && inspector.isVisible());
            QVERIFY(window.findChild<QTableView *>(u"flagTable"_s)->isVisible());
            inspector.toggleViewAction()->trigger();
            QVERIFY(!inspector.isVisible());
            kept = window.currentSettings();
            window.closeConsole();
            QCOMPARE(window.currentSettings().windowState, kept.windowState);
        }
        MainWindow window(theme, kept);
        window.showConsole(rig.console);
        window.show();
        QVERIFY(child<QDockWidget>(window, u"eventsDock"_s).isVisible());
        QVERIFY(!child<QDockWidget>(window, u"inspectorDock"_s).isVisible());
    }

    void aPanelInAWindowOfItsOwnSaysItsEnvironment()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        auto &events = child<QDockWidget>(window, u"eventsDock"_s);
        const auto &band = child<EnvironmentBand>(*events.titleBarWidget(), u"envBand"_s);
        QVERIFY(!band.isVisible()); // the window's own is above it
        QCOMPARE(events.titleBarWidget()->height(), 0);
        events.setFloating(true);
        QTRY_VERIFY(band.isVisible());
        QCOMPARE(band.accessibleName(),
                 window.menuWidget()->findChild<EnvironmentBand *>(u"envBand"_s)->accessibleName());
        auto &back = child<QToolButton>(*events.titleBarWidget(), u"dock"_s);
        QVERIFY(back.width() >= 24 && back.height() >= 24);
        QCOMPARE(back.accessibleName(), u"Events back into the window"_s);
        back.click();
        QVERIFY(!events.isFloating());
        QTRY_VERIFY(!band.isVisible());
    }

    void theLayoutInUseIsRemembered_data()
    {
        QTest::addColumn<QString>("layout");
        QTest::addColumn<LayoutChoice>("choice");
        QTest::newRow("watch") << u"layoutWatch"_s << LayoutChoice::Watch;
        QTest::newRow("log only") << u"layoutLogOnly"_s << LayoutChoice::LogOnly;
    }

    void theLayoutInUseIsRemembered()
    {
        QFETCH(QString, layout);
        QFETCH(LayoutChoice, choice);
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        const auto asChosen = [&](const MainWindow &window) {
            const bool logOnly = choice == LayoutChoice::LogOnly;
            QVERIFY(child<QDockWidget>(window, u"eventsDock"_s).isVisible());
            QCOMPARE(child<QDockWidget>(window, u"inspectorDock"_s).isVisible(), !logOnly);
            QCOMPARE(child<QTableView>(window, u"flagTable"_s).isVisible(), !logOnly);
            QCOMPARE(action(window, u"layoutLogOnly"_s).isChecked(), logOnly);
            QCOMPARE(action(window, u"layoutWatch"_s).isChecked(), !logOnly);
            QVERIFY(child<QToolButton>(window, layout + u"Button"_s).isChecked());
        };
        Settings kept;
        {
            MainWindow window(theme, {});
            window.showConsole(rig.console);
            window.show();
            action(window, layout).trigger();
            asChosen(window);
            // A disconnection in between shows the start page and loses nothing.
            window.closeConsole();
            QVERIFY(window.findChild<QWidget *>(u"welcomePage"_s)->isVisible());
            QCOMPARE(window.currentSettings().windowLayout, choice);
            window.showConsole(rig.console);
            asChosen(window);
            kept = window.currentSettings();
        }
        QCOMPARE(kept.windowLayout, choice);
        MainWindow window(theme, kept);
        window.showConsole(rig.console);
        window.show();
        asChosen(window);
        // The way out of every layout.
        child<QToolButton>(window, u"flagsCell"_s).click();
        QVERIFY(child<QTableView>(window, u"flagTable"_s).isVisible());
        QVERIFY(!action(window, u"layoutLogOnly"_s).isChecked());
    }

    void aWindowFromAnotherScreenComesBack()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        Settings settings;
        {
            MainWindow window(theme, {});
            window.move(50'000, 50'000);
            settings = window.currentSettings();
        }
        MainWindow window(theme, settings);
        window.show();
        QVERIFY(window.screen()->availableGeometry().intersects(window.geometry()));
    }

    void consoleComesAndGoesAndAnotherOneMayFollow()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        MainWindow window(theme, {});
        window.show();
        for (int i = 0; i < 2; ++i) {
            ConsoleRig rig;
            fill(rig);
            window.showConsole(rig.console);
            rig.session.start();
            QTRY_VERIFY(rig.goLive());
            rig.clock.advance(2s);
            const auto bars = [&window] {
                return std::pair(child<EnvironmentBand>(*window.menuWidget(), u"envBand"_s).isVisible(),
                                 window.statusBar()->isVisible());
            };
            QCOMPARE(bars(), std::pair(true, true));
            window.closeConsole();
            QCOMPARE(bars(), std::pair(false, false));
            QVERIFY(window.findChild<QWidget *>(u"welcomePage"_s)->isVisible());
            QCOMPARE(window.windowTitle(), u"Signalbox"_s);
            rig.clock.advance(2s); // nothing of the window listens any more
        }
        window.closeConsole();
    }

    void tabGoesFromTheBandToTheStatusBar()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        fill(rig);
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        rig.session.start();
        QTRY_VERIFY(rig.goLive());
        child<QTableView>(window, u"flagTable"_s).selectRow(0); // gives the inspector something to offer
        rig.session.pause();
        rig.provider.streamFailure = Error{ErrorKind::Forbidden, {}, 403, {}};
        rig.session.retryNow();
        QTRY_COMPARE(rig.session.link().state, LinkState::Refused); // so that the message bar is there
        const QStringList areas{u"envBand"_s,    u"toolbar"_s,       u"messageBar"_s, u"FlagsPanel"_s,
                                u"eventsDock"_s, u"inspectorDock"_s, u"statusBar"_s};
        QStringList passed;
        const QWidget *first = &child<QToolButton>(window, u"profileButton"_s);
        const QWidget *at = first;
        do {
            // What hands its focus on is no stop of its own.
            if ((at->focusPolicy() & Qt::TabFocus) && at->isVisible() && !at->focusProxy()) {
                for (const QWidget *up = at; up; up = up->parentWidget()) {
                    const QString name = up->objectName();
                    const QString type = QString::fromLatin1(up->metaObject()->className()).section(u':', -1);
                    const QString area = areas.contains(name) ? name : type;
                    if (areas.contains(area)) {
                        if (passed.isEmpty() || passed.last() != area)
                            passed += area;
                        break;
                    }
                }
            }
            at = at->nextInFocusChain();
        } while (at != first);
        QCOMPARE(passed.join(u' '), areas.join(u' '));
    }

    void zoneIsChangedAndRemembered()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        QSignalSpy spy(&window, &MainWindow::settingsChanged);
        action(window, u"toggleUtc"_s).trigger();
        QCOMPARE(spy.size(), 1);
        QVERIFY(!window.currentSettings().showUtc);
        child<QToolButton>(window, u"clockCell"_s).click();
        QVERIFY(window.currentSettings().showUtc);
        QVERIFY(cell(window, u"clockCell"_s).startsWith(u"UTC "_s));
    }

    void everythingHasAName()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        ConsoleRig rig;
        fill(rig);
        MainWindow window(theme, {});
        window.showConsole(rig.console);
        window.show();
        for (const QPushButton *button : window.findChildren<QPushButton *>()) {
            QVERIFY2(!button->isVisible() || !button->text().isEmpty() || !button->accessibleName().isEmpty(),
                     qPrintable(button->objectName()));
        }
        for (const QLabel *label : window.findChildren<QLabel *>()) {
            QVERIFY2(label->textFormat() == Qt::PlainText || !Qt::mightBeRichText(label->text()),
                     qPrintable(label->text()));
        }
        QStringList names;
        for (const QTableView *table : window.findChildren<QTableView *>())
            names += table->accessibleName();
        QVERIFY(names.contains(u"Flags"_s));
        QVERIFY(names.contains(u"Events"_s));
        names.clear();
        for (const QLineEdit *field : window.findChildren<QLineEdit *>())
            names += field->accessibleName();
        QVERIFY(names.contains(u"Filter flags"_s));
        QVERIFY(names.contains(u"Filter events"_s));
    }

    // Faults are ordered from a practice server only: there is nothing to press anywhere else.
    void faultsAreOfferedOnlyWhereTheServerTakesThem()
    {
        ConsoleRig rig;
        Theme theme(*qApp, ThemeChoice::Light);
        MainWindow window(theme, Settings());
        window.show();
        window.showConsole(rig.console);
        QAction &faults = action(window, u"faults"_s);
        QVERIFY(!faults.isVisible() && !faults.isEnabled());
        QVERIFY(!window.findChild<QWidget *>(u"faultsDock"_s));

        FaultsPanel &panel = window.offerFaults(rig.clock);
        QVERIFY(faults.isVisible() && faults.isEnabled());
        QVERIFY(!panel.isVisible());
        faults.trigger();
        QVERIFY(panel.isVisible());
        QVERIFY(faults.isChecked());
        faults.trigger();
        QVERIFY(!panel.isVisible());
        QVERIFY(!faults.isChecked());

        window.closeConsole();
        QVERIFY(!faults.isVisible() && !faults.isEnabled());
        QVERIFY(!window.findChild<QWidget *>(u"faultsDock"_s));
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
