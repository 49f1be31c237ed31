// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/sessionline.h"

#include <QRegularExpression>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Flag fullFlag()
{
    Rule rule;
    rule.id = RuleId(u"r1"_s);
    rule.priority = -3;
    rule.kind = RuleKind::Attribute;
    rule.attribute = u"country"_s;
    rule.comparison = u"in"_s;
    rule.operands = {u"DE"_s, u"\"FR\"\n"_s};
    rule.value = JsonText{u"{\"a\":1}"_s};
    rule.active = false;
    Rule rollout;
    rollout.kind = RuleKind::Percentage;
    rollout.percentage = 25;
    rollout.bucketBy = u"user"_s;
    rollout.value = 12.5;
    Flag flag;
    flag.id = FlagId(u"f1"_s);
    flag.environment = EnvironmentId(u"e1"_s);
    flag.key = FlagKey(u"new-checkout"_s);
    flag.name = u"New \u202E checkout <b>"_s;
    flag.description = u"line\nline"_s;
    flag.enabled = true;
    flag.defaultValue = nullptr;
    flag.rules = QVector<Rule>{rule, rollout};
    flag.createdAt = WallTime(1'700'000'000'001ms);
    flag.updatedAt = WallTime(-5ms);
    flag.updatedBy = u"mia"_s;
    flag.version = 9'007'199'254'740'993; // more than a double holds
    return flag;
}

Flag fullConfig()
{
    Flag config = fullFlag();
    config.key = FlagKey(u"new-checkout"_s, FlagKind::Config);
    config.rules = QVector<Rule>();
    config.config = Shared(ConfigFacts{u"json"_s, u"skills"_s, true, FlagValue(JsonText{u"{\"b\":2}"_s})});
    config.schedules = QVector<Schedule>{{u"s1"_s, u"enable"_s, WallTime(1'781'187'600'123ms), u"pending"_s}};
    return config;
}

Flag bareFlag()
{
    Flag flag;
    flag.key = FlagKey(u"k"_s);
    return flag;
}

Fact factWith(FactKind kind, FactDetail detail)
{
    Fact fact;
    fact.serial = 9'007'199'254'740'993;
    fact.time = WallTime(1'781'187'600'123ms);
    fact.kind = kind;
    fact.source = FactSource::Command;
    fact.flag = FlagKey(u"new-checkout"_s);
    fact.by = u"mia"_s;
    fact.lag = -412ms;
    fact.detail = makeDetail(std::move(detail));
    fact.raw = "data: {}\n";
    return fact;
}

FlagDelta fullDelta()
{
    FlagDelta delta;
    delta.enabled = {false, true};
    delta.defaultValue = {u"a"_s, false};
    delta.name = {u"old"_s, u"new"_s};
    delta.description = true;
    delta.rules = {QVector<Rule>(), *fullFlag().rules};
    return delta;
}

template <typename T>
void comesBack(const T &entry)
{
    const QByteArray line = toJsonLine(SessionLine{1'234ms, entry});
    QVERIFY(line.endsWith("}\n"));
    QCOMPARE(line.count('\n'), 1);
    const auto parsed = parseSessionLine(line.chopped(1));
    QVERIFY2(parsed.has_value(), parsed ? "" : qPrintable(parsed.error().detail));
    QCOMPARE(parsed->at, 1'234ms);
    QVERIFY(std::holds_alternative<T>(parsed->entry));
    QVERIFY2(std::get<T>(parsed->entry) == entry, line.constData());
}

} // namespace

class TestSessionLine final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void theHeaderComesBackWithoutSecrets()
    {
        SessionHeader header;
        header.program = u"0.1.0"_s;
        header.started = WallTime(1'781'187'600'123ms);
        header.connection.profileName = u"PROD"_s;
        header.connection.url = QUrl(u"https://mia:secret@flags.example:8443/v1?token=hidden#hidden"_s);
        header.connection.environmentName = u"production"_s;
        header.connection.environmentClass = EnvironmentClass::Staging;
        header.connection.userName = u"mia@example.com"_s;
        header.provider = u"Togul"_s;
        header.heartbeat = 30s;
        const QByteArray line = toJsonLine(header);
        for (const char *secret : {"secret", "hidden", "mia"})
            QVERIFY2(!line.contains(secret), line.constData());
        const auto parsed = parseSessionHeader(line.chopped(1));
        QVERIFY(parsed.has_value());
        header.connection.url = QUrl(u"https://flags.example:8443/v1"_s);
        header.connection.userName.clear();
        QVERIFY(*parsed == header);
    }

    void everyKindOfLineComesBack()
    {
        comesBack(RecordedReading{{fullFlag(), bareFlag()}, {FlagKey(u"gone"_s)}, true});
        comesBack(RecordedReading{});
        const FlagKey config = fullConfig().key;
        comesBack(RecordedReading{
            {fullConfig()}, {FlagKey(u"gone"_s), config, FlagKey(u"x.md"_s, FlagKind::AiConfig)}, false});
        comesBack(RecordedFlag{fullConfig(), FactSource::ReadBack});
        comesBack(RecordedGone{config});
        comesBack(RecordedInvalidation{config});
        comesBack(RecordedReadError{config, Error{ErrorKind::Forbidden, {}, 403, {}}});
        comesBack(RecordedMarks{{{config, FlagMarks{true, {}}}}});
        comesBack(RecordedFlag{fullFlag(), FactSource::Stream});
        comesBack(RecordedGone{FlagKey(u"k"_s)});
        comesBack(RecordedInvalidation{FlagKey(u"k"_s)});
        comesBack(RecordedReadError{FlagKey(u"k"_s), Error{ErrorKind::Server, u"why"_s, 503, 12s}});
        comesBack(RecordedMarks{{{FlagKey(u"a"_s), FlagMarks{true, false}}, {FlagKey(u"b"_s), {}}}});
        RecordedLink link;
        link.status.state = LinkState::Stale;
        link.status.sinceWall = WallTime(1'781'187'600'123ms);
        link.status.lastByteWall = WallTime(1'781'187'500'000ms);
        link.status.window = 20s;
        link.status.attempt = 5;
        link.status.error = Error{ErrorKind::Network, u"reset"_s, {}, {}};
        link.status.snapshotRead = true;
        link.status.snapshotDone = 3;
        link.status.snapshotTotal = 9;
        link.sinceAgo = 5s;
        link.byteAgo = 44s;
        link.retryIn = -3ms;
        link.status.heartbeat = 30s;
        link.status.pollEvery = 10s;
        link.status.clump = Clump{14, 12ms, 31s};
        link.status.lastReadWall = WallTime(1'781'187'500'000ms);
        link.readAgo = 4s;
        comesBack(link);
        comesBack(RecordedPulse{7ms, Feed::Counters{1, 2, 3, 4, 5, 6}});
        comesBack(RecordedEnd{3});
    }

    /// As they were written before there were configs: everything was a flag.
    void olderLinesSpeakOfFlags()
    {
        const auto key = [](const QByteArray &line) {
            const auto parsed = parseSessionLine(line);
            return parsed ? std::get<RecordedGone>(parsed->entry).key : FlagKey(u"unreadable"_s);
        };
        QCOMPARE(key(R"({"at":1,"key":"k","type":"gone"})"), FlagKey(u"k"_s));
        QCOMPARE(key(R"({"at":1,"key":"k","of":"config","type":"gone"})"), FlagKey(u"k"_s, FlagKind::Config));
        const auto reading =
            parseSessionLine(R"({"at":1,"flags":[{"key":"k","on":true}],"gone":["l"],"type":"flags"})");
        QVERIFY(reading);
        const auto &said = std::get<RecordedReading>(reading->entry);
        QCOMPARE(said.flags.constFirst().kind(), FlagKind::Flag);
        QCOMPARE(said.gone, QVector<FlagKey>{FlagKey(u"l"_s)});
        QVERIFY(!parseSessionLine(R"({"at":1,"key":"k","of":"spell","type":"gone"})"));
    }

    void everyKindOfRowComesBack()
    {
        ChangeDetail change;
        change.delta = fullDelta();
        change.enabledNow = false;
        change.readBack = true;
        change.elsewhere = u"staging"_s;
        comesBack(factWith(FactKind::FlagUpdated, change));
        CommandDetail command;
        command.id = CommandId(u"c1"_s);
        command.stage = CommandStage::Disagrees;
        command.wanted = FlagPatch{true, JsonText{u"[]"_s}};
        command.enabledBefore = false;
        command.reason = u"=1+1"_s;
        command.error = Error{ErrorKind::Timeout, {}, {}, {}};
        comesBack(factWith(FactKind::Command, command));
        command.wanted = FlagPatch{.enabled = {}, .defaultValue = {}, .rollout = 0};
        command.rolloutBefore = 100;
        comesBack(factWith(FactKind::Command, command));
        command.valueBefore = JsonText{u"{}"_s};
        Fact ofConfig = factWith(FactKind::Command, command);
        ofConfig.flag = fullConfig().key;
        comesBack(ofConfig);
        ResyncDetail created;
        created.difference.key = fullConfig().key;
        created.difference.after = fullConfig();
        comesBack(factWith(FactKind::Resync, created));
        comesBack(
            factWith(FactKind::Link, LinkDetail{LinkState::Refused, Error{ErrorKind::Tls, u"x"_s, {}, {}}}));
        comesBack(factWith(FactKind::Gap, GapDetail{WallTime(1s), WallTime(2s), 3, GapReason::Sleep}));
        ResyncDetail resync;
        resync.difference.key = FlagKey(u"k"_s);
        resync.difference.before = fullFlag();
        comesBack(factWith(FactKind::Resync, resync));
        comesBack(factWith(FactKind::Link, ClockDetail{-7s}));
        comesBack(factWith(FactKind::Note, TextDetail{u"a\u2028b \"quoted\""_s}));
        comesBack(factWith(FactKind::Note,
                           TextDetail{u"about"_s, WallTime(std::chrono::milliseconds(1'700'000'000'000))}));
        Fact bare;
        bare.serial = 1;
        comesBack(bare);
    }

    void everyWordOfAnEnumerationComesBack()
    {
        for (int kind = 0; kind <= int(FactKind::Unreadable); ++kind) {
            Fact fact;
            fact.serial = 1;
            fact.kind = FactKind(kind);
            comesBack(fact);
        }
        for (int stage = 0; stage <= int(CommandStage::Cancelled); ++stage) {
            CommandDetail command;
            command.id = CommandId(u"c"_s);
            command.stage = CommandStage(stage);
            comesBack(factWith(FactKind::Command, command));
        }
        for (int state = 0; state <= int(LinkState::Polling); ++state)
            comesBack(factWith(FactKind::Link, LinkDetail{LinkState(state), {}}));
    }

    void framesThatAreNoTextComeBack()
    {
        Fact fact;
        fact.serial = 1;
        fact.raw = QByteArray("data: \xC3\x28\0\xFF", 10);
        comesBack(fact);
        fact.raw = QByteArray(limits::rawEventBytes, 'x');
        comesBack(fact);
    }

    void anAmendmentComesBack()
    {
        const FactAmendment amendment{7, TextDetail{u"edited"_s}, 12ms};
        const auto parsed = parseSessionLine(toJsonLine(SessionLine{0ms, amendment}).chopped(1));
        QVERIFY(parsed.has_value());
        const auto &read = std::get<FactAmendment>(parsed->entry);
        QCOMPARE(read.serial, quint64(7));
        QVERIFY(read.detail == amendment.detail);
        QVERIFY(read.lag == amendment.lag);
    }

    void wrongLinesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("reason");
        const auto wrong = [](const char *member) {
            return u"“%1” is missing or wrong"_s.arg(QLatin1String(member));
        };
        QTest::newRow("empty") << QByteArray() << u"not JSON: illegal value"_s;
        QTest::newRow("not an object") << QByteArray("[1]") << u"not a JSON object"_s;
        QTest::newRow("no type") << QByteArray("{\"at\":1}") << wrong("type");
        QTest::newRow("unknown type") << QByteArray("{\"at\":1,\"type\":\"order\"}") << wrong("type");
        QTest::newRow("no number for the time")
            << QByteArray("{\"at\":\"1\",\"type\":\"end\"}") << wrong("at");
        QTest::newRow("time before the start") << QByteArray("{\"at\":-1,\"type\":\"end\"}") << wrong("at");
        QTest::newRow("half a millisecond") << QByteArray("{\"at\":1.5,\"type\":\"end\"}") << wrong("at");
        QTest::newRow("time beyond all bounds")
            << QByteArray("{\"at\":1e18,\"type\":\"end\"}") << wrong("at");
        QTest::newRow("flag without key")
            << QByteArray("{\"at\":1,\"type\":\"flag\",\"source\":\"stream\",\"flag\":{\"on\":true}}")
            << wrong("key");
        QTest::newRow("flag that is a list")
            << QByteArray("{\"at\":1,\"type\":\"flags\",\"flags\":[[]]}") << wrong("flag");
        QTest::newRow("percentage above a hundred") << QByteArray(
            "{\"at\":1,\"type\":\"flags\",\"flags\":[{\"key\":\"k\",\"rules\":[{\"kind\":\"percentage\","
            "\"priority\":1,\"percentage\":101,\"value\":true}]}]}")
                                                    << wrong("percentage");
        QTest::newRow("unknown kind of row") << QByteArray(
            "{\"at\":1,\"type\":\"fact\",\"serial\":1,\"time\":1,\"kind\":\"coup\",\"source\":\"stream\"}")
                                             << wrong("kind");
        QTest::newRow("row without serial")
            << QByteArray("{\"at\":1,\"type\":\"fact\",\"time\":1,\"kind\":\"note\",\"source\":\"stream\"}")
            << wrong("serial");
        QTest::newRow("serial 0") << QByteArray(
            "{\"at\":1,\"type\":\"fact\",\"serial\":0,\"time\":1,\"kind\":\"note\",\"source\":\"stream\"}")
                                  << wrong("serial");
        QTest::newRow("year 300000") << QByteArray(
            "{\"at\":1,\"type\":\"fact\",\"serial\":1,\"time\":9467085600000000,\"kind\":\"note\","
            "\"source\":\"stream\"}") << wrong("time");
        QTest::newRow("frame that is no base64") << QByteArray(
            "{\"at\":1,\"type\":\"fact\",\"serial\":1,\"time\":1,\"kind\":\"note\",\"source\":\"stream\","
            "\"raw64\":\"?\"}") << wrong("raw64");
        QTest::newRow("frame that is too long")
            << QByteArray("{\"at\":1,\"type\":\"fact\",\"serial\":1,\"time\":1,\"kind\":\"note\",\"source\":"
                          "\"stream\","
                          "\"raw\":\"")
                   + QByteArray(limits::rawEventBytes + 1, 'x') + "\"}"
            << wrong("raw");
        QTest::newRow("delta of one side") << QByteArray(
            "{\"at\":1,\"type\":\"amend\",\"serial\":1,\"detail\":{\"is\":\"change\",\"delta\":{\"on\":"
            "[true]}}}") << wrong("on");
        QTest::newRow("two values on one line") << QByteArray("{\"at\":1,\"type\":\"end\"}{}")
                                                << u"not JSON: garbage at the end of the document"_s;
    }

    void wrongLinesAreRefused()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, reason);
        const auto parsed = parseSessionLine(line);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, ErrorKind::BadAnswer);
        QCOMPARE(parsed.error().detail, reason);
    }

    void otherFilesAreRefusedAsHeaders_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("reason");
        QTest::newRow("some JSON") << QByteArray("{\"name\":\"x\"}") << u"not a Signalbox session"_s;
        QTest::newRow("newer") << QByteArray("{\"signalbox-session\":2}")
                               << u"written by a newer Signalbox"_s;
        QTest::newRow("no class") << QByteArray("{\"signalbox-session\":1,\"started\":1}")
                                  << u"“class” is missing or wrong"_s;
    }

    void otherFilesAreRefusedAsHeaders()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, reason);
        const auto parsed = parseSessionHeader(line);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().detail, reason);
    }
};

QTEST_GUILESS_MAIN(TestSessionLine)
#include "tst_sessionline.moc"
