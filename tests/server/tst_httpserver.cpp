// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/httpserver.h"

#include "server/httpprobe.h"
#include "server/outboxfixture.h"
#include "server/stream/streamhub.h"
#include "support/manualclock.h"

#include <QTcpServer>
#include <QTest>

#include <vector>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// What the tests' handler does, by path.
class Site final
{
public:
    explicit Site(HttpLimits limits = {}, StreamHubOptions hubOptions = {})
        : hub(clock, hubOptions, OutboxFixture::words(), outbox.history)
        , server(clock, limits,
                 [this](const HttpCall &call, HttpReply reply) { handle(call, std::move(reply)); })
    {
        port = server.listen(QHostAddress::LocalHost, 0).value_or(0);
    }

    void handle(const HttpCall &call, HttpReply reply)
    {
        ++calls;
        if (call.path == u"/stream") {
            hub.open(reply, {u"org"_s, {}, u"credential"_s, std::nullopt});
        } else if (call.path == u"/later") {
            waiting.push_back(reply);
        } else if (call.path == u"/publish") {
            hub.deliver({"data: inside\n\n", u"org"_s, {}});
            server.flush();
            reply.send(HttpAnswer{200, "text/plain", {}, "published"});
        } else {
            HttpAnswer answer;
            answer.body = call.method + ' ' + call.path.toUtf8() + ' ' + QByteArray::number(call.body.size())
                          + ' ' + call.argument(u"q").value_or(u"-"_s).toUtf8();
            reply.send(answer);
        }
    }

    void publish(const QByteArray &text)
    {
        hub.deliver({"data: " + text + "\n\n", u"org"_s, {}});
        server.flush();
    }

    [[nodiscard]] QUrl url() const { return QUrl(u"http://127.0.0.1:%1/"_s.arg(port)); }

    ManualClock clock;
    int calls = 0;
    std::vector<HttpReply> waiting;
    OutboxFixture outbox;
    StreamHub hub;
    HttpServer server;
    quint16 port = 0;
};

} // namespace

class TestHttpServer : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void aRequestArrivesWhole()
    {
        Site site;
        HttpProbe probe(site.url());
        QCOMPARE(probe.send("POST", u"/a%20b?q=x%2By"_s, QByteArray(5, 'x')).body,
                 QByteArray("POST /a b 5 x+y"));
        QCOMPARE(probe.get(u"/plain"_s).body, QByteArray("GET /plain 0 -"));
    }

    void manyRequestsGoOverOneConnection()
    {
        Site site;
        RawStream client(site.port, "/one");
        QTRY_VERIFY(client.has("GET /one 0 -"));
        client.socket().write("GET /two HTTP/1.1\r\nHost: x\r\n\r\nGET /three HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_VERIFY(client.has("GET /three 0 -"));
        QVERIFY(client.has("GET /two 0 -"));
        QCOMPARE(site.server.connectionCount(), 1);
    }

    void aPortInUseIsSaid()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost, 0));
        const ManualClock clock;
        HttpServer server(clock, {}, [](const HttpCall &, HttpReply) {});
        const auto port = server.listen(QHostAddress::LocalHost, taken.serverPort());
        QVERIFY(!port);
        QCOMPARE(port.error().kind, ErrorKind::Network);
        QVERIFY(port.error().detail.contains(u"already in use"));
        QVERIFY(port.error().detail.contains(QString::number(taken.serverPort())));
    }

    void anAddressThatIsNotOursIsSaid()
    {
        const ManualClock clock;
        HttpServer server(clock, {}, [](const HttpCall &, HttpReply) {});
        const auto port = server.listen(QHostAddress(u"203.0.113.7"_s), 0);
        QVERIFY(!port);
        QVERIFY(port.error().detail.contains(u"203.0.113.7"));
    }

    void bodiesAreBounded_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("chunked");
        QTest::addColumn<int>("status");
        QTest::newRow("at the limit") << 1'000 << false << 200;
        QTest::newRow("one more") << 1'001 << false << 413;
        QTest::newRow("chunked, at the limit") << 1'000 << true << 200;
        QTest::newRow("chunked, one more") << 1'001 << true << 413;
        QTest::newRow("more than is worth reading") << 100'000 << false << 413;
    }

    void bodiesAreBounded()
    {
        QFETCH(int, size);
        QFETCH(bool, chunked);
        QFETCH(int, status);
        HttpLimits limits;
        limits.bodyBytes = 1'000;
        limits.discardedBytes = 10'000;
        Site site(limits);
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, site.port);
        socket.write("POST /x HTTP/1.1\r\nHost: x\r\n");
        if (chunked)
            socket.write("Transfer-Encoding: chunked\r\n\r\n" + QByteArray::number(size, 16) + "\r\n"
                         + QByteArray(size, 'x') + "\r\n0\r\n\r\n");
        else
            socket.write("Content-Length: " + QByteArray::number(size) + "\r\n\r\n"
                         + (size > limits.discardedBytes ? QByteArray() : QByteArray(size, 'x')));
        QByteArray got;
        QTRY_VERIFY((got += socket.readAll()).contains("\r\n\r\n"));
        QVERIFY2(got.startsWith(QByteArray("HTTP/1.1 " + QByteArray::number(status))), got.constData());
        QCOMPARE(site.calls, status == 200 ? 1 : 0);
    }

    void anEndlessChunkedBodyIsHungUpOn()
    {
        HttpLimits limits;
        limits.bodyBytes = 1'000;
        limits.discardedBytes = 10'000;
        Site site(limits);
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, site.port);
        socket.write("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 100; ++i)
            socket.write("3e8\r\n" + QByteArray(1'000, 'x') + "\r\n");
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(site.calls, 0);
    }

    void headersAreBounded()
    {
        Site site;
        RawStream client(site.port, "/x", "X-Long: " + QByteArray(100'000, 'x') + "\r\n");
        QTRY_VERIFY(client.bytes().startsWith("HTTP/1.1 4") || !client.isOpen());
        QCOMPARE(site.calls, 0);
    }

    void aRequestMustBecomeWholeInTime_data()
    {
        QTest::addColumn<QByteArray>("begun");
        QTest::newRow("request line") << QByteArray("GET /x");
        QTest::newRow("headers") << QByteArray("GET /x HTTP/1.1\r\nHost: x\r\nX-Long: a");
        QTest::newRow("body") << QByteArray("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na");
        QTest::newRow("chunk") << QByteArray(
            "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\na");
        QTest::newRow("after another") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /x");
    }

    void aRequestMustBecomeWholeInTime()
    {
        QFETCH(QByteArray, begun);
        Site site;
        QTcpSocket slow;
        slow.connectToHost(u"127.0.0.1"_s, site.port);
        slow.write(begun);
        QTRY_COMPARE(site.server.connectionCount(), 1);
        QTRY_COMPARE(site.calls, QTest::currentDataTag() == QByteArray("after another") ? 1 : 0);
        const int before = site.calls;
        for (int i = 0; i < 89; ++i) { // a byte a second
            site.clock.advance(1s);
            slow.write("a");
            slow.flush();
            QCoreApplication::processEvents();
        }
        RawStream quick(site.port, "/quick"); // nobody waits for the slow one
        QTRY_VERIFY(quick.has("GET /quick"));
        QCOMPARE(slow.state(), QAbstractSocket::ConnectedState);
        site.clock.advance(1s);
        QTRY_COMPARE(slow.state(), QAbstractSocket::UnconnectedState);
        QTRY_COMPARE(site.server.connectionCount(), 1);
        QVERIFY(quick.isOpen());
        QCOMPARE(site.calls, before + 1);
    }

    void aSlowRequestThatIsInTimeIsAnswered()
    {
        Site site;
        RawStream client(site.port, "/one");
        QTRY_VERIFY(client.has("GET /one"));
        for (const char *name : {"/two", "/three"}) { // each has the whole time
            const QByteArray path(name);
            client.socket().write("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na");
            client.socket().flush();
            QCoreApplication::processEvents();
            site.clock.advance(90s - 1ms);
            client.socket().write("b");
            QTRY_VERIFY(client.has("POST " + path + " 2"));
        }
    }

    void whatHasArrivedMayTakeAsLongAsItLikes()
    {
        Site site;
        RawStream stream(site.port, "/stream");
        RawStream slow(site.port, "/later");
        QTRY_COMPARE(site.hub.streamCount(), 1);
        QTRY_COMPARE(site.waiting.size(), std::size_t(1));
        site.clock.advance(24h);
        site.publish("still there");
        QTRY_VERIFY(stream.has("still there"));
        site.waiting.front().send(HttpAnswer{200, "text/plain", {}, "at last"});
        QTRY_VERIFY(slow.has("at last"));
    }

    void anAnswerMayComeLater()
    {
        Site site;
        RawStream slow(site.port, "/later");
        QTRY_COMPARE(site.waiting.size(), std::size_t(1));
        RawStream quick(site.port, "/quick"); // nobody waits for the slow one
        QTRY_VERIFY(quick.has("/quick"));
        QVERIFY(slow.bytes().isEmpty());
        site.waiting.front().send(HttpAnswer{201, "text/plain", {}, "at last"});
        site.waiting.front().send(HttpAnswer{500, "text/plain", {}, "too late"});
        QTRY_VERIFY(slow.has("at last"));
        QVERIFY(slow.has("HTTP/1.1 201"));
        QVERIFY(!slow.has("too late"));
    }

    void stoppingAnswersWhatWaitsAndEndsStreamsProperly()
    {
        auto site = std::make_unique<Site>();
        RawStream slow(site->port, "/later");
        RawStream stream(site->port, "/stream");
        QTRY_COMPARE(site->waiting.size(), std::size_t(1));
        QTRY_COMPARE(site->hub.streamCount(), 1);
        site->publish("last words");
        site->server.stop();
        site->server.stop();
        QCOMPARE(site->hub.streamCount(), 0);
        QTRY_VERIFY(slow.has("HTTP/1.1 503"));
        QTRY_VERIFY(stream.bytes().endsWith("0\r\n\r\n"));
        QVERIFY(stream.has("last words"));
        QTRY_VERIFY(!stream.isOpen());
        site->waiting.front().send({}); // nobody is there any more
        site.reset();
    }

    void streamsBeginAtOnceAndWhatIsPublishedArrives()
    {
        Site site;
        RawStream stream(site.port, "/stream");
        QTRY_VERIFY(stream.has("text/event-stream")); // before there is anything to say
        site.publish("one");
        site.publish("two");
        QTRY_VERIFY(stream.has("data: one\n\n"));
        QTRY_VERIFY(stream.has("data: two\n\n"));
    }

    void publishingInsideAHandlerReachesStreams()
    {
        Site site;
        RawStream stream(site.port, "/stream");
        QTRY_COMPARE(site.hub.streamCount(), 1);
        HttpProbe probe(site.url());
        QCOMPARE(probe.get(u"/publish"_s).body, QByteArray("published"));
        QTRY_VERIFY(stream.has("data: inside\n\n"));
    }

    void aClientThatLeavesASilentStreamIsNoticed()
    {
        Site site;
        auto stream = std::make_unique<RawStream>(site.port, "/stream");
        RawStream stays(site.port, "/stream");
        QTRY_COMPARE(site.hub.streamCount(), 2);
        stream->close();
        QTRY_COMPARE(site.hub.streamCount(), 1); // nothing was published
        QTRY_COMPARE(site.server.connectionCount(), 1);
        site.publish("still there");
        QTRY_VERIFY(stays.has("still there"));
    }

    void manyStreamsShareEachFrame()
    {
        constexpr int clients = 200;
        Site site;
        std::vector<std::unique_ptr<RawStream>> streams;
        for (int i = 0; i < clients; ++i)
            streams.push_back(std::make_unique<RawStream>(site.port, "/stream"));
        QTRY_COMPARE(site.hub.streamCount(), clients);
        for (int i = 0; i < 20; ++i)
            site.publish("event-" + QByteArray::number(i));
        for (const auto &stream : streams) {
            QTRY_VERIFY(stream->has("event-19"));
            QCOMPARE(stream->count("data: event-"), 20);
        }
        site.publish("x");
        QCOMPARE(site.hub.pendingBytes(), quint64(9)); // what all have taken is not kept
        for (int i = 0; i < clients; i += 2)
            streams.at(std::size_t(i))->close();
        QTRY_COMPARE(site.hub.streamCount(), clients / 2);
    }

    void aSlowReaderIsCutOffAndTheOthersDoNotNotice()
    {
        HttpLimits limits;
        limits.streamSendBuffer = 16 << 10;
        StreamHubOptions options;
        options.lagBytes = 256 << 10;
        Site site(limits, options);
        RawStream slow(site.port, "/stream", {}, 1'024);
        RawStream quick(site.port, "/stream");
        QTRY_COMPARE(site.hub.streamCount(), 2);
        slow.stopReading();

        const QByteArray text(4'000, 'x');
        constexpr int frames = 4'000; // 16 MB: more than the kernel's buffers hold
        quint64 mostPending = 0;
        for (int i = 0; i < frames; ++i) {
            site.publish(text);
            mostPending = std::max(mostPending, site.hub.pendingBytes());
            if (i % 50 == 49) // the other one has everything so far
                QTRY_VERIFY(quick.bytes().size() > (i + 1) * text.size());
        }
        QCOMPARE(quick.count("data: "), frames);
        QCOMPARE(site.hub.cutForLag(), quint64(1));
        QTRY_COMPARE(site.hub.streamCount(), 1);
        QTRY_COMPARE(site.server.connectionCount(), 1);
        QVERIFY(mostPending <= options.lagBytes + 5'000);
        QVERIFY(quick.isOpen());
        slow.socket().setReadBufferSize(0); // reads on at last, and meets the end
        QTRY_VERIFY(slow.socket().readAll().isEmpty() && !slow.isOpen());
    }

    void stoppingDoesNotWaitForWhoDoesNotRead()
    {
        HttpLimits limits;
        limits.streamSendBuffer = 16 << 10;
        Site site(limits);
        RawStream slow(site.port, "/stream", {}, 1'024);
        QTRY_COMPARE(site.hub.streamCount(), 1);
        slow.stopReading();
        for (int i = 0; i < 200; ++i)
            site.publish(QByteArray(4'000, 'x'));
        site.server.stop();
        QCOMPARE(site.hub.streamCount(), 0);
    }

    void finishingAStreamGivesWhatWasPublishedFirst()
    {
        Site site;
        RawStream stream(site.port, "/stream");
        QTRY_COMPARE(site.hub.streamCount(), 1);
        site.hub.deliver({"data: final\n\n", u"org"_s, {}});
        site.hub.cut(u"credential"_s);
        site.server.flush();
        QTRY_VERIFY(stream.bytes().endsWith("0\r\n\r\n"));
        QVERIFY(stream.has("data: final\n\n"));
        QTRY_COMPARE(site.hub.streamCount(), 0);
    }
};

QTEST_GUILESS_MAIN(TestHttpServer)
#include "tst_httpserver.moc"
