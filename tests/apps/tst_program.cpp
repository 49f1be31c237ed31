// SPDX-License-Identifier: GPL-3.0-or-later
// Several windows of one program, each with a connection of its own, on the real server.

#include "apps/signalbox/program.h"

#include "apps/signalbox/settingsstore.h"
#include "events/eventview.h"
#include "flags/changepanel.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/windowswitcher.h"
#include "model/eventlogmodel.h"
#include "model/flagtablemodel.h"
#include "server/seed/seeder.h"
#include "server/server.h"
#include "server/service/accountservice.h"
#include "support/manualclock.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QUrlQuery>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto password = "correct horse battery"_L1;

/// One server, and a program whose windows connect to it.
class Desk final
{
public:
    Desk()
    {
        qputenv("XDG_DATA_HOME", folder.filePath(u"data"_s).toLocal8Bit()); // a journal of its own
        ServerOptions serverOptions;
        serverOptions.database = folder.filePath(u"flags.sqlite"_s);
        serverOptions.seed = Seed::Demo;
        serverOptions.demoPassword = password;
        serverOptions.passwordCost = PasswordCost::Minimal;
        server = std::make_unique<Server>(serverClock, serverOptions);
        if (!server->start())
            qFatal("the server does not start");
        store = std::make_unique<SettingsStore>(folder.filePath(u"signalbox.ini"_s));
        program = std::make_unique<Program>(theme, *store, Settings(), Options(), clock);
    }

    /// Waits for what sockets bring; the client's clock goes on meanwhile.
    template <typename Condition>
    bool comes(const Condition &condition)
    {
        for (int step = 0; step < 600 && !condition(); ++step) {
            QTest::qWait(10);
            clock.advance(20ms);
        }
        return condition();
    }

    /// Through the form, as a person would.
    bool connect(MainWindow &window, const QString &environment)
    {
        window.findChild<QPushButton *>(u"connectCardButton"_s)->click();
        auto *form = window.findChild<QWidget *>(u"connectForm"_s);
        form->findChild<QLineEdit *>(u"urlField"_s)->setText(server->url().toString());
        form->findChild<QLineEdit *>(u"emailField"_s)->setText(u"demo@signalbox.example"_s);
        auto *secret = form->findChild<QLineEdit *>(u"passwordField"_s);
        secret->setText(password);
        QTest::keyClick(secret, Qt::Key_Return);
        auto *choice = window.findChild<QComboBox *>(u"environmentChoice"_s);
        if (!comes([choice] { return choice->isVisible() && choice->count() == 3; }))
            return false;
        choice->setCurrentIndex(choice->findText(environment, Qt::MatchContains));
        for (QPushButton *go : window.findChildren<QPushButton *>(u"goButton"_s)) {
            if (go->isVisible())
                go->click();
        }
        return true;
    }
    /// What a person does in the browser, who reads the code in @p asking.
    bool allowInBrowser(const QWidget &asking)
    {
        const auto *code = asking.findChild<QLabel *>(u"deviceCode"_s);
        if (!comes([code] { return code->isVisible(); }))
            return false;
        QUrlQuery fields;
        fields.addQueryItem(u"user_code"_s, code->text());
        fields.addQueryItem(u"email"_s, u"demo@signalbox.example"_s);
        fields.addQueryItem(u"password"_s, QString(password).replace(u' ', u"%20"_s));
        fields.addQueryItem(u"decision"_s, u"approve"_s);
        QNetworkRequest page(QUrl(asking.findChild<QLabel *>(u"devicePage"_s)->text()));
        page.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/x-www-form-urlencoded"));
        QNetworkAccessManager browser;
        const std::unique_ptr<QNetworkReply> answer(
            browser.post(page, fields.toString(QUrl::FullyEncoded).toLatin1()));
        return comes([&answer] { return answer->isFinished(); })
               && answer->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() == 200;
    }

    /// With the practice shop's token.
    bool connectFlagDash(MainWindow &window, const QString &environment)
    {
        window.findChild<QPushButton *>(u"connectCardButton"_s)->click();
        auto *form = window.findChild<QWidget *>(u"connectForm"_s);
        form->findChild<QComboBox *>(u"vendorField"_s)->setCurrentText(u"FlagDash"_s);
        form->findChild<QLineEdit *>(u"urlField"_s)->setText(server->url().toString());
        auto *token = form->findChild<QLineEdit *>(u"tokenField"_s);
        token->setText(server->login()->token);
        QTest::keyClick(token, Qt::Key_Return);
        auto *choice = window.findChild<QComboBox *>(u"environmentChoice"_s);
        if (!comes([choice] { return choice->isVisible() && choice->count() == 3; }))
            return false;
        choice->setCurrentIndex(choice->findText(environment, Qt::MatchContains));
        for (QPushButton *go : window.findChildren<QPushButton *>(u"goButton"_s)) {
            if (go->isVisible())
                go->click();
        }
        return true;
    }
    /// What FlagDash's interface tells of a flag in production.
    int rolloutOnServer(const QString &flag)
    {
        QNetworkRequest request(server->url().resolved(
            QUrl(u"/api/v1/manage/flags/%1?project_id=%2"_s.arg(flag, Seeder::demoProjectId()))));
        request.setRawHeader("Authorization", "Bearer " + server->login()->token.toLatin1());
        QNetworkAccessManager other;
        const std::unique_ptr<QNetworkReply> answer(other.get(request));
        if (!comes([&answer] { return answer->isFinished(); }))
            return -1;
        const QJsonObject read = QJsonDocument::fromJson(answer->readAll()).object();
        const QJsonArray states = read[u"flag"_s][u"environments"_s].toArray();
        for (const QJsonValue &state : states) {
            if (state[u"environment_id"_s] == Seeder::demoEnvironmentId(u"production"_s))
                return state[u"rollout_percentage"_s].toInt(-1);
        }
        return -1;
    }
    bool goesLive(const MainWindow &window)
    {
        return comes([&window] { return window.summary().link == LinkState::Live; });
    }

    QTemporaryDir folder;
    ManualClock serverClock;
    ManualClock clock;
    std::unique_ptr<Server> server;
    Theme theme{*qApp, ThemeChoice::Light};
    std::unique_ptr<SettingsStore> store;
    std::unique_ptr<Program> program;
};

QAction &action(const MainWindow &window, const QString &name)
{
    return *window.findChild<QAction *>(name);
}

} // namespace

class TestProgram final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support).+"_s)); }

    void twoConnectionsLiveSideBySide()
    {
        Desk desk;
        MainWindow &first = desk.program->openWindow({});
        QVERIFY(desk.connect(first, u"Production"_s) && desk.goesLive(first));
        action(first, u"newWindow"_s).trigger();
        QCOMPARE(desk.program->windows().size(), 2);
        QCOMPARE(desk.program->windows().first().title, u"Start page"_s);
        MainWindow *second = nullptr;
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (auto *window = qobject_cast<MainWindow *>(widget); window && window != &first)
                second = window;
        }
        QVERIFY(second && second->isVisible());
        QVERIFY(desk.connect(*second, u"Staging"_s) && desk.goesLive(*second));
        QVERIFY(desk.comes([&desk] { return desk.server->streamCount() == 2; }));
        QCOMPARE(first.menuWidget()
                     ->findChild<EnvironmentBand *>(u"envBand"_s)
                     ->accessibleName()
                     .section(u' ', 0, 0),
                 u"PRODUCTION"_s);
        QCOMPARE(second->menuWidget()
                     ->findChild<EnvironmentBand *>(u"envBand"_s)
                     ->accessibleName()
                     .section(u' ', 0, 0),
                 u"STAGING"_s);

        // One goes, the other does not notice.
        const QPointer<MainWindow> gone(second);
        action(*second, u"closeWindow"_s).trigger();
        QTRY_VERIFY(!gone);
        QVERIFY(desk.comes([&desk] { return desk.server->streamCount() == 1; }));
        QCOMPARE(desk.program->windows().size(), 1);
        QCOMPARE(first.summary().link, LinkState::Live);
    }

    void oneEnvironmentHasOneWindow()
    {
        Desk desk;
        MainWindow &first = desk.program->openWindow({});
        QVERIFY(desk.connect(first, u"Production"_s) && desk.goesLive(first));
        MainWindow &second = desk.program->openWindow({});
        QVERIFY(desk.connect(second, u"Production"_s));
        QVERIFY(!second.summary().connection);
        QCOMPARE(desk.program->windows().first().connection->environmentName, u"Production"_s); // in front
        QVERIFY(
            second.findChild<QLabel *>(u"connectMessage"_s)->text().contains(u"open in another window"_s));
        QVERIFY(desk.connect(second, u"Staging"_s) && desk.goesLive(second));
        // Nor by switching: the first must not lose what it shows.
        const ConnectionInfo staging = *second.summary().connection;
        emit first.environmentChosen(staging.environment);
        QCOMPARE(first.summary().connection->environmentName, u"Production"_s);
        QCOMPARE(first.summary().link, LinkState::Live);
    }

    void theSwitcherGoesFromOneToTheOther()
    {
        Desk desk;
        MainWindow &first = desk.program->openWindow({});
        QVERIFY(desk.connect(first, u"Production"_s) && desk.goesLive(first));
        MainWindow &second = desk.program->openWindow({});
        QVERIFY(desk.connect(second, u"Staging"_s) && desk.goesLive(second));
        action(second, u"switchWindow"_s).trigger();
        auto *switcher = second.findChild<WindowSwitcher *>(u"windowSwitcher"_s);
        QVERIFY(switcher && switcher->isVisible());
        auto *list = switcher->findChild<QListView *>(u"windowList"_s);
        QCOMPARE(list->model()->rowCount(), 2);
        QVERIFY(list->currentIndex().data(Qt::AccessibleTextRole).toString().startsWith(u"PRODUCTION"_s));
        QTest::keyClick(switcher->findChild<QLineEdit *>(u"windowSearch"_s), Qt::Key_Return);
        QCOMPARE(desk.program->windows().first().connection->environmentName, u"Production"_s);
        QTRY_VERIFY(!second.findChild<WindowSwitcher *>(u"windowSwitcher"_s));
    }

    void whatIsRememberedIsShared()
    {
        Desk desk;
        MainWindow &first = desk.program->openWindow({});
        MainWindow &second = desk.program->openWindow({});
        action(first, u"toggleUtc"_s).trigger();
        QCOMPARE(second.currentSettings().showUtc, false);
        QCOMPARE(desk.store->load().showUtc, false);
        second.resize(1100, 700);
        second.close();
        QTRY_COMPARE(desk.program->windows().size(), 1);
        QCOMPARE(desk.store->load().showUtc, false); // the second did not put it back
    }

    // All of it: code, page, tokens, flags, stream.
    void notesAndTheLimitOfSilenceAreThereTheNextTime()
    {
        Desk desk;
        {
            MainWindow &window = desk.program->openWindow({});
            QVERIFY(desk.connect(window, u"Production"_s) && desk.goesLive(window));
            action(window, u"addNote"_s).trigger();
            window.findChild<QPlainTextEdit *>(u"noteText"_s)->setPlainText(u"rolled back, see INC-7"_s);
            window.findChild<QPushButton *>(u"noteSave"_s)->click();
            action(window, u"linkDetails"_s).trigger();
            window.findChild<QCheckBox *>(u"windowFixed"_s)->click();
            window.findChild<QSpinBox *>(u"windowSeconds"_s)->setValue(90);
        }
        desk.program.reset();
        desk.program =
            std::make_unique<Program>(desk.theme, *desk.store, desk.store->load(), Options(), desk.clock);
        MainWindow &window = desk.program->openWindow({});
        QVERIFY(desk.connect(window, u"Production"_s) && desk.goesLive(window));
        const auto *log = window.findChild<EventView *>(u"eventLog"_s)->model();
        QCOMPARE(log->index(0, EventLogModel::What).data().toString(), u"rolled back, see INC-7"_s);
        action(window, u"linkDetails"_s).trigger();
        QVERIFY(window.findChild<QCheckBox *>(u"windowFixed"_s)->isChecked());
        QCOMPARE(window.findChild<QSpinBox *>(u"windowSeconds"_s)->value(), 90);
        // Another environment has neither.
        MainWindow &other = desk.program->openWindow({});
        QVERIFY(desk.connect(other, u"Staging"_s) && desk.goesLive(other));
        QVERIFY(!other.findChild<EventView *>(u"eventLog"_s)
                     ->model()
                     ->index(0, EventLogModel::What)
                     .data()
                     .toString()
                     .contains(u"INC-7"_s));
    }

    void aBrowserSignsInToFlagDash()
    {
        Desk desk;
        MainWindow &window = desk.program->openWindow({});
        window.findChild<QPushButton *>(u"connectCardButton"_s)->click();
        auto *form = window.findChild<QWidget *>(u"connectForm"_s);
        form->findChild<QComboBox *>(u"vendorField"_s)->setCurrentText(u"FlagDash"_s);
        form->findChild<QLineEdit *>(u"urlField"_s)->setText(desk.server->url().toString());
        form->findChild<QPushButton *>(u"browserButton"_s)->click();
        QVERIFY(desk.allowInBrowser(*form));
        auto *choice = window.findChild<QComboBox *>(u"environmentChoice"_s);
        QVERIFY(desk.comes([&desk, choice] {
            desk.serverClock.advance(20ms); // it counts how often it is asked
            return choice->isVisible() && choice->count() == 3;
        }));
        choice->setCurrentIndex(choice->findText(u"Staging"_s, Qt::MatchContains));
        for (QPushButton *go : window.findChildren<QPushButton *>(u"goButton"_s)) {
            if (go->isVisible())
                go->click();
        }
        QVERIFY(desk.goesLive(window));
        QCOMPARE(window.summary().connection->vendor, Vendor::FlagDash);

        // All that it was given is worth nothing any more: the same connection goes on with what is given
        // anew.
        desk.serverClock.advance(serverlimits::refreshLifetime + 1h);
        action(window, u"rereadAll"_s).trigger();
        QVERIFY(desk.comes([&window] { return window.summary().link == LinkState::SignInNeeded; }));
        action(window, u"signIn"_s).trigger();
        const QPointer<QDialog> dialog = window.findChild<QDialog *>(u"signInDialog"_s);
        QVERIFY(dialog);
        dialog->findChild<QPushButton *>(u"browserButton"_s)->click();
        QVERIFY(desk.allowInBrowser(*dialog));
        QVERIFY(desk.comes([&desk, &window] {
            desk.serverClock.advance(20ms);
            return window.summary().link == LinkState::Live;
        }));
        QVERIFY(desk.comes([&dialog] { return dialog.isNull(); }));
        // And is renewed as before: the new token's hour passes unnoticed.
        desk.serverClock.advance(serverlimits::accessLifetime + 1min);
        action(window, u"rereadAll"_s).trigger();
        QVERIFY(desk.comes([&window] { return window.summary().link == LinkState::Syncing; }));
        QVERIFY(desk.goesLive(window));
    }

    // From the panel over the wire to the server's store, its stream and back into the table; and undone.
    void aRolloutIsOrderedSeenConfirmedAndTakenBack()
    {
        Desk desk;
        MainWindow &window = desk.program->openWindow({});
        QVERIFY(desk.connectFlagDash(window, u"Production"_s) && desk.goesLive(window));
        const FlagKey flag(u"express-pay"_s);
        const auto *table = window.findChild<QTableView *>(u"flagTable"_s);
        const auto usersGet = [table, &flag]() -> QString {
            const QAbstractItemModel *rows = table->model();
            for (int row = 0; row < rows->rowCount(); ++row) {
                if (rows->index(row, FlagTableModel::Key).data().toString() == flag.text())
                    return rows->index(row, FlagTableModel::UsersGet).data().toString();
            }
            return {};
        };
        QVERIFY(desk.comes([&usersGet] { return usersGet() == u"true for 80 %"_s; }));

        auto *panel = window.findChild<ChangePanel *>(u"changePanel"_s);
        panel->openFor(flag, {}, QRect(100, 100, 40, 20));
        auto *share = panel->findChild<QSpinBox *>(u"rolloutPercentage"_s);
        QVERIFY(desk.comes([share] { return share->isVisible() && share->isEnabled(); }));
        QCOMPARE(share->value(), 80);
        share->setValue(15);
        panel->findChild<QComboBox *>(u"reason"_s)->setEditText(u"queue depth"_s);
        auto *act = panel->findChild<QPushButton *>(u"guardedButton"_s);
        QVERIFY(desk.comes([act] { return act->isVisible() && act->isEnabled(); }));
        QCOMPARE(act->accessibleName(), u"Roll out express-pay to 15 % in PRODUCTION"_s);
        act->click();
        const auto *strip = panel->findChild<QWidget *>(u"commandStrip"_s);
        QVERIFY(desk.comes([strip] { return strip->accessibleName() == u"Confirmed"_s; }));
        QVERIFY(desk.comes([&usersGet] { return usersGet() == u"true for 15 %"_s; }));
        QCOMPARE(desk.rolloutOnServer(flag.text()), 15);

        QPushButton *undo = nullptr;
        for (QPushButton *button : panel->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().startsWith(u"Undo"_s))
                undo = button;
        }
        QVERIFY(undo);
        undo->click();
        QVERIFY(desk.comes([act] { return act->isVisible() && act->isEnabled(); }));
        QCOMPARE(act->accessibleName(), u"Roll out express-pay to 80 % in PRODUCTION"_s);
        QVERIFY(!share->isEnabled()); // a way back is what it is
        act->click();
        QVERIFY(desk.comes([&desk, &flag, &usersGet] {
            return usersGet() == u"true for 80 %"_s && desk.rolloutOnServer(flag.text()) == 80;
        }));
    }

    // The same for the value of a config, and for the words of its rows.
    void aConfigIsWrittenSeenConfirmedAndTakenBack()
    {
        Desk desk;
        MainWindow &window = desk.program->openWindow({});
        QVERIFY(desk.connectFlagDash(window, u"Production"_s) && desk.goesLive(window));
        const FlagKey config(u"search-page-size"_s, FlagKind::Config);
        const auto *table = window.findChild<QTableView *>(u"flagTable"_s);
        const auto cell = [table, &config](FlagTableModel::Column column) -> QString {
            const QAbstractItemModel *rows = table->model();
            for (int row = 0; row < rows->rowCount(); ++row) {
                if (rows->index(row, FlagTableModel::Key).data().toString() == config.text())
                    return rows->index(row, column).data().toString();
            }
            return {};
        };
        QVERIFY(desk.comes([&cell] { return cell(FlagTableModel::UsersGet) == u"36"_s; }));
        QCOMPARE(cell(FlagTableModel::State), u"ACTIVE"_s);
        QVERIFY(window.findChild<QLabel *>(u"flagCounts"_s)->text().contains(u"6 configs · 4 AI configs"_s));

        auto *panel = window.findChild<ChangePanel *>(u"changePanel"_s);
        panel->openFor(config, {}, QRect(100, 100, 40, 20));
        auto *value = panel->findChild<QLineEdit *>(u"valueLine"_s);
        QVERIFY(desk.comes([value] { return value->isVisible() && value->text() == u"36"_s; }));
        value->selectAll();
        QTest::keyClicks(value, u"48"_s);
        panel->findChild<QComboBox *>(u"reason"_s)->setEditText(u"wide screens"_s);
        auto *act = panel->findChild<QPushButton *>(u"guardedButton"_s);
        QVERIFY(desk.comes([act] { return act->isVisible() && act->isEnabled(); }));
        QCOMPARE(act->accessibleName(), u"Set the value of search-page-size in PRODUCTION"_s);
        act->click();
        const auto *strip = panel->findChild<QWidget *>(u"commandStrip"_s);
        QVERIFY(desk.comes([strip] { return strip->accessibleName() == u"Confirmed"_s; }));
        QVERIFY(desk.comes([&cell] { return cell(FlagTableModel::UsersGet) == u"48"_s; }));

        QPushButton *undo = nullptr;
        for (QPushButton *button : panel->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().startsWith(u"Undo"_s))
                undo = button;
        }
        QVERIFY(undo);
        undo->click();
        QVERIFY(desk.comes([act] { return act->isVisible() && act->isEnabled(); }));
        QVERIFY(!value->isVisible()); // a way back is what it is
        act->click();
        QVERIFY(desk.comes([&cell] { return cell(FlagTableModel::UsersGet) == u"36"_s; }));
    }

    void aSessionOpensBesideALiveConnection()
    {
        Desk desk;
        MainWindow &first = desk.program->openWindow({});
        QVERIFY(desk.connect(first, u"Production"_s) && desk.goesLive(first));
        emit first.sessionFileChosen(desk.folder.filePath(u"none.sbsession"_s));
        QCOMPARE(desk.program->windows().size(), 2);
        QCOMPARE(first.summary().link, LinkState::Live);
    }
};

QTEST_MAIN(TestProgram)
#include "tst_program.moc"
