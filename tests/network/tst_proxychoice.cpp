// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/proxychoice.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

QString text(const QNetworkProxy &proxy)
{
    switch (proxy.type()) {
    case QNetworkProxy::NoProxy: return u"direct"_s;
    case QNetworkProxy::DefaultProxy: return u"default"_s;
    case QNetworkProxy::Socks5Proxy:
        return u"socks5 %1:%2 %3"_s.arg(proxy.hostName()).arg(proxy.port()).arg(proxy.user()).trimmed();
    case QNetworkProxy::HttpProxy:
        return u"http %1:%2 %3"_s.arg(proxy.hostName()).arg(proxy.port()).arg(proxy.user()).trimmed();
    default: return u"other"_s;
    }
}

NetworkSettings settings(ProxyMode mode, const QString &user = {})
{
    NetworkSettings result;
    result.proxy = mode;
    result.proxyHost = u"proxy.example"_s;
    result.proxyPort = 3128;
    result.proxyUser = user;
    return result;
}

} // namespace

class TestProxyChoice final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        for (const char *name :
             {"http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"})
            qunsetenv(name);
    }
    void cleanup() { init(); }

    void choosesByMode_data()
    {
        QTest::addColumn<NetworkSettings>("given");
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("proxy");
        QTest::newRow("none") << settings(ProxyMode::None) << u"https://flags.example"_s << u"direct"_s;
        QTest::newRow("http") << settings(ProxyMode::Http, u"mia"_s) << u"https://flags.example"_s
                              << u"http proxy.example:3128 mia"_s;
        QTest::newRow("http, for this machine too")
            << settings(ProxyMode::Http) << u"https://127.0.0.1"_s << u"http proxy.example:3128"_s;
        QTest::newRow("socks5") << settings(ProxyMode::Socks5) << u"https://flags.example"_s
                                << u"socks5 proxy.example:3128"_s;
        QTest::newRow("system names none")
            << settings(ProxyMode::System) << u"https://flags.example"_s << u"direct"_s;
    }

    void choosesByMode()
    {
        QFETCH(NetworkSettings, given);
        QFETCH(QString, address);
        QFETCH(QString, proxy);
        QCOMPARE(text(ProxyChoice(given, {}).proxyFor(QUrl(address))), proxy);
    }

    void theSystemsProxyComesFromTheEnvironment()
    {
        qputenv("https_proxy", "http://system.example:8080");
        const ProxyChoice choice(settings(ProxyMode::System, u"mia"_s), {u"secret"_s, {}});
        const QNetworkProxy proxy = choice.proxyFor(QUrl(u"https://flags.example"_s));
        QCOMPARE(text(proxy), u"http system.example:8080 mia"_s);
        QCOMPARE(proxy.password(), u"secret"_s);
        QCOMPARE(text(choice.proxyFor(QUrl(u"https://127.0.0.1:8443"_s))), u"direct"_s);
        QCOMPARE(text(choice.proxyFor(QUrl(u"https://localhost"_s))), u"direct"_s);
    }

    void aDirectConnectionKeepsItsBuffer()
    {
        ProxyChoice choice(settings(ProxyMode::None), {});
        const auto proxies = choice.queryProxy(QNetworkProxyQuery(QUrl(u"http://127.0.0.1:1"_s)));
        QCOMPARE(proxies.size(), 1);
        QCOMPARE(text(proxies.first()), u"default"_s);
    }

    void onlyAForwardingProxyIsToldWithTheRequest()
    {
        const QUrl plain(u"http://flags.example"_s);
        const QUrl secure(u"https://flags.example"_s);
        const ProxyChoice http(settings(ProxyMode::Http, u"mia"_s), {u"pass:word"_s, {}});
        QCOMPARE(http.authorizationFor(plain), "Basic " + QByteArray("mia:pass:word").toBase64());
        QVERIFY(http.authorizationFor(secure).isNull());
        QVERIFY(ProxyChoice(settings(ProxyMode::Socks5, u"mia"_s), {u"x"_s, {}})
                    .authorizationFor(plain)
                    .isNull());
        QVERIFY(ProxyChoice(settings(ProxyMode::Http), {}).authorizationFor(plain).isNull());
        QVERIFY(
            ProxyChoice(settings(ProxyMode::None, u"mia"_s), {u"x"_s, {}}).authorizationFor(plain).isNull());
    }
};

QTEST_GUILESS_MAIN(TestProxyChoice)
#include "tst_proxychoice.moc"
