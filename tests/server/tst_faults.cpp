// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/faultjson.h"
#include "faults/faultset.h"
#include "server/httpprobe.h"
#include "server/server.h"
#include "support/manualclock.h"

#include <QJsonArray>
#include <QTest>

#include <tuple>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString faultsPath = u"/signalbox/faults"_s;

ServerOptions demoOptions()
{
    ServerOptions options;
    options.seed = Seed::Demo;
    options.demoPassword = u"secret"_s;
    options.passwordCost = PasswordCost::Minimal;
    return options;
}

/// data: and : lines of a chunked answer, in order; of events only type and flag.
QStringList linesOf(RawStream &stream)
{
    QStringList lines;
    for (const QByteArray &line : stream.bytes().split('\n')) {
        if (line == ": heartbeat")
            lines.append(u"heartbeat"_s);
        else if (line.startsWith("data: "))
            lines.append(QJsonDocument::fromJson(line.mid(6)).object()[u"flag_key"_s].toString());
    }
    return lines;
}

} // namespace

/// A whole server with faults, seen by an ordinary client and by a bare socket.
class TestFaults : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        begin(demoOptions());
    }

    void cleanup()
    {
        m_streams.clear();
        m_control.reset();
        m_probe.reset();
        m_server.reset();
    }

    // --- chance ---

    void aPlanRepeatsExactly()
    {
        const auto strokesOf = [this](quint32 seed, bool withOthers) {
            FaultSet set(m_clock);
            Fault half = faultOf(FaultKind::Status);
            half.probability = 0.5;
            Fault other = faultOf(FaultKind::Duplicate);
            other.probability = 0.3;
            set.set({seed, {other, half}}, seed);
            QString strokes;
            const auto any = [](const QString &) { return true; };
            for (int i = 0; i < 40; ++i) {
                if (withOthers)
                    std::ignore = set.draw(FaultKind::Duplicate, FaultTarget::Events, any);
                strokes += set.draw(FaultKind::Status, FaultTarget::Reads, any) ? u'x' : u'.';
            }
            return strokes;
        };
        const QString strokes = strokesOf(7, false);
        QVERIFY(strokes.contains(u'x') && strokes.contains(u'.'));
        QCOMPARE(strokesOf(7, false), strokes);
        QCOMPARE(strokesOf(7, true), strokes); // events do not change what befalls requests
        QVERIFY(strokesOf(8, false) != strokes);
    }

    void countAndTimeEndAFault()
    {
        FaultSet set(m_clock);
        Fault twice = faultOf(FaultKind::Status);
        twice.count = 2;
        twice.after = 10s;
        twice.duration = 60s;
        set.set({1, {twice}}, 1);
        const auto strikes = [&set] {
            return set.draw(FaultKind::Status, FaultTarget::Reads, [](const QString &) { return true; })
                   != nullptr;
        };
        const auto phase = [&set] { return word(set.reports().constFirst().phase); };
        QVERIFY(!strikes());
        QCOMPARE(phase(), u"waiting"_s);
        m_clock.advance(10s);
        QVERIFY(strikes());
        QCOMPARE(phase(), u"active"_s);
        set.set({1, {twice, faultOf(FaultKind::Drop)}}, 1); // the same fault goes on
        QVERIFY(strikes());
        QVERIFY(!strikes());
        QCOMPARE(phase(), u"spent"_s);
        m_clock.advance(60s);
        QCOMPARE(phase(), u"over"_s);
    }

    // --- the control ---

    void theControlNeedsItsToken()
    {
        HttpProbe stranger(m_server->url());
        QCOMPARE(stranger.get(faultsPath).status, 401);
        stranger.setBearer(u"nonsense"_s);
        QCOMPARE(stranger.send("DELETE", faultsPath).status, 401);
        QCOMPARE(m_probe->send("PUT", faultsPath, json("{'faults':[]}")).status, 401); // a session is no key
        QVERIFY(m_server->controlToken().size() >= 40);
        QCOMPARE(m_control->get(faultsPath).status, 200);
        QCOMPARE(m_control->send("POST", faultsPath, QByteArray("{}")).status, 405);
    }

    void onlyPracticeAndFaultyServersHaveAControl()
    {
        ServerOptions options = demoOptions();
        options.seed = Seed::Empty;
        begin(options);
        QVERIFY(m_server->controlToken().isEmpty());
        QCOMPARE(m_control->get(faultsPath).status, 404);
        options.faults = FaultPlan{};
        begin(options);
        QCOMPARE(m_control->get(faultsPath).status, 200);
        QVERIFY(m_server->faultSeed());
        options.address = QHostAddress(QHostAddress::AnyIPv4); // others could reach it
        begin(options);
        QVERIFY(m_server->controlToken().isEmpty());
        QCOMPARE(m_control->get(faultsPath).status, 404);
    }

    void aPlanIsSetShownAndCleared()
    {
        QCOMPARE(state().faults.size(), 0);
        const FaultState after = set("{'seed':9,'faults':[{'kind':'status','on':'reads','count':1}]}");
        QCOMPARE(after.seed, quint32(9));
        QCOMPARE(after.faults.size(), 1);
        QVERIFY(after.faults.constFirst().phase == FaultPhase::Active);
        QCOMPARE(m_probe->get(u"/api/v1/projects"_s).status, 503);
        QVERIFY(state().faults.constFirst().phase == FaultPhase::Spent);
        QCOMPARE(state().faults.constFirst().struck, 1);
        QCOMPARE(m_probe->get(u"/api/v1/projects"_s).status, 200);
        QCOMPARE(m_control->send("DELETE", faultsPath).status, 200);
        QCOMPARE(state().faults.size(), 0);
    }

    void aWrongPlanChangesNothing()
    {
        set("{'faults':[{'kind':'half-open'}]}");
        const ProbeAnswer answer =
            m_control->send("PUT", faultsPath, json("{'faults':[{'kind':'half-open','count':-1}]}"));
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.json()[u"message"_s].toString().startsWith(u"faults[0].count"));
        QCOMPARE(state().faults.size(), 1);
    }

    // --- requests ---

    void aStatusIsRefusedAndNotCarriedOut()
    {
        set("{'faults':[{'kind':'status','on':'changes','status':429,'retryAfter':7}]}");
        const bool before = enabled();
        const ProbeAnswer answer = m_probe->send("PATCH", flagPath(), enable(!before));
        QCOMPARE(answer.status, 429);
        QCOMPARE(answer.headers.value("retry-after"), QByteArray("7"));
        QCOMPARE(answer.json()[u"code"_s].toString(), u"rate_limited"_s);
        QCOMPARE(enabled(), before);
        QCOMPARE(m_probe->get(u"/healthz"_s).status, 200);
    }

    void kindsOfRequestsAreToldApart_data()
    {
        QTest::addColumn<QString>("on");
        QTest::addColumn<QString>("struck");
        QTest::newRow("reads") << u"reads"_s << u"read"_s;
        QTest::newRow("changes") << u"changes"_s << u"change"_s;
        QTest::newRow("sign-in") << u"sign-in"_s << u"sign-in"_s;
        QTest::newRow("stream") << u"stream"_s << u"stream"_s;
        QTest::newRow("any") << u"any"_s << u"read change sign-in stream"_s;
    }

    void kindsOfRequestsAreToldApart()
    {
        QFETCH(QString, on);
        QFETCH(QString, struck);
        set(qPrintable(u"{'faults':[{'kind':'status','status':503,'on':'%1'}]}"_s.arg(on)));
        QStringList refused;
        if (m_probe->get(flagPath()).status == 503)
            refused.append(u"read"_s);
        if (m_probe->send("PATCH", flagPath(), enable(true)).status == 503)
            refused.append(u"change"_s);
        if (m_probe->send("POST", u"/api/v1/login"_s, QByteArray("{}")).status == 503)
            refused.append(u"sign-in"_s);
        RawStream &stream = openStream();
        QTRY_VERIFY(stream.has("\r\n\r\n"));
        if (stream.has("HTTP/1.1 503"))
            refused.append(u"stream"_s);
        QCOMPARE(refused.join(u' '), struck);
    }

    void anEnvironmentIsMeantByKeyOrId()
    {
        set("{'faults':[{'kind':'status','environment':'production'}]}");
        QCOMPARE(m_probe->get(flagPath(u"production"_s)).status, 503);
        QCOMPARE(m_probe->get(flagPath(u"staging"_s)).status, 200);
        QCOMPARE(m_probe->get(listPath()).status, 200); // of no single environment
        set(qPrintable(u"{'faults':[{'kind':'status','environment':'%1'}]}"_s.arg(
            Seeder::demoEnvironmentId(u"staging"_s))));
        QCOMPARE(m_probe->get(flagPath(u"production"_s)).status, 200);
        QCOMPARE(m_probe->get(flagPath(u"staging"_s)).status, 503);
    }

    void latencyHoldsARequestBack()
    {
        set("{'faults':[{'kind':'latency','on':'reads','delayMs':5000}]}");
        RawStream reader(m_port, flagPath().toUtf8(), bearer());
        QTRY_COMPARE(state().heldRequests, 1);
        m_clock.advance(4999ms);
        QCOMPARE(state().heldRequests, 1);
        m_clock.advance(1ms);
        QTRY_VERIFY(reader.has("HTTP/1.1 200"));
        QCOMPARE(state().heldRequests, 0);
    }

    void clearingLetsGoOfWhatWaits()
    {
        set("{'faults':[{'kind':'latency','on':'reads','delayMs':500000}]}");
        RawStream reader(m_port, flagPath().toUtf8(), bearer());
        QTRY_COMPARE(state().heldRequests, 1);
        QCOMPARE(m_control->send("DELETE", faultsPath).status, 200);
        QTRY_VERIFY(reader.has("HTTP/1.1 200"));
    }

    void stoppingCarriesNothingOut()
    {
        set("{'faults':[{'kind':'latency','on':'any','delayMs':500000}]}");
        RawStream reader(m_port, flagPath().toUtf8(), bearer());
        QTRY_COMPARE(state().heldRequests, 1);
        m_server->stop();
        QTRY_VERIFY(reader.has("HTTP/1.1 503"));
        m_clock.advance(600s);
    }

    void aDroppedAnswerIsOfACarriedOutChange()
    {
        const bool before = enabled();
        set("{'faults':[{'kind':'drop','when':'before-headers','on':'changes'}]}"); // Qt's client tries twice
        QCOMPARE(m_probe->send("PATCH", flagPath(), enable(!before)).status, 0);
        QCOMPARE(enabled(), !before);
    }

    void aBodyBreaksOffInItsMiddle()
    {
        const qsizetype whole = m_probe->get(listPath()).body.size();
        set("{'faults':[{'kind':'drop','when':'mid-body','on':'reads'}]}");
        RawStream reader(m_port, listPath().toUtf8(), bearer());
        QTRY_VERIFY(reader.has("\r\n\r\n"));
        QTRY_VERIFY(!reader.isOpen());
        QVERIFY(reader.has("Content-Length: " + QByteArray::number(whole)));
        const qsizetype body = reader.bytes().size() - reader.bytes().indexOf("\r\n\r\n") - 4;
        QCOMPARE(body, whole / 2);
    }

    void aBodyTrickles()
    {
        const qsizetype whole = m_probe->get(listPath()).body.size();
        set("{'faults':[{'kind':'slow-body','bytesPerSecond':1000}]}");
        RawStream reader(m_port, listPath().toUtf8(), bearer());
        QTRY_VERIFY(reader.has("\r\n\r\n"));
        const auto arrived = [&reader] {
            return reader.bytes().size() - reader.bytes().indexOf("\r\n\r\n") - 4;
        };
        QCOMPARE(arrived(), 0);
        m_clock.advance(2s);
        QTRY_COMPARE(arrived(), 2000);
        m_clock.advance(std::chrono::seconds(whole / 1000));
        QTRY_COMPARE(arrived(), whole);
    }

    void aWrongContentTypeIsSaid()
    {
        set("{'faults':[{'kind':'content-type','contentType':'text/html; charset=utf-8'}]}");
        QCOMPARE(m_probe->get(listPath()).contentType, QByteArray("text/html; charset=utf-8"));
        RawStream &stream = openStream();
        QTRY_VERIFY(stream.has("Content-Type: text/html; charset=utf-8"));
    }

    // --- lies ---

    void aChangeIsAcceptedAndNotMade()
    {
        set("{'faults':[{'kind':'lie','lie':'not-applied','count':1}]}");
        RawStream &stream = openStream();
        QTRY_COMPARE(m_server->streamCount(), 1);
        const bool before = enabled();
        const ProbeAnswer answer = m_probe->send("PATCH", flagPath(), enable(!before));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json()[u"flag"_s].toObject()[u"enabled"_s].toBool(), !before);
        QCOMPARE(enabled(), before);
        QCOMPARE(m_probe->send("PATCH", flagPath(), enable(!before)).status, 200); // the second is made
        QCOMPARE(enabled(), !before);
        QTRY_COMPARE(linesOf(stream).size(), 1);
    }

    void aChangeIsMadeAndNotTold()
    {
        set("{'faults':[{'kind':'lie','lie':'no-event','count':1}]}");
        RawStream &stream = openStream();
        QTRY_COMPARE(m_server->streamCount(), 1);
        const bool before = enabled();
        QCOMPARE(m_probe->send("PATCH", flagPath(), enable(!before)).status, 200);
        QCOMPARE(enabled(), !before);
        change(u"gift-cards"_s);
        QTRY_COMPARE(linesOf(stream), QStringList{u"gift-cards"_s});
    }

    // --- the clock ---

    void theClockIsWrong()
    {
        set("{'faults':[{'kind':'clock-skew','skew':-3600}]}");
        const QByteArray date = m_probe->get(listPath()).headers.value("date");
        const auto time =
            QLocale::c().toDateTime(QString::fromLatin1(date), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
        QCOMPARE(time.date(), toDateTime(m_clock.wallTime()).date());
        QCOMPARE(time.time().hour(), toDateTime(m_clock.wallTime() - 1h).time().hour());
        RawStream &stream = openStream();
        QTRY_COMPARE(m_server->streamCount(), 1);
        change(u"gift-cards"_s);
        QTRY_VERIFY(stream.has("\"timestamp\":"));
        const QByteArray bytes = stream.bytes();
        const qint64 stamp =
            bytes.mid(bytes.indexOf("\"timestamp\":") + 12).split('}').constFirst().toLongLong();
        const qint64 now =
            std::chrono::floor<std::chrono::seconds>(m_clock.wallTime().time_since_epoch()).count();
        QVERIFY2(std::abs(now - 3600 - stamp) <= 1, bytes.constData());
    }

    // --- streams ---

    void aHalfOpenStreamSaysNothingUntilTheFaultEnds()
    {
        RawStream &stream = openStream();
        QTRY_COMPARE(m_server->streamCount(), 1);
        change(u"gift-cards"_s);
        QTRY_COMPARE(linesOf(stream).size(), 1);
        QCOMPARE(set("{'faults':[{'kind':'half-open'}]}").silentStreams, 1);
        change(u"gift-cards"_s);
        m_clock.advance(120s);
        RawStream &later = openStream();
        QTRY_COMPARE(state().silentStreams, 2);
        QTRY_VERIFY(later.has("HTTP/1.1 200"));
        QVERIFY(stream.isOpen());
        QCOMPARE(linesOf(stream).size(), 1);
        QCOMPARE(linesOf(later).size(), 0);
        QCOMPARE(m_control->send("DELETE", faultsPath).status, 200);
        QTRY_VERIFY(!stream.isOpen());
        QTRY_VERIFY(!later.isOpen());
        RawStream &sound = openStream();
        QTRY_COMPARE(m_server->streamCount(), 1);
        change(u"gift-cards"_s);
        QTRY_COMPARE(linesOf(sound).size(), 1);
    }

    void aHalfOpenStreamEndsWithItsTime()
    {
        RawStream &stream = openStream();
        QTRY_COMPARE(m_server->streamCount(), 1);
        set("{'faults':[{'kind':'half-open','after':5,'for':10}]}");
        QCOMPARE(state().silentStreams, 0);
        m_clock.advance(5s);
        QCOMPARE(state().silentStreams, 1);
        m_clock.advance(10s);
        QTRY_VERIFY(!stream.isOpen());
        QTRY_COMPARE(state().streams, 0);
    }

    void anOpenStreamBreaks()
    {
        RawStream &stream = openStream();
        QTRY_COMPARE(m_server->streamCount(), 1);
        set("{'faults':[{'kind':'drop','when':'open-stream','delayMs':3000}]}");
        m_clock.advance(2999ms);
        QCOMPARE(state().streams, 1);
        QVERIFY(stream.isOpen());
        m_clock.advance(1ms);
        QTRY_VERIFY(!stream.isOpen());
    }

    void eventsComeInLumps()
    {
        RawStream &stream = openStream();
        QTRY_COMPARE(m_server->streamCount(), 1);
        set("{'faults':[{'kind':'clumping','every':40}]}");
        change(u"gift-cards"_s);
        change(u"new-checkout"_s);
        QCOMPARE(state().heldFrames, 2);
        m_clock.advance(40s); // a heartbeat at 30 s is held as well, or went with them
        QTRY_VERIFY(linesOf(stream).size() >= 2);
        QCOMPARE(linesOf(stream).mid(0, 2), QStringList({u"gift-cards"_s, u"new-checkout"_s}));
        m_clock.advance(40s);
        QTRY_VERIFY(linesOf(stream).contains(u"heartbeat"_s));
    }

    void lateEventsKeepTheirOrder()
    {
        RawStream &stream = openStream();
        QTRY_COMPARE(m_server->streamCount(), 1);
        set("{'seed':3,'faults':[{'kind':'latency','on':'events','delayMs':10,'jitterMs':5000}]}");
        QStringList changed;
        for (int i = 0; i < 6; ++i) {
            changed.append(i % 2 ? u"gift-cards"_s : u"new-checkout"_s);
            change(changed.constLast());
            m_clock.advance(100ms);
        }
        QVERIFY(state().heldFrames > 0);
        m_clock.advance(6s);
        QTRY_COMPARE(linesOf(stream), changed);
    }

    void eventsAreDoubledSwappedAndCut()
    {
        RawStream &stream = openStream();
        QTRY_COMPARE(m_server->streamCount(), 1);
        set("{'faults':[{'kind':'duplicate','count':1}]}");
        change(u"gift-cards"_s);
        QTRY_COMPARE(linesOf(stream), QStringList({u"gift-cards"_s, u"gift-cards"_s}));
        set("{'faults':[{'kind':'reorder','count':1}]}");
        change(u"new-checkout"_s);
        change(u"gift-cards"_s);
        QTRY_COMPARE(linesOf(stream).mid(2), QStringList({u"gift-cards"_s, u"new-checkout"_s}));
        set("{'faults':[{'kind':'reorder','count':1}]}");
        change(u"new-checkout"_s); // nothing follows: it does not wait for ever
        m_clock.advance(2s);
        QTRY_COMPARE(linesOf(stream).size(), 5);
        set("{'faults':[{'kind':'truncate','count':1}]}");
        const qsizetype before = stream.bytes().size();
        change(u"gift-cards"_s);
        QTRY_VERIFY(stream.bytes().size() > before);
        QVERIFY(!stream.bytes().mid(before).contains("}\n\n"));
    }

    void faultsOfOneEnvironmentLeaveTheOthersAlone()
    {
        RawStream &stream = openStream();
        QTRY_COMPARE(m_server->streamCount(), 1);
        set("{'faults':[{'kind':'duplicate','environment':'staging'}]}");
        change(u"gift-cards"_s, u"production"_s);
        change(u"gift-cards"_s, u"staging"_s);
        QTRY_COMPARE(linesOf(stream).size(), 3);
    }

private:
    void begin(const ServerOptions &options)
    {
        cleanup();
        m_clock.setWallTime(WallTime(1'781'187'600'000ms));
        m_server = std::make_unique<Server>(m_clock, options);
        const auto port = m_server->start();
        QVERIFY(port);
        m_port = *port;
        m_probe = std::make_unique<HttpProbe>(m_server->url());
        m_control = std::make_unique<HttpProbe>(m_server->url());
        m_control->setBearer(QString::fromLatin1(m_server->controlToken()));
        m_bearer =
            m_probe
                ->send("POST", u"/api/v1/login"_s,
                       QJsonObject{{u"username"_s, m_server->login()->email}, {u"password"_s, u"secret"_s}})
                .json()[u"token"_s]
                .toString();
        m_probe->setBearer(m_bearer);
    }

    FaultState set(const char *plan)
    {
        const ProbeAnswer answer = m_control->send("PUT", faultsPath, json(plan));
        const auto state = readFaultState(answer.body);
        if (answer.status != 200 || !state)
            qFatal("the plan was refused: %s", answer.body.constData());
        return *state;
    }
    [[nodiscard]] FaultState state()
    {
        return readFaultState(m_control->get(faultsPath).body).value_or(FaultState());
    }

    [[nodiscard]] QByteArray bearer() const { return "Authorization: Bearer " + m_bearer.toUtf8() + "\r\n"; }
    RawStream &openStream()
    {
        m_streams.push_back(std::make_unique<RawStream>(m_port, "/api/v1/stream", bearer()));
        return *m_streams.back();
    }

    [[nodiscard]] static QString listPath()
    {
        return u"/api/v1/projects/%1/flags"_s.arg(Seeder::demoProjectId());
    }
    [[nodiscard]] static QString flagPath(const QString &environment = u"production"_s,
                                          const QString &flag = u"new-checkout"_s)
    {
        return listPath() + u'/'
               + Seeder::stableId(u"flag/"_s + Seeder::demoEnvironmentId(environment) + u'/' + flag);
    }
    [[nodiscard]] static QByteArray enable(bool on)
    {
        return on ? QByteArray("{\"enabled\":true}") : QByteArray("{\"enabled\":false}");
    }
    [[nodiscard]] bool enabled()
    {
        return m_probe->get(flagPath()).json()[u"flag"_s].toObject()[u"enabled"_s].toBool();
    }
    void change(const QString &flag, const QString &environment = u"production"_s)
    {
        QCOMPARE(m_probe->send("PATCH", flagPath(environment, flag), QByteArray("{\"name\":\"x\"}")).status,
                 200);
    }

    ManualClock m_clock;
    std::unique_ptr<Server> m_server;
    std::unique_ptr<HttpProbe> m_probe;
    std::unique_ptr<HttpProbe> m_control;
    std::vector<std::unique_ptr<RawStream>> m_streams;
    QString m_bearer;
    quint16 m_port = 0;
};

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
