// SPDX-License-Identifier: GPL-3.0-or-later
// The whole program but its main(): the real window, driven through its widgets, on the real server over real
// HTTP. The client's time is moved by hand, so retries and ages happen when a test says so.

#include "apps/signalbox/program.h"
#include "apps/signalbox/settingsstore.h"
#include "mainwindow/mainwindow.h"
#include "model/comparemodel.h"
#include "model/flagtablemodel.h"
#include "server/server.h"
#include "support/manualclock.h"
#include "theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QNetworkReply>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Waits for something that other processes, sockets and timers of the window bring about. The client's clock
/// moves on meanwhile, so that its batches are shown and its retries come.
#define COMES_TRUE(condition)                                                                                \
    do {                                                                                                     \
        for (int step = 0; step < 400 && !(condition); ++step) {                                             \
            QTest::qWait(10);                                                                                \
            m_clock->advance(20ms);                                                                          \
        }                                                                                                    \
        QVERIFY2(condition, qPrintable(chip() + u' ' + messages()));                                         \
    } while (false)

namespace {

constexpr auto password = "correct horse battery"_L1;

/// Another program with an account of its own: what it changes has to appear in the window by itself.
class OtherClient final
{
public:
    explicit OtherClient(const QUrl &url, const QString &environmentKey = u"production"_s) : m_url(url)
    {
        const QJsonObject login{{u"username"_s, u"demo@signalbox.example"_s},
                                {u"password"_s, QString(password)}};
        m_token = request("POST", u"/api/v1/login"_s, login)[u"token"_s].toString().toUtf8();
        m_project = u"/api/v1/projects/"_s
                    + request("GET", u"/api/v1/projects"_s)[u"projects"_s][0][u"id"_s].toString();
        const QJsonArray environments =
            request("GET", m_project + u"/environments"_s)[u"environments"_s].toArray();
        for (const QJsonValue &environment : environments) {
            if (environment[u"key"_s] == environmentKey)
                m_environment = environment[u"id"_s].toString();
        }
    }

    QJsonObject flag(const QString &key)
    {
        const QJsonArray flags = request("GET", m_project + u"/flags"_s)[u"flags"_s].toArray();
        for (const QJsonValue &flag : flags) {
            if (flag[u"key"_s] == key && flag[u"environment_id"_s] == m_environment)
                return flag.toObject();
        }
        return {};
    }

    bool setEnabled(const QString &key, bool enabled)
    {
        const QString path = m_project + u"/flags/"_s + flag(key)[u"id"_s].toString();
        return request("PATCH", path, {{u"enabled"_s, enabled}})[u"flag"_s][u"enabled"_s].toBool() == enabled;
    }

    bool create(const QString &key, const QString &name)
    {
        const QJsonObject body{{u"environment_id"_s, m_environment}, {u"key"_s, key}, {u"name"_s, name}};
        return request("POST", m_project + u"/flags"_s, body)[u"flag"_s][u"key"_s] == key;
    }

    void remove(const QString &key)
    {
        request("DELETE", m_project + u"/flags/"_s + flag(key)[u"id"_s].toString());
    }

private:
    QJsonDocument request(const QByteArray &method, const QString &path, const QJsonObject &body = {})
    {
        QNetworkRequest request(m_url.resolved(QUrl(path)));
        if (!m_token.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + m_token);
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        const QByteArray bytes = body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson();
        const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, bytes));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        if (!reply->isFinished())
            finished.wait();
        return QJsonDocument::fromJson(reply->readAll());
    }

    QUrl m_url;
    QNetworkAccessManager m_network;
    QByteArray m_token;
    QString m_project;
    QString m_environment;
};

} // namespace

class TestWindow : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aChangeIsOrderedSeenAndConfirmed();
    void anotherProgramsChangesAppearByThemselves();
    void environmentsAreComparedAsTheyChange();
    void serverStopsAndComesBack();
    void expiredTokenIsRenewedSilently();
    void refusedRefreshIsOneSignInState();
    void viewerIsToldWhichPermissionIsMissing();
    void hostileNamesStayPlainText();
    void wrongPasswordIsSaidInTheForm();
    void closingInEveryStateIsClean();
    void theFormTestsTheWay();
    void theDoctorLooksThroughTheOpenSession();
    void aCaFileThatIsNoneIsSaidInTheForm();

private:
    void startServer();
    void openWindow();
    void signInThroughTheForm(const QString &email, const QString &secret);
    void connectAsProduction(const QString &email = u"demo@signalbox.example"_s);
    [[nodiscard]] QTableView *table() const { return m_window->findChild<QTableView *>(u"flagTable"_s); }
    [[nodiscard]] QTableView *events() const { return m_window->findChild<QTableView *>(u"eventLog"_s); }
    [[nodiscard]] int rowOf(const QString &key) const;
    [[nodiscard]] QString cell(const QString &key, int column) const;
    [[nodiscard]] QString chip() const;
    [[nodiscard]] QString messages() const;
    [[nodiscard]] bool messageBarSays(const QString &part) const;
    [[nodiscard]] bool anyLabelSays(const QString &part) const;
    [[nodiscard]] bool logHolds(const QString &kind, const QString &part) const;
    [[nodiscard]] QPushButton *button(const QString &text) const;
    void select(const QString &key);

    SystemClock m_systemClock;
    std::unique_ptr<ManualClock> m_serverClock;
    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Server> m_server;
    quint16 m_port = 0;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<SettingsStore> m_store;
    std::unique_ptr<Program> m_program;
    QPointer<MainWindow> m_window;
};

void TestWindow::init()
{
    // The offscreen platform itself warns that it has no size hints; everything else is ours.
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support).+"_s));
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("XDG_DATA_HOME", m_folder->filePath(u"data"_s).toLocal8Bit()); // a journal of its own
    m_clock = std::make_unique<ManualClock>();
    m_serverClock = std::make_unique<ManualClock>();
    m_port = 0;
    startServer();
    openWindow();
}

void TestWindow::cleanup()
{
    m_program.reset();
    m_store.reset();
    m_theme.reset();
    m_server.reset();
    m_clock.reset();
    m_serverClock.reset();
}

void TestWindow::startServer()
{
    ServerOptions options;
    options.port = m_port;
    options.database = m_folder->filePath(u"flags.sqlite"_s);
    options.seed = Seed::Demo;
    options.demoPassword = password;
    options.passwordCost = PasswordCost::Minimal;
    m_server = std::make_unique<Server>(*m_serverClock, options);
    const auto port = m_server->start();
    QVERIFY2(port, qPrintable(port ? QString() : port.error().detail));
    m_port = *port;
}

void TestWindow::openWindow()
{
    m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light);
    m_store = std::make_unique<SettingsStore>(m_folder->filePath(u"signalbox.ini"_s));
    Options options;
    options.freshSettings = true;
    m_program = std::make_unique<Program>(*m_theme, *m_store, Settings(), options, *m_clock);
    m_window = &m_program->openWindow(options);
    m_window->resize(1360, 840);
    QVERIFY(QTest::qWaitForWindowExposed(m_window));
}

void TestWindow::signInThroughTheForm(const QString &email, const QString &secret)
{
    auto *card = m_window->findChild<QPushButton *>(u"connectCardButton"_s);
    QVERIFY(card);
    QTest::mouseClick(card, Qt::LeftButton);
    auto *form = m_window->findChild<QWidget *>(u"connectForm"_s);
    QVERIFY(form && form->isVisible());
    form->findChild<QLineEdit *>(u"urlField"_s)->setText(m_server->url().toString());
    form->findChild<QLineEdit *>(u"emailField"_s)->setText(email);
    auto *field = form->findChild<QLineEdit *>(u"passwordField"_s);
    field->setFocus();
    QTest::keyClicks(field, secret);
    QTest::keyClick(field, Qt::Key_Return);
}

void TestWindow::connectAsProduction(const QString &email)
{
    signInThroughTheForm(email, password);
    auto *environment = m_window->findChild<QComboBox *>(u"environmentChoice"_s);
    COMES_TRUE(environment->isVisible() && environment->count() == 3);
    environment->setCurrentIndex(environment->findText(u"Production"_s, Qt::MatchContains));
    QCOMPARE(m_window->findChild<QComboBox *>(u"classChoice"_s)->currentText(), u"Production"_s);
    QPushButton *go = nullptr;
    for (QPushButton *candidate : m_window->findChildren<QPushButton *>(u"goButton"_s)) {
        if (candidate->isVisible())
            go = candidate;
    }
    QVERIFY(go);
    QTest::mouseClick(go, Qt::LeftButton);
    COMES_TRUE(table() && table()->model()->rowCount() > 30);
    // The server's clock stands, so no heartbeat comes: a stream says by itself that it works.
    COMES_TRUE(m_server->streamCount() == 1);
    COMES_TRUE(chip().startsWith(u"Live"_s));
}

int TestWindow::rowOf(const QString &key) const
{
    const QAbstractItemModel *model = table()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        if (model->index(row, FlagTableModel::Key).data().toString() == key)
            return row;
    }
    return -1;
}

QString TestWindow::cell(const QString &key, int column) const
{
    const int row = rowOf(key);
    return row < 0 ? QString() : table()->model()->index(row, column).data().toString();
}

QString TestWindow::chip() const
{
    const auto *widget = m_window->findChild<QWidget *>(u"linkChip"_s);
    return widget ? widget->accessibleName() : QString();
}

QString TestWindow::messages() const
{
    QStringList said;
    for (const auto *name : {"connectMessage", "welcomeMessage"}) {
        const auto *label = m_window->findChild<QLabel *>(QLatin1String(name));
        if (label && label->isVisible())
            said += label->text();
    }
    if (const auto *bar = m_window->findChild<QWidget *>(u"messageBar"_s); bar && bar->isVisible())
        said += bar->accessibleName();
    return said.join(u' ');
}

bool TestWindow::messageBarSays(const QString &part) const
{
    const auto *bar = m_window->findChild<QWidget *>(u"messageBar"_s);
    return bar && bar->isVisible() && bar->accessibleName().contains(part);
}

bool TestWindow::anyLabelSays(const QString &part) const
{
    const auto labels = m_window->findChildren<QLabel *>();
    return std::any_of(labels.begin(), labels.end(), [&part](const QLabel *label) {
        return label->isVisible() && label->text().contains(part);
    });
}

bool TestWindow::logHolds(const QString &kind, const QString &part) const
{
    const QAbstractItemModel *model = events()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        QString line;
        for (int column = 0; column < model->columnCount(); ++column)
            line += model->index(row, column).data().toString() + u'\t';
        if (line.contains(kind) && line.contains(part))
            return true;
    }
    return false;
}

QPushButton *TestWindow::button(const QString &text) const
{
    for (QPushButton *candidate : m_window->findChildren<QPushButton *>()) {
        if (candidate->isVisible() && candidate->text().remove(u'&').startsWith(text))
            return candidate;
    }
    return nullptr;
}

void TestWindow::select(const QString &key)
{
    const int row = rowOf(key);
    QVERIFY2(row >= 0, qPrintable(key));
    table()->setFocus();
    table()->setCurrentIndex(table()->model()->index(row, FlagTableModel::Key));
}

void TestWindow::aChangeIsOrderedSeenAndConfirmed()
{
    connectAsProduction();
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(cell(u"dark-mode"_s, FlagTableModel::State), u"ON"_s);

    select(u"dark-mode"_s);
    QTest::keyClick(table(), Qt::Key_Space);
    auto *panel = m_window->findChild<QWidget *>(u"changePanel"_s);
    COMES_TRUE(panel && panel->isVisible());
    QPushButton *off = nullptr;
    COMES_TRUE((off = button(u"Set OFF"_s)) && off->isEnabled());
    QTest::mouseClick(off, Qt::LeftButton);
    auto *reason = panel->findChild<QComboBox *>(u"reason"_s);
    QVERIFY(reason);
    reason->setFocus();
    QTest::keyClicks(reason, u"queue depth"_s);
    // Enter is no way to throw a switch.
    QTest::keyClick(reason, Qt::Key_Return);
    QCOMPARE(OtherClient(m_server->url()).flag(u"dark-mode"_s)[u"enabled"_s].toBool(), true);

    auto *act = panel->findChild<QPushButton *>(u"guardedButton"_s);
    COMES_TRUE(act && act->isVisible() && act->isEnabled());
    QCOMPARE(act->text().remove(u'&'), u"Turn OFF dark-mode in PRODUCTION"_s);
    QTest::mouseClick(act, Qt::LeftButton);

    COMES_TRUE(cell(u"dark-mode"_s, FlagTableModel::State) == u"OFF"_s);
    COMES_TRUE(logHolds(u"confirmed"_s, u"dark-mode"_s));
    const auto *strip = panel->findChild<QWidget *>(u"commandStrip"_s);
    QVERIFY(strip && strip->isVisible());
    QCOMPARE(strip->accessibleName(), u"Confirmed"_s);
    QCOMPARE(OtherClient(m_server->url()).flag(u"dark-mode"_s)[u"enabled"_s].toBool(), false);
    QCOMPARE(cell(u"dark-mode"_s, FlagTableModel::By), u"you"_s);
}

void TestWindow::anotherProgramsChangesAppearByThemselves()
{
    connectAsProduction();
    if (QTest::currentTestFailed())
        return;
    OtherClient other(m_server->url());
    QVERIFY(other.setEnabled(u"gift-cards"_s, false));
    COMES_TRUE(cell(u"gift-cards"_s, FlagTableModel::State) == u"OFF"_s);
    QCOMPARE(cell(u"gift-cards"_s, FlagTableModel::By), u"elsewhere"_s);
    m_clock->advance(100ms); // the log shows batches
    COMES_TRUE(logHolds(u"flag.updated"_s, u"gift-cards"_s));

    QVERIFY(other.create(u"flash-sale"_s, u"Flash sale"_s));
    COMES_TRUE(rowOf(u"flash-sale"_s) >= 0);
    other.remove(u"flash-sale"_s);
    COMES_TRUE(cell(u"flash-sale"_s, FlagTableModel::State) == u"DELETED"_s);
}

void TestWindow::environmentsAreComparedAsTheyChange()
{
    connectAsProduction();
    if (QTest::currentTestFailed())
        return;
    m_window->findChild<QAction *>(u"compare"_s)->trigger();
    const auto *compared = m_window->findChild<QTableView *>(u"compareTable"_s);
    QVERIFY(compared && compared->isVisible());
    const auto line = [compared](const QString &key) {
        const QAbstractItemModel &model = *compared->model();
        QStringList cells;
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.index(row, CompareModel::Key).data().toString() != key)
                continue;
            for (int column = CompareModel::Shown; column < model.columnCount(); ++column)
                cells += model.index(row, column).data().toString().section(u" \u00b7 "_s, 0, 0);
        }
        return cells.join(u'|');
    };
    COMES_TRUE(line(u"gift-cards"_s) == u"ON|ON|ON"_s);
    QCOMPARE(compared->model()->headerData(CompareModel::Shown, Qt::Horizontal).toString(),
             u"Production \u00b7 shown"_s);
    const auto *counts = m_window->findChild<QLabel *>(u"compareCounts"_s);
    COMES_TRUE(!counts->text().isEmpty()
               && !counts->text().contains(u"not compared"_s)); // every rule was read

    OtherClient other(m_server->url(), u"staging"_s);
    QVERIFY(other.setEnabled(u"gift-cards"_s, false));
    COMES_TRUE(line(u"gift-cards"_s).count(u"\u2260 OFF"_s) == 1);
    QCOMPARE(cell(u"gift-cards"_s, FlagTableModel::State), u"ON"_s);
    QVERIFY(other.create(u"flash-sale"_s, u"Flash sale"_s));
    COMES_TRUE(!line(u"flash-sale"_s).isEmpty() && !line(u"flash-sale"_s).contains(u'?'));
    QCOMPARE(line(u"flash-sale"_s), u"no record|\u2260 ON|no record"_s);
    other.remove(u"flash-sale"_s);
    COMES_TRUE(line(u"flash-sale"_s).isEmpty());
}

void TestWindow::serverStopsAndComesBack()
{
    connectAsProduction();
    if (QTest::currentTestFailed())
        return;
    m_server.reset();
    COMES_TRUE(chip().startsWith(u"Retry"_s));
    m_clock->advance(4s);
    COMES_TRUE(chip().startsWith(u"Stale"_s));
    QVERIFY(messageBarSays(u"Stale since"_s));
    // Drained but readable.
    COMES_TRUE(cell(u"gift-cards"_s, FlagTableModel::State) == u"ON?"_s);

    COMES_TRUE(messageBarSays(u"Next try in"_s)); // no attempt is under way
    startServer();
    OtherClient other(m_server->url());
    QVERIFY(other.setEnabled(u"gift-cards"_s, false)); // while the window is blind
    QCOMPARE(cell(u"gift-cards"_s, FlagTableModel::State), u"ON?"_s);

    QPushButton *retry = button(u"Retry now"_s);
    QVERIFY(retry);
    QTest::mouseClick(retry, Qt::LeftButton);
    COMES_TRUE(cell(u"gift-cards"_s, FlagTableModel::State) == u"OFF"_s);
    COMES_TRUE(chip().startsWith(u"Live"_s));
    m_clock->advance(1s);
    COMES_TRUE(!messageBarSays(u"Stale"_s));
    COMES_TRUE(logHolds(u"gap"_s, u"1 flag differs"_s));
    QVERIFY(logHolds(u"resync"_s, u"gift-cards"_s));
}

void TestWindow::expiredTokenIsRenewedSilently()
{
    connectAsProduction();
    if (QTest::currentTestFailed())
        return;
    m_serverClock->advance(2h); // every access token is dead, every stream cut
    OtherClient other(m_server->url());
    QVERIFY(other.setEnabled(u"gift-cards"_s, false));
    COMES_TRUE(cell(u"gift-cards"_s, FlagTableModel::State) == u"OFF"_s);
    QVERIFY(!messageBarSays(u"session has ended"_s));
    COMES_TRUE(chip().startsWith(u"Live"_s));
}

void TestWindow::refusedRefreshIsOneSignInState()
{
    connectAsProduction();
    if (QTest::currentTestFailed())
        return;
    m_serverClock->advance(24h * 40); // the refresh token is dead too
    COMES_TRUE(chip().startsWith(u"Sign in"_s));
    COMES_TRUE(messageBarSays(u"session has ended"_s));
    m_clock->advance(5min); // nothing is tried again by itself
    QCOMPARE(m_server->streamCount(), 0);
    QVERIFY2(chip().startsWith(u"Sign in"_s), qPrintable(chip()));
}

void TestWindow::viewerIsToldWhichPermissionIsMissing()
{
    connectAsProduction(u"viewer@signalbox.example"_s);
    if (QTest::currentTestFailed())
        return;
    const auto *guard = m_window->findChild<QToolButton *>(u"guardButton"_s);
    COMES_TRUE(guard->text().startsWith(u"Watch only"_s));
    select(u"dark-mode"_s);
    QTest::keyClick(table(), Qt::Key_Space);
    COMES_TRUE(anyLabelSays(u"needs flags.write"_s));
    // A role is a hint; who knows better tries, and the server has the last word.
    for (QAction *choice : guard->menu()->actions()) {
        if (choice->text().contains(u"Guarded"_s))
            choice->trigger();
    }
    auto *panel = m_window->findChild<QWidget *>(u"changePanel"_s);
    QPushButton *off = nullptr;
    COMES_TRUE((off = button(u"Set OFF"_s)) && off->isEnabled());
    QTest::mouseClick(off, Qt::LeftButton);
    auto *reason = panel->findChild<QComboBox *>(u"reason"_s);
    QTest::keyClicks(reason, u"trying"_s);
    auto *act = panel->findChild<QPushButton *>(u"guardedButton"_s);
    COMES_TRUE(act && act->isVisible() && act->isEnabled());
    QTest::mouseClick(act, Qt::LeftButton);
    COMES_TRUE(anyLabelSays(u"may not change flags"_s));
    QCOMPARE(cell(u"dark-mode"_s, FlagTableModel::State), u"ON"_s);
}

void TestWindow::hostileNamesStayPlainText()
{
    connectAsProduction();
    if (QTest::currentTestFailed())
        return;
    OtherClient other(m_server->url());
    QVERIFY(other.create(u"html-name"_s, u"<img src=x><b>bold</b> \u202Eevil & co"_s));
    COMES_TRUE(rowOf(u"html-name"_s) >= 0);
    const QString name = cell(u"html-name"_s, FlagTableModel::Name);
    QVERIFY2(name.contains(u"<b>bold</b>"_s), qPrintable(name));
    QVERIFY(!name.contains(QChar(0x202E)));
    select(u"html-name"_s);
    QTest::keyClick(table(), Qt::Key_Return);
    for (const QLabel *label : m_window->findChildren<QLabel *>()) {
        if (label->text().contains(u"bold"_s))
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
}

void TestWindow::wrongPasswordIsSaidInTheForm()
{
    signInThroughTheForm(u"demo@signalbox.example"_s, u"wrong"_s);
    auto *message = m_window->findChild<QLabel *>(u"connectMessage"_s);
    COMES_TRUE(message && message->isVisible() && !message->text().contains(u"Signing in"_s));
    QVERIFY2(!message->text().contains(u"wrong "_s), qPrintable(message->text()));
    QVERIFY(m_window->findChild<QLineEdit *>(u"emailField"_s)->isVisible());
}

void TestWindow::closingInEveryStateIsClean()
{
    connectAsProduction();
    if (QTest::currentTestFailed())
        return;
    select(u"dark-mode"_s);
    QTest::keyClick(table(), Qt::Key_Space);
    m_server.reset();
    m_window->close();
    QVERIFY(!m_window->isVisible());
    QTRY_VERIFY(!m_window); // with all that was behind it
    QVERIFY(m_program->windows().isEmpty());
}

void TestWindow::theFormTestsTheWay()
{
    m_window->findChild<QPushButton *>(u"connectCardButton"_s)->click();
    auto *form = m_window->findChild<QWidget *>(u"connectForm"_s);
    form->findChild<QLineEdit *>(u"urlField"_s)->setText(m_server->url().toString());
    auto *test = form->findChild<QPushButton *>(u"testButton"_s);
    test->click();
    const auto diagnosis = [this] {
        const auto *dialog = m_window->findChild<QWidget *>(u"doctorDialog"_s);
        return dialog ? dialog->findChild<QLabel *>(u"doctorDiagnosis"_s)->text() : QString();
    };
    COMES_TRUE(diagnosis().contains(u"E-mail and password are not filled in."));

    form->findChild<QLineEdit *>(u"emailField"_s)->setText(u"demo@signalbox.example"_s);
    form->findChild<QLineEdit *>(u"passwordField"_s)->setText(password);
    test->click();
    COMES_TRUE(m_server->streamCount() == 1);
    auto *skip = m_window->findChild<QPushButton *>(u"doctorSkip"_s);
    for (int times = 0; times < 2; ++times) { // for a first byte, then for a heartbeat
        COMES_TRUE(skip->isEnabled() || diagnosis().startsWith(u"All is well"));
        skip->click();
    }
    COMES_TRUE(diagnosis().startsWith(u"All is well"));
    COMES_TRUE(m_server->streamCount() == 0);
    QVERIFY(!table() || !table()->isVisible()); // nothing was opened
}

void TestWindow::theDoctorLooksThroughTheOpenSession()
{
    connectAsProduction();
    emit m_window->doctorRequested();
    auto *dialog = m_window->findChild<QWidget *>(u"doctorDialog"_s);
    QVERIFY(dialog && dialog->isVisible());
    const auto detail = [dialog](const QString &step) {
        return dialog->findChild<QLabel *>(u"doctorDetail-"_s + step)->text();
    };
    COMES_TRUE(detail(u"credentials"_s).startsWith(u"The server accepts them"));
    COMES_TRUE(m_server->streamCount() == 2);
    QVERIFY(chip().startsWith(u"Live"_s)); // beside the work
    m_window->closeConsole();
    QVERIFY(!m_window->findChild<QWidget *>(u"doctorDialog"_s)); // gone with its provider
}

void TestWindow::aCaFileThatIsNoneIsSaidInTheForm()
{
    m_window->findChild<QPushButton *>(u"connectCardButton"_s)->click();
    auto *form = m_window->findChild<QWidget *>(u"connectForm"_s);
    form->findChild<QLineEdit *>(u"caFileField"_s)->setText(m_folder->filePath(u"none.pem"_s));
    signInThroughTheForm(u"demo@signalbox.example"_s, password);
    COMES_TRUE(anyLabelSays(u"none.pem cannot be read"_s));
    QVERIFY(form->findChild<QPushButton *>(u"goButton"_s)->isEnabled());
    QCOMPARE(m_server->streamCount(), 0);
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
