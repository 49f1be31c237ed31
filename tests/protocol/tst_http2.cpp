// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/eventstream.h"
#include "protocol/httpclient.h"
#include "protocol/networkaccess.h"
#include "support/manualclock.h"
#include "support/relay.h"
#include "support/scriptedserver.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

class Recorder final : public StreamSink
{
public:
    void sseEvent(const StreamEvent &event) override
    {
        events.append(QString::fromUtf8(event.data.data(), qsizetype(event.data.size())));
    }

    QStringList events;
};

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

/// The event stream over TLS and HTTP/2, chosen by ALPN. The peer is nginx in its own process; what it passes
/// on is scripted.
class TestHttp2 final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();

    void deliversAtOnce();
    void reconnectsWithTheLastEventId();
    void streamsShareAConnectionAndEndAlone();
    void refusalsAndRedirects();
    void anUnknownCertificateStops();
    void aWayThatIsBrokenWithoutAWordIsNotUsedAgain();
    void requestsLeaveItAsWell();
    void anotherNetworkIsAnotherConnection();
    void cutAnywhereByAProxyNothingIsHalf();

private:
    void useRelay(Relay &relay)
    {
        m_url.setPort(relay.port());
        m_network = std::make_unique<NetworkAccess>();
    }
    [[nodiscard]] std::unique_ptr<EventStream> stream(StreamSink &sink)
    {
        EventStreamOptions options;
        options.tap = m_tap.get();
        return std::make_unique<EventStream>(
            *m_network, *m_clock,
            [this](Callback<StreamRequest> done) {
                auto context = std::make_shared<QObject>();
                const StreamRequest request{m_url, {{"Authorization", "Bearer secret"}}};
                QMetaObject::invokeMethod(
                    context.get(), [request, done] { done(request); }, Qt::QueuedConnection);
                return Pending([context]() mutable { context.reset(); });
            },
            sink, std::move(options), [] { return 0.0; });
    }
    [[nodiscard]] QStringList heads(WirePiece::Kind kind) const
    {
        QStringList heads;
        for (quint64 number = m_tap->first(); number < m_tap->end(); ++number) {
            const WirePiece piece = m_tap->piece(number);
            if (piece.kind == kind)
                heads.append(QString::fromUtf8(piece.bytes).section(u'\r', 0, 0).trimmed());
        }
        return heads;
    }
    [[nodiscard]] QStringList answers() const { return heads(WirePiece::Kind::Response); }
    [[nodiscard]] qsizetype requestsSent() const { return heads(WirePiece::Kind::Request).size(); }

    QTemporaryDir m_folder;
    QProcess m_nginx;
    quint16 m_port = 0;
    QUrl m_url;
    QSslConfiguration m_before;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<WireTap> m_tap;
};

void TestHttp2::initTestCase()
{
    const QString nginx = QStandardPaths::findExecutable(
        u"nginx"_s, {u"/usr/sbin"_s, u"/usr/local/sbin"_s, u"/usr/bin"_s, u"/usr/local/bin"_s});
    const QString openssl = QStandardPaths::findExecutable(u"openssl"_s);
    QVERIFY2(!nginx.isEmpty() && !openssl.isEmpty(), "needs the packages nginx-light and openssl");
    const QString key = m_folder.filePath(u"key.pem"_s);
    const QString certificate = m_folder.filePath(u"certificate.pem"_s);
    QProcess make;
    make.start(openssl,
               {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:P-256"_s,
                u"-nodes"_s, u"-keyout"_s, key, u"-out"_s, certificate, u"-days"_s, u"2"_s, u"-subj"_s,
                u"/CN=localhost"_s, u"-addext"_s, u"subjectAltName=IP:127.0.0.1"_s});
    QVERIFY(make.waitForFinished());
    QCOMPARE(make.exitCode(), 0);

    m_server = std::make_unique<ScriptedServer>();
    const quint16 port = freePort();
    QFile config(m_folder.filePath(u"nginx.conf"_s));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write(uR"(
daemon off; master_process off; pid %1/pid; error_log %1/error.log;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path %1/body; proxy_temp_path %1/proxy; fastcgi_temp_path %1/fastcgi;
    uwsgi_temp_path %1/uwsgi; scgi_temp_path %1/scgi;
    server {
        listen 127.0.0.1:%2 ssl http2;
        ssl_certificate %3; ssl_certificate_key %4;
        location / { proxy_pass http://127.0.0.1:%5; proxy_http_version 1.1; proxy_buffering off;
                     proxy_redirect off; proxy_read_timeout 1h; }
    }
}
)"_s.arg(m_folder.path())
                     .arg(port)
                     .arg(certificate, key)
                     .arg(m_server->url().port())
                     .toUtf8());
    config.close();
    m_nginx.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_nginx.start(nginx, {u"-p"_s, m_folder.path(), u"-e"_s, m_folder.filePath(u"error.log"_s), u"-c"_s,
                          config.fileName()});
    const auto isListening = [port] {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, port);
        return socket.waitForConnected(1000);
    };
    QTRY_VERIFY_WITH_TIMEOUT(isListening(), 20'000);
    m_port = port;

    m_before = QSslConfiguration::defaultConfiguration();
    QSslConfiguration trusting = m_before;
    trusting.addCaCertificates(QSslCertificate::fromPath(certificate));
    QSslConfiguration::setDefaultConfiguration(trusting);
}

void TestHttp2::init()
{
    // What Qt says where a connection is cut: the stream it ended, and something about its own threads.
    QTest::failOnWarning(QRegularExpression(u"^(?!stream \\d+ finished with error|QObject: Cannot create "
                                            "children for a parent that is in a different thread)"_s));
    m_clock = std::make_unique<ManualClock>();
    m_network = std::make_unique<QNetworkAccessManager>();
    m_tap = std::make_unique<WireTap>(*m_clock);
    m_server->clear();
    m_url = QUrl(u"https://127.0.0.1:%1/stream"_s.arg(m_port));
}

void TestHttp2::cleanup()
{
    m_network.reset();
    m_tap.reset();
    m_clock.reset();
}

void TestHttp2::cleanupTestCase()
{
    QSslConfiguration::setDefaultConfiguration(m_before);
    m_nginx.terminate();
    if (!m_nginx.waitForFinished(10'000))
        m_nginx.kill();
}

void TestHttp2::deliversAtOnce()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.startStream(true);
        exchange.write("data: a\n\n");
    });
    Recorder sink;
    const auto stream = this->stream(sink);
    stream->start();
    QTRY_COMPARE(sink.events, QStringList{u"a"_s});
    QCOMPARE(answers(), QStringList{u"HTTP/2 200"_s});
    m_server->lastExchange()->write("data: b\n\n");
    QTRY_COMPARE(sink.events, QStringList({u"a"_s, u"b"_s}));
    QCOMPARE(m_server->requests().constLast().header("accept"), "text/event-stream");
    QCOMPARE(m_server->requests().constLast().header("authorization"), "Bearer secret");
    // Silence is found here as well.
    m_clock->advance(75s);
    QCOMPARE(stream->status().state, StreamState::Waiting);
    QTRY_COMPARE(m_server->openExchanges(), 0);
}

void TestHttp2::reconnectsWithTheLastEventId()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.startStream(true);
        exchange.write("id: \xE2\x9C\x93\ndata: a\n\ndata: half");
        exchange.finish();
    });
    Recorder sink;
    const auto stream = this->stream(sink);
    stream->start();
    QTRY_COMPARE(stream->status().state, StreamState::Waiting);
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.startStream(true);
        exchange.write("data: b\n\n");
    });
    m_clock->advance(*stream->status().retryIn);
    QTRY_COMPARE(sink.events, QStringList({u"a"_s, u"b"_s}));
    QCOMPARE(m_server->requests().constLast().header("last-event-id"), "\xE2\x9C\x93");
    QCOMPARE(answers(), QStringList({u"HTTP/2 200"_s, u"HTTP/1 200 OK"_s})); // see EventConnection::send()
    // Cut in the middle of a frame by the peer behind the proxy.
    m_server->lastExchange()->abort();
    QTRY_COMPARE(stream->status().state, StreamState::Waiting);
    QCOMPARE(stream->status().error->kind, ErrorKind::Network);
}

void TestHttp2::streamsShareAConnectionAndEndAlone()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.startStream(true);
        exchange.write(": hello\n\n"); // the peer passes the head on with the first byte
    });
    Recorder one;
    Recorder two;
    const auto first = stream(one);
    const auto second = stream(two);
    first->start();
    QTRY_COMPARE(first->status().state, StreamState::Open);
    second->start();
    QTRY_COMPARE(second->status().state, StreamState::Open);
    first->stop();
    QTRY_COMPARE(m_server->openExchanges(), 1);
    m_server->lastExchange()->write("data: still\n\n");
    QTRY_COMPARE(two.events, QStringList{u"still"_s});
    QVERIFY(one.events.isEmpty());
}

void TestHttp2::refusalsAndRedirects()
{
    m_server->onRequest([](const ReceivedRequest &request, Exchange &exchange) {
        if (request.path == "/stream")
            exchange.respond(307, {}, {}, {{"Location", "/next"}});
        else
            exchange.respond(403, "not for you");
    });
    Recorder sink;
    const auto stream = this->stream(sink);
    stream->start();
    QTRY_COMPARE(stream->status().state, StreamState::Stopped);
    QCOMPARE(answers(), QStringList({u"HTTP/2 307"_s, u"HTTP/2 403"_s}));
    QCOMPARE(stream->status().error->kind, ErrorKind::Forbidden);
    QCOMPARE(stream->status().error->detail, u"not for you"_s);
}

void TestHttp2::anUnknownCertificateStops()
{
    const QSslConfiguration trusting = QSslConfiguration::defaultConfiguration();
    QSslConfiguration::setDefaultConfiguration(m_before);
    Recorder sink;
    const auto stream = this->stream(sink);
    stream->start();
    QTRY_COMPARE(stream->status().state, StreamState::Stopped);
    QSslConfiguration::setDefaultConfiguration(trusting);
    QCOMPARE(stream->status().error->kind, ErrorKind::Tls);
    QVERIFY(m_server->requests().isEmpty());
}

/// All requests to one server share one connection. Where a proxy forgets it, or a laptop slept, every
/// further try over it would be swallowed as well.
void TestHttp2::aWayThatIsBrokenWithoutAWordIsNotUsedAgain()
{
    Relay relay(m_port);
    useRelay(relay);
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.startStream(true);
        exchange.write("id: 7\ndata: a\n\n");
    });
    Recorder sink;
    const auto stream = this->stream(sink);
    stream->start();
    QTRY_COMPARE(sink.events.size(), 1);
    relay.stall();
    m_server->lastExchange()->write("data: lost\n\n");
    m_clock->advance(75s);
    QCOMPARE(stream->status().state, StreamState::Waiting);
    QCOMPARE(stream->status().error->kind, ErrorKind::Timeout);
    m_clock->advance(*stream->status().retryIn);
    QTRY_COMPARE(sink.events, QStringList({u"a"_s, u"a"_s}));
    QCOMPARE(m_server->requests().constLast().header("last-event-id"), "7");
    QCOMPARE(answers(), QStringList({u"HTTP/2 200"_s, u"HTTP/2 200"_s}));
    QCOMPARE(relay.connections(), 2);

    // The same before there is an answer.
    relay.stall();
    stream->stop();
    const auto sent = requestsSent();
    stream->start();
    QTRY_COMPARE(requestsSent(), sent + 1);
    m_clock->advance(15s);
    QCOMPARE(stream->status().state, StreamState::Waiting);
    m_clock->advance(*stream->status().retryIn);
    QTRY_COMPARE(stream->status().state, StreamState::Open);
    QCOMPARE(relay.connections(), 3);
}

void TestHttp2::requestsLeaveItAsWell()
{
    Relay relay(m_port);
    useRelay(relay);
    m_server->onRequest([](const ReceivedRequest &request, Exchange &exchange) {
        if (request.path == "/slow")
            return; // answered later
        exchange.respond(200, "{}");
    });
    HttpClient http(*m_network, *m_clock);
    const auto url = [this](const QString &path) { return m_url.resolved(QUrl(path)); };
    int answered = 0;
    const auto count = [&answered](const Result<HttpResponse> &response) {
        if (response && response->status == 200)
            ++answered;
    };
    const Pending first = http.send({.url = url(u"/flags"_s)}, count);
    QTRY_COMPARE(answered, 1);
    relay.stall();
    std::optional<ErrorKind> kind;
    const Pending second =
        http.send({.url = url(u"/flags"_s)}, [&kind](const Result<HttpResponse> &response) {
            kind = response ? std::nullopt : std::optional(response.error().kind);
        });
    m_clock->advance(15s);
    QCOMPARE(kind, std::optional(ErrorKind::Timeout));
    const Pending third = http.send({.url = url(u"/flags"_s)}, count);
    QTRY_COMPARE(answered, 2);
    QCOMPARE(relay.connections(), 2);

    // What is under way on a connection that is left is answered all the same.
    const Pending slow = http.send({.url = url(u"/slow"_s)}, count);
    QTRY_COMPARE(m_server->requests().constLast().path, "/slow");
    leaveConnections(*m_network);
    const Pending fourth = http.send({.url = url(u"/flags"_s)}, count);
    QTRY_COMPARE(answered, 3);
    QCOMPARE(relay.connections(), 3);
    for (int i = 0; i < m_server->requests().size(); ++i) {
        if (m_server->requests().at(i).path == "/slow" && m_server->exchange(i))
            m_server->exchange(i)->respond(200, "{}");
    }
    QTRY_COMPARE(answered, 4);
}

void TestHttp2::anotherNetworkIsAnotherConnection()
{
    Relay relay(m_port);
    useRelay(relay);
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.startStream(true);
        exchange.write(": hello\n\n");
    });
    Recorder sink;
    const auto stream = this->stream(sink);
    stream->start();
    QTRY_COMPARE(stream->status().state, StreamState::Open);
    relay.stall();
    stream->reconnect();
    QTRY_COMPARE(stream->status().state, StreamState::Open);
    QCOMPARE(relay.connections(), 2);
}

/// Whatever was cut, records and frames among it: events are whole or not there.
void TestHttp2::cutAnywhereByAProxyNothingIsHalf()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.startStream(true);
        for (int i = 1; i <= 40; ++i)
            exchange.write("id: " + QByteArray::number(i) + "\ndata: " + QByteArray(20, 'x') + "\n\n");
    });
    const QString whole(20, u'x');
    int partly = 0;
    for (qint64 bytes = 200; bytes < 4'000; bytes += 137) {
        Relay relay(m_port);
        useRelay(relay);
        relay.cutAfter(bytes);
        Recorder sink;
        const auto stream = this->stream(sink);
        stream->start();
        QTRY_VERIFY(stream->status().state == StreamState::Waiting || sink.events.size() == 40);
        QCOMPARE(sink.events.count(whole), sink.events.size());
        QCOMPARE(stream->lastEventId(),
                 sink.events.isEmpty() ? QByteArray() : QByteArray::number(sink.events.size()));
        partly += !sink.events.isEmpty() && sink.events.size() < 40 ? 1 : 0;
        if (stream->status().state != StreamState::Waiting)
            continue;
        QCOMPARE(stream->status().error->kind, ErrorKind::Network);
        relay.cutAfter(-1);
        m_clock->advance(*stream->status().retryIn);
        QTRY_COMPARE(stream->status().state, StreamState::Open);
    }
    QVERIFY(partly >= 3); // else the cuts were in the wrong places
}

QTEST_GUILESS_MAIN(TestHttp2)
#include "tst_http2.moc"
