// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/faultjson.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray json(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

QString mistakeIn(const QByteArray &text)
{
    const auto plan = readFaultPlan(text);
    return plan ? u"(none)"_s : plan.error().detail;
}

QByteArray oneFault(const char *fields)
{
    return "{\"faults\":[" + json(fields) + "]}";
}

} // namespace

class TestFaultJson : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void everyFieldArrives()
    {
        const auto plan = readFaultPlan(json("{'seed':42,'faults':["
                                             "{'kind':'latency','on':'events','environment':'production',"
                                             "'probability':0.5,'count':3,'after':1.5,'for':60,"
                                             "'delayMs':200,'jitterMs':100},"
                                             "{'kind':'drop','when':'open-stream','delayMs':5000},"
                                             "{'kind':'status','on':'reads','status':429,'retryAfter':7},"
                                             "{'kind':'clumping','every':2.5},"
                                             "{'kind':'slow-body','bytesPerSecond':50},"
                                             "{'kind':'lie','lie':'no-event'},"
                                             "{'kind':'content-type','on':'stream','contentType':'text/x'},"
                                             "{'kind':'clock-skew','skew':-90}]}"));
        QVERIFY2(plan, plan ? "" : qPrintable(plan.error().detail));
        QCOMPARE(plan->seed, std::optional<quint32>(42));
        QCOMPARE(plan->faults.size(), 8);
        Fault latency = faultOf(FaultKind::Latency);
        latency.target = FaultTarget::Events;
        latency.environment = u"production"_s;
        latency.probability = 0.5;
        latency.count = 3;
        latency.after = 1500ms;
        latency.duration = 60s;
        latency.delay = 200ms;
        latency.jitter = 100ms;
        QVERIFY(plan->faults.at(0) == latency);
        QVERIFY(plan->faults.at(1).when == DropPoint::OpenStream);
        QVERIFY(plan->faults.at(1).target == FaultTarget::Stream);
        QVERIFY(plan->faults.at(1).delay == 5s);
        QCOMPARE(plan->faults.at(2).status, 429);
        QVERIFY(plan->faults.at(2).retryAfter == 7s);
        QVERIFY(plan->faults.at(3).every == 2500ms);
        QCOMPARE(plan->faults.at(4).bytesPerSecond, 50);
        QVERIFY(plan->faults.at(4).target == FaultTarget::Reads);
        QVERIFY(plan->faults.at(5).lie == LieKind::NoEvent);
        QCOMPARE(plan->faults.at(6).contentType, u"text/x"_s);
        QVERIFY(plan->faults.at(7).skew == -90s);

        const auto again = readFaultPlan(writeFaultPlan(*plan));
        QVERIFY2(again, again ? "" : qPrintable(again.error().detail));
        QVERIFY(*again == *plan);
    }

    void everyKindStandsAloneAndComesBack()
    {
        for (int number = 0; number < faultKindCount; ++number) {
            const auto kind = FaultKind(number);
            QCOMPARE(faultKindFromWord(word(kind)), std::optional(kind));
            Fault fault = faultOf(kind);
            if (kind == FaultKind::Latency)
                fault.delay = 1ms;
            if (kind == FaultKind::ClockSkew)
                fault.skew = 1s;
            const FaultPlan plan{std::nullopt, {fault}};
            const auto read = readFaultPlan(writeFaultPlan(plan));
            QVERIFY2(read, qPrintable(word(kind)));
            QVERIFY2(*read == plan, qPrintable(word(kind)));
        }
    }

    void aMistakeIsNamedWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("mistake");
        QTest::newRow("not JSON") << QByteArray("{\n  \"faults\": [,]\n}") << u"line 2, column"_s;
        QTest::newRow("a list") << QByteArray("[]") << u"a fault plan is a JSON object"_s;
        QTest::newRow("no faults") << QByteArray("{}") << u"faults: a list"_s;
        QTest::newRow("unknown word")
            << json("{'faults':[],'sed':1}") << u"sed: unknown here; known are seed"_s;
        QTest::newRow("seed") << json("{'faults':[],'seed':-1}") << u"seed: a whole number from 0"_s;
        QTest::newRow("seed is text") << json("{'faults':[],'seed':'x'}") << u"seed: a whole number"_s;
        QTest::newRow("a fault is a number") << json("{'faults':[1]}") << u"faults[0]: an object"_s;
        QTest::newRow("no kind") << oneFault("{}") << u"faults[0].kind: missing"_s;
        QTest::newRow("kind") << oneFault("{'kind':'slow'}") << u"faults[0].kind: one of latency, drop"_s;
        QTest::newRow("field of another kind")
            << oneFault("{'kind':'status','delayMs':5}") << u"faults[0].delayMs: unknown here"_s;
        QTest::newRow("second fault")
            << json("{'faults':[{'kind':'half-open'},{'kind':'half-open','probability':2}]}")
            << u"faults[1].probability: a number from 0 to 1"_s;
        QTest::newRow("count of none") << oneFault("{'kind':'half-open','count':0}") << u"count: a whole"_s;
        QTest::newRow("half a count") << oneFault("{'kind':'half-open','count':1.5}") << u"count: a whole"_s;
        QTest::newRow("target of none") << oneFault("{'kind':'half-open','on':'reads'}") << u".on: unknown"_s;
        QTest::newRow("target") << oneFault("{'kind':'status','on':'events'}") << u".on: one of any, reads"_s;
        QTest::newRow("no latency") << oneFault("{'kind':'latency'}") << u".delayMs: a latency needs"_s;
        QTest::newRow("delay of a dropped answer")
            << oneFault("{'kind':'drop','delayMs':5}") << u".delayMs: only with"_s;
        QTest::newRow("open stream of reads")
            << oneFault("{'kind':'drop','when':'open-stream','on':'reads'}") << u".on: an open stream"_s;
        QTest::newRow("status") << oneFault("{'kind':'status','status':200}")
                                << u".status: a whole number from 400"_s;
        QTest::newRow("no skew") << oneFault("{'kind':'clock-skew'}") << u".skew: seconds"_s;
        QTest::newRow("skew of one environment")
            << oneFault("{'kind':'clock-skew','skew':1,'environment':'x'}")
            << u".environment: a server has"_s;
        QTest::newRow("a line end in a header")
            << oneFault("{'kind':'content-type','contentType':'a\\r\\nb'}") << u".contentType: printable"_s;
        QTest::newRow("environment") << oneFault("{'kind':'half-open','environment':''}")
                                     << u".environment: text"_s;
        QTest::newRow("too large") << QByteArray(70'000, ' ') << u"more than 65536 bytes"_s;
    }

    void aMistakeIsNamedWithItsPlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, mistake);
        QVERIFY2(mistakeIn(text).contains(mistake), qPrintable(mistakeIn(text)));
    }

    void tooManyFaultsAreNotAPlan()
    {
        FaultPlan plan;
        plan.faults.fill(faultOf(FaultKind::HalfOpen), limits::faultsPerPlan);
        QVERIFY(readFaultPlan(writeFaultPlan(plan)));
        plan.faults.append(faultOf(FaultKind::HalfOpen));
        QVERIFY(mistakeIn(writeFaultPlan(plan)).contains(u"at most 100"));
    }

    void theStateComesBackAsItWasSaid()
    {
        FaultState state;
        state.seed = 4'294'967'295;
        state.streams = 2;
        state.silentStreams = 1;
        state.heldFrames = 3;
        state.heldRequests = 4;
        Fault status = faultOf(FaultKind::Status);
        status.count = 1;
        state.faults = {{faultOf(FaultKind::HalfOpen), FaultPhase::Active, 1},
                        {status, FaultPhase::Spent, 1},
                        {faultOf(FaultKind::Reorder), FaultPhase::Waiting, 0},
                        {faultOf(FaultKind::Truncate), FaultPhase::Over, 9}};
        const auto read = readFaultState(writeFaultState(state));
        QVERIFY2(read, read ? "" : qPrintable(read.error().detail));
        QVERIFY(*read == state);
        QCOMPARE(state.plan().faults.size(), 4);
        QVERIFY(!readFaultState(json("{'seed':1}")));
        QVERIFY(!readFaultState(json("{'seed':1,'streams':0,'silentStreams':0,'heldFrames':0,"
                                     "'heldRequests':0,'faults':[{'kind':'half-open'}]}")));
    }

    // The examples that people copy.
    void theExamplesInTheDocumentationAreRight()
    {
        QFile file(QStringLiteral(SIGNALBOX_FAULTS_DOC));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        const QRegularExpression block(u"```json\\n(.*?)```"_s,
                                       QRegularExpression::DotMatchesEverythingOption);
        int examples = 0;
        for (auto found = block.globalMatch(text); found.hasNext(); ++examples) {
            const QString example = found.next().captured(1);
            QVERIFY2(mistakeIn(example.toUtf8()) == u"(none)",
                     qPrintable(example + mistakeIn(example.toUtf8())));
        }
        QVERIFY(examples >= 4);
        for (int kind = 0; kind < faultKindCount; ++kind)
            QVERIFY2(text.contains(u"`%1`"_s.arg(word(FaultKind(kind)))), qPrintable(word(FaultKind(kind))));
    }
};

QTEST_GUILESS_MAIN(TestFaultJson)
#include "tst_faultjson.moc"
