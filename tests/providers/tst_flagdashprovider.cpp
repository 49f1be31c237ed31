// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashprovider.h"
#include "support/answer.h"
#include "support/manualclock.h"
#include "support/scriptedserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QRegularExpression>
#include <QTest>
#include <QUrlQuery>

#include <map>
#include <utility>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const EnvironmentId live(u"env_live"_s);
const ProjectEntry shop{ProjectId(u"prj_1"_s),
                        u"Shop"_s,
                        {{live, EnvironmentKey(u"production"_s), u"Production"_s},
                         {EnvironmentId(u"env_stage"_s), EnvironmentKey(u"staging"_s), u"Staging"_s}}};

FlagRef ref(const QString &key)
{
    return {live, FlagKey(key)};
}

/// A FlagDash of two environments: flips, as the real one does, and answers in the documented shapes.
class Vendor final
{
public:
    Vendor()
    {
        server.onRequest(
            [this](const ReceivedRequest &request, Exchange &exchange) { answer(request, exchange); });
    }

    void answer(const ReceivedRequest &request, Exchange &exchange)
    {
        if (hook && hook(request, exchange))
            return;
        if (request.path == "/oauth/token") {
            renew(request, exchange);
        } else if (request.header("authorization") != "Bearer " + token) {
            exchange.respond(401, R"({"error":"unauthorized"})");
        } else if (request.path == "/api/v1/manage/projects" && mayList) {
            exchange.respond(200, R"({"projects":[{"id":"prj_1","name":"Shop","slug":"shop"}]})");
        } else if (request.path == "/api/v1/manage/environments" && mayList) {
            exchange.respond(
                200,
                R"({"environments":[{"id":"env_live","name":"Production","slug":"production","is_default":true},
                                      {"id":"env_stage","name":"Staging","slug":"staging","is_default":false}]})");
        } else if (request.path == "/api/v1/manage/flags" && mayManage) {
            QJsonArray list;
            for (const auto &[key, enabled] : flags)
                list.append(flag(key));
            exchange.respond(200, QJsonDocument(QJsonObject{{u"flags"_s, list}}).toJson());
        } else if (request.path.startsWith("/api/v1/manage/flags/") && mayManage) {
            manage(request, exchange);
        } else if (request.path == "/api/v1/server/flags") {
            exchange.respond(
                200,
                R"({"flags":[{"key":"a","enabled":true,"rollout_percentage":100,"flag_type":"boolean"}],"evaluated":{}})");
        } else if (request.path == "/api/v1/server/flags/a") {
            exchange.respond(200, R"({"flag":{"key":"a","enabled":true,"rollout_percentage":100}})");
        } else {
            exchange.respond(403, R"({"error":"forbidden","message":"Requires more"})");
        }
    }
    /// A refresh token is good for once.
    void renew(const ReceivedRequest &request, Exchange &exchange)
    {
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        if (body[u"refresh_token"_s].toString().toLatin1() != refresh || body[u"client_id"_s] != u"cl_1"_s) {
            exchange.respond(400, R"({"error":"invalid_grant"})");
            return;
        }
        token += '+';
        refresh += '+';
        exchange.respond(200, R"({"access_token":")" + token + R"(","refresh_token":")" + refresh + R"("})");
    }
    void manage(const ReceivedRequest &request, Exchange &exchange)
    {
        QByteArray rest = request.path.mid(21);
        const bool toggles = rest.endsWith("/toggle");
        const bool rollsOut = rest.endsWith("/rollout");
        rest.chop(toggles ? 7 : rollsOut ? 8 : 0);
        const QString key = QUrl::fromPercentEncoding(rest);
        if (!flags.contains(key)) {
            exchange.respond(404, R"({"error":"Not found"})");
            return;
        }
        if (!toggles && !rollsOut) {
            exchange.respond(200, QJsonDocument(QJsonObject{{u"flag"_s, flag(key)}}).toJson());
            return;
        }
        if (toggles)
            flags[key] = !flags[key];
        else
            rollouts[key] = QJsonDocument::fromJson(request.body)[u"rollout_percentage"_s].toInt(-1);
        QJsonObject state{{u"id"_s, u"fe"_s}, {u"environment_id"_s, live.text()}};
        if (saysState)
            state.insert(u"enabled"_s, flags[key]);
        if (saysRollout)
            state.insert(u"rollout_percentage"_s, rollouts[key]);
        exchange.respond(200, QJsonDocument(QJsonObject{{u"flag_environment"_s, state}}).toJson());
    }
    [[nodiscard]] QJsonObject flag(const QString &key) const
    {
        const auto state = [](const QString &environment, bool enabled, const QJsonValue &rollout) {
            return QJsonObject{{u"environment_id"_s, environment},
                               {u"enabled"_s, enabled},
                               {u"rollout_percentage"_s, rollout}};
        };
        const QJsonValue rollout = tellsRollouts ? QJsonValue(rollouts.at(key)) : QJsonValue::Null;
        return {{u"key"_s, key},
                {u"flag_type"_s, u"boolean"_s},
                {u"default_value"_s, QJsonObject{{u"value"_s, false}}},
                {u"environments"_s,
                 QJsonArray{state(u"env_live"_s, flags.at(key), rollout), state(u"env_stage"_s, true, 100)}}};
    }
    [[nodiscard]] qsizetype toggles(const QByteArray &key) const
    {
        return server.requests("POST", "/api/v1/manage/flags/" + key + "/toggle").size();
    }
    [[nodiscard]] QVector<ReceivedRequest> rolloutsOf(const QByteArray &key) const
    {
        return server.requests("PUT", "/api/v1/manage/flags/" + key + "/rollout");
    }

    ScriptedServer server;
    QByteArray token = "pat_1";
    QByteArray refresh = "rt_1";
    std::map<QString, bool> flags{{u"a"_s, false}, {u"b/c"_s, true}};
    std::map<QString, int> rollouts{{u"a"_s, 25}, {u"b/c"_s, 100}};
    bool mayList = true;
    bool mayManage = true;
    bool saysState = true;   ///< what a change answers
    bool saysRollout = true; ///< the same
    bool tellsRollouts = true;
    std::function<bool(const ReceivedRequest &, Exchange &)> hook;
};

struct Bench
{
    explicit Bench(FlagDashCredentials credentials = {.token = "pat_1"})
        : provider(vendor.server.url(), network, clock, std::move(credentials))
    {}
    void select() { provider.selectEnvironment(shop, live); }

    ManualClock clock;
    QNetworkAccessManager network;
    Vendor vendor;
    FlagDashProvider provider;
};

} // namespace

/// Against a server that says FlagDash's documented answers.
class TestFlagDashProvider final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void readsProjects()
    {
        Bench bench;
        Answer<QVector<ProjectEntry>> answer;
        const Pending pending = bench.provider.readProjects(answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QVERIFY(answer.result);
        QCOMPARE(answer.result->size(), 1);
        QCOMPARE(answer.result->first().environments.size(), 2);
        QCOMPARE(answer.result->first().environments.at(1).key.text(), u"staging"_s);
    }

    void aNamedProjectNeedsNoList()
    {
        Bench bench({.token = "sk_1", .project = u"prj_1"_s});
        bench.vendor.token = "sk_1";
        bench.vendor.mayList = false;
        Answer<QVector<ProjectEntry>> answer;
        const Pending pending = bench.provider.readProjects(answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QVERIFY(answer.result);
        QCOMPARE(answer.result->first().id.text(), u"prj_1"_s);
        QCOMPARE(answer.result->first().environments.size(), 2); // as the flags name them
    }

    void aKeyMayReachOnlyItsOwnEnvironment()
    {
        Bench bench({.token = "sk_1"});
        bench.vendor.token = "sk_1";
        bench.vendor.mayList = false;
        bench.vendor.mayManage = false;
        Answer<QVector<ProjectEntry>> projects;
        Pending pending = bench.provider.readProjects(projects.callback());
        QTRY_COMPARE(projects.calls, 1);
        QVERIFY(projects.result);
        const ProjectEntry project = projects.result->first();
        bench.provider.selectEnvironment(project, project.environments.first().id);

        Answer<Snapshot> snapshot;
        pending = bench.provider.readFlags(snapshot.callback());
        QTRY_COMPARE(snapshot.calls, 1);
        QVERIFY(snapshot.result);
        QCOMPARE(snapshot.result->flags.size(), 1);
        QVERIFY(!snapshot.result->wholeProject); // the key tells of its own environment

        Answer<AccountRights> rights;
        pending = bench.provider.readRights(rights.callback());
        QTRY_COMPARE(rights.calls, 1);
        QCOMPARE(rights.result->mayChangeFlags, std::optional(false));

        Answer<Flag> changed;
        const FlagRef flag{project.environments.first().id, FlagKey(u"a"_s)};
        pending = bench.provider.setFlag(flag, {.enabled = false, .defaultValue = {}}, changed.callback());
        QTRY_COMPARE(changed.calls, 1);
        QCOMPARE(changed.kind(), ErrorKind::Forbidden);
        QCOMPARE(bench.vendor.toggles("a"), 0);
    }

    void whatIsNoCredentialAnywhereIsNone()
    {
        Bench bench({.token = "nonsense"});
        Answer<QVector<ProjectEntry>> answer;
        const Pending pending = bench.provider.readProjects(answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QCOMPARE(answer.kind(), ErrorKind::SignInNeeded);
    }

    void splitsFlagsByEnvironment()
    {
        Bench bench;
        bench.select();
        Answer<Snapshot> answer;
        const Pending pending = bench.provider.readFlags(answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QVERIFY(answer.result);
        QCOMPARE(answer.result->flags.size(), 2);
        QCOMPARE(answer.result->elsewhere.size(), 2);
        QVERIFY(answer.result->wholeProject);
        QVERIFY(!bench.provider.traits().streamsWholeProject);
        QCOMPARE(bench.provider.environments().size(), 2);
        QVERIFY(answer.result->flags.first().rules); // no second request for them
        QCOMPARE(bench.vendor.server.requests("GET", "/api/v1/manage/flags").last().query,
                 "project_id=prj_1");
    }

    void flipsOnlyWhereThatIsNeeded()
    {
        Bench bench;
        bench.select();
        Answer<Flag> off;
        Pending pending =
            bench.provider.setFlag(ref(u"a"_s), {.enabled = false, .defaultValue = {}}, off.callback());
        QTRY_COMPARE(off.calls, 1);
        QVERIFY(off.result && !off.result->enabled);
        QCOMPARE(bench.vendor.toggles("a"), 0); // it was off

        Answer<Flag> on;
        pending = bench.provider.setFlag(ref(u"a"_s), {.enabled = true, .defaultValue = {}}, on.callback());
        QTRY_COMPARE(on.calls, 1);
        QVERIFY(on.result && on.result->enabled);
        QCOMPARE(bench.vendor.toggles("a"), 1);
        const ReceivedRequest toggle = bench.vendor.server.requests().last();
        QCOMPARE(toggle.query, "project_id=prj_1&environment_id=env_live");
        QVERIFY(toggle.body.isEmpty());
    }

    void keysAreEncoded()
    {
        Bench bench;
        bench.select();
        Answer<Flag> off;
        const Pending pending =
            bench.provider.setFlag(ref(u"b/c"_s), {.enabled = false, .defaultValue = {}}, off.callback());
        QTRY_COMPARE(off.calls, 1);
        QVERIFY(off.result && !off.result->enabled);
        QCOMPARE(bench.vendor.toggles("b%2Fc"), 1);
    }

    void aRaceIsReportedAndNotFlippedBack()
    {
        Bench bench;
        bench.select();
        // Somebody else turns it on after our reading: our flip turns it off.
        bench.vendor.hook = [&bench](const ReceivedRequest &request, Exchange &) {
            if (request.method == "POST")
                bench.vendor.flags[u"a"_s] = true;
            return false;
        };
        Answer<Flag> on;
        const Pending pending =
            bench.provider.setFlag(ref(u"a"_s), {.enabled = true, .defaultValue = {}}, on.callback());
        QTRY_COMPARE(on.calls, 1);
        QVERIFY(on.result);
        QVERIFY(!on.result->enabled); // as it is, not as it was wanted
        QCOMPARE(bench.vendor.toggles("a"), 1);
    }

    void anAnswerWithoutTheStateIsReadAgain()
    {
        Bench bench;
        bench.select();
        bench.vendor.saysState = false;
        Answer<Flag> on;
        const Pending pending =
            bench.provider.setFlag(ref(u"a"_s), {.enabled = true, .defaultValue = {}}, on.callback());
        QTRY_COMPARE(on.calls, 1);
        QVERIFY(on.result && on.result->enabled);
        QCOMPARE(bench.vendor.toggles("a"), 1);
        QCOMPARE(bench.vendor.server.requests("GET", "/api/v1/manage/flags/a").size(), 2);
    }

    void aLostAnswerIsNotRepeated_data()
    {
        QTest::addColumn<int>("status"); // 0: the connection breaks
        QTest::addColumn<bool>("mayHaveApplied");
        QTest::newRow("broken") << 0 << true;
        QTest::newRow("500") << 500 << true;
        QTest::newRow("429") << 429 << false;
        QTest::newRow("403") << 403 << false;
    }
    void aLostAnswerIsNotRepeated()
    {
        QFETCH(int, status);
        Bench bench;
        bench.select();
        bench.vendor.hook = [status](const ReceivedRequest &request, Exchange &exchange) {
            if (request.method != "POST")
                return false;
            if (status == 0)
                exchange.abort();
            else
                exchange.respond(status, "{}");
            return true;
        };
        Answer<Flag> on;
        const Pending pending =
            bench.provider.setFlag(ref(u"a"_s), {.enabled = true, .defaultValue = {}}, on.callback());
        QTRY_COMPARE(on.calls, 1);
        QVERIFY(!on.result);
        QTEST(mayHaveBeenApplied(on.result.error()), "mayHaveApplied");
        QCOMPARE(bench.vendor.toggles("a"), 1);
    }

    void whatFailsBeforeTheFlipHasChangedNothing()
    {
        Bench bench;
        bench.select();
        bench.vendor.hook = [](const ReceivedRequest &, Exchange &exchange) {
            exchange.abort();
            return true;
        };
        Answer<Flag> on;
        const Pending pending =
            bench.provider.setFlag(ref(u"a"_s), {.enabled = true, .defaultValue = {}}, on.callback());
        QTRY_COMPARE(on.calls, 1);
        QVERIFY(!mayHaveBeenApplied(on.result.error()));
        QCOMPARE(bench.vendor.toggles("a"), 0);
    }

    void oneFlipOfAFlagAtATime()
    {
        Bench bench;
        bench.select();
        Answer<Flag> first;
        Answer<Flag> second;
        Answer<Flag> other;
        const Pending a =
            bench.provider.setFlag(ref(u"a"_s), {.enabled = true, .defaultValue = {}}, first.callback());
        const Pending b =
            bench.provider.setFlag(ref(u"a"_s), {.enabled = true, .defaultValue = {}}, second.callback());
        const Pending c =
            bench.provider.setFlag(ref(u"b/c"_s), {.enabled = false, .defaultValue = {}}, other.callback());
        QTRY_COMPARE(first.calls + second.calls + other.calls, 3);
        QVERIFY(first.result && first.result->enabled);
        QCOMPARE(second.kind(), ErrorKind::Conflict);
        QVERIFY(other.result);
        QCOMPARE(bench.vendor.toggles("a"), 1);
    }

    void rollsOut()
    {
        Bench bench;
        bench.select();
        QVERIFY(bench.provider.traits().flags.rollout);
        Answer<Flag> answer;
        Pending pending = bench.provider.setFlag(
            ref(u"a"_s), {.enabled = {}, .defaultValue = {}, .rollout = 60}, answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QVERIFY(answer.result);
        QCOMPARE(rolloutOf(*answer.result), std::optional(60));
        QVERIFY(!answer.result->enabled); // of which the order said nothing
        const auto sent = bench.vendor.rolloutsOf("a");
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent.constFirst().query, "project_id=prj_1&environment_id=env_live");
        QCOMPARE(sent.constFirst().body, "{\"rollout_percentage\":60}");

        Answer<Flag> again; // it is so already
        pending = bench.provider.setFlag(ref(u"a"_s), {.enabled = {}, .defaultValue = {}, .rollout = 60},
                                         again.callback());
        QTRY_COMPARE(again.calls, 1);
        QVERIFY(again.result);
        QCOMPARE(bench.vendor.rolloutsOf("a").size(), 1);
        QCOMPARE(bench.vendor.toggles("a"), 0);
    }

    void whatARolloutDoesNotAnswerIsRead_data()
    {
        QTest::addColumn<bool>("saysState");
        QTest::addColumn<bool>("saysRollout");
        QTest::newRow("no state") << false << true;
        QTest::newRow("no rollout") << true << false;
    }
    void whatARolloutDoesNotAnswerIsRead()
    {
        QFETCH(const bool, saysState);
        QFETCH(const bool, saysRollout);
        Bench bench;
        bench.select();
        bench.vendor.saysState = saysState;
        bench.vendor.saysRollout = saysRollout;
        Answer<Flag> answer;
        const Pending pending = bench.provider.setFlag(
            ref(u"a"_s), {.enabled = {}, .defaultValue = {}, .rollout = 0}, answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QVERIFY(answer.result);
        QCOMPARE(rolloutOf(*answer.result), std::optional(0));
        QCOMPARE(bench.vendor.server.requests("GET", "/api/v1/manage/flags/a").size(), 2);
    }

    void anotherRolloutInTheAnswerIsToldAsItIs()
    {
        Bench bench;
        bench.select();
        bench.vendor.hook = [](const ReceivedRequest &request, Exchange &exchange) {
            if (request.method != "PUT")
                return false;
            exchange.respond(
                200,
                R"({"flag_environment":{"environment_id":"env_live","enabled":true,"rollout_percentage":30}})");
            return true;
        };
        Answer<Flag> answer;
        const Pending pending = bench.provider.setFlag(
            ref(u"a"_s), {.enabled = {}, .defaultValue = {}, .rollout = 60}, answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QVERIFY(answer.result && answer.result->enabled);
        QCOMPARE(rolloutOf(*answer.result), std::optional(30));
    }

    void aLostAnswerOfARolloutIsNotRepeated()
    {
        Bench bench;
        bench.select();
        bench.vendor.hook = [](const ReceivedRequest &request, Exchange &exchange) {
            if (request.method == "PUT")
                exchange.abort();
            return request.method == "PUT";
        };
        Answer<Flag> answer;
        const Pending pending = bench.provider.setFlag(
            ref(u"a"_s), {.enabled = {}, .defaultValue = {}, .rollout = 60}, answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QVERIFY(!answer.result && mayHaveBeenApplied(answer.result.error()));
        QCOMPARE(bench.vendor.rolloutsOf("a").size(), 1);
    }

    void whatCannotBeComparedIsNotRolledOut()
    {
        Bench bench;
        bench.select();
        bench.vendor.tellsRollouts = false;
        Answer<Flag> answer;
        const Pending pending = bench.provider.setFlag(
            ref(u"a"_s), {.enabled = {}, .defaultValue = {}, .rollout = 60}, answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QCOMPARE(answer.kind(), ErrorKind::Rejected);
        QVERIFY(bench.vendor.rolloutsOf("a").isEmpty());
    }

    void oneThingAtATime_data()
    {
        QTest::addColumn<FlagPatch>("patch");
        QTest::newRow("both") << FlagPatch{.enabled = true, .defaultValue = {}, .rollout = 60};
        QTest::newRow("nothing") << FlagPatch();
        QTest::newRow("too much") << FlagPatch{.enabled = {}, .defaultValue = {}, .rollout = 101};
        QTest::newRow("too little") << FlagPatch{.enabled = {}, .defaultValue = {}, .rollout = -1};
    }
    void oneThingAtATime()
    {
        QFETCH(const FlagPatch, patch);
        Bench bench;
        bench.select();
        Answer<Flag> answer;
        const Pending pending = bench.provider.setFlag(ref(u"a"_s), patch, answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QCOMPARE(answer.kind(), ErrorKind::Rejected);
        QVERIFY(bench.vendor.server.requests().isEmpty());
    }

    void aRolloutIsOneLineForAShell()
    {
        Bench bench;
        QCOMPARE(
            bench.provider.requestAsCurl(ref(u"a"_s), {.enabled = {}, .defaultValue = {}, .rollout = 60}),
            QString()); // no environment yet
        bench.select();
        const QString line =
            bench.provider.requestAsCurl(ref(u"a"_s), {.enabled = {}, .defaultValue = {}, .rollout = 60});
        QVERIFY2(line.contains(u"/api/v1/manage/flags/a/rollout?project_id=prj_1&environment_id=env_live"_s),
                 qPrintable(line));
        QVERIFY2(line.contains(u"PUT"_s) && line.contains(u"{\"rollout_percentage\":60}"_s),
                 qPrintable(line));
        QVERIFY(!line.contains(u"pat_1"_s));
        QVERIFY(bench.provider.requestAsCurl(ref(u"a"_s), {.enabled = true, .defaultValue = {}}).isEmpty());
    }

    void aDefaultValueIsNotThisEnvironments()
    {
        Bench bench;
        bench.select();
        Answer<Flag> answer;
        const Pending pending = bench.provider.setFlag(
            ref(u"a"_s), {.enabled = {}, .defaultValue = FlagValue(true)}, answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QCOMPARE(answer.kind(), ErrorKind::Rejected);
        QVERIFY(bench.vendor.server.requests().isEmpty());
    }

    void streamIsAskedForInThreeWays()
    {
        Bench bench({.token = "pat_1", .streamKey = "sk_a+b"});
        const auto prepared = [&bench] {
            Answer<StreamRequest> answer;
            const Pending pending = bench.provider.prepareStream(false, answer.callback());
            [&answer] { QTRY_COMPARE(answer.calls, 1); }();
            return answer.result.value_or(StreamRequest());
        };
        StreamRequest request = prepared();
        QCOMPARE(request.url.path(), u"/api/v1/sse"_s);
        QVERIFY(!request.url.hasQuery());
        QCOMPARE(request.headers.first().second, "Bearer sk_a+b");

        QVERIFY(bench.provider.tryOtherStream(401));
        request = prepared();
        QCOMPARE(QUrlQuery(request.url).queryItemValue(u"api_key"_s, QUrl::FullyEncoded), u"sk_a%2Bb"_s);
        QVERIFY(request.headers.isEmpty());

        QVERIFY(bench.provider.tryOtherStream(404));
        request = prepared();
        QCOMPARE(request.url.path(), u"/api/v1/realtime"_s);
        QVERIFY(!request.url.hasQuery());
        QVERIFY(!bench.provider.tryOtherStream(404));      // there is no other
        QCOMPARE(prepared().url.path(), u"/api/v1/sse"_s); // a person who tries again begins anew
    }

    void aTokenSaysWhichEnvironmentItWatches()
    {
        Bench bench;
        bench.select();
        Answer<StreamRequest> answer;
        const Pending pending = bench.provider.prepareStream(false, answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QCOMPARE(answer.result->url.query(), u"project_id=prj_1&environment_id=env_live"_s);
        QCOMPARE(answer.result->headers.first().second, "Bearer pat_1");
    }

    // An address ends up in logs; what opens everything its owner may do must not.
    void aPersonsTokenNeverGetsIntoTheAddress()
    {
        Bench bench;
        bench.select();
        QVERIFY(!bench.provider.tryOtherStream(401));
        Answer<StreamRequest> answer;
        const Pending pending = bench.provider.prepareStream(false, answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QVERIFY(!answer.result->url.query().contains(u"pat_1"_s));
    }

    void anOldTokenIsRenewedOnceForAllWhoWait()
    {
        Bench bench({.token = "at_old", .refreshToken = "rt_1", .client = "cl_1"});
        bench.select();
        Answer<Snapshot> list;
        Answer<Flag> one;
        Answer<StreamRequest> stream;
        const Pending a = bench.provider.readFlags(list.callback());
        const Pending b = bench.provider.readFlag(ref(u"a"_s), one.callback());
        const Pending c = bench.provider.prepareStream(true, stream.callback());
        QTRY_VERIFY(list.calls == 1 && one.calls == 1 && stream.calls == 1);
        QVERIFY(list.result && one.result && stream.result);
        QCOMPARE(stream.result->headers.first().second, "Bearer pat_1+");
        QCOMPARE(bench.vendor.server.requests("POST", "/oauth/token").size(), 1);
    }

    void aRefusedRenewalNeedsAPerson()
    {
        Bench bench({.token = "at_old", .refreshToken = "rt_stolen", .client = "cl_1"});
        bench.select();
        for (int time = 0; time < 2; ++time) {
            Answer<Snapshot> list;
            const Pending pending = bench.provider.readFlags(list.callback());
            QTRY_COMPARE(list.calls, 1);
            QCOMPARE(list.kind(), ErrorKind::SignInNeeded);
        }
        QCOMPARE(bench.vendor.server.requests("POST", "/oauth/token").size(), 1); // no storm
    }

    // A 401 means that nothing was done; but what was read before may be old by now.
    void aFlipWhoseTokenRanOutIsDecidedAnew()
    {
        Bench bench({.token = "pat_1", .refreshToken = "rt_1", .client = "cl_1"});
        bench.select();
        bool ranOut = false;
        bench.vendor.hook = [&](const ReceivedRequest &request, Exchange &) {
            if (!ranOut && request.path.endsWith("/toggle")) {
                ranOut = true;
                bench.vendor.token = "at_other";
                bench.vendor.flags[u"a"_s] = true; // by somebody else, meanwhile
            }
            return false;
        };
        Answer<Flag> on;
        const Pending pending =
            bench.provider.setFlag(ref(u"a"_s), {.enabled = true, .defaultValue = {}}, on.callback());
        QTRY_COMPARE(on.calls, 1);
        QVERIFY(on.result && on.result->enabled);
        QCOMPARE(bench.vendor.toggles("a"), 1); // the refused one: the second reading found nothing to do
        QVERIFY(bench.vendor.flags.at(u"a"_s));
    }

    void aRolloutWhoseTokenRanOutIsSentWithANewOne()
    {
        Bench bench({.token = "pat_1", .refreshToken = "rt_1", .client = "cl_1"});
        bench.select();
        bool ranOut = false;
        bench.vendor.hook = [&](const ReceivedRequest &request, Exchange &) {
            if (!std::exchange(ranOut, ranOut || request.method == "PUT") && ranOut)
                bench.vendor.token = "at_other";
            return false;
        };
        Answer<Flag> answer;
        const Pending pending = bench.provider.setFlag(
            ref(u"a"_s), {.enabled = {}, .defaultValue = {}, .rollout = 60}, answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        QVERIFY(answer.result);
        QCOMPARE(rolloutOf(*answer.result), std::optional(60));
        QCOMPARE(bench.vendor.rolloutsOf("a").size(), 2); // the first was answered with 401: not made
        QCOMPARE(bench.vendor.server.requests("GET", "/api/v1/manage/flags/a").size(), 2); // and read anew
    }

    void aFlipThatCannotBeReadBackIsNotCalledRefused()
    {
        Bench bench;
        bench.select();
        bench.vendor.saysState = false;
        bench.vendor.hook = [&bench](const ReceivedRequest &request, Exchange &exchange) {
            if (request.method != "GET" || bench.vendor.toggles("a") == 0)
                return false;
            exchange.respond(403, "{}");
            return true;
        };
        Answer<Flag> on;
        const Pending pending =
            bench.provider.setFlag(ref(u"a"_s), {.enabled = true, .defaultValue = {}}, on.callback());
        QTRY_COMPARE(on.calls, 1);
        QVERIFY(!on.result);
        QVERIFY(mayHaveBeenApplied(on.result.error()));
    }

    void otherRefusalsOfTheStreamStand()
    {
        Bench bench;
        QVERIFY(!bench.provider.tryOtherStream(403));
        QVERIFY(!bench.provider.tryOtherStream(500));
    }

    void aNewTokenIsTakenUpOnceItIsAccepted()
    {
        Bench bench;
        bench.select();
        bench.vendor.token = "pat_2";
        Answer<bool> refused;
        Pending pending = bench.provider.renewSession({{}, {}, "pat_3"}, refused.callback());
        QTRY_COMPARE(refused.calls, 1);
        QCOMPARE(refused.kind(), ErrorKind::SignInNeeded);
        Answer<bool> accepted;
        pending = bench.provider.renewSession({{}, {}, "pat_2"}, accepted.callback());
        QTRY_COMPARE(accepted.calls, 1);
        QVERIFY(accepted.result);
        Answer<Snapshot> snapshot;
        pending = bench.provider.readFlags(snapshot.callback());
        QTRY_COMPARE(snapshot.calls, 1);
        QVERIFY(snapshot.result);
    }

    void exchangeIsKeptWithoutSecrets()
    {
        Bench bench;
        bench.select();
        Answer<Flag> answer;
        const Pending pending = bench.provider.readFlag(ref(u"a"_s), answer.callback());
        QTRY_COMPARE(answer.calls, 1);
        const QString text = bench.provider.lastExchange(ref(u"a"_s));
        QVERIFY(text.startsWith(u"GET /api/v1/manage/flags/a"_s));
        QVERIFY(!text.contains(u"pat_1"_s));
    }
};

QTEST_GUILESS_MAIN(TestFlagDashProvider)
#include "tst_flagdashprovider.moc"
