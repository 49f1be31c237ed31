// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/later.h"
#include "operations/doctor.h"
#include "operations/doctorwords.h"
#include "protocol/networkaccess.h"
#include "protocol/networkprobe.h"
#include "support/manualclock.h"
#include "support/patientprovider.h"
#include "support/scriptedserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

/// Answers what the test says, for layers that a test cannot break on a real network.
class FakeProbe final : public NetworkProbe
{
public:
    std::optional<ProxyHop> hop;
    Result<QStringList> addresses = QStringList{u"192.0.2.7"_s, u"192.0.2.8"_s};
    Result<QString> reached = u"192.0.2.7"_s;
    Result<QString> passed = u"192.0.2.7"_s;
    Result<TlsPeer> peer = TlsPeer();
    QStringList asked;

    [[nodiscard]] std::optional<ProxyHop> proxyFor(const QUrl &) const override { return hop; }
    Pending lookUp(const QString &host, Callback<QStringList> done) override
    {
        asked += u"look up "_s + host;
        return later([this, done] { done(addresses); });
    }
    Pending connectTo(const QString &host, quint16 port, Callback<QString> done) override
    {
        asked += u"connect %1:%2"_s.arg(host).arg(port);
        return later([this, done] { done(reached); });
    }
    Pending tunnel(const QUrl &, Callback<QString> done) override
    {
        asked += u"tunnel"_s;
        return later([this, done] { done(passed); });
    }
    Pending handshake(const QUrl &, Callback<TlsPeer> done) override
    {
        asked += u"shake hands"_s;
        return later([this, done] { done(peer); });
    }
};

Error error(ErrorKind kind, const QString &detail = {}, std::optional<int> status = {})
{
    return {kind, detail, status, {}};
}

QString verdicts(const Doctor &doctor)
{
    QStringList words;
    for (const DoctorFinding &finding : doctor.findings())
        words += word(finding.verdict);
    return words.join(u' ');
}

constexpr auto token = "eyJhbGciOi.payload.signature"_L1;

} // namespace

class TestDoctor final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aHealthyServerPassesEveryStep();
    void eachStepCanFail_data();
    void eachStepCanFail();
    void theProxyIsLookedAtFirst();
    void plainHttpThroughAProxyHasNoTunnel();
    void noByteNamesTheBuffering();
    void aGreetingIsNoHeartbeat();
    void anEventCountsAsAHeartbeat();
    void waitingCanBeSkipped();
    void withoutADocumentedHeartbeatSilenceIsAWarning();
    void aStreamThatEndsIsSaid();
    void anAnswerThatNeverComesNamesTheBuffering();
    void aViewerIsToldWithoutFailing();
    void aCertificateThatEndsSoonIsAWarning();
    void cancelledMeansSilent();
    void startsAnew();
    void nothingSecretIsSaid();
    void redactsWhatLooksSecret_data();
    void redactsWhatLooksSecret();
    void aRealProbeSaysWhatItMeets();

private:
    DoctorPatient patient() const;
    void create(const QUrl &url = QUrl(u"https://flags.example"_s));
    void create(const DoctorPatient &patient);
    void run();
    DoctorFinding finding(DoctorStep step) const { return m_doctor->findings().value(int(step)); }
    /// Lets the stream open, then moves time so that a comment counts as a heartbeat.
    void beat(const QByteArray &bytes = ":\n\n");

    ManualClock m_clock;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<NetworkAccess> m_network;
    std::unique_ptr<PatientProvider> m_provider;
    std::unique_ptr<FakeProbe> m_probe;
    std::unique_ptr<Doctor> m_doctor;
    bool m_over = false;
};

void TestDoctor::init()
{
    QTest::failOnWarning(QRegularExpression(u".?"_s));
    m_server = std::make_unique<ScriptedServer>();
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.startStream();
        exchange.write(": hello\n\n");
    });
    m_network = std::make_unique<NetworkAccess>();
    m_provider = std::make_unique<PatientProvider>();
    m_provider->fakeTraits.name = u"Fake"_s;
    m_provider->fakeTraits.heartbeat = 30s;
    m_provider->projects =
        QVector<ProjectEntry>{{ProjectId(u"p1"_s),
                               u"Shop"_s,
                               {{EnvironmentId(u"e1"_s), EnvironmentKey(u"dev"_s), u"Development"_s}}}};
    m_provider->rights = AccountRights{u"developer"_s, true};
    m_provider->stream = StreamRequest{
        m_server->url(u"/stream"_s), {{"Authorization", "Bearer " + QByteArray(token.data(), token.size())}}};
    m_provider->snapshot = Snapshot{QVector<Flag>(3), {}};
    m_probe = std::make_unique<FakeProbe>();
    m_probe->peer = TlsPeer{u"flags.example"_s,
                            u"“Some CA”"_s,
                            toDateTime(m_clock.wallTime()).addDays(90),
                            u"TLS 1.3"_s,
                            true,
                            {},
                            {}};
}

void TestDoctor::cleanup()
{
    m_doctor.reset();
    m_network.reset();
    m_server.reset();
}

DoctorPatient TestDoctor::patient() const
{
    DoctorPatient result;
    result.url = QUrl(u"https://flags.example"_s);
    result.proxy = u"none"_s;
    result.choose = [](const QVector<ProjectEntry> &projects) -> Result<DoctorPatient::Place> {
        if (projects.isEmpty())
            return tl::unexpected(error(ErrorKind::NotFound, u"There is no project."_s));
        return DoctorPatient::Place{projects.first(), projects.first().environments.first()};
    };
    return result;
}

void TestDoctor::create(const QUrl &url)
{
    DoctorPatient one = patient();
    one.url = url;
    create(one);
}

void TestDoctor::create(const DoctorPatient &patient)
{
    m_over = false;
    m_doctor = std::make_unique<Doctor>(*m_probe, *m_network, *m_provider, m_clock, patient);
    connect(m_doctor.get(), &Doctor::finished, this, [this] { m_over = true; });
}

void TestDoctor::run()
{
    m_doctor->start();
    QTRY_VERIFY(m_over || m_doctor->findings().size() == int(DoctorStep::Heartbeat));
}

void TestDoctor::beat(const QByteArray &bytes)
{
    m_clock.advance(5s);
    m_server->lastExchange()->write(bytes);
}

void TestDoctor::aHealthyServerPassesEveryStep()
{
    create();
    QSignalSpy started(m_doctor.get(), &Doctor::stepStarted);
    QSignalSpy healthy(m_doctor.get(), &Doctor::finished);
    run();
    QCOMPARE(m_doctor->findings().size(), int(DoctorStep::Heartbeat));
    beat();
    QTRY_VERIFY(m_over);
    QCOMPARE(verdicts(*m_doctor), u"ok ok skipped ok ok ok ok ok ok ok"_s);
    QCOMPARE(started.size(), qsizetype(doctorSteps.size()));
    QCOMPARE(healthy, QList<QVariantList>{{true}});
    QVERIFY(m_doctor->isHealthy());
    QVERIFY(!m_doctor->diagnosis());
    QCOMPARE(finding(DoctorStep::Name).detail, u"flags.example is 192.0.2.7, with 1 more addresses."_s);
    QVERIFY(finding(DoctorStep::Tls).detail.contains(u"“flags.example”, signed by “Some CA”, valid until"));
    QCOMPARE(finding(DoctorStep::Heartbeat).took, 5000ms);
    QVERIFY(finding(DoctorStep::Snapshot).detail.startsWith(u"3 flags of Shop / Development"));
    QVERIFY(finding(DoctorStep::Permission).detail.contains(u"“developer” may change flags"));
    QCOMPARE(m_provider->changes, 0);
    QCOMPARE(m_server->requests().size(), 1);
    QTRY_COMPARE(m_server->openExchanges(), 0); // the stream was let go
}

void TestDoctor::eachStepCanFail_data()
{
    QTest::addColumn<std::function<void(TestDoctor &)>>("breaks");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("next");
    const auto row = [](const char *name, std::function<void(TestDoctor &)> breaks, const char *expected,
                        const QString &cause, const QString &next) {
        QTest::newRow(name) << std::move(breaks) << QString::fromLatin1(expected) << cause << next;
    };
    row(
        "unknown name",
        [](TestDoctor &t) {
            t.m_probe->addresses = tl::unexpected(error(ErrorKind::NotFound, u"Host not found"_s));
        },
        "failed skipped skipped skipped skipped skipped skipped skipped skipped skipped",
        u"The name of flags.example is not known here (Host not found)."_s, u"Check the spelling"_s);
    row(
        "nobody listens",
        [](TestDoctor &t) {
            t.m_probe->reached = tl::unexpected(error(ErrorKind::Network, u"Connection refused"_s));
        },
        "ok failed skipped skipped skipped skipped skipped skipped skipped skipped",
        u"No connection to flags.example on port 443 (Connection refused)."_s, u"Check the port"_s);
    row(
        "dropped on the way",
        [](TestDoctor &t) { t.m_probe->reached = tl::unexpected(error(ErrorKind::Timeout)); },
        "ok failed skipped skipped skipped skipped skipped skipped skipped skipped",
        u"flags.example on port 443 does not answer."_s, u"A firewall"_s);
    row(
        "proxy password",
        [](TestDoctor &t) {
            t.m_probe->hop = ProxyHop{u"proxy.example"_s, 3128, false};
            t.m_probe->passed = tl::unexpected(error(ErrorKind::Proxy, u"x"_s));
        },
        "ok ok failed skipped skipped skipped skipped skipped skipped skipped",
        u"The proxy does not accept the user name and password."_s, u"Enter them again"_s);
    row(
        "proxy does not pass",
        [](TestDoctor &t) {
            t.m_probe->hop = ProxyHop{u"proxy.example"_s, 3128, false};
            t.m_probe->passed = tl::unexpected(error(ErrorKind::Network, u"denied"_s));
        },
        "ok ok failed skipped skipped skipped skipped skipped skipped skipped",
        u"The proxy does not pass us on to flags.example on port 443 (denied)."_s,
        u"Check the proxy's user"_s);
    row(
        "certificate",
        [](TestDoctor &t) {
            TlsPeer peer;
            peer.complaint = u"The certificate “x” expired."_s;
            peer.remedy = u"Renew it."_s;
            t.m_probe->peer = peer;
        },
        "ok ok skipped failed skipped skipped skipped skipped skipped skipped",
        u"The certificate “x” expired."_s, u"Renew it."_s);
    row(
        "password",
        [](TestDoctor &t) {
            t.m_provider->projects = tl::unexpected(error(ErrorKind::SignInNeeded, {}, 401));
        },
        "ok ok skipped ok failed skipped skipped skipped skipped skipped",
        u"The server does not accept the credentials (status 401)."_s, u"Check e-mail and password"_s);
    row(
        "wrong path",
        [](TestDoctor &t) { t.m_provider->projects = tl::unexpected(error(ErrorKind::NotFound, {}, 404)); },
        "ok ok skipped ok failed skipped skipped skipped skipped skipped",
        u"The server has nothing at this address (status 404)."_s, u"Check the address"_s);
    row(
        "stream refused",
        [](TestDoctor &t) {
            t.m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
                exchange.respond(403, "no stream scope");
            });
        },
        "ok ok skipped ok ok failed skipped skipped ok ok",
        u"The account may not do this (status 403: no stream scope)."_s, u"Ask an administrator"_s);
    row(
        "not a stream",
        [](TestDoctor &t) {
            t.m_server->onRequest(
                [](const ReceivedRequest &, Exchange &exchange) { exchange.respond(200, "{}"); });
        },
        "ok ok skipped ok ok failed skipped skipped ok ok",
        u"The answer is not an event stream (status 200: the answer is not an event stream but application/json)."_s,
        u"Check that the address"_s);
    row(
        "flags",
        [](TestDoctor &t) {
            t.m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.respond(403); });
            t.m_provider->snapshot = tl::unexpected(error(ErrorKind::Server, u"oops"_s, 502));
        },
        "ok ok skipped ok ok failed skipped skipped failed ok",
        u"The account may not do this (status 403)."_s, u"Ask an"_s);
    row(
        "permission",
        [](TestDoctor &t) {
            t.m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.respond(403); });
            t.m_provider->rights = tl::unexpected(error(ErrorKind::BadAnswer, u"not JSON"_s));
        },
        "ok ok skipped ok ok failed skipped skipped ok failed",
        u"The account may not do this (status 403)."_s, u"Ask an"_s);
}

void TestDoctor::eachStepCanFail()
{
    QFETCH(std::function<void(TestDoctor &)>, breaks);
    QFETCH(QString, expected);
    QFETCH(QString, cause);
    QFETCH(QString, next);
    breaks(*this);
    create();
    run();
    QTRY_VERIFY(m_over);
    QCOMPARE(verdicts(*m_doctor), expected);
    QVERIFY(!m_doctor->isHealthy());
    QVERIFY(m_doctor->diagnosis());
    QCOMPARE(m_doctor->diagnosis()->detail, cause);
    QVERIFY2(m_doctor->diagnosis()->next.startsWith(next), qPrintable(m_doctor->diagnosis()->next));
    for (const DoctorFinding &one : m_doctor->findings())
        QVERIFY2(one.detail.endsWith(u'.'), qPrintable(one.detail));
}

void TestDoctor::theProxyIsLookedAtFirst()
{
    m_probe->hop = ProxyHop{u"proxy.example"_s, 3128, false};
    create();
    run();
    QCOMPARE(m_probe->asked, QStringList({u"look up proxy.example"_s, u"connect proxy.example:3128"_s,
                                          u"tunnel"_s, u"shake hands"_s}));
    QCOMPARE(finding(DoctorStep::Proxy).detail, u"The proxy passes us on to flags.example on port 443."_s);
}

void TestDoctor::plainHttpThroughAProxyHasNoTunnel()
{
    m_probe->hop = ProxyHop{u"127.0.0.1"_s, 3128, true};
    create(QUrl(u"http://flags.example"_s));
    run();
    QCOMPARE(m_probe->asked, QStringList{u"connect 127.0.0.1:3128"_s}); // an address needs no look-up
    QCOMPARE(finding(DoctorStep::Name).verdict, DoctorVerdict::Skipped);
    QCOMPARE(finding(DoctorStep::Proxy).verdict, DoctorVerdict::Skipped);
    QCOMPARE(finding(DoctorStep::Tls).verdict, DoctorVerdict::Warning);
    QVERIFY(finding(DoctorStep::Tls).detail.contains(u"anybody on the way"));
}

void TestDoctor::noByteNamesTheBuffering()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) { exchange.startStream(); });
    create();
    QSignalSpy waiting(m_doctor.get(), &Doctor::waiting);
    m_doctor->start();
    QTRY_COMPARE(m_doctor->findings().size(), int(DoctorStep::FirstByte));
    m_clock.advance(44s);
    QCOMPARE(waiting.size(), 44);
    QCOMPARE(m_doctor->findings().size(), int(DoctorStep::FirstByte));
    m_clock.advance(1s);
    const DoctorFinding byte = finding(DoctorStep::FirstByte);
    QCOMPARE(byte.verdict, DoctorVerdict::Failed);
    QCOMPARE(
        byte.detail,
        u"The stream is open, but not a byte came in 45 s; the server documents a heartbeat every 30 s."_s);
    QVERIFY(byte.next.contains(u"proxy_buffering off"));
    QCOMPARE(finding(DoctorStep::Heartbeat).verdict, DoctorVerdict::Skipped);
    QTRY_VERIFY(m_over);
    QCOMPARE(finding(DoctorStep::Snapshot).verdict, DoctorVerdict::Ok);
}

void TestDoctor::aGreetingIsNoHeartbeat()
{
    create();
    run();
    QCOMPARE(finding(DoctorStep::FirstByte).verdict, DoctorVerdict::Ok);
    m_clock.advance(45s);
    QCOMPARE(finding(DoctorStep::Heartbeat).verdict, DoctorVerdict::Failed);
    QVERIFY(finding(DoctorStep::Heartbeat)
                .detail.startsWith(u"After the first byte the stream fell silent for 45 s"));
}

void TestDoctor::anEventCountsAsAHeartbeat()
{
    create();
    run();
    beat("data: {}\n\n");
    QTRY_VERIFY(m_over);
    QCOMPARE(finding(DoctorStep::Heartbeat).verdict, DoctorVerdict::Ok);
    QVERIFY(finding(DoctorStep::Heartbeat).detail.startsWith(u"An event came"));
}

void TestDoctor::waitingCanBeSkipped()
{
    create();
    m_doctor->skip(); // nothing runs
    QVERIFY(!m_doctor->canSkip());
    run();
    QVERIFY(m_doctor->canSkip());
    m_doctor->skip();
    QCOMPARE(finding(DoctorStep::Heartbeat).verdict, DoctorVerdict::Skipped);
    QTRY_VERIFY(m_over);
    QVERIFY(m_doctor->isHealthy());
}

void TestDoctor::withoutADocumentedHeartbeatSilenceIsAWarning()
{
    m_provider->fakeTraits.heartbeat.reset();
    create();
    run();
    m_clock.advance(74s);
    QCOMPARE(m_doctor->findings().size(), int(DoctorStep::Heartbeat));
    m_clock.advance(1s);
    QCOMPARE(finding(DoctorStep::Heartbeat).verdict, DoctorVerdict::Warning);
    QTRY_VERIFY(m_over);
    QVERIFY(m_doctor->isHealthy());
}

void TestDoctor::aStreamThatEndsIsSaid()
{
    create();
    run();
    m_server->lastExchange()->close();
    QTRY_VERIFY(m_over);
    QCOMPARE(finding(DoctorStep::Heartbeat).detail, u"The stream ended (the server closed the stream)."_s);
    QCOMPARE(m_server->requests().size(), 1); // and no second try
}

void TestDoctor::anAnswerThatNeverComesNamesTheBuffering()
{
    m_server->onRequest([](const ReceivedRequest &, Exchange &) {});
    create();
    m_doctor->start();
    QTRY_COMPARE(m_server->requests().size(), 1);
    m_clock.advance(limits::connectTimeout);
    QTRY_VERIFY(m_over);
    QCOMPARE(finding(DoctorStep::ContentType).detail,
             u"The server does not answer the request for the event stream."_s);
    QVERIFY(finding(DoctorStep::ContentType).next.contains(u"X-Accel-Buffering"));
}

void TestDoctor::aViewerIsToldWithoutFailing()
{
    m_provider->rights = AccountRights{u"viewer"_s, false};
    create();
    run();
    m_doctor->skip();
    QTRY_VERIFY(m_over);
    QCOMPARE(finding(DoctorStep::Permission).verdict, DoctorVerdict::Warning);
    QVERIFY(finding(DoctorStep::Permission).detail.contains(u"may watch, but not change"));
    QVERIFY(m_doctor->isHealthy());
    QCOMPARE(m_doctor->diagnosis()->step, DoctorStep::Permission);
}

void TestDoctor::aCertificateThatEndsSoonIsAWarning()
{
    m_probe->peer->expires = toDateTime(m_clock.wallTime()).addDays(13);
    create();
    run();
    QCOMPARE(finding(DoctorStep::Tls).verdict, DoctorVerdict::Warning);
    QVERIFY(finding(DoctorStep::Tls).next.contains(u"renewed"));
}

void TestDoctor::cancelledMeansSilent()
{
    create();
    QSignalSpy findings(m_doctor.get(), &Doctor::stepFinished);
    m_doctor->start();
    m_doctor->cancel();
    QVERIFY(!m_doctor->isRunning());
    QCoreApplication::sendPostedEvents();
    QCOMPARE(findings.size(), 0);

    run();
    const auto before = findings.size();
    m_doctor->cancel();
    m_clock.advance(100s);
    QCOMPARE(findings.size(), before);
    QVERIFY(!m_doctor->isHealthy());
    QTRY_COMPARE(m_server->openExchanges(), 0);
}

void TestDoctor::startsAnew()
{
    m_probe->reached = tl::unexpected(error(ErrorKind::Network));
    create();
    run();
    QTRY_VERIFY(m_over);
    m_probe->reached = u"192.0.2.7"_s;
    m_over = false;
    run();
    m_doctor->skip();
    QTRY_VERIFY(m_over);
    QVERIFY(m_doctor->isHealthy());
    QCOMPARE(m_doctor->findings().size(), qsizetype(doctorSteps.size()));
}

void TestDoctor::nothingSecretIsSaid()
{
    const QString repeated = QString(token);
    m_server->onRequest([repeated](const ReceivedRequest &, Exchange &exchange) {
        exchange.respond(403, "no: Bearer " + repeated.toUtf8() + " of mia@flags.example with tram-ticket");
    });
    DoctorPatient one = patient();
    one.url = QUrl(u"https://flags.example/base"_s);
    one.secrets = {u"tram-ticket"_s, u"mia@flags.example"_s};
    create(one);
    run();
    QTRY_VERIFY(m_over);
    const QString report = m_doctor->report();
    QVERIFY2(report.contains(u"https://flags.example"), qPrintable(report));
    QVERIFY(report.contains(u"Proxy: none"));
    QVERIFY(report.contains(u"→"));
    for (const QString &secret : {repeated, u"tram-ticket"_s, u"mia@"_s, u"/base"_s})
        QVERIFY2(!report.contains(secret), qPrintable(report));
}

void TestDoctor::redactsWhatLooksSecret_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("clean");
    QTest::newRow("nothing") << u"The flag a-b is on."_s << u"The flag a-b is on."_s;
    QTest::newRow("user info") << u"see https://mia:pw@flags.example/x"_s << u"see https://flags.example/x"_s;
    QTest::newRow("query") << u"see https://flags.example/x?token=abc&b=c, please"_s
                           << u"see https://flags.example/x?••••"_s + u" please"_s;
    QTest::newRow("bearer") << u"Authorization: Bearer abc.def"_s << u"Authorization: ••••"_s;
    QTest::newRow("token") << u"got eyJhbGciOi.eyJzdWIi.c2ln here"_s << u"got •••• here"_s;
    QTest::newRow("key") << u"key tgl_sdk_12345 is wrong"_s << u"key •••• is wrong"_s;
    QTest::newRow("a question") << u"Is it on?"_s << u"Is it on?"_s;
    QTest::newRow("given") << u"the word sesame1 it is"_s << u"the word •••• it is"_s;
}

void TestDoctor::redactsWhatLooksSecret()
{
    QFETCH(QString, text);
    QFETCH(QString, clean);
    QCOMPARE(redacted(text, {u"sesame1"_s, {}, u"is"_s}), clean);
}

void TestDoctor::aRealProbeSaysWhatItMeets()
{
    const SystemClock clock;
    SocketProbe probe(*m_network, clock);
    std::optional<Result<QString>> reached;
    const auto take = [&](Result<QString> result) { reached = std::move(result); };
    const Pending first = probe.connectTo(u"127.0.0.1"_s, quint16(m_server->url().port()), take);
    QTRY_VERIFY(reached);
    QVERIFY(*reached);

    const quint16 port = quint16(m_server->url().port());
    m_server->shutDown();
    reached.reset();
    const Pending second = probe.connectTo(u"127.0.0.1"_s, port, take);
    QTRY_VERIFY(reached);
    QVERIFY(!*reached);
    QCOMPARE(reached->error().kind, ErrorKind::Network);

    std::optional<Result<QStringList>> addresses;
    const Pending third =
        probe.lookUp(u"localhost"_s, [&](Result<QStringList> result) { addresses = std::move(result); });
    QTRY_VERIFY(addresses);
    QVERIFY(*addresses);
    QVERIFY(!(*addresses)->isEmpty());
    QVERIFY(!probe.proxyFor(m_server->url()));

    bool called = false;
    Pending dropped = probe.lookUp(u"localhost"_s, [&](const Result<QStringList> &) { called = true; });
    dropped.cancel();
    std::optional<Result<QStringList>> again;
    const Pending last =
        probe.lookUp(u"localhost"_s, [&](Result<QStringList> result) { again = std::move(result); });
    QTRY_VERIFY(again);
    QVERIFY(!called);
}

QTEST_GUILESS_MAIN(TestDoctor)
#include "tst_doctor.moc"
