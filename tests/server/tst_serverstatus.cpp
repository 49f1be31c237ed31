// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/status/serverstatus.h"

#include "server/flagdashfixture.h"
#include "server/status/metricswriter.h"
#include "server/status/ratesampler.h"
#include "server/status/statuspages.h"
#include "support/manualclock.h"

#include <QJsonDocument>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The sample with this name and these labels; -1 where there is none.
double sampleOf(const QByteArray &text, const QByteArray &name)
{
    for (const QByteArray &line : text.split('\n')) {
        if (line.startsWith(QByteArray(name + ' ')))
            return line.mid(name.size() + 1).toDouble();
    }
    return -1;
}

HttpCall callOf(const QString &path, const QString &from, const QByteArray &bearer = {})
{
    HttpCall call;
    call.method = "GET";
    call.path = path;
    call.remoteAddress = from;
    if (!bearer.isEmpty())
        call.headers.append({"authorization", bearer});
    return call;
}

/// Whether the status page lets @p call in.
int statusFor(const HttpCall &asked, const QByteArray &token)
{
    int calls = 0;
    StatusPages pages(token, [&calls] {
        ++calls;
        return ServerStatus();
    });
    const ManualClock clock;
    HttpServer server(clock, {}, [&](const HttpCall &call, HttpReply reply) {
        HttpCall made = asked;
        made.method = call.method;
        pages.handle(made, std::move(reply));
    });
    HttpProbe probe(
        QUrl(u"http://127.0.0.1:%1"_s.arg(server.listen(QHostAddress::LocalHost, 0).value_or(0))));
    const int status = probe.get(asked.path).status;
    return calls == (status == 200 ? 1 : 0) ? status : -1;
}

} // namespace

class TestServerStatus : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void labelsAreEscaped()
    {
        MetricsWriter out;
        out.gauge("a", "What it is.");
        out.sample(1.5, {{"x", u"q\"b\\n\nz"_s}, {"y", u""_s}});
        out.sample(quint64(18'446'744'073'709'551'615U));
        QCOMPARE(out.text(), QByteArray("# HELP signalbox_a What it is.\n# TYPE signalbox_a gauge\n"
                                        "signalbox_a{x=\"q\\\"b\\\\n\\nz\",y=\"\"} 1.5\n"
                                        "signalbox_a 18446744073709551615\n"));
    }

    void ratesAreOfTheLastSeconds()
    {
        ManualClock clock;
        RateSampler::Counts counts;
        const RateSampler rates(clock, [&counts] { return counts; });
        QCOMPARE(rates.rates().window, 0s);
        QCOMPARE(rates.rates().changes, 0.0);
        counts.changes = 6;
        counts.events = 60;
        for (int second = 0; second < 3; ++second)
            clock.advance(1s);
        QCOMPARE(rates.rates().window, 3s);
        QCOMPARE(rates.rates().changes, 2.0);
        QCOMPARE(rates.rates().events, 20.0);
        for (int second = 0; second < 60; ++second)
            clock.advance(1s);
        QCOMPARE(rates.rates().window, 10s); // what was a minute ago does not count any more
        QCOMPARE(rates.rates().changes, 0.0);
        counts.requests = 100;
        clock.advance(1s);
        QCOMPARE(rates.rates().requests, 10.0);
    }

    void itTellsWhatHappened()
    {
        FlagDashFixture site;
        const qint64 seeded = site.clock.wallTime().time_since_epoch().count();
        RawStream flagDash(site.port, "/api/v1/sse",
                           "Authorization: Bearer " + site.key(u"production"_s).toUtf8() + "\r\n");
        RawStream other(site.port, "/api/v1/sse",
                        "Authorization: Bearer " + site.key(u"staging"_s).toUtf8() + "\r\n");
        RawStream back(site.port, "/api/v1/stream",
                       "Authorization: Bearer " + site.sessionOf(u"demo@signalbox.example"_s).toUtf8()
                           + "\r\nLast-Event-ID: x\r\n");
        QTRY_COMPARE(site.server->streamCount(), 3);
        QCOMPARE(site.probe->send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 200);
        HttpProbe program = site.probeWith(site.key(u"production"_s));
        QCOMPARE(program.get(u"/api/v1/flags/dark-mode"_s).status, 200);
        QCOMPARE(program.get(u"/api/v1/flags/nope"_s).status, 404);
        QTRY_VERIFY(flagDash.has("flag.toggled") && back.has("flag.updated"));
        site.clock.advance(2s);

        HttpProbe stranger(site.server->url());
        const ProbeAnswer metrics = stranger.get(u"/metrics"_s);
        QCOMPARE(metrics.status, 200);
        QVERIFY(metrics.contentType.startsWith("text/plain; version=0.0.4"));
        const QByteArray &text = metrics.body;
        QCOMPARE(sampleOf(text, "signalbox_streams{dialect=\"flagdash\"}"), 2.0);
        QCOMPARE(sampleOf(text, "signalbox_streams{dialect=\"togul\"}"), 1.0);
        QCOMPARE(sampleOf(text, "signalbox_stream_events_total{dialect=\"flagdash\"}"), 1.0);
        QCOMPARE(sampleOf(text, "signalbox_stream_events_total{dialect=\"togul\"}"), 1.0);
        QCOMPARE(sampleOf(text, "signalbox_stream_resumes_total{dialect=\"togul\",outcome=\"resync\"}"), 1.0);
        QCOMPARE(sampleOf(text, "signalbox_http_requests_total{class=\"4xx\"}"), 1.0);
        QVERIFY(sampleOf(text, "signalbox_http_requests_total{class=\"2xx\"}") >= 5);
        QCOMPARE(sampleOf(text, "signalbox_evaluations_total"), 2.0);
        QCOMPARE(sampleOf(text, "signalbox_changes_total"), 1.0);
        QCOMPARE(sampleOf(text, "signalbox_outbox_head"), double(seeded + 1));
        QCOMPARE(sampleOf(text, "signalbox_outbox_position"), double(seeded + 1));
        QCOMPARE(sampleOf(text, "signalbox_uptime_seconds"), 2.0);
        QVERIFY(sampleOf(text, "signalbox_resident_memory_bytes") > 1e6);
        QVERIFY(text.contains("signalbox_build_info{version=\"" SIGNALBOX_VERSION "\",region=\"\"} 1\n"));
        for (const QByteArray &line : text.split('\n')) // the exposition format, line by line
            QVERIFY2(
                line.isEmpty() || line.startsWith("# HELP signalbox_") || line.startsWith("# TYPE signalbox_")
                    || QRegularExpression(
                           u"^signalbox_[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*\\})? [0-9.e+]+$"_s)
                           .match(QString::fromUtf8(line))
                           .hasMatch(),
                line.constData());

        const QJsonObject status = stranger.get(u"/signalbox/status"_s).json();
        QCOMPARE(status[u"streams"_s].toObject()[u"flagdash"_s].toObject()[u"open"_s].toInt(), 2);
        QCOMPARE(status[u"outbox"_s].toObject()[u"head"_s].toInteger(), seeded + 1);
        QCOMPARE(status[u"rates"_s].toObject()[u"windowSeconds"_s].toInt(), 2);
        QCOMPARE(status[u"region"_s], QJsonValue(QJsonValue::Null));
        QCOMPARE(stranger.send("POST", u"/metrics"_s).status, 405);
        QCOMPARE(stranger.get(u"/metrics/x"_s).status, 404);
    }

    void onlyWhoMaySeesIt_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("shown");
        QTest::addColumn<int>("status");
        QTest::newRow("this machine") << u"127.0.0.1"_s << QByteArray() << QByteArray() << 200;
        QTest::newRow("this machine, IPv6") << u"::1"_s << QByteArray() << QByteArray() << 200;
        QTest::newRow("another machine") << u"192.0.2.7"_s << QByteArray() << QByteArray() << 403;
        QTest::newRow("another machine, any token")
            << u"192.0.2.7"_s << QByteArray() << QByteArray("Bearer x") << 403;
        QTest::newRow("an empty token is none")
            << u"192.0.2.7"_s << QByteArray() << QByteArray("Bearer ") << 403;
        QTest::newRow("this machine without the token")
            << u"127.0.0.1"_s << QByteArray("t") << QByteArray() << 401;
        QTest::newRow("the token") << u"192.0.2.7"_s << QByteArray("t") << QByteArray("bearer t") << 200;
        QTest::newRow("a wrong token") << u"127.0.0.1"_s << QByteArray("t") << QByteArray("Bearer tt") << 401;
        QTest::newRow("another scheme") << u"127.0.0.1"_s << QByteArray("t") << QByteArray("Basic t") << 401;
        QTest::newRow("no address") << u""_s << QByteArray() << QByteArray() << 403;
    }

    void onlyWhoMaySeesIt()
    {
        QFETCH(QString, from);
        QFETCH(QByteArray, token);
        QFETCH(QByteArray, shown);
        QFETCH(int, status);
        for (const QString &path : {u"/metrics"_s, u"/signalbox/status"_s})
            QCOMPARE(statusFor(callOf(path, from, shown), token), status);
    }
};

QTEST_GUILESS_MAIN(TestServerStatus)
#include "tst_serverstatus.moc"
