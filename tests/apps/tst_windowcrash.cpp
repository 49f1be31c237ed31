// SPDX-License-Identifier: GPL-3.0-or-later
// kill -9 of the window between sent and accepted. This program is both: started as a test it is the server,
// the killer and the second window; started with --operator URL it is the first window, in a process of its
// own, in which somebody presses the button.

#include "apps/togulscript.h"
#include "apps/windowdesk.h"
#include "operations/journal.h"

#include <QApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const QString flag = u"new-checkout"_s;
const QString environment = u"production"_s;
constexpr int patienceMs = 60'000; // a start of a sanitized program on a busy machine

/// The first window. Ends by itself only when it can not do what it is for.
int operate(const QUrl &url)
{
    const QTemporaryDir folder;
    WindowDesk desk(folder.path());
    if (!desk.connectTo(url, environment) || !desk.order(flag, true, u"INC-2041"_s))
        return 1;
    return QApplication::exec();
}

/// A process that is ended for certain.
class Operator final
{
public:
    explicit Operator(const QUrl &url)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QCoreApplication::applicationFilePath(), {u"--operator"_s, url.toString()});
    }
    ~Operator()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    void kill() const { ::kill(pid_t(m_process.processId()), SIGKILL); }

private:
    QProcess m_process;
};

} // namespace

class TestWindowCrash : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support).+"_s));
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", m_folder->path().toLocal8Bit()); // the journal's, of both windows
    }

    void aKilledWindowsOrderIsSettledByReading_data()
    {
        QTest::addColumn<bool>("applied");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("it had been applied") << true << u"ON"_s << u"confirmed"_s;
        QTest::newRow("it had not arrived") << false << u"OFF"_s << u"refused"_s;
    }

    void aKilledWindowsOrderIsSettledByReading()
    {
        QFETCH(bool, applied);
        QFETCH(QString, state);
        QFETCH(QString, outcome);
        TogulScript togul(environment);
        togul.onPatch = [&](Exchange &) {
            if (applied)
                togul.apply(true);
        };
        {
            const Operator first(togul.url());
            QTRY_VERIFY_WITH_TIMEOUT(togul.patches() == 1 || !first.isRunning(), patienceMs);
            QVERIFY(first.isRunning());
            first.kill();
            QTRY_VERIFY(!first.isRunning());
        }
        QCOMPARE(togul.patches(), 1);
        // What the dead process left on the disk.
        {
            const auto journal = Journal::open(journalPath());
            QVERIFY(journal);
            const auto unfinished = (*journal)->unfinished(togul.url(), EnvironmentId(u"e1"_s));
            QVERIFY(unfinished);
            QCOMPARE(unfinished->size(), 1);
            QCOMPARE(unfinished->constFirst().reason, u"INC-2041"_s);
        }

        WindowDesk second(m_folder->path());
        QVERIFY(second.connectTo(togul.url(), environment));
        QTRY_VERIFY_WITH_TIMEOUT(second.logSays(flag, outcome), patienceMs);
        QVERIFY(second.logSays(flag, u"INC-2041"_s));
        QCOMPARE(second.stateOf(flag), state);
        QCOMPARE(togul.patches(), 1); // read, not sent again
        QVERIFY(!togul.server().requests("GET", "/api/v1/projects/p1/flags/f1").isEmpty());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--operator")
        return operate(QUrl(arguments.value(2)));
    TestWindowCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_windowcrash.moc"
