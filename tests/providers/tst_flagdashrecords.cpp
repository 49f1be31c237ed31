// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"
#include "providers/flagdash/flagdashprovider.h"
#include "support/answer.h"
#include "support/manualclock.h"
#include "support/scriptedserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QPointer>
#include <QRegularExpression>
#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const EnvironmentId live(u"env_live"_s);
const ProjectEntry shop{ProjectId(u"prj_1"_s), u"Shop"_s, {{live, EnvironmentKey(u"production"_s), {}}}};

FlagRef config(const QString &key)
{
    return {live, FlagKey(key, FlagKind::Config)};
}

FlagRef file(const QString &key)
{
    return {live, FlagKey(key, FlagKind::AiConfig)};
}

QByteArray configJson(const QByteArray &key, const QByteArray &type, const QByteArray &fallback,
                      const QByteArray &value)
{
    return R"({"id":"cfg","key":")" + key + R"(","name":"N","config_type":")" + type
           + R"(","default_value":{"value":)" + fallback
           + R"(},"tags":[],"is_archived":false,"created_at":"2026-01-01T00:00:00Z",)"
             R"("updated_at":"2026-01-02T00:00:00Z","environments":[{"id":"ce","environment_id":"env_live",)"
             R"("value":)"
           + value
           + R"(,"is_active":true},{"id":"c2","environment_id":"env_stage","value":null,)"
             R"("is_active":false}]})";
}

QByteArray fileJson(const QByteArray &content, bool active)
{
    return R"({"id":"aic","file_name":"a b/agent.md","file_type":"agent","content":")" + content
           + R"(","is_active":)" + (active ? "true" : "false")
           + R"(,"metadata":null,"folder":"help","project_id":"prj_1","environment_id":"env_live",)"
             R"("created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-02T00:00:00Z"})";
}

/// Answers by path; what it has no answer for is refused with 403.
struct Bench
{
    explicit Bench(QByteArray token = "pat_1")
        : provider(server.url(), network, clock, {.token = std::move(token)})
    {
        provider.selectEnvironment(shop, live);
        answers["/api/v1/manage/flags"] = {200, R"({"flags":[]})"};
        server.onRequest([this](const ReceivedRequest &request, Exchange &exchange) {
            const QByteArray place =
                request.method == "GET" ? request.path : request.method + ' ' + request.path;
            if (!answers.contains(place)) {
                exchange.respond(403, R"({"error":"forbidden","message":"Requires more"})");
            } else if (const auto &[status, body] = answers[place]; status == 0) {
                held = &exchange;
            } else {
                exchange.respond(status, body);
            }
        });
    }
    void answer(const QByteArray &place, const QByteArray &body, int status = 200)
    {
        answers[place] = {status, body};
    }
    Result<Snapshot> read()
    {
        Answer<Snapshot> got;
        const Pending pending = provider.readFlags(got.callback());
        if (!QTest::qWaitFor([&got] { return got.calls == 1; }))
            return tl::unexpected(Error{ErrorKind::Cancelled, u"no answer"_s, {}, {}});
        return got.result;
    }
    Result<Flag> read(const FlagRef &flag)
    {
        Answer<Flag> got;
        const Pending pending = provider.readFlag(flag, got.callback());
        if (!QTest::qWaitFor([&got] { return got.calls == 1; }))
            return tl::unexpected(Error{ErrorKind::Cancelled, u"no answer"_s, {}, {}});
        return got.result;
    }
    Result<Flag> set(const FlagRef &flag, const FlagPatch &patch)
    {
        Answer<Flag> got;
        const Pending pending = provider.setFlag(flag, patch, got.callback());
        if (!QTest::qWaitFor([&got] { return got.calls == 1; }))
            return tl::unexpected(Error{ErrorKind::Cancelled, u"no answer"_s, {}, {}});
        return got.result;
    }

    ManualClock clock;
    QNetworkAccessManager network;
    ScriptedServer server;
    QHash<QByteArray, std::pair<int, QByteArray>> answers;
    QPointer<Exchange> held; ///< of an answer with status 0
    FlagDashProvider provider;
};

FlagPatch to(const FlagValue &value)
{
    return {.enabled = {}, .defaultValue = value};
}

} // namespace

/// Configs, AI configs and schedules against a server that says FlagDash's documented answers.
class TestFlagDashRecords final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void allKindsComeTogether()
    {
        Bench bench;
        bench.answer("/api/v1/manage/flags",
                     R"({"flags":[{"key":"limits","flag_type":"boolean","default_value":{"value":false},)"
                     R"("environments":[{"environment_id":"env_live","enabled":true,)"
                     R"("rollout_percentage":100}]}]})");
        bench.answer("/api/v1/manage/configs",
                     R"({"configs":[)" + configJson("limits", "json", R"({"a":1})", R"({"value":{"b":[2]}})")
                         + ',' + configJson("plain", "string", R"("x")", "null") + "]}");
        bench.answer("/api/v1/manage/ai-configs", R"({"ai_configs":[)" + fileJson("# Hi", false) + "]}");
        const auto all = bench.read();
        QVERIFY(all);
        QVERIFY(all->unread.isEmpty());
        QVERIFY(all->wholeProject);
        QCOMPARE(all->flags.size(), 4);
        QCOMPARE(all->flags.at(0).key, FlagKey(u"limits"_s)); // and a config of the same name
        const Flag &json = all->flags.at(1);
        QCOMPARE(json.key, FlagKey(u"limits"_s, FlagKind::Config));
        QVERIFY(json.enabled);
        QVERIFY(json.defaultValue == FlagValue(JsonText{u"{\"b\":[2]}"_s}));
        QVERIFY(json.config->projectDefault == FlagValue(JsonText{u"{\"a\":1}"_s}));
        QVERIFY(!json.config->inherited);
        QCOMPARE(json.config->type, u"json"_s);
        QVERIFY(!json.updatedAt); // it is all environments' together
        const Flag &plain = all->flags.at(2);
        QVERIFY(plain.defaultValue == FlagValue(u"x"_s)); // the project's
        QVERIFY(plain.config->inherited);
        const Flag &agent = all->flags.at(3);
        QCOMPARE(agent.key, FlagKey(u"a b/agent.md"_s, FlagKind::AiConfig));
        QVERIFY(!agent.enabled);
        QVERIFY(agent.defaultValue == FlagValue(u"# Hi"_s));
        QCOMPARE(agent.config->folder, u"help"_s);
        QVERIFY(agent.updatedAt);
        QCOMPARE(all->elsewhere.size(), 2);
        QVERIFY(!all->elsewhere.at(0).enabled);
        QCOMPARE(bench.server.requests("GET", "/api/v1/manage/ai-configs").constFirst().query,
                 "project_id=prj_1&environment_id=env_live");
    }

    void anObjectWhoseOnlyKeyIsValueIsAValue()
    {
        Bench bench;
        bench.answer("/api/v1/manage/configs/c",
                     R"({"config":)" + configJson("c", "json", "1", R"({"value":{"value":3}})") + '}');
        const auto read = bench.read(config(u"c"_s));
        QVERIFY(read);
        QVERIFY(read->defaultValue == FlagValue(JsonText{u"{\"value\":3}"_s}));
    }

    void anEnvironmentWithoutAStateServesTheDefault()
    {
        Bench bench;
        bench.provider.selectEnvironment(shop, EnvironmentId(u"env_new"_s));
        bench.answer("/api/v1/manage/configs",
                     R"({"configs":[)" + configJson("c", "number", "24", R"({"value":36})") + "]}");
        const auto all = bench.read();
        QVERIFY(all);
        QCOMPARE(all->flags.size(), 1);
        QVERIFY(all->flags.constFirst().defaultValue == FlagValue(24.0));
        QVERIFY(all->flags.constFirst().config->inherited && all->flags.constFirst().enabled);
    }

    void whatMayNotBeReadIsLeftOutAndNamed_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        QTest::newRow("forbidden") << 403 << QByteArray(R"({"error":"no"})") << int(ErrorKind::Forbidden);
        QTest::newRow("not there") << 404 << QByteArray("nginx") << int(ErrorKind::NotFound);
        QTest::newRow("not in this plan") << 422 << QByteArray("{}") << int(ErrorKind::Rejected);
        QTest::newRow("another shape") << 200 << QByteArray(R"({"configs":{}})") << int(ErrorKind::BadAnswer);
        QTest::newRow("without is_active")
            << 200
            << QByteArray(R"({"configs":[{"key":"c","environments":[{"environment_id":"env_live"}]}]})")
            << int(ErrorKind::BadAnswer);
        QTest::newRow("too long")
            << 200
            << QByteArray(
                   R"({"configs":[)"
                   + configJson("c", "string", R"("x")",
                                R"({"value":")" + QByteArray(limits::configValueLength + 1, 'x') + R"("})")
                   + "]}")
            << int(ErrorKind::TooLarge);
    }
    void whatMayNotBeReadIsLeftOutAndNamed()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        QFETCH(const int, kind);
        Bench bench;
        bench.answer("/api/v1/manage/configs", body, status);
        bench.answer("/api/v1/manage/ai-configs", R"({"ai_configs":[)" + fileJson("x", true) + "]}");
        const auto all = bench.read();
        QVERIFY(all);
        QCOMPARE(all->flags.size(), 1);
        QCOMPARE(all->unread.size(), 1);
        QCOMPARE(all->unread.constFirst().kind, FlagKind::Config);
        QCOMPARE(int(all->unread.constFirst().error.kind), kind);
    }

    void otherFailuresFailTheReading_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("signed out") << 401;
        QTest::newRow("asked too often") << 429;
        QTest::newRow("broken") << 500;
    }
    void otherFailuresFailTheReading()
    {
        QFETCH(const int, status);
        Bench bench;
        bench.answer("/api/v1/manage/configs", "{}", status);
        const auto all = bench.read();
        QVERIFY(!all);
        QCOMPARE(all.error().httpStatus, std::optional(status));
    }

    void withoutFlagsThereIsNoReading()
    {
        Bench bench;
        bench.answer("/api/v1/manage/flags", "{}", 403);
        bench.answer("/api/v1/manage/configs", R"({"configs":[]})");
        QVERIFY(!bench.read());
    }

    void aCancelledReadingSaysNothing()
    {
        Bench bench;
        bench.answer("/api/v1/manage/configs", {}, 0);
        Answer<Snapshot> got;
        {
            const Pending pending = bench.provider.readFlags(got.callback());
            QTRY_VERIFY(bench.held);
        }
        bench.held->respond(200, R"({"configs":[]})");
        QTest::qWait(20);
        QCOMPARE(got.calls, 0);
    }

    void aValueIsSetOnceAndChecked()
    {
        Bench bench;
        const QByteArray place = "/api/v1/manage/configs/a%2Fb";
        bench.answer(place, R"({"config":)" + configJson("a/b", "json", "1", "null") + '}');
        bench.answer(
            "PUT " + place + "/value",
            R"({"config_environment":{"id":"ce","environment_id":"env_live","remote_config_id":"cfg",)"
            R"("value":{"value":{"value":3}}}})");
        const FlagValue wanted = JsonText{u"{\"value\":3}"_s};
        const auto now = bench.set(config(u"a/b"_s), to(wanted));
        QVERIFY(now);
        QVERIFY(now->defaultValue == wanted);
        QVERIFY(!now->config->inherited);
        QCOMPARE(now->name, u"N"_s);
        const auto sent = bench.server.requests("PUT", place + "/value");
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent.constFirst().body, R"({"value":{"value":{"value":3}}})");
        QCOMPARE(sent.constFirst().query, "project_id=prj_1&environment_id=env_live");
        QVERIFY(bench.provider.lastExchange(config(u"a/b"_s)).contains(u"config_environment"_s));
        QVERIFY(bench.provider.lastExchange({live, FlagKey(u"a/b"_s)}).isEmpty()); // the flag of that name
    }

    void whatIsSoAlreadyIsNotSent()
    {
        Bench bench;
        bench.answer("/api/v1/manage/configs/c",
                     R"({"config":)" + configJson("c", "number", "1", R"({"value":7})") + '}');
        QVERIFY(bench.set(config(u"c"_s), to(7.0)));
        QCOMPARE(bench.server.requests("PUT", "/api/v1/manage/configs/c/value").size(), 0);
    }

    void anotherValueInTheAnswerIsReported()
    {
        Bench bench;
        bench.answer("/api/v1/manage/configs/c",
                     R"({"config":)" + configJson("c", "number", "1", R"({"value":7})") + '}');
        bench.answer("PUT /api/v1/manage/configs/c/value",
                     R"({"config_environment":{"environment_id":"env_live","value":{"value":9}}})");
        const auto now = bench.set(config(u"c"_s), to(8.0));
        QVERIFY(now);
        QVERIFY(now->defaultValue == FlagValue(9.0));
    }

    void anAnswerThatSaysNothingIsReadBack()
    {
        Bench bench;
        bench.answer("/api/v1/manage/configs/c",
                     R"({"config":)" + configJson("c", "number", "1", R"({"value":7})") + '}');
        bench.answer("PUT /api/v1/manage/configs/c/value", R"({"config_environment":{"id":"ce"}})");
        const auto now = bench.set(config(u"c"_s), to(8.0));
        QVERIFY(now);
        QVERIFY(now->defaultValue == FlagValue(7.0)); // as it was read
        QCOMPARE(bench.server.requests("GET", "/api/v1/manage/configs/c").size(), 2);
        QCOMPARE(bench.server.requests("PUT", "/api/v1/manage/configs/c/value").size(), 1);
    }

    void aLostAnswerIsNotSentAgain()
    {
        Bench bench;
        bench.answer("/api/v1/manage/configs/c",
                     R"({"config":)" + configJson("c", "number", "1", R"({"value":7})") + '}');
        bench.answer("PUT /api/v1/manage/configs/c/value", "{}", 502);
        const auto now = bench.set(config(u"c"_s), to(8.0));
        QVERIFY(!now);
        QVERIFY(mayHaveBeenApplied(now.error()));
        QCOMPARE(bench.server.requests("PUT", "/api/v1/manage/configs/c/value").size(), 1);
    }

    void aFileTakesContentAndWhetherItIsActive()
    {
        Bench bench;
        const QByteArray place = "/api/v1/manage/ai-configs/a%20b%2Fagent.md";
        bench.answer(place, R"({"ai_config":)" + fileJson("old", false) + '}');
        bench.answer("PUT " + place, R"({"ai_config":)" + fileJson("new\\n", true) + '}');
        const auto now =
            bench.set(file(u"a b/agent.md"_s), {.enabled = true, .defaultValue = FlagValue(u"new\n"_s)});
        QVERIFY(now);
        QVERIFY(now->enabled);
        QVERIFY(now->defaultValue == FlagValue(u"new\n"_s));
        const auto sent = bench.server.requests("PUT", place);
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent.constFirst().body, R"({"content":"new\n","is_active":true})");
    }

    void whatTheVendorHasNoRequestForIsRefused_data()
    {
        QTest::addColumn<bool>("isFile");
        QTest::addColumn<FlagPatch>("patch");
        QTest::newRow("activate a config") << false << FlagPatch{true, {}};
        QTest::newRow("roll out a config") << false << FlagPatch{{}, {}, 50};
        QTest::newRow("null") << false << to(nullptr);
        QTest::newRow("a file of JSON") << true << to(JsonText{u"{}"_s});
        QTest::newRow("nothing") << true << FlagPatch();
        QTest::newRow("too long") << true << to(QString(limits::configValueLength + 1, u'x'));
    }
    void whatTheVendorHasNoRequestForIsRefused()
    {
        QFETCH(const bool, isFile);
        QFETCH(const FlagPatch, patch);
        Bench bench;
        QVERIFY(!bench.set(isFile ? file(u"f"_s) : config(u"c"_s), patch));
        QVERIFY(bench.server.requests().isEmpty());
    }

    void theRequestIsALineForAShell()
    {
        Bench bench;
        const QString line = bench.provider.requestAsCurl(config(u"a/b"_s), to(u"it's"_s));
        QVERIFY2(line.contains(u"-X PUT"_s) && line.contains(u"/manage/configs/a%2Fb/value?"_s),
                 qPrintable(line));
        QVERIFY2(line.contains(u"$SIGNALBOX_TOKEN"_s) && !line.contains(u"pat_1"_s), qPrintable(line));
        QVERIFY(bench.provider.requestAsCurl(file(u"f"_s), {.enabled = true, .defaultValue = {}})
                    .contains(u"\"is_active\":true"_s));
        QVERIFY(bench.provider.requestAsCurl({live, FlagKey(u"a"_s)}, {.enabled = true, .defaultValue = {}})
                    .isEmpty());
    }

    void aKeyReadsItsOwnEnvironment()
    {
        Bench bench("sk_1");
        bench.answer("/api/v1/server/flags",
                     R"({"flags":[{"key":"f","enabled":false,"rollout_percentage":100,"pending_schedules":)"
                     R"([{"id":"s","action":"enable","scheduled_at":"2026-07-01T02:00:00Z",)"
                     R"("status":"pending"}]}]})");
        bench.answer("/api/v1/server/configs",
                     R"({"configs":[{"key":"c","config_type":"number","default_value":{"value":1},)"
                     R"("value":{"value":2},"is_active":true}]})");
        bench.answer("/api/v1/server/ai-configs", R"({"ai_configs":[)" + fileJson("x", true) + "]}");
        Answer<QVector<ProjectEntry>> projects;
        bench.answers.remove("/api/v1/manage/flags");
        const Pending pending = bench.provider.readProjects(projects.callback());
        QTRY_COMPARE(projects.calls, 1);
        QVERIFY(projects.result);
        const ProjectEntry found = projects.result->constFirst();
        const EnvironmentId own = found.environments.constFirst().id;
        bench.provider.selectEnvironment(found, own);
        const auto all = bench.read();
        QVERIFY(all);
        QCOMPARE(all->flags.size(), 2); // the file is said to be another environment's
        QCOMPARE(all->unread.size(), 1);
        QVERIFY(all->flags.at(1).defaultValue == FlagValue(2.0));
        QCOMPARE(all->flags.at(0).schedules->constFirst().action, u"enable"_s);
        const auto refused = bench.set({own, FlagKey(u"c"_s, FlagKind::Config)}, to(3.0));
        QCOMPARE(refused.error().kind, ErrorKind::Forbidden);
    }

    void schedulesComeWithTheFlag()
    {
        Bench bench;
        answerFlag(bench);
        bench.answer(
            "/api/v1/manage/flags/f/schedules",
            R"({"schedules":[)"
            R"({"id":"3","action":"disable","scheduled_at":"2026-07-02T02:00:00Z","status":"pending"},)"
            R"({"id":"1","action":"enable","scheduled_at":"2026-06-01T02:00:00Z","status":"executed"},)"
            R"({"id":"2","action":"enable","scheduled_at":"2026-07-01T02:00:00Z","status":"pending"},)"
            R"({"id":"4","action":"enable","scheduled_at":"2026-07-01T02:00:00Z","status":"cancelled"}]})");
        const auto flag = bench.read({live, FlagKey(u"f"_s)});
        QVERIFY(flag && flag->schedules);
        QCOMPARE(flag->schedules->size(), 2);
        QCOMPARE(flag->schedules->at(0).id, u"2"_s);
        QCOMPARE(flag->schedules->at(1).action, u"disable"_s);
        QCOMPARE(nextSwitch(*flag)->id, u"2"_s);
    }

    void schedulesThatAreRefusedAreAskedForOnce()
    {
        Bench bench;
        answerFlag(bench);
        for (int time = 0; time < 2; ++time) {
            const auto flag = bench.read({live, FlagKey(u"f"_s)});
            QVERIFY(flag);
            QVERIFY(!flag->schedules);
        }
        QCOMPARE(bench.server.requests("GET", "/api/v1/manage/flags/f/schedules").size(), 1);
    }

    void slowSchedulesDoNotHoldUpTheFlag()
    {
        Bench bench;
        answerFlag(bench);
        bench.answer("/api/v1/manage/flags/f/schedules", {}, 0);
        Answer<Flag> got;
        const Pending pending = bench.provider.readFlag({live, FlagKey(u"f"_s)}, got.callback());
        QTRY_VERIFY(bench.held && !bench.provider.lastExchange({live, FlagKey(u"f"_s)}).isEmpty());
        QCOMPARE(got.calls, 0);
        bench.clock.advance(1s);
        QTRY_COMPARE(got.calls, 1);
        QVERIFY(got.result);
        QVERIFY(!got.result->schedules);
    }

    void aFlagThatIsGoneWaitsForNoSchedules()
    {
        Bench bench;
        bench.answer("/api/v1/manage/flags/f", "{}", 404);
        bench.answer("/api/v1/manage/flags/f/schedules", {}, 0);
        const auto flag = bench.read({live, FlagKey(u"f"_s)});
        QVERIFY(!flag);
        QCOMPARE(flag.error().kind, ErrorKind::NotFound);
    }

private:
    static void answerFlag(Bench &bench)
    {
        bench.answer("/api/v1/manage/flags/f",
                     R"({"flag":{"key":"f","flag_type":"boolean","default_value":{"value":false},)"
                     R"("environments":[{"environment_id":"env_live","enabled":true,)"
                     R"("rollout_percentage":100}]}})");
    }
};

QTEST_GUILESS_MAIN(TestFlagDashRecords)
#include "tst_flagdashrecords.moc"
