// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/flagdashfixture.h"

#include <QTcpSocket>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

/// What a browser lets a page of another origin do with this server.
class TestBrowserAccess : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_site = std::make_unique<FlagDashFixture>();
        QVERIFY(m_site->port > 0);
    }

    void cleanup() { m_site.reset(); }

    void pathsForValuesAreOpen_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("method");
        QTest::newRow("evaluate") << QByteArray("/api/v1/evaluate") << QByteArray("POST");
        QTest::newRow("OpenFeature") << QByteArray("/ofrep/v1/evaluate/flags") << QByteArray("POST");
        QTest::newRow("OpenFeature, one")
            << QByteArray("/ofrep/v1/evaluate/flags/a%2Fb") << QByteArray("POST");
        QTest::newRow("Togul's stream") << QByteArray("/api/v1/stream") << QByteArray("GET");
        QTest::newRow("flags") << QByteArray("/api/v1/flags?user_id=1") << QByteArray("GET");
        QTest::newRow("one flag") << QByteArray("/api/v1/flags/a%2Fb") << QByteArray("GET");
        QTest::newRow("configs") << QByteArray("/api/v1/configs") << QByteArray("GET");
        QTest::newRow("AI configs") << QByteArray("/api/v1/ai-configs/agent.md") << QByteArray("GET");
        QTest::newRow("FlagDash's stream") << QByteArray("/api/v1/sse") << QByteArray("GET");
        QTest::newRow("its other path") << QByteArray("/api/v1/realtime") << QByteArray("GET");
    }

    void pathsForValuesAreOpen()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, method);
        const QByteArray answer = ask("OPTIONS " + path, preflight(method));
        QVERIFY2(answer.startsWith("HTTP/1.1 204"), answer.constData());
        QVERIFY(answer.contains("Access-Control-Allow-Origin: *\r\n"));
        QVERIFY(answer.contains(QByteArray("Access-Control-Allow-Methods: " + method + "\r\n")));
        for (const char *header :
             {"Authorization", "Content-Type", "If-None-Match", "X-API-Key", "Last-Event-ID"})
            QVERIFY(answer.contains(header));
        QVERIFY(!answer.toLower().contains("allow-credentials")); // cookies and the like: never
    }

    /// No page of a stranger changes anything, signs in, or reads what this machine may see without a key.
    void everythingElseIsClosed_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path :
             {"/api/v1/login", "/api/v1/manage/flags", "/api/v1/server/flags", "/api/v1/projects",
              "/api/v1/audit-logs", "/api/v1/auth/me", "/api/v1/auth/device", "/api/v1/roles", "/oauth/token",
              "/oauth/device", "/metrics", "/signalbox/status", "/signalbox/faults",
              "/signalbox/replication/copy", "/healthz", "/"})
            QTest::newRow(path) << QByteArray(path);
    }

    void everythingElseIsClosed()
    {
        QFETCH(QByteArray, path);
        for (const QByteArray &method : {QByteArray("GET"), QByteArray("POST"), QByteArray("OPTIONS")}) {
            const QByteArray answer = ask(method + ' ' + path, preflight("POST"));
            QVERIFY2(answer.startsWith("HTTP/1.1 "), answer.constData());
            QVERIFY2(!answer.contains("Access-Control-"), answer.constData());
        }
    }

    void thePageReadsAnswersAndRefusals()
    {
        const QByteArray origin = "Origin: https://shop.example\r\n";
        const QByteArray refused = ask("GET /api/v1/flags", origin);
        QVERIFY2(refused.startsWith("HTTP/1.1 401"), refused.constData());
        QVERIFY(refused.contains("Access-Control-Allow-Origin: *\r\n"));
        const QByteArray key = "Authorization: Bearer " + m_site->key(u"production"_s).toUtf8() + "\r\n";
        const QByteArray flags = ask("GET /api/v1/flags", origin + key);
        QVERIFY2(flags.startsWith("HTTP/1.1 200"), flags.constData());
        QVERIFY(flags.contains("Access-Control-Allow-Origin: *\r\n"));
        QVERIFY(flags.contains("Access-Control-Expose-Headers: ETag, Retry-After\r\n"));
        // Nobody else is told about other origins.
        QVERIFY(!ask("GET /api/v1/flags", key).contains("Access-Control-"));
    }

    void thePageReadsTheStream()
    {
        RawStream stream(m_site->port, "/api/v1/sse?api_key=" + m_site->key(u"production"_s).toUtf8(),
                         "Origin: null\r\n");
        QTRY_VERIFY2(stream.has("event: connected"), stream.bytes().constData());
        QCOMPARE(stream.count("Access-Control-Allow-Origin: *\r\n"), 1);
    }

    void aQuestionWithoutAPageIsNone()
    {
        const QByteArray answer = ask("OPTIONS /api/v1/flags", "Access-Control-Request-Method: GET\r\n");
        QVERIFY2(answer.startsWith("HTTP/1.1 405"), answer.constData());
        const QByteArray plain = ask("OPTIONS /api/v1/evaluate", "Origin: https://a.example\r\n");
        QVERIFY2(plain.startsWith("HTTP/1.1 405"), plain.constData());
    }

private:
    [[nodiscard]] static QByteArray preflight(const QByteArray &method)
    {
        return "Origin: https://shop.example\r\nAccess-Control-Request-Method: " + method
               + "\r\nAccess-Control-Request-Headers: authorization,content-type\r\n";
    }

    /// The whole answer to one request on a connection of its own.
    [[nodiscard]] QByteArray ask(const QByteArray &line, const QByteArray &headers) const
    {
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, m_site->port);
        socket.write(line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n"
                     + headers + "\r\n");
        const auto isOver = [&socket] { return socket.state() == QAbstractSocket::UnconnectedState; };
        if (!QTest::qWaitFor(isOver, 10'000))
            return {};
        return socket.readAll();
    }

    std::unique_ptr<FlagDashFixture> m_site;
};

QTEST_GUILESS_MAIN(TestBrowserAccess)
#include "tst_browseraccess.moc"
