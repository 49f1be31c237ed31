// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"
#include "providers/common/baseurl.h"
#include "providers/togul/togulprovider.h"
#include "support/answer.h"
#include "support/manualclock.h"
#include "support/recorded.h"
#include "support/scriptedserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QString production = u"4a7a0f52-53d1-4a7e-a3b0-0c5a3df0c001"_s;
const QString staging = u"4a7a0f52-53d1-4a7e-a3b0-0c5a3df0c002"_s;
const QByteArray project = "/api/v1/projects/7be1b2a4-6c51-4b0d-9d5f-2f0e8f6f1001";
const QByteArray flagPath = project + "/flags/c0ffee00-0000-4000-8000-000000000001";

FlagRef ref(const QString &key, const QString &environment = production)
{
    return {EnvironmentId(environment), FlagKey(key)};
}

} // namespace

/// Against a server that says Togul's documented answers: sessions with rotation, and whatever a test adds.
class TestTogulProvider final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void checksTheAddress_data();
    void checksTheAddress();
    void signsIn();
    void wrongPassword();
    void unknownAccount();
    void nothingIsSentBeforeSignIn();
    void passwordOfTheCommandLineIsUsedOnce();
    void readsProjects();
    void projectWithoutPermissionStaysEmpty();
    void projectsFailTogether();
    void splitsFlagsByEnvironment();
    void readsOneFlagWithRules();
    void readsAnUnknownFlagByListing();
    void flagMadeAnewIsFound();
    void deletedFlagIsNotFound();
    void answerAboutAnotherFlagIsRefused();
    void setsOnlyWhatIsWanted();
    void aRolloutIsNoneOfAFlags();
    void pathsAreEncoded();
    void changeTimeOutIsNotRepeated();
    void changeIsNotSentWhenTheFlagCannotBeFound();
    void expiredTokenIsRenewedOnce();
    void fiveRefusalsShareOneRefresh();
    void refreshTokenRotates();
    void refreshRefusedEndsTheSession();
    void refreshLostKeepsTheSession();
    void secondRefusalNeedsSignIn();
    void tokenIsRenewedBeforeItExpires();
    void accessTokenAloneCannotBeRenewed();
    void cancelledWaiterLeavesTheOthers();
    void signOutForgets();
    void statusesAreMapped_data();
    void statusesAreMapped();
    void preparesTheStream();
    void apiKeyOnlyWatches();
    void exchangeIsKeptWithoutSecrets();
    void requestAsALineForAShell();
    void requestAsALineOfHostileValues();
    void noLineWhereOneRequestDoesNotDoIt();
    void environmentNames();

private:
    void route(const QByteArray &method, const QByteArray &path, int status, const QByteArray &body);
    void create(TogulCredentials credentials = {});
    void createSignedIn() { create({.accessToken = "access-0", .refreshToken = "refresh-0"}); }
    void select();
    [[nodiscard]] qsizetype count(const QByteArray &method, const QByteArray &path) const
    {
        return m_server->requests(method, path).size();
    }

    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<TogulProvider> m_provider;
    QHash<QByteArray, std::pair<int, QByteArray>> m_routes;
    QByteArray m_validAccess;
    QByteArray m_validRefresh;
    int m_sessions = 0;
    bool m_silent = false; ///< do not answer
};

void TestTogulProvider::init()
{
    QTest::failOnWarning(QRegularExpression(u".?"_s));
    m_clock = std::make_unique<ManualClock>();
    m_server = std::make_unique<ScriptedServer>();
    m_network = std::make_unique<QNetworkAccessManager>();
    m_validAccess = "access-0";
    m_validRefresh = "refresh-0";
    m_sessions = 0;
    m_silent = false;
    m_routes.clear();
    route("GET", "/api/v1/projects", 200, recorded(u"togul/projects.json"_s));
    route("GET", project + "/environments", 200, recorded(u"togul/environments.json"_s));
    route("GET", "/api/v1/projects/7be1b2a4-6c51-4b0d-9d5f-2f0e8f6f1002/environments", 200,
          R"({"environments":[]})");
    route("GET", project + "/flags", 200, recorded(u"togul/flags.json"_s));
    route("GET", flagPath, 200, recorded(u"togul/flag-with-rules.json"_s));
    route("PATCH", flagPath, 200, recorded(u"togul/patched.json"_s));
    m_server->onRequest([this](const ReceivedRequest &request, Exchange &exchange) {
        const auto newSession = [this, &exchange] {
            ++m_sessions;
            m_validAccess = "access-" + QByteArray::number(m_sessions);
            m_validRefresh = "refresh-" + QByteArray::number(m_sessions);
            QByteArray body = recorded(u"togul/session.json"_s);
            body.replace("access-1", m_validAccess).replace("refresh-1", m_validRefresh);
            exchange.respond(200, body);
        };
        const auto field = [&request](const QString &name) {
            return QJsonDocument::fromJson(request.body).object().value(name).toString().toUtf8();
        };
        if (m_silent)
            return;
        const auto known = m_routes.constFind(request.method + ' ' + request.path);
        if (request.path == "/api/v1/login") {
            if (field(u"password"_s) == "correct")
                newSession();
            else
                exchange.respond(401,
                                 R"({"code":"unauthorized","message":"bad credentials","details":null})");
        } else if (request.path == "/api/v1/refresh-token") {
            if (field(u"refresh_token"_s) == m_validRefresh)
                newSession();
            else
                exchange.respond(401, R"({"code":"unauthorized","message":"revoked","details":null})");
        } else if (request.header("authorization") != "Bearer " + m_validAccess) {
            exchange.respond(401, R"({"code":"unauthorized","message":"token expired","details":null})");
        } else if (known != m_routes.constEnd()) {
            exchange.respond(known->first, known->second);
        } else {
            exchange.respond(404, R"({"code":"not_found","message":"nothing here","details":null})");
        }
    });
}

void TestTogulProvider::cleanup()
{
    m_provider.reset();
    m_network.reset();
    m_server.reset();
    m_clock.reset();
}

void TestTogulProvider::route(const QByteArray &method, const QByteArray &path, int status,
                              const QByteArray &body)
{
    m_routes.insert(method + ' ' + path, {status, body});
}

void TestTogulProvider::create(TogulCredentials credentials)
{
    m_provider =
        std::make_unique<TogulProvider>(m_server->url(), *m_network, *m_clock, std::move(credentials));
}

void TestTogulProvider::select()
{
    m_provider->selectEnvironment(
        {ProjectId(u"7be1b2a4-6c51-4b0d-9d5f-2f0e8f6f1001"_s),
         u"Shop"_s,
         {{EnvironmentId(production), EnvironmentKey(u"production"_s), u"Production"_s},
          {EnvironmentId(staging), EnvironmentKey(u"staging"_s), QString()}}},
        EnvironmentId(production));
}

void TestTogulProvider::checksTheAddress_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("expected"); // empty: refused
    QTest::newRow("hosted") << u"https://api.togul.io"_s << u"https://api.togul.io"_s;
    QTest::newRow("slashes and spaces") << u"  https://api.togul.io/// "_s << u"https://api.togul.io"_s;
    QTest::newRow("path") << u"https://flags.example/togul/"_s << u"https://flags.example/togul"_s;
    QTest::newRow("loopback name") << u"http://localhost:8080"_s << u"http://localhost:8080"_s;
    QTest::newRow("loopback 4") << u"http://127.0.0.1:8080/"_s << u"http://127.0.0.1:8080"_s;
    QTest::newRow("loopback 6") << u"http://[::1]:8080"_s << u"http://[::1]:8080"_s;
    QTest::newRow("http elsewhere") << u"http://api.togul.io"_s << QString();
    QTest::newRow("http to a name that pretends") << u"http://localhost.example"_s << QString();
    QTest::newRow("http to an address that pretends") << u"http://127.0.0.1.example"_s << QString();
    QTest::newRow("no scheme") << u"api.togul.io"_s << QString();
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("user info") << u"https://me:secret@api.togul.io"_s << QString();
    QTest::newRow("query") << u"https://api.togul.io?key=1"_s << QString();
    QTest::newRow("fragment") << u"https://api.togul.io#x"_s << QString();
    QTest::newRow("file") << u"file:///etc/passwd"_s << QString();
    QTest::newRow("no host") << u"https:///x"_s << QString();
}

void TestTogulProvider::checksTheAddress()
{
    QFETCH(QString, typed);
    QFETCH(QString, expected);
    const auto url = api::checkedUrl(typed);
    QCOMPARE(url ? url->toString() : QString(), expected);
    if (typed == u"http://api.togul.io")
        QCOMPARE(api::checkedUrl(typed, true).value(), QUrl(typed)); // a person agreed
    if (!url) {
        QCOMPARE(url.error().kind, ErrorKind::Rejected);
        QVERIFY(!url.error().detail.contains(u"secret"_s));
    }
}

void TestTogulProvider::signsIn()
{
    create();
    Answer<TogulSignedIn> signedIn;
    const Pending pending =
        m_provider->signIn(u"iris@signalhaus.example"_s, u"correct"_s, signedIn.callback());
    QTRY_COMPARE(signedIn.calls, 1);
    QVERIFY(signedIn.result);
    QCOMPARE(signedIn.result->userName, u"Iris Lampe"_s);
    QCOMPARE(signedIn.result->role, u"developer"_s);
    QCOMPARE(m_server->requests().last().body,
             R"({"password":"correct","username":"iris@signalhaus.example"})");
    QVERIFY(!m_server->requests().last().hasHeader("authorization"));

    Answer<QVector<ProjectEntry>> projects;
    const Pending reading = m_provider->readProjects(projects.callback());
    QTRY_COMPARE(projects.calls, 1);
    QVERIFY(projects.result);
    QCOMPARE(m_server->requests().last().header("authorization"), "Bearer access-1");
}

void TestTogulProvider::wrongPassword()
{
    create();
    Answer<TogulSignedIn> signedIn;
    const Pending pending = m_provider->signIn(u"iris@signalhaus.example"_s, u"wrong"_s, signedIn.callback());
    QTRY_COMPARE(signedIn.calls, 1);
    QCOMPARE(signedIn.kind(), ErrorKind::SignInNeeded);
    QCOMPARE(signedIn.result.error().detail, u"bad credentials (unauthorized)"_s);
}

void TestTogulProvider::unknownAccount()
{
    create();
    m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
        exchange.respond(404, R"({"code":"not_found","message":"no such user"})");
    });
    Answer<TogulSignedIn> signedIn;
    const Pending pending = m_provider->signIn(u"nobody@signalhaus.example"_s, u"x"_s, signedIn.callback());
    QTRY_COMPARE(signedIn.calls, 1);
    QCOMPARE(signedIn.kind(), ErrorKind::SignInNeeded);
}

void TestTogulProvider::nothingIsSentBeforeSignIn()
{
    create();
    select();
    Answer<Snapshot> flags;
    const Pending pending = m_provider->readFlags(flags.callback());
    QCOMPARE(flags.calls, 0); // never from inside the call
    QTRY_COMPARE(flags.calls, 1);
    QCOMPARE(flags.kind(), ErrorKind::SignInNeeded);
    QCOMPARE(m_server->connections(), 0);
}

void TestTogulProvider::passwordOfTheCommandLineIsUsedOnce()
{
    create({.email = u"iris@signalhaus.example"_s, .password = u"wrong"_s});
    for (int number = 1; number <= 3; ++number) {
        Answer<QVector<ProjectEntry>> projects;
        const Pending pending = m_provider->readProjects(projects.callback());
        QTRY_COMPARE(projects.calls, 1);
        QCOMPARE(projects.kind(), ErrorKind::SignInNeeded);
    }
    QCOMPARE(count("POST", "/api/v1/login"), 1);

    create({.email = u"iris@signalhaus.example"_s, .password = u"correct"_s});
    Answer<QVector<ProjectEntry>> projects;
    const Pending pending = m_provider->readProjects(projects.callback());
    QTRY_COMPARE(projects.calls, 1);
    QVERIFY(projects.result);
}

void TestTogulProvider::readsProjects()
{
    createSignedIn();
    Answer<QVector<ProjectEntry>> projects;
    const Pending pending = m_provider->readProjects(projects.callback());
    QTRY_COMPARE(projects.calls, 1);
    QVERIFY(projects.result);
    QCOMPARE(projects.result->size(), 2);
    QCOMPARE(projects.result->first().name, u"Shop"_s);
    QCOMPARE(projects.result->first().environments.size(), 2);
    QCOMPARE(projects.result->last().environments.size(), 0);
}

void TestTogulProvider::projectWithoutPermissionStaysEmpty()
{
    createSignedIn();
    route("GET", project + "/environments", 403, recorded(u"togul/error-forbidden.json"_s));
    Answer<QVector<ProjectEntry>> projects;
    const Pending pending = m_provider->readProjects(projects.callback());
    QTRY_COMPARE(projects.calls, 1);
    QVERIFY(projects.result);
    QCOMPARE(projects.result->size(), 2);
    QVERIFY(projects.result->first().environments.isEmpty());
}

void TestTogulProvider::projectsFailTogether()
{
    createSignedIn();
    QByteArray many = R"({"projects":[{"id":"p0"})";
    for (int number = 1; number < 20; ++number) {
        many += R"(,{"id":"p)" + QByteArray::number(number) + "\"}";
        route("GET", "/api/v1/projects/p" + QByteArray::number(number) + "/environments", 200,
              R"({"environments":[]})");
    }
    route("GET", "/api/v1/projects", 200, many + "]}");
    route("GET", "/api/v1/projects/p0/environments", 200, R"({"environments":[]})");
    Answer<QVector<ProjectEntry>> whole;
    const Pending pending = m_provider->readProjects(whole.callback());
    QTRY_COMPARE(whole.calls, 1);
    QVERIFY(whole.result);
    QCOMPARE(whole.result->size(), 20);

    route("GET", "/api/v1/projects/p7/environments", 500, "broken");
    Answer<QVector<ProjectEntry>> failed;
    const Pending again = m_provider->readProjects(failed.callback());
    QTRY_COMPARE(failed.calls, 1);
    QCOMPARE(failed.kind(), ErrorKind::Server);
}

void TestTogulProvider::splitsFlagsByEnvironment()
{
    createSignedIn();
    select();
    Answer<Snapshot> snapshot;
    const Pending pending = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    QVERIFY(snapshot.result);
    QCOMPARE(snapshot.result->flags.size(), 5);
    QCOMPARE(snapshot.result->elsewhere.size(), 1);
    QVERIFY(snapshot.result->wholeProject);
    QVERIFY(m_provider->traits().streamsWholeProject);
    QCOMPARE(snapshot.result->elsewhere.first().environment, EnvironmentId(staging));
    QCOMPARE(m_server->requests().last().target, project + "/flags"); // there is no filter
}

void TestTogulProvider::readsOneFlagWithRules()
{
    createSignedIn();
    select();
    Answer<Snapshot> snapshot;
    const Pending listing = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    Answer<Flag> flag;
    const Pending pending = m_provider->readFlag(ref(u"checkout-static"_s), flag.callback());
    QTRY_COMPARE(flag.calls, 1);
    QVERIFY(flag.result);
    QCOMPARE(flag.result->rules->size(), 4);
    QCOMPARE(count("GET", project + "/flags"), 1);
}

void TestTogulProvider::readsAnUnknownFlagByListing()
{
    createSignedIn();
    select();
    Answer<Flag> flag;
    const Pending pending = m_provider->readFlag(ref(u"checkout-static"_s), flag.callback());
    QTRY_COMPARE(flag.calls, 1);
    QVERIFY(flag.result);
    QCOMPARE(count("GET", project + "/flags"), 1);
    QCOMPARE(count("GET", flagPath), 1);

    Answer<Flag> missing;
    const Pending second = m_provider->readFlag(ref(u"no-such-flag"_s), missing.callback());
    QTRY_COMPARE(missing.calls, 1);
    QCOMPARE(missing.kind(), ErrorKind::NotFound);
}

void TestTogulProvider::flagMadeAnewIsFound()
{
    createSignedIn();
    select();
    Answer<Snapshot> snapshot;
    const Pending listing = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    // Deleted and created again under the same key: the old id answers 404.
    const QByteArray newId = "c0ffee00-0000-4000-8000-0000000000ff";
    const QByteArray oldId = "c0ffee00-0000-4000-8000-000000000001";
    m_routes.remove("GET " + flagPath);
    route("GET", project + "/flags/" + newId, 200,
          recorded(u"togul/flag-with-rules.json"_s).replace(oldId, newId));
    route("GET", project + "/flags", 200, recorded(u"togul/flags.json"_s).replace(oldId, newId));
    Answer<Flag> flag;
    const Pending pending = m_provider->readFlag(ref(u"checkout-static"_s), flag.callback());
    QTRY_COMPARE(flag.calls, 1);
    QVERIFY(flag.result);
    QCOMPARE(flag.result->id, FlagId(QString::fromLatin1(newId)));
}

void TestTogulProvider::deletedFlagIsNotFound()
{
    createSignedIn();
    select();
    Answer<Snapshot> snapshot;
    const Pending listing = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    m_routes.remove("GET " + flagPath);
    route("GET", project + "/flags", 200, R"({"flags":[]})");
    Answer<Flag> flag;
    const Pending pending = m_provider->readFlag(ref(u"checkout-static"_s), flag.callback());
    QTRY_COMPARE(flag.calls, 1);
    QCOMPARE(flag.kind(), ErrorKind::NotFound);
}

void TestTogulProvider::answerAboutAnotherFlagIsRefused()
{
    createSignedIn();
    select();
    route("GET", flagPath, 200,
          recorded(u"togul/flag-with-rules.json"_s).replace("checkout-static", "other"));
    Answer<Flag> flag;
    const Pending pending = m_provider->readFlag(ref(u"checkout-static"_s), flag.callback());
    QTRY_COMPARE(flag.calls, 1);
    QCOMPARE(flag.kind(), ErrorKind::BadAnswer);
}

void TestTogulProvider::setsOnlyWhatIsWanted()
{
    createSignedIn();
    select();
    Answer<Flag> flag;
    const Pending pending = m_provider->setFlag(ref(u"checkout-static"_s),
                                                {.enabled = false, .defaultValue = {}}, flag.callback());
    QTRY_COMPARE(flag.calls, 1);
    QVERIFY(flag.result);
    QCOMPARE(flag.result->enabled, false);
    const auto patches = m_server->requests("PATCH", flagPath);
    QCOMPARE(patches.size(), 1);
    QCOMPARE(patches.first().body, R"({"enabled":false})");
}

void TestTogulProvider::aRolloutIsNoneOfAFlags()
{
    createSignedIn();
    select();
    QVERIFY(!m_provider->traits().flags.rollout);
    Answer<Flag> flag;
    const FlagPatch rollout{.enabled = {}, .defaultValue = {}, .rollout = 25};
    const Pending pending = m_provider->setFlag(ref(u"checkout-static"_s), rollout, flag.callback());
    QTRY_COMPARE(flag.calls, 1);
    QCOMPARE(flag.kind(), ErrorKind::Rejected);
    QCOMPARE(count("PATCH", flagPath), 0);
}

void TestTogulProvider::pathsAreEncoded()
{
    createSignedIn();
    m_provider->selectEnvironment({ProjectId(u"a/b?c#d e"_s), {}, {}}, EnvironmentId(production));
    Answer<Snapshot> snapshot;
    const Pending pending = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    QCOMPARE(m_server->requests().last().target, "/api/v1/projects/a%2Fb%3Fc%23d%20e/flags");
}

void TestTogulProvider::changeTimeOutIsNotRepeated()
{
    createSignedIn();
    select();
    Answer<Snapshot> snapshot;
    const Pending listing = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    m_silent = true;
    Answer<Flag> flag;
    const Pending pending = m_provider->setFlag(ref(u"checkout-static"_s),
                                                {.enabled = false, .defaultValue = {}}, flag.callback());
    QTRY_COMPARE(count("PATCH", flagPath), 1);
    m_clock->advance(limits::requestTimeout);
    QTRY_COMPARE(flag.calls, 1);
    QCOMPARE(flag.kind(), ErrorKind::Timeout);
    QVERIFY(mayHaveBeenApplied(flag.result.error()));
    m_clock->advance(1h);
    QCOMPARE(count("PATCH", flagPath), 1);
}

void TestTogulProvider::changeIsNotSentWhenTheFlagCannotBeFound()
{
    createSignedIn();
    select();
    m_server->shutDown();
    Answer<Flag> flag;
    const Pending pending = m_provider->setFlag(ref(u"checkout-static"_s),
                                                {.enabled = false, .defaultValue = {}}, flag.callback());
    QTRY_COMPARE(flag.calls, 1);
    QVERIFY(!flag.result);
    QVERIFY(!mayHaveBeenApplied(flag.result.error())); // nobody must go looking for an outcome
}

void TestTogulProvider::expiredTokenIsRenewedOnce()
{
    createSignedIn();
    select();
    m_validAccess = "something newer";
    Answer<Flag> flag;
    const Pending pending = m_provider->setFlag(ref(u"checkout-static"_s),
                                                {.enabled = false, .defaultValue = {}}, flag.callback());
    QTRY_COMPARE(flag.calls, 1);
    QVERIFY(flag.result);
    QCOMPARE(count("POST", "/api/v1/refresh-token"), 1);
    QCOMPARE(count("PATCH", flagPath), 1);
    QCOMPARE(m_server->requests().last().header("authorization"), "Bearer access-1");
}

void TestTogulProvider::fiveRefusalsShareOneRefresh()
{
    createSignedIn();
    select();
    m_validAccess = "something newer";
    std::array<Answer<Snapshot>, 5> answers;
    std::vector<Pending> pending;
    for (auto &answer : answers)
        pending.push_back(m_provider->readFlags(answer.callback()));
    for (auto &answer : answers) {
        QTRY_COMPARE(answer.calls, 1);
        QVERIFY(answer.result);
    }
    QCOMPARE(count("POST", "/api/v1/refresh-token"), 1);
    QCOMPARE(count("GET", project + "/flags"), 10);
}

void TestTogulProvider::refreshTokenRotates()
{
    createSignedIn();
    select();
    for (int number = 1; number <= 3; ++number) {
        m_validAccess = "something newer";
        Answer<Snapshot> snapshot;
        const Pending pending = m_provider->readFlags(snapshot.callback());
        QTRY_COMPARE(snapshot.calls, 1);
        QVERIFY(snapshot.result);
        QCOMPARE(m_sessions, number);
    }
    const auto refreshes = m_server->requests("POST", "/api/v1/refresh-token");
    QCOMPARE(refreshes.size(), 3);
    QCOMPARE(refreshes.at(0).body, R"({"refresh_token":"refresh-0"})");
    QCOMPARE(refreshes.at(2).body, R"({"refresh_token":"refresh-2"})");
}

void TestTogulProvider::refreshRefusedEndsTheSession()
{
    createSignedIn();
    select();
    m_validAccess = "something newer";
    m_validRefresh = "something newer";
    for (int number = 1; number <= 4; ++number) {
        Answer<Snapshot> snapshot;
        const Pending pending = m_provider->readFlags(snapshot.callback());
        QTRY_COMPARE(snapshot.calls, 1);
        QCOMPARE(snapshot.kind(), ErrorKind::SignInNeeded);
    }
    // No storm: what was refused once is not asked again.
    QCOMPARE(m_server->requests().size(), 2);

    Answer<TogulSignedIn> signedIn;
    const Pending signingIn =
        m_provider->signIn(u"iris@signalhaus.example"_s, u"correct"_s, signedIn.callback());
    QTRY_COMPARE(signedIn.calls, 1);
    Answer<Snapshot> snapshot;
    const Pending pending = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    QVERIFY(snapshot.result);
}

void TestTogulProvider::refreshLostKeepsTheSession()
{
    createSignedIn();
    select();
    m_validAccess = "something newer";
    m_server->onRequest([](const ReceivedRequest &request, Exchange &exchange) {
        exchange.respond(request.path == "/api/v1/refresh-token" ? 503 : 401, "no");
    });
    Answer<Snapshot> snapshot;
    const Pending pending = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    QCOMPARE(snapshot.kind(), ErrorKind::Server);
    Answer<Snapshot> second;
    const Pending again = m_provider->readFlags(second.callback());
    QTRY_COMPARE(second.calls, 1);
    QCOMPARE(second.kind(), ErrorKind::Server);
    QCOMPARE(count("POST", "/api/v1/refresh-token"), 2); // it is tried again: the server did not refuse
}

void TestTogulProvider::secondRefusalNeedsSignIn()
{
    createSignedIn();
    select();
    route("GET", project + "/flags", 401, R"({"code":"unauthorized","message":"never"})");
    Answer<Snapshot> snapshot;
    const Pending pending = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    QCOMPARE(snapshot.kind(), ErrorKind::SignInNeeded);
    QCOMPARE(count("POST", "/api/v1/refresh-token"), 1);
    QCOMPARE(count("GET", project + "/flags"), 2);
}

void TestTogulProvider::tokenIsRenewedBeforeItExpires()
{
    createSignedIn();
    select();
    m_clock->advance(50min - 1ms);
    Answer<Snapshot> early;
    const Pending first = m_provider->readFlags(early.callback());
    QTRY_COMPARE(early.calls, 1);
    QCOMPARE(m_sessions, 0);
    m_clock->advance(1ms);
    Answer<Snapshot> late;
    const Pending second = m_provider->readFlags(late.callback());
    QTRY_COMPARE(late.calls, 1);
    QVERIFY(late.result);
    QCOMPARE(m_sessions, 1);
}

void TestTogulProvider::accessTokenAloneCannotBeRenewed()
{
    create({.accessToken = "access-0"});
    select();
    m_clock->advance(2h);
    Answer<Snapshot> works;
    const Pending first = m_provider->readFlags(works.callback());
    QTRY_COMPARE(works.calls, 1);
    QVERIFY(works.result);
    m_validAccess = "something newer";
    Answer<Snapshot> refused;
    const Pending second = m_provider->readFlags(refused.callback());
    QTRY_COMPARE(refused.calls, 1);
    QCOMPARE(refused.kind(), ErrorKind::SignInNeeded);
    QCOMPARE(count("POST", "/api/v1/refresh-token"), 0);
}

void TestTogulProvider::cancelledWaiterLeavesTheOthers()
{
    createSignedIn();
    select();
    m_clock->advance(51min);
    Answer<Snapshot> dropped;
    Answer<Snapshot> kept;
    Pending first = m_provider->readFlags(dropped.callback());
    const Pending second = m_provider->readFlags(kept.callback());
    first.cancel();
    QTRY_COMPARE(kept.calls, 1);
    QVERIFY(kept.result);
    QCOMPARE(dropped.calls, 0);
    QCOMPARE(m_sessions, 1);

    // Nobody waits: the refresh runs to its end all the same, for its token is used up.
    m_clock->advance(51min);
    Answer<Snapshot> third;
    Pending alone = m_provider->readFlags(third.callback());
    alone.cancel();
    QTRY_COMPARE(m_sessions, 2);
    Answer<Snapshot> fourth;
    const Pending next = m_provider->readFlags(fourth.callback());
    QTRY_COMPARE(fourth.calls, 1);
    QVERIFY(fourth.result);
    QCOMPARE(m_sessions, 2);
}

void TestTogulProvider::signOutForgets()
{
    createSignedIn();
    select();
    route("POST", "/api/v1/logout", 200, R"({"logged_out":true})");
    Answer<bool> signedOut;
    const Pending pending = m_provider->signOut(signedOut.callback());
    Answer<Snapshot> snapshot;
    const Pending reading = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    QCOMPARE(snapshot.kind(), ErrorKind::SignInNeeded);
    QTRY_COMPARE(signedOut.calls, 1);
    QVERIFY(signedOut.result);
    QCOMPARE(m_server->requests("POST", "/api/v1/logout").first().body, R"({"refresh_token":"refresh-0"})");
    QCOMPARE(m_server->requests().size(), 1);
}

void TestTogulProvider::statusesAreMapped_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("400") << 400 << ErrorKind::Rejected;
    QTest::newRow("403") << 403 << ErrorKind::Forbidden;
    QTest::newRow("404") << 404 << ErrorKind::NotFound;
    QTest::newRow("409") << 409 << ErrorKind::Conflict;
    QTest::newRow("429") << 429 << ErrorKind::RateLimited;
    QTest::newRow("500") << 500 << ErrorKind::Server;
    QTest::newRow("502") << 502 << ErrorKind::Server;
}

void TestTogulProvider::statusesAreMapped()
{
    QFETCH(int, status);
    QFETCH(ErrorKind, kind);
    createSignedIn();
    select();
    route("PATCH", flagPath, status, "<html>proxy says no</html>");
    Answer<Flag> flag;
    const Pending pending = m_provider->setFlag(ref(u"checkout-static"_s),
                                                {.enabled = true, .defaultValue = {}}, flag.callback());
    QTRY_COMPARE(flag.calls, 1);
    QCOMPARE(flag.kind(), kind);
    QCOMPARE(flag.result.error().httpStatus, std::optional(status));
    QCOMPARE(flag.result.error().detail, u"<html>proxy says no</html>"_s);
    QCOMPARE(m_provider->streamError(status, "x").kind, kind);
}

void TestTogulProvider::preparesTheStream()
{
    createSignedIn();
    Answer<StreamRequest> request;
    const Pending first = m_provider->prepareStream(false, request.callback());
    QTRY_COMPARE(request.calls, 1);
    QVERIFY(request.result);
    QCOMPARE(request.result->url, m_server->url(u"/api/v1/stream"_s));
    QCOMPARE(request.result->headers.size(), 1);
    QCOMPARE(request.result->headers.first(),
             std::pair(QByteArray("Authorization"), QByteArray("Bearer access-0")));

    // Refused although it looks valid: a new one.
    const Pending second = m_provider->prepareStream(true, request.callback());
    QTRY_COMPARE(request.calls, 2);
    QCOMPARE(request.result->headers.first().second, "Bearer access-1");
    QCOMPARE(m_sessions, 1);
}

void TestTogulProvider::apiKeyOnlyWatches()
{
    create({.apiKey = "tgl_sdk_x"});
    select();
    Answer<StreamRequest> request;
    const Pending stream = m_provider->prepareStream(false, request.callback());
    QTRY_COMPARE(request.calls, 1);
    QVERIFY(request.result);
    QCOMPARE(request.result->headers.size(), 1); // never as a bearer token
    QCOMPARE(request.result->headers.first(), std::pair(QByteArray("X-API-Key"), QByteArray("tgl_sdk_x")));
    const Pending refused = m_provider->prepareStream(true, request.callback());
    QTRY_COMPARE(request.calls, 2);
    QCOMPARE(request.kind(), ErrorKind::SignInNeeded);

    Answer<Snapshot> snapshot;
    const Pending listing = m_provider->readFlags(snapshot.callback());
    Answer<Flag> flag;
    const Pending setting = m_provider->setFlag(ref(u"checkout-static"_s),
                                                {.enabled = true, .defaultValue = {}}, flag.callback());
    Answer<QVector<ProjectEntry>> projects;
    const Pending reading = m_provider->readProjects(projects.callback());
    QTRY_COMPARE(snapshot.calls + flag.calls + projects.calls, 3);
    QCOMPARE(snapshot.kind(), ErrorKind::Forbidden);
    QCOMPARE(flag.kind(), ErrorKind::Forbidden);
    QCOMPARE(projects.kind(), ErrorKind::Forbidden);
    QVERIFY(!flag.result.error().detail.isEmpty());
    QCOMPARE(m_server->connections(), 0);
}

void TestTogulProvider::exchangeIsKeptWithoutSecrets()
{
    createSignedIn();
    select();
    QVERIFY(m_provider->lastExchange(ref(u"checkout-static"_s)).isEmpty());
    Answer<Flag> flag;
    const Pending pending = m_provider->setFlag(ref(u"checkout-static"_s),
                                                {.enabled = false, .defaultValue = {}}, flag.callback());
    QTRY_COMPARE(flag.calls, 1);
    const QString text = m_provider->lastExchange(ref(u"checkout-static"_s));
    QVERIFY(text.contains(u"PATCH /api/v1/projects/"_s));
    QVERIFY(text.contains(u"{\"enabled\":false}"_s));
    QVERIFY(text.contains(u"200 application/json"_s));
    QVERIFY(text.contains(u"\"key\": \"checkout-static\""_s));
    QVERIFY(!text.contains(u"access-0"_s));
    QVERIFY(m_provider->lastExchange(ref(u"checkout-static"_s, staging)).isEmpty());

    route("PATCH", flagPath, 500, QByteArray(1 << 20, 'x'));
    Answer<Flag> failed;
    const Pending again = m_provider->setFlag(ref(u"checkout-static"_s),
                                              {.enabled = false, .defaultValue = {}}, failed.callback());
    QTRY_COMPARE(failed.calls, 1);
    QVERIFY(m_provider->lastExchange(ref(u"checkout-static"_s)).size() < 10'000);
}

void TestTogulProvider::requestAsALineForAShell()
{
    createSignedIn();
    select();
    Answer<Snapshot> snapshot;
    const Pending pending = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    const QString line =
        m_provider->requestAsCurl(ref(u"checkout-static"_s), {.enabled = false, .defaultValue = {}});
    QCOMPARE(line, u"curl --globoff -X PATCH %1 -H \"Authorization: Bearer $SIGNALBOX_TOKEN\" "
                   "-H 'Content-Type: application/json' --data-raw '{\"enabled\":false}'"_s.arg(
                       m_server->url().toString() + QString::fromLatin1(flagPath)));

    // And it does what setFlag() does.
    const QString shell = QStandardPaths::findExecutable(u"sh"_s);
    QVERIFY2(!shell.isEmpty() && !QStandardPaths::findExecutable(u"curl"_s).isEmpty(),
             "This needs sh and curl; installer/packages.txt lists them.");
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"SIGNALBOX_TOKEN"_s, u"access-0"_s);
    environment.insert(u"no_proxy"_s, u"127.0.0.1,localhost"_s);
    process.setProcessEnvironment(environment);
    process.start(shell, {u"-c"_s, line});
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitCode(), 0);
    const auto patches = m_server->requests("PATCH", flagPath);
    QCOMPARE(patches.size(), 1);
    QCOMPARE(patches.first().body, R"({"enabled":false})");
    QCOMPARE(patches.first().header("content-type"), QByteArray("application/json"));
    QCOMPARE(patches.first().header("authorization"), QByteArray("Bearer access-0"));
}

void TestTogulProvider::requestAsALineOfHostileValues()
{
    const QString id = u"f';rm -rf ~;'/../$(id)"_s;
    const QString key = u"\u202Ekey"_s;
    const QJsonObject flag{{u"id"_s, id},         {u"environment_id"_s, production},
                           {u"key"_s, key},       {u"name"_s, u"x"_s},
                           {u"enabled"_s, false}, {u"default_value"_s, false}};
    route("GET", project + "/flags", 200,
          QJsonDocument(QJsonObject{{u"flags"_s, QJsonArray{flag}}}).toJson());
    createSignedIn();
    select();
    Answer<Snapshot> snapshot;
    const Pending pending = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    QVERIFY(snapshot.result);
    const FlagPatch patch{.enabled = true, .defaultValue = FlagValue(u"it's\u202E\x1b[2J $(id)"_s)};
    const QString line = m_provider->requestAsCurl(ref(key), patch);
    // The id is one encoded segment of the path, the value one quoted word of printable characters.
    QVERIFY2(line.contains(u"/flags/f%27%3Brm%20-rf%20~%3B%27%2F..%2F%24%28id%29"_s), qPrintable(line));
    QVERIFY2(line.endsWith(u"--data-raw '{\"default_value\":\"it'\\''s\\u202e\\u001b[2J $(id)\","
                           "\"enabled\":true}'"_s),
             qPrintable(line));
    const FlagPatch vast{.enabled = {}, .defaultValue = FlagValue(QString(200'000, u'x'))};
    QVERIFY(m_provider->requestAsCurl(ref(key), vast).isEmpty()); // no shell takes such an argument
}

void TestTogulProvider::noLineWhereOneRequestDoesNotDoIt()
{
    const FlagPatch patch{.enabled = true, .defaultValue = {}};
    createSignedIn();
    QVERIFY(m_provider->requestAsCurl(ref(u"checkout-static"_s), patch).isEmpty()); // nothing is selected
    select();
    QVERIFY(m_provider->requestAsCurl(ref(u"checkout-static"_s), patch).isEmpty()); // its id is not known
    Answer<Snapshot> snapshot;
    const Pending pending = m_provider->readFlags(snapshot.callback());
    QTRY_COMPARE(snapshot.calls, 1);
    QVERIFY(!m_provider->requestAsCurl(ref(u"checkout-static"_s), patch).isEmpty());
    QVERIFY(m_provider->requestAsCurl(ref(u"checkout-static"_s), {}).isEmpty()); // nothing is wanted
    create({.apiKey = "tgl_sdk_x"});
    select();
    QVERIFY(m_provider->requestAsCurl(ref(u"checkout-static"_s), patch).isEmpty()); // a key changes nothing
}

void TestTogulProvider::environmentNames()
{
    createSignedIn();
    QVERIFY(m_provider->environments().isEmpty());
    select();
    QCOMPARE(m_provider->environments().size(), 2);
    QCOMPARE(m_provider->environmentName(EnvironmentId(production)), u"Production"_s);
    QCOMPARE(m_provider->environmentName(EnvironmentId(staging)), staging); // it has no name
    QCOMPARE(m_provider->environmentName(EnvironmentId(u"x"_s)), u"x"_s);
}

QTEST_GUILESS_MAIN(TestTogulProvider)
#include "tst_togulprovider.moc"
