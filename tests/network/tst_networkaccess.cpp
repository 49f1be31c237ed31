// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/later.h"
#include "network/certificates.h"
#include "network/nginx.h"
#include "network/proxies.h"
#include "protocol/eventstream.h"
#include "protocol/httpclient.h"
#include "protocol/networkaccess.h"
#include "support/scriptedserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

/// How a connection is made in one row of a table.
struct Way
{
    Nginx::Face face = Nginx::Face::Good;
    bool plain = false; ///< straight to the server behind nginx, without TLS
    quint16 port = 0;   ///< instead of the face's
    NetworkSettings settings;
    NetworkSecrets secrets;
};

class Sink final : public StreamSink
{
public:
    void sseEvent(const StreamEvent &event) override
    {
        events.append(QString::fromUtf8(event.data.data(), qsizetype(event.data.size())));
    }
    void sseComment(std::string_view) override { ++comments; }
    QStringList events;
    int comments = 0;
};

/// A proxy that accepts nobody, as most say it. tinyproxy answers a wrong password with 401.
struct RefusingProxy
{
    RefusingProxy()
    {
        server.onRequest([](const ReceivedRequest &, Exchange &exchange) {
            exchange.respond(407, "no", "text/plain", {{"Proxy-Authenticate", "Basic realm=\"test\""}});
        });
    }
    [[nodiscard]] quint16 port() const { return quint16(server.url().port()); }
    ScriptedServer server;
};

} // namespace

Q_DECLARE_METATYPE(Way)

class TestNetworkAccess final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void reachesTheServer_data();
    void reachesTheServer();
    void saysWhyNot_data();
    void saysWhyNot();
    void speaksHttp2();
    void aWrongProxyPasswordIsTriedOnce();
    void aBufferingProxyHoldsEventsBack();
    void settingsWithoutAProxyHostAreRefused();

private:
    Way way(ProxyMode mode = ProxyMode::None, quint16 port = 0, const QString &user = {},
            const QString &password = {}) const;
    std::unique_ptr<NetworkAccess> access(const Way &way) const;
    QUrl url(const Way &way, const QString &path) const;
    Result<HttpResponse> send(NetworkAccess &network, const HttpRequest &request);
    std::unique_ptr<EventStream> stream(NetworkAccess &network, const QUrl &url, Sink &sink);

    Certificates m_certificates;
    ScriptedServer m_server;
    std::unique_ptr<Nginx> m_nginx;
    HttpProxy m_http;
    HttpProxy m_httpWithUser;
    SocksProxy m_socks;
    SocksProxy m_socksWithUser;
    RefusingProxy m_refusing;
    SystemClock m_clock;
    QPointer<Exchange> m_stream;
};

void TestNetworkAccess::initTestCase()
{
    m_server.onRequest([this](const ReceivedRequest &request, Exchange &exchange) {
        if (request.path == "/stream") {
            m_stream = &exchange;
            exchange.startStream(true);
            exchange.write(": hello\n\ndata: first\n\n");
        } else {
            exchange.respond(200, request.method + ' ' + request.body);
        }
    });
    m_nginx = std::make_unique<Nginx>(m_certificates);
    for (const QString &problem : {m_certificates.create(), m_nginx->start(m_server.url()), m_http.start(),
                                   m_httpWithUser.start(u"mia"_s, u"tram"_s), m_socks.start(),
                                   m_socksWithUser.start(u"mia"_s, u"tram"_s)})
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestNetworkAccess::init()
{
    QTest::failOnWarning(QRegularExpression(u".?"_s));
    m_server.clear();
}

void TestNetworkAccess::cleanup()
{
    if (m_stream)
        m_stream->abort();
}

Way TestNetworkAccess::way(ProxyMode mode, quint16 port, const QString &user, const QString &password) const
{
    Way result;
    result.settings.proxy = mode;
    if (port != 0)
        result.settings.proxyHost = u"127.0.0.1"_s;
    result.settings.proxyPort = port;
    result.settings.proxyUser = user;
    result.settings.caFile = m_certificates.certificate(u"ca"_s);
    result.secrets.proxyPassword = password;
    return result;
}

std::unique_ptr<NetworkAccess> TestNetworkAccess::access(const Way &way) const
{
    auto network = NetworkAccess::create(way.settings, way.secrets, m_clock.wallTime());
    if (!network)
        qWarning().noquote() << network.error().sentence;
    return network ? std::move(*network) : nullptr;
}

QUrl TestNetworkAccess::url(const Way &way, const QString &path) const
{
    QUrl result = way.plain ? m_server.url() : m_nginx->url(way.face);
    if (way.port != 0)
        result.setPort(way.port);
    result.setPath(path);
    return result;
}

Result<HttpResponse> TestNetworkAccess::send(NetworkAccess &network, const HttpRequest &request)
{
    HttpClient http(network, m_clock);
    std::optional<Result<HttpResponse>> answer;
    const Pending pending =
        http.send(request, [&](Result<HttpResponse> result) { answer = std::move(result); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 20'000))
        return tl::unexpected(Error{ErrorKind::Timeout, u"the test waited in vain"_s, {}, {}});
    return *answer;
}

std::unique_ptr<EventStream> TestNetworkAccess::stream(NetworkAccess &network, const QUrl &url, Sink &sink)
{
    EventStreamOptions options;
    options.idleTimeout.reset();
    auto result = std::make_unique<EventStream>(
        network, m_clock,
        [url](Callback<StreamRequest> done) {
            return later([url, done = std::move(done)] { done(StreamRequest{url, {}}); });
        },
        sink, options, [] { return 0.5; });
    result->start();
    return result;
}

void TestNetworkAccess::reachesTheServer_data()
{
    QTest::addColumn<Way>("by");
    QTest::addColumn<int>("proxy"); // 0 none, 1 HTTP, 2 SOCKS5
    const auto row = [](const char *name, const Way &by, int proxy) { QTest::newRow(name) << by << proxy; };
    row("TLS", way(), 0);
    Way by = way();
    by.face = Nginx::Face::Http2;
    row("TLS, HTTP/2", by, 0);
    by.face = Nginx::Face::ClientOnly;
    by.settings.certificateFile = m_certificates.certificate(u"client"_s);
    by.settings.keyFile = m_certificates.lockedKey();
    by.secrets.keyPassphrase = u"open sesame"_s;
    row("TLS, client certificate", by, 0);
    by.settings.certificateFile = m_certificates.certificate(u"client-rsa"_s);
    by.settings.keyFile = m_certificates.key(u"client-rsa"_s);
    row("TLS, client certificate, RSA", by, 0);
    const Way http = way(ProxyMode::Http, m_http.port());
    const Way httpWithUser = way(ProxyMode::Http, m_httpWithUser.port(), u"mia"_s, u"tram"_s);
    row("HTTP proxy", http, 1);
    row("HTTP proxy with user", httpWithUser, 1);
    by = httpWithUser;
    by.face = Nginx::Face::Http2;
    row("HTTP proxy with user, HTTP/2", by, 1);
    by = http;
    by.plain = true;
    row("HTTP proxy, plain http", by, 1);
    by = httpWithUser;
    by.plain = true;
    row("HTTP proxy with user, plain http", by, 1);
    row("SOCKS5 proxy", way(ProxyMode::Socks5, m_socks.port()), 2);
    by = way(ProxyMode::Socks5, m_socksWithUser.port(), u"mia"_s, u"tram"_s);
    row("SOCKS5 proxy with user", by, 2);
    by.plain = true;
    row("SOCKS5 proxy with user, plain http", by, 2);
}

void TestNetworkAccess::reachesTheServer()
{
    QFETCH(Way, by);
    QFETCH(int, proxy);
    const auto proxied = [this] {
        return m_http.requests() + m_httpWithUser.requests() + m_socks.connections()
               + m_socksWithUser.connections();
    };
    const auto before = proxied();
    const auto network = access(by);
    QVERIFY(network);

    // A change first: it must not need a second try.
    HttpRequest change;
    change.method = "PATCH";
    change.url = url(by, u"/flag"_s);
    change.body = "{}";
    const auto changed = send(*network, change);
    QVERIFY2(changed, changed ? "" : qPrintable(changed.error().detail));
    QCOMPARE(changed->body, "PATCH {}");
    QCOMPARE(m_server.requests("PATCH", "/flag").size(), 1);
    QVERIFY(!m_server.requests().first().hasHeader("proxy-authorization"));

    HttpRequest reading;
    reading.url = url(by, u"/flags"_s);
    const auto read = send(*network, reading);
    QVERIFY(read);
    QCOMPARE(read->body, "GET ");

    Sink sink;
    const auto open = stream(*network, url(by, u"/stream"_s), sink);
    QTRY_COMPARE_WITH_TIMEOUT(sink.events, QStringList{u"first"_s}, 20'000);
    QCOMPARE(sink.comments, 1);
    m_stream->write("data: second\n\n");
    QTRY_COMPARE_WITH_TIMEOUT(sink.events.size(), 2, 20'000);
    open->stop();
    if (proxy != 0)
        QTRY_VERIFY(proxied() > before); // it writes its log when it likes
    else
        QCOMPARE(proxied(), 0); // the rows without a proxy stand first
}

void TestNetworkAccess::saysWhyNot_data()
{
    QTest::addColumn<Way>("by");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("isFinal");
    const auto row = [](const char *name, const Way &by, ErrorKind kind, const QString &words,
                        bool isFinal = true) { QTest::newRow(name) << by << kind << words << isFinal; };
    Way by = way();
    by.settings.caFile.clear();
    row("unknown authority", by, ErrorKind::Tls,
        u"“Flag server” (signed by “Signalbox test CA”) comes from “Signalbox test CA”, an authority that"_s);
    by.settings.caFile = m_certificates.certificate(u"other-ca"_s);
    row("another authority", by, ErrorKind::Tls, u"comes from “Signalbox test CA”, an authority that"_s);
    by = way();
    by.face = Nginx::Face::Expired;
    row("expired", by, ErrorKind::Tls, u"“Old flag server” (signed by “Signalbox test CA”) expired on 20"_s);
    by.face = Nginx::Face::Elsewhere;
    row("another host", by, ErrorKind::Tls,
        u"“Flags” (signed by “Signalbox test CA”) is for flags.example, "_s);
    by.face = Nginx::Face::SelfSigned;
    row("self-signed", by, ErrorKind::Tls, u"“127.0.0.1” (signed by itself) is self-signed"_s);
    by = way();
    by.face = Nginx::Face::Plain;
    row("a server without TLS", by, ErrorKind::Tls, u"No secure connection came about"_s);
    row("HTTP proxy wants a user", way(ProxyMode::Http, m_httpWithUser.port()), ErrorKind::Proxy,
        u"The proxy does not accept the user name and password."_s);
    row("HTTP proxy, wrong password", way(ProxyMode::Http, m_refusing.port(), u"mia"_s, u"bus"_s),
        ErrorKind::Proxy, u"The proxy does not accept the user name and password."_s);
    row("HTTP proxy, wrong password, answered with 401",
        way(ProxyMode::Http, m_httpWithUser.port(), u"mia"_s, u"bus"_s), ErrorKind::Network,
        u"the HTTP proxy does not open the way: it refuses the user name and password, or"_s, false);
    row("SOCKS5 proxy wants a user", way(ProxyMode::Socks5, m_socksWithUser.port()), ErrorKind::Proxy,
        u"The proxy does not accept"_s);
    row("SOCKS5 proxy, wrong password", way(ProxyMode::Socks5, m_socksWithUser.port(), u"mia"_s, u"bus"_s),
        ErrorKind::Proxy, u"The proxy does not accept the user name and password."_s);
    row("no HTTP proxy there", way(ProxyMode::Http, freePort()), ErrorKind::Network,
        u"Proxy connection refused"_s, false);
    row("no SOCKS5 proxy there", way(ProxyMode::Socks5, freePort()), ErrorKind::Network,
        u"Connection to proxy refused"_s, false);
}

void TestNetworkAccess::saysWhyNot()
{
    QFETCH(Way, by);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, words);
    QFETCH(bool, isFinal);
    const auto network = access(by);
    QVERIFY(network);
    HttpRequest request;
    request.url = url(by, u"/flags"_s);
    request.url.setScheme(u"https"_s);
    const auto read = send(*network, request);
    QVERIFY(!read);
    QVERIFY2(read.error().detail.contains(words), qPrintable(read.error().detail));
    QCOMPARE(read.error().kind, kind);

    Sink sink;
    QUrl address = url(by, u"/stream"_s);
    address.setScheme(u"https"_s);
    const auto open = stream(*network, address, sink);
    QTRY_VERIFY_WITH_TIMEOUT(open->status().error, 20'000);
    QCOMPARE(open->status().error->kind, kind);
    QCOMPARE(open->status().error->detail, read.error().detail);
    QCOMPARE(open->status().state, isFinal ? StreamState::Stopped : StreamState::Waiting);
    open->stop();
    QVERIFY(m_server.requests().isEmpty());
}

void TestNetworkAccess::speaksHttp2()
{
    Way by = way();
    by.face = Nginx::Face::Http2;
    const auto network = access(by);
    HttpRequest request;
    request.url = url(by, u"/http2"_s);
    QVERIFY(send(*network, request));
    QVERIFY2(m_nginx->accessLog().contains("HTTP/2.0 200 /http2"), m_nginx->accessLog().constData());
}

void TestNetworkAccess::aWrongProxyPasswordIsTriedOnce()
{
    const auto network = access(way(ProxyMode::Http, m_refusing.port(), u"mia"_s, u"bus"_s));
    m_refusing.server.clear();
    HttpRequest request;
    request.url = url(way(), u"/flags"_s);
    QVERIFY(!send(*network, request));
    int tries = 0;
    for (const ReceivedRequest &one : m_refusing.server.requests()) {
        QCOMPARE(one.method, "CONNECT");
        tries += one.hasHeader("proxy-authorization") ? 1 : 0;
    }
    QCOMPARE(tries, 1);
}

void TestNetworkAccess::aBufferingProxyHoldsEventsBack()
{
    Way by = way();
    by.face = Nginx::Face::Buffering;
    const auto network = access(by);
    Sink sink;
    const auto open = stream(*network, url(by, u"/stream"_s), sink);
    QTRY_VERIFY_WITH_TIMEOUT(m_stream, 20'000);
    // What was sent is on its way, and yet nothing of it arrives until there is a lot.
    HttpRequest request;
    request.url = url(by, u"/flags"_s);
    QVERIFY(send(*network, request));
    QCOMPARE(sink.events.size(), 0);
    QCOMPARE(sink.comments, 0);
    m_stream->write(": " + QByteArray(70'000, 'x') + "\n\n");
    QTRY_VERIFY_WITH_TIMEOUT(!sink.events.isEmpty(), 20'000);
    open->stop();
}

void TestNetworkAccess::settingsWithoutAProxyHostAreRefused()
{
    Way by = way(ProxyMode::Http, 3128);
    by.settings.proxyHost.clear();
    const auto noHost = NetworkAccess::create(by.settings, {}, m_clock.wallTime());
    QVERIFY(!noHost);
    QCOMPARE(noHost.error().field, NetworkProblem::Field::Proxy);
    by.settings.proxyHost = u"proxy.example"_s;
    by.settings.proxyPort = 0;
    const auto problem = checkNetwork(by.settings, {}, m_clock.wallTime());
    QVERIFY(problem);
    QVERIFY(problem->sentence.contains(u"port"));
    by.settings.proxyPort = 1;
    QVERIFY(!checkNetwork(by.settings, {}, m_clock.wallTime()));
}

QTEST_GUILESS_MAIN(TestNetworkAccess)
#include "tst_networkaccess.moc"
