// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/httpclient.h"
#include "support/manualclock.h"
#include "support/scriptedserver.h"

#include <QNetworkAccessManager>
#include <QNetworkCookieJar>
#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestHttpClient final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void getsAnAnswer();
    void everyStatusIsAnAnswer_data();
    void everyStatusIsAnAnswer();
    void sendsBodyAndHeaders();
    void keepsTheConnection();
    void answerIsAlwaysLater();
    void timesOutWhileHeadersAreMissing();
    void timesOutWhileTheBodyDrips();
    void cancelledCallsNothing();
    void cancelFromInsideTheCallback();
    void refusedConnection();
    void connectionCutInTheBody();
    void changeIsSentOnceWhenTheConnectionCloses_data() { someBodies(); }
    void changeIsSentOnceWhenTheConnectionCloses();
    void changeIsSentOnceOnADeadKeptConnection_data() { someBodies(); }
    void changeIsSentOnceOnADeadKeptConnection();
    void announcedBodyTooLarge();
    void growingBodyTooLarge();
    void compressedAnswerIsRefused();
    void followsRedirectsOfItsOrigin();
    void refusesRedirectToAnotherOrigin();
    void refusesEndlessRedirects();
    void changeIsNotRedirected();
    void cookiesAreNeitherKeptNorSent();
    void answerTellsDateAndRetryAfter();

private:
    /// A flip has none, and flipping twice is not flipping.
    static void someBodies()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("with a body") << QByteArray("{\"enabled\":false}");
        QTest::newRow("without one") << QByteArray();
    }
    Pending get(const QString &path) { return send({.url = m_server->url(path)}); }
    Pending send(HttpRequest request)
    {
        return m_client->send(request, [this](Result<HttpResponse> result) {
            ++m_calls;
            m_result = std::move(result);
        });
    }
    [[nodiscard]] bool failedWith(ErrorKind kind) const { return !m_result && m_result.error().kind == kind; }

    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<HttpClient> m_client;
    Result<HttpResponse> m_result;
    int m_calls = 0;
};

void TestHttpClient::init()
{
    QTest::failOnWarning(QRegularExpression(u".?"_s));
    m_clock = std::make_unique<ManualClock>();
    m_server = std::make_unique<ScriptedServer>();
    m_network = std::make_unique<QNetworkAccessManager>();
    m_client = std::make_unique<HttpClient>(*m_network, *m_clock);
    m_result = HttpResponse{};
    m_calls = 0;
}

void TestHttpClient::cleanup()
{
    m_client.reset();
    m_network.reset();
    m_server.reset();
    m_clock.reset();
}

void TestHttpClient::getsAnAnswer()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.respond(200, "{\"a\":1}", "Application/JSON; charset=utf-8");
    });
    const Pending pending = get(u"/things?x=1"_s);
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(m_result);
    QCOMPARE(m_result->status, 200);
    QCOMPARE(m_result->contentType, "application/json");
    QCOMPARE(m_result->body, "{\"a\":1}");
    const ReceivedRequest request = m_server->requests().first();
    QCOMPARE(request.method, "GET");
    QCOMPARE(request.target, "/things?x=1");
    QCOMPARE(request.header("accept-encoding"), "identity");
    QVERIFY(!request.hasHeader("cookie"));
    QVERIFY(!request.hasHeader("content-type"));
}

void TestHttpClient::everyStatusIsAnAnswer_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {200, 201, 204, 304, 400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503, 599})
        QTest::newRow(qPrintable(QString::number(status))) << status;
}

void TestHttpClient::everyStatusIsAnAnswer()
{
    QFETCH(int, status);
    const bool hasBody = status != 204 && status != 304;
    m_server->onRequest([status, hasBody](const ReceivedRequest &, Exchange &exchange) {
        exchange.respond(status, hasBody ? "why" : "", "text/plain");
    });
    const Pending pending = get(u"/"_s);
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(m_result);
    QCOMPARE(m_result->status, status);
    QCOMPARE(m_result->body, hasBody ? "why" : "");
}

void TestHttpClient::sendsBodyAndHeaders()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.respond(200, "{}"); });
    const Pending pending = send({.method = "PATCH",
                                  .url = m_server->url(u"/flag"_s),
                                  .headers = {{"Authorization", "Bearer secret"}},
                                  .body = "{\"enabled\":false}"});
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(m_result);
    const ReceivedRequest request = m_server->requests().first();
    QCOMPARE(request.method, "PATCH");
    QCOMPARE(request.body, "{\"enabled\":false}");
    QCOMPARE(request.header("content-type"), "application/json");
    QCOMPARE(request.header("content-length"), "17");
    QCOMPARE(request.header("authorization"), "Bearer secret");
}

void TestHttpClient::keepsTheConnection()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.respond(200, "{}"); });
    for (int number = 1; number <= 3; ++number) {
        const Pending pending = get(u"/"_s);
        QTRY_COMPARE(m_calls, number);
    }
    QCOMPARE(m_server->connections(), 1);
}

void TestHttpClient::answerIsAlwaysLater()
{
    const Pending pending = send({.url = QUrl(u"ftp://example.com/"_s)});
    QCOMPARE(m_calls, 0);
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(failedWith(ErrorKind::Network));
}

void TestHttpClient::timesOutWhileHeadersAreMissing()
{
    const Pending pending = send({.url = m_server->url(u"/"_s), .timeout = 5s});
    QTRY_COMPARE(m_server->requests().size(), 1);
    m_clock->advance(4999ms);
    QCOMPARE(m_calls, 0);
    m_clock->advance(1ms);
    QCOMPARE(m_calls, 1);
    QVERIFY(failedWith(ErrorKind::Timeout));
    QTRY_COMPARE(m_server->openExchanges(), 0);
}

void TestHttpClient::timesOutWhileTheBodyDrips()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.sendHeaders(200, {{"Content-Length", "1000"}});
        exchange.write("drip");
    });
    const Pending pending = get(u"/"_s);
    QTRY_COMPARE(m_server->requests().size(), 1);
    for (int second = 0; second < 15; ++second) {
        QCOMPARE(m_calls, 0);
        m_clock->advance(1s);
        if (Exchange *exchange = m_server->lastExchange())
            exchange->write("drip");
    }
    QCOMPARE(m_calls, 1); // the time-out is for the whole exchange
    QVERIFY(failedWith(ErrorKind::Timeout));
}

void TestHttpClient::cancelledCallsNothing()
{
    Pending pending = get(u"/"_s);
    QTRY_COMPARE(m_server->requests().size(), 1);
    pending.cancel();
    pending.cancel();
    QTRY_COMPARE(m_server->openExchanges(), 0);
    m_clock->advance(1h);
    QCOMPARE(m_calls, 0);
    QVERIFY(!m_clock->nextTimer());
}

void TestHttpClient::cancelFromInsideTheCallback()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.respond(200, "{}"); });
    Pending pending;
    const auto guard = std::make_shared<int>(7);
    pending =
        m_client->send({.url = m_server->url(u"/"_s)}, [this, &pending, guard](Result<HttpResponse> result) {
            pending = {};
            QCOMPARE(*guard, 7); // what the callback holds lives until it returns
            m_result = std::move(result);
            ++m_calls;
        });
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(m_result);
}

void TestHttpClient::refusedConnection()
{
    const QUrl url = m_server->url(u"/"_s);
    m_server->shutDown();
    const Pending pending = send({.url = url});
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(failedWith(ErrorKind::Network));
    QVERIFY(!m_result.error().detail.isEmpty());
}

void TestHttpClient::connectionCutInTheBody()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.sendHeaders(200, {{"Content-Length", "1000"}});
        exchange.write("{\"half\":");
        exchange.close();
    });
    const Pending pending = get(u"/"_s);
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(failedWith(ErrorKind::Network));
}

void TestHttpClient::changeIsSentOnceWhenTheConnectionCloses()
{
    QFETCH(QByteArray, body);
    // The network stack sends a request again when the connection closes before an answer. The first may have
    // been applied all the same.
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.close(); });
    const Pending pending = send({.method = "PATCH", .url = m_server->url(u"/flag"_s), .body = body});
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(failedWith(ErrorKind::Network));
    QVERIFY(mayHaveBeenApplied(m_result.error()));
    QCOMPARE(m_server->requests("PATCH", "/flag").size(), 1);
}

void TestHttpClient::changeIsSentOnceOnADeadKeptConnection()
{
    QFETCH(QByteArray, body);
    m_server->onRequest([](const ReceivedRequest &request, Exchange &exchange) {
        if (request.method == "GET")
            exchange.respond(200, "{}");
        else
            exchange.abort();
    });
    const Pending first = get(u"/"_s);
    QTRY_COMPARE(m_calls, 1);
    const Pending second = send({.method = "PATCH", .url = m_server->url(u"/flag"_s), .body = body});
    QTRY_COMPARE(m_calls, 2);
    QVERIFY(failedWith(ErrorKind::Network));
    QCOMPARE(m_server->requests("PATCH", "/flag").size(), 1);
    QCOMPARE(m_server->requests().last().connection, 1);
}

void TestHttpClient::announcedBodyTooLarge()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.sendHeaders(200, {{"Content-Length", "1001"}});
    });
    const Pending pending = send({.url = m_server->url(u"/"_s), .maximumBytes = 1000});
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(failedWith(ErrorKind::TooLarge));
    QVERIFY(m_result.error().detail.contains(u"responseBytes"_s));
}

void TestHttpClient::growingBodyTooLarge()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.sendHeaders(200, {});
        exchange.write(QByteArray(100'000, 'x'));
    });
    const Pending pending = send({.url = m_server->url(u"/"_s), .maximumBytes = 1000});
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(failedWith(ErrorKind::TooLarge));
    QTRY_COMPARE(m_server->openExchanges(), 0);
}

void TestHttpClient::compressedAnswerIsRefused()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.respond(200, "not really gzip", "application/json", {{"Content-Encoding", "gzip"}});
    });
    const Pending pending = get(u"/"_s);
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(failedWith(ErrorKind::BadAnswer));
}

void TestHttpClient::followsRedirectsOfItsOrigin()
{
    m_server->onRequest([](const ReceivedRequest &request, Exchange &exchange) {
        if (request.path == "/old")
            exchange.respond(302, {}, {}, {{"Location", "new?x=1"}});
        else
            exchange.respond(200, "{}");
    });
    const Pending pending =
        send({.url = m_server->url(u"/old"_s), .headers = {{"Authorization", "Bearer s"}}});
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(m_result);
    QCOMPARE(m_server->requests().last().target, "/new?x=1");
    QCOMPARE(m_server->requests().last().header("authorization"), "Bearer s");
}

void TestHttpClient::refusesRedirectToAnotherOrigin()
{
    ScriptedServer other;
    m_server->onRequest([&other](const ReceivedRequest &, Exchange &exchange) {
        exchange.respond(307, {}, {}, {{"Location", other.url(u"/?token=x"_s).toEncoded()}});
    });
    const Pending pending = send({.url = m_server->url(u"/"_s), .headers = {{"Authorization", "Bearer s"}}});
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(failedWith(ErrorKind::Redirected));
    QVERIFY(!m_result.error().detail.contains(u"token"_s));
    QCOMPARE(other.connections(), 0);
}

void TestHttpClient::refusesEndlessRedirects()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.respond(301, {}, {}, {{"Location", "/again"}});
    });
    const Pending pending = get(u"/"_s);
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(failedWith(ErrorKind::Redirected));
    QCOMPARE(m_server->requests().size(), 1 + limits::redirects);
}

void TestHttpClient::changeIsNotRedirected()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.respond(307, {}, {}, {{"Location", "/elsewhere"}});
    });
    const Pending pending = send({.method = "POST", .url = m_server->url(u"/"_s), .body = "{}"});
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(failedWith(ErrorKind::Redirected));
    QCOMPARE(m_server->requests().size(), 1);
}

void TestHttpClient::cookiesAreNeitherKeptNorSent()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.respond(200, "{}", "application/json", {{"Set-Cookie", "session=1; Path=/"}});
    });
    for (int number = 1; number <= 2; ++number) {
        const Pending pending = get(u"/"_s);
        QTRY_COMPARE(m_calls, number);
    }
    QVERIFY(!m_server->requests().last().hasHeader("cookie"));
    QVERIFY(m_network->cookieJar()->cookiesForUrl(m_server->url()).isEmpty());
}

void TestHttpClient::answerTellsDateAndRetryAfter()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.respond(503, {}, {}, {{"Retry-After", "9"}, {"Date", "Thu, 11 Jun 2026 14:20:30 GMT"}});
    });
    const Pending pending = get(u"/"_s);
    QTRY_COMPARE(m_calls, 1);
    QVERIFY(m_result);
    QCOMPARE(m_result->retryAfter, std::optional(std::chrono::milliseconds(9s)));
    QCOMPARE(m_result->date, QDateTime({2026, 6, 11}, {14, 20, 30}, Qt::UTC));
}

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_httpclient.moc"
