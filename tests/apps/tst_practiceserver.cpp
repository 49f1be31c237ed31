// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/common/practiceserver.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <optional>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

/// Whether the process is there and not only waiting for somebody to ask how it ended.
bool isRunning(qint64 id)
{
    QFile file(u"/proc/%1/stat"_s.arg(id));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray stat = file.readAll();
    return stat.mid(stat.lastIndexOf(')') + 2, 1) != "Z";
}

/// A server and what it said.
struct Observed
{
    Observed()
    {
        QObject::connect(&server, &PracticeServer::ready, &server,
                         [this](const PracticeServerReady &said) { ready = said; });
        QObject::connect(&server, &PracticeServer::failed, &server, [this](const Error &error) {
            ++failures;
            failed = error;
        });
        QObject::connect(&server, &PracticeServer::ended, &server,
                         [this](const Error &error) { ended = error; });
    }

    SystemClock clock;
    PracticeServer server{clock};
    std::optional<PracticeServerReady> ready;
    std::optional<Error> failed;
    std::optional<Error> ended;
    int failures = 0;
};

} // namespace

class TestPracticeServer final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_folder = std::make_unique<QTemporaryDir>();
    }
    void cleanup() { m_folder.reset(); }

    void theRealServerBecomesReadyAndEndsWithUs()
    {
        auto observed = std::make_unique<Observed>();
        observed->server.start(QStringLiteral(SIGNALBOXD));
        QTRY_VERIFY_WITH_TIMEOUT(observed->ready || observed->failed, 30'000);
        QVERIFY2(observed->ready, observed->failed ? qPrintable(observed->failed->detail) : "");
        QCOMPARE(observed->ready->url.host(), u"127.0.0.1"_s);
        QVERIFY(!observed->ready->email.isEmpty() && !observed->ready->password.isEmpty());
        QVERIFY(!observed->ready->keys.isEmpty());
        const qint64 id = observed->server.processId();
        QVERIFY(isRunning(id));
        observed.reset();
        QVERIFY(!isRunning(id));
    }

    void saysWhenItEndsByItself()
    {
        Observed observed;
        observed.server.start(
            script("echo '{\"ready\":true,\"url\":\"http://127.0.0.1:1\"}'; echo oops >&2"));
        QTRY_VERIFY(observed.ended);
        QVERIFY(observed.ready && !observed.failed);
        QVERIFY2(observed.ended->detail.contains(u"oops"_s), qPrintable(observed.ended->detail));
    }

    void failures_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("says");
        QTest::newRow("ends at once, with a reason")
            << QByteArray("echo 'port in use' >&2; exit 1") << u"port in use"_s;
        QTest::newRow("says something else") << QByteArray("echo hello; sleep 60") << u"where it listens"_s;
        QTest::newRow("says it is not ready")
            << QByteArray("echo '{\"ready\":false}'; sleep 60") << u"where it listens"_s;
        QTest::newRow("talks without end")
            << QByteArray("head -c 200000 /dev/zero | tr '\\0' x; sleep 60") << u"where it listens"_s;
    }
    void failures()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const QString, says);
        Observed observed;
        observed.server.start(script(body));
        QTRY_VERIFY(observed.failed);
        QVERIFY2(observed.failed->detail.contains(says), qPrintable(observed.failed->detail));
        QTRY_COMPARE(observed.server.processId(), 0);
        QVERIFY(!observed.ready && !observed.ended);
        QCOMPARE(observed.failures, 1);
    }

    void aProgramThatIsNotThere()
    {
        Observed observed;
        observed.server.start(m_folder->filePath(u"nothing"_s));
        QTRY_VERIFY(observed.failed);
        QCOMPARE(observed.failed->kind, ErrorKind::Storage);
    }

    void isKilledWhenItDoesNotListenToReason()
    {
        auto observed = std::make_unique<Observed>();
        observed->server.start(script("trap '' TERM\necho '{\"ready\":true,\"url\":\"http://127.0.0.1:1\"}'\n"
                                      "while :; do read -t 60 < /dev/zero; done"));
        QTRY_VERIFY(observed->ready);
        const qint64 id = observed->server.processId();
        observed.reset();
        QVERIFY(!isRunning(id));
    }

    void readyLines_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not JSON") << QByteArray("ready");
        QTest::newRow("no address") << QByteArray("{\"ready\":true}");
        QTest::newRow("not ready") << QByteArray("{\"ready\":false,\"url\":\"http://127.0.0.1:1\"}");
        QTest::newRow("nonsense for an address") << QByteArray("{\"ready\":true,\"url\":\"::\"}");
    }
    void readyLines()
    {
        QFETCH(const QByteArray, line);
        const auto server = parseReadyLine(line);
        QVERIFY(!server);
        QCOMPARE(server.error().kind, ErrorKind::BadAnswer);
    }

private:
    [[nodiscard]] QString script(const QByteArray &body) const
    {
        QFile file(m_folder->filePath(u"server"_s));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write the script");
        file.write("#!/bin/bash\n" + body + '\n');
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return file.fileName();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestPracticeServer)
#include "tst_practiceserver.moc"
