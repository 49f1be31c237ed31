// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/ctlprocess.h"
#include "apps/startedpractice.h"
#include "network/certificates.h"
#include "network/nginx.h"
#include "network/proxies.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace signalbox;

/// signalboxctl and signalboxd with a real TLS server and real proxies between them.
class TestCtlNetwork final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_practice = std::make_unique<StartedPractice>(QStringLiteral(SIGNALBOXD),
                                                       QStringList{u"--heartbeat"_s, u"1"_s});
        QVERIFY(m_practice->isReady());
        m_nginx = std::make_unique<Nginx>(m_certificates);
        for (const QString &problem : {m_certificates.create(), m_nginx->start((*m_practice)->url),
                                       m_http.start(u"mia"_s, u"tram"_s), m_socks.start(u"mia"_s, u"tram"_s)})
            QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    void cleanupTestCase() { m_practice.reset(); }
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void everyWayLists_watchesAndSets_data()
    {
        QTest::addColumn<int>("face");
        QTest::addColumn<QStringList>("options");
        const auto row = [](const char *name, Nginx::Face face, const QStringList &options) {
            QTest::newRow(name) << int(face) << options;
        };
        const QStringList ca{u"--ca-file"_s, m_certificates.certificate(u"ca"_s)};
        const QStringList direct{u"--proxy"_s, u"none"_s};
        row("TLS", Nginx::Face::Good, ca + direct);
        row("HTTP/2", Nginx::Face::Http2, ca + direct);
        row("client certificate", Nginx::Face::ClientOnly,
            ca + direct
                + QStringList{u"--client-cert"_s, m_certificates.certificate(u"client"_s), u"--client-key"_s,
                              m_certificates.lockedKey()});
        row("HTTP proxy", Nginx::Face::Good,
            ca + QStringList{u"--proxy"_s, u"http://mia@127.0.0.1:%1"_s.arg(m_http.port())});
        row("SOCKS5 proxy", Nginx::Face::Good,
            ca + QStringList{u"--proxy"_s, u"socks5://mia@127.0.0.1:%1"_s.arg(m_socks.port())});
    }

    void everyWayLists_watchesAndSets()
    {
        QFETCH(int, face);
        QFETCH(QStringList, options);
        const QString url = m_nginx->url(Nginx::Face(face)).toString();
        const QStringList server =
            QStringList{u"--url"_s, url, u"--environment"_s, u"development"_s, u"--json"_s} + options;

        const auto list = ctl();
        QCOMPARE(list->run(QStringList{u"list"_s} + server), 0);
        QVERIFY(list->lines().size() > 5);

        const auto watch = ctl();
        watch->start(QStringList{u"watch"_s} + server);
        QTRY_VERIFY_WITH_TIMEOUT(!watch->lines(u"state"_s, u"live"_s).isEmpty(), 30'000);

        const QJsonObject flag = list->lines(u"flag"_s, u"new-checkout"_s).value(0);
        const QString wanted = flag.value(u"enabled"_s).toBool() ? u"off"_s : u"on"_s;
        const auto set = ctl();
        const int code =
            set->run(QStringList{u"set"_s, u"new-checkout"_s, wanted, u"--reason"_s, u"a test"_s} + server);
        QVERIFY2(code == 0, set->messages().constData());
        QVERIFY(!set->lines(u"stage"_s, u"confirmed"_s).isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(!watch->lines(u"flag"_s, u"new-checkout"_s).isEmpty(), 30'000);

        QString key;
        for (const PracticeServerReady::Key &one : std::as_const((*m_practice)->keys)) {
            if (one.environment == u"development" && one.scope == u"stream")
                key = one.secret;
        }
        const auto stream = ctl();
        stream->start(QStringList{u"stream"_s, url + u"/api/v1/stream"_s, u"--header"_s,
                                  u"X-API-Key: "_s + key, u"--comments"_s, u"--json"_s}
                      + options);
        QTRY_VERIFY_WITH_TIMEOUT(!stream->lines(u"comment"_s, u" heartbeat"_s).isEmpty(), 30'000);
        stream->signal(SIGINT);
        watch->signal(SIGINT);
        QTRY_VERIFY(!stream->isRunning() && !watch->isRunning());
        QCOMPARE(stream->exitCode(), 130);
    }

    void theFailingCertificateIsNamed()
    {
        const auto list = ctl();
        QCOMPARE(list->run({u"list"_s, u"--proxy"_s, u"none"_s, u"--url"_s,
                            m_nginx->url(Nginx::Face::Good).toString()}),
                 1);
        QVERIFY2(list->messages().contains("“Flag server” (signed by “Signalbox test CA”)"),
                 list->messages().constData());
        QVERIFY(list->messages().contains("--ca-file"));
    }

    void aServerThatWantsACertificateSaysSo()
    {
        const auto list = ctl();
        QCOMPARE(list->run({u"list"_s, u"--proxy"_s, u"none"_s, u"--ca-file"_s,
                            m_certificates.certificate(u"ca"_s), u"--url"_s,
                            m_nginx->url(Nginx::Face::ClientOnly).toString()}),
                 3);
        QVERIFY2(list->messages().contains("No required SSL certificate was sent"),
                 list->messages().constData());
        QVERIFY2(!list->messages().contains('<'), list->messages().constData());
    }

    void aWrongProxyPasswordIsAPlainError()
    {
        const auto list = ctl();
        list->setEnvironment(u"SIGNALBOX_PROXY_PASSWORD"_s, u"bus"_s);
        QCOMPARE(list->run({u"list"_s, u"--proxy"_s, u"http://mia@127.0.0.1:%1"_s.arg(m_http.port()),
                            u"--url"_s, m_nginx->url(Nginx::Face::Good).toString()}),
                 1);
        QVERIFY2(list->messages().contains("it refuses the user name and password"),
                 list->messages().constData());
        QVERIFY(!list->messages().contains("bus"));
    }

    void aFileThatCannotBeReadEndsBeforeAnythingIsSent()
    {
        const auto list = ctl();
        QCOMPARE(list->run({u"list"_s, u"--ca-file"_s, m_certificates.path(u"none.pem"_s), u"--url"_s,
                            m_nginx->url(Nginx::Face::Good).toString()}),
                 1);
        QVERIFY(list->messages().contains("none.pem cannot be read"));
    }

    void plainHttpElsewhereNeedsAWord()
    {
        const auto list = ctl();
        QCOMPARE(list->run({u"list"_s, u"--url"_s, u"http://flags.invalid"_s}), 2);
        QVERIFY(list->messages().contains("--allow-plain-http"));

        const auto stream = ctl();
        stream->start({u"stream"_s, u"http://flags.invalid/s"_s, u"--proxy"_s, u"none"_s});
        QTRY_VERIFY(stream->messages().contains("Plain http"));
        stream->signal(SIGINT);
        QTRY_VERIFY(!stream->isRunning());
    }

private:
    std::unique_ptr<CtlProcess> ctl() const
    {
        auto process =
            std::make_unique<CtlProcess>(m_folder.path(), (*m_practice)->email, (*m_practice)->password);
        process->setEnvironment(u"SIGNALBOX_PROXY_PASSWORD"_s, u"tram"_s);
        process->setEnvironment(u"SIGNALBOX_KEY_PASSPHRASE"_s, u"open sesame"_s);
        process->setEnvironment(u"LSAN_OPTIONS"_s,
                                u"suppressions=" SIGNALBOX_SUPPRESSIONS ":print_suppressions=0"_s);
        return process;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<StartedPractice> m_practice;
    Certificates m_certificates;
    std::unique_ptr<Nginx> m_nginx;
    HttpProxy m_http;
    SocksProxy m_socks;
};

QTEST_GUILESS_MAIN(TestCtlNetwork)
#include "tst_ctlnetwork.moc"
