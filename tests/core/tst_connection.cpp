// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connection.h"
#include "core/loopback.h"
#include "core/networksettings.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestConnection : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void suggestedClass_data()
    {
        QTest::addColumn<QString>("environment");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("expected");

        QTest::newRow("production") << u"production"_s << u"https://flags.example"_s << u"production"_s;
        QTest::newRow("capitals") << u"PROD-EU"_s << u"https://flags.example"_s << u"production"_s;
        QTest::newRow("live") << u"Live"_s << u"https://flags.example"_s << u"production"_s;
        QTest::newRow("unknown name") << u"blue"_s << u"https://flags.example"_s << u"production"_s;
        QTest::newRow("no name") << QString() << u"https://flags.example"_s << u"production"_s;
        QTest::newRow("host says production") << u"staging"_s << u"https://prod.example"_s << u"production"_s;
        QTest::newRow("staging") << u"staging"_s << u"https://flags.example"_s << u"staging"_s;
        QTest::newRow("acceptance") << u"UAT"_s << u"https://flags.example"_s << u"staging"_s;
        QTest::newRow("preproduction is doubted")
            << u"preprod"_s << u"https://flags.example"_s << u"production"_s;
        QTest::newRow("development") << u"development"_s << u"https://flags.example"_s << u"development"_s;
        QTest::newRow("short") << u"dev"_s << u"https://flags.example"_s << u"development"_s;
        QTest::newRow("local") << u"localhost"_s << u"http://127.0.0.1:8080"_s << u"development"_s;
    }

    void suggestedClass()
    {
        QFETCH(QString, environment);
        QFETCH(QString, url);
        QFETCH(QString, expected);
        QCOMPARE(word(signalbox::suggestedClass(environment, QUrl(url))), expected);
    }

    void loopback_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("expected");
        QTest::newRow("name") << u"localhost"_s << true;
        QTest::newRow("name in capitals") << u"LOCALHOST"_s << true;
        QTest::newRow("address") << u"127.0.0.1"_s << true;
        QTest::newRow("another of the block") << u"127.8.9.1"_s << true;
        QTest::newRow("IPv6") << u"::1"_s << true;
        QTest::newRow("elsewhere") << u"192.0.2.1"_s << false;
        QTest::newRow("begins like it") << u"127.0.0.1.example"_s << false;
        QTest::newRow("a name below it, which a name server may send anywhere") << u"a.localhost"_s << false;
        QTest::newRow("a name above it") << u"localhost.example"_s << false;
        QTest::newRow("any address") << u"0.0.0.0"_s << false;
        QTest::newRow("nothing") << QString() << false;
    }

    void loopback()
    {
        QFETCH(QString, host);
        QFETCH(bool, expected);
        QCOMPARE(isLoopbackHost(host), expected);
    }

    void proxyWordsGoBothWaysAndNameNoUser()
    {
        for (const auto one : {ProxyMode::System, ProxyMode::None, ProxyMode::Http, ProxyMode::Socks5})
            QCOMPARE(proxyModeFromWord(word(one)), std::optional(one));
        QVERIFY(!proxyModeFromWord(u"https"_s));
        NetworkSettings settings;
        QCOMPARE(proxyText(settings), u"system"_s);
        settings.proxy = ProxyMode::Socks5;
        settings.proxyHost = u"proxy.example"_s;
        settings.proxyPort = 1080;
        settings.proxyUser = u"mia"_s;
        QCOMPARE(proxyText(settings), u"socks5 proxy.example:1080"_s);
    }

    void classWordsGoBothWays()
    {
        for (const auto one : {EnvironmentClass::Lab, EnvironmentClass::Development,
                               EnvironmentClass::Staging, EnvironmentClass::Production})
            QCOMPARE(environmentClassFromWord(word(one)), std::optional(one));
        QVERIFY(!environmentClassFromWord(u"Production"_s));
        QVERIFY(!environmentClassFromWord(QString()));
    }
};

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_connection.moc"
