// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/httpprobe.h"
#include "server/server.h"
#include "support/manualclock.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QStringList sortedKeys(const QJsonObject &object)
{
    return object.keys(); // QJsonObject keeps them sorted
}

QString errorCode(const ProbeAnswer &answer)
{
    return answer.json()[u"code"_s].toString();
}

} // namespace

/// The vendor's documented requests against a whole server, through a real HTTP client.
class TestTogulDialect : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_clock.setWallTime(WallTime(1'781'187'600'000ms)); // some tests move it by weeks
        ServerOptions options;
        options.seed = Seed::Demo;
        options.demoPassword = u"secret"_s;
        options.passwordCost = PasswordCost::Minimal;
        m_server = std::make_unique<Server>(m_clock, options);
        const auto port = m_server->start();
        QVERIFY(port);
        m_port = *port;
        m_probe = std::make_unique<HttpProbe>(m_server->url());
        QVERIFY(signIn(*m_probe, u"demo@signalbox.example"_s));
    }

    void cleanup()
    {
        m_probe.reset();
        m_server.reset();
    }

    void signingInGivesTheDocumentedShape()
    {
        HttpProbe stranger(m_server->url());
        const ProbeAnswer answer = stranger.send(
            "POST", u"/api/v1/login"_s,
            QJsonObject{{u"username"_s, u"demo@signalbox.example"_s}, {u"password"_s, u"secret"_s}});
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.contentType, QByteArray("application/json"));
        const QJsonObject json = answer.json();
        QCOMPARE(sortedKeys(json), QStringList({u"current_organization"_s, u"organizations"_s,
                                                u"refresh_token"_s, u"token"_s, u"user"_s}));
        QCOMPARE(sortedKeys(json[u"user"_s].toObject()),
                 QStringList({u"created_at"_s, u"email"_s, u"email_verified_at"_s, u"id"_s, u"name"_s,
                              u"role"_s, u"updated_at"_s}));
        QCOMPARE(answer.text(u"current_organization"_s, u"role"_s), u"admin"_s);
        QCOMPARE(json[u"organizations"_s].toArray().size(), 1);
    }

    void signingInIsRefusedTheSameWayForAllReasons_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("wrong password")
            << json("{'username':'demo@signalbox.example','password':'nope'}") << 401;
        QTest::newRow("unknown account")
            << json("{'username':'nobody@x.example','password':'secret'}") << 401;
        QTest::newRow("account without a password")
            << json("{'username':'mia@northwind.example','password':''}") << 401;
        QTest::newRow("no password") << json("{'username':'demo@signalbox.example'}") << 400;
        QTest::newRow("password is a number") << json("{'username':'a','password':1}") << 400;
        QTest::newRow("not an object") << QByteArray("[]") << 400;
        QTest::newRow("not JSON") << QByteArray("username=demo") << 400;
        QTest::newRow("empty") << QByteArray() << 400;
        QTest::newRow("deep") << json("{'username':") + QByteArray(5'000, '[') << 400;
    }

    void signingInIsRefusedTheSameWayForAllReasons()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        HttpProbe stranger(m_server->url());
        const ProbeAnswer answer = stranger.send("POST", u"/api/v1/login"_s, body);
        QCOMPARE(answer.status, status);
        QCOMPARE(errorCode(answer), status == 401 ? u"unauthorized"_s : u"validation_error"_s);
        QCOMPARE(sortedKeys(answer.json()), QStringList({u"code"_s, u"details"_s, u"message"_s}));
    }

    void refreshTokensRotate()
    {
        const QString old = m_refresh;
        const auto refresh = [this](const QString &token) {
            return m_probe->send("POST", u"/api/v1/refresh-token"_s,
                                 QJsonObject{{u"refresh_token"_s, token}});
        };
        const ProbeAnswer first = refresh(old);
        QCOMPARE(first.status, 200);
        const QString rotated = first.json()[u"refresh_token"_s].toString();
        QVERIFY(rotated != old);
        QCOMPARE(refresh(old).status, 401); // dead at once
        const ProbeAnswer second = refresh(rotated);
        QCOMPARE(second.status, 200);
        m_probe->setBearer(second.json()[u"token"_s].toString());
        QCOMPARE(m_probe->get(u"/api/v1/me"_s).status, 200);
        QCOMPARE(refresh(m_token).status, 401); // an access token does not refresh
    }

    void accessTokensExpireAndRefreshTokensLater()
    {
        m_clock.advance(59min);
        QCOMPARE(m_probe->get(u"/api/v1/me"_s).status, 200);
        m_clock.advance(1min);
        QCOMPARE(m_probe->get(u"/api/v1/me"_s).status, 401);
        const auto refresh = [this] {
            return m_probe->send("POST", u"/api/v1/refresh-token"_s,
                                 QJsonObject{{u"refresh_token"_s, m_refresh}});
        };
        const ProbeAnswer renewed = refresh();
        QCOMPARE(renewed.status, 200);
        m_refresh = renewed.json()[u"refresh_token"_s].toString();
        m_clock.setWallTime(m_clock.wallTime() + std::chrono::hours(24 * 30));
        QCOMPARE(refresh().status, 401);
    }

    void signingOutEndsTheSessionAndItsStream()
    {
        RawStream stream(m_port, "/api/v1/stream", "Authorization: Bearer " + m_token.toUtf8() + "\r\n");
        QTRY_COMPARE(m_server->streamCount(), 1);
        QCOMPARE(m_probe->send("POST", u"/api/v1/logout"_s, QByteArray("{}")).status, 400);
        const ProbeAnswer answer =
            m_probe->send("POST", u"/api/v1/logout"_s, QJsonObject{{u"refresh_token"_s, m_refresh}});
        QCOMPARE(answer.body, json("{'logged_out':true}"));
        QTRY_VERIFY(stream.bytes().endsWith("0\r\n\r\n"));
        QCOMPARE(m_probe->get(u"/api/v1/me"_s).status, 401);
        QCOMPARE(
            m_probe->send("POST", u"/api/v1/refresh-token"_s, QJsonObject{{u"refresh_token"_s, m_refresh}})
                .status,
            401);
    }

    void listsHaveTheirWrapperAndFields_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("wrapper");
        QTest::addColumn<QString>("fields");
        const QString project = u"/api/v1/projects/"_s + Seeder::demoProjectId();
        QTest::newRow("projects") << u"/api/v1/projects"_s << u"projects"_s
                                  << u"created_at description id name organization_id slug updated_at"_s;
        QTest::newRow("environments") << project + u"/environments" << u"environments"_s
                                      << u"created_at description id key name project_id updated_at"_s;
        QTest::newRow("flags")
            << project + u"/flags" << u"flags"_s
            << u"created_at default_value description enabled environment_id id key name salt updated_at"_s;
        QTest::newRow("api keys")
            << project + u"/api-keys" << u"api_keys"_s
            << u"created_at environment_id expires_at id key_prefix last_used_at last_used_ip "
               "name project_id revoked_at scope updated_at"_s;
        QTest::newRow("members") << u"/api/v1/members"_s << u"members"_s
                                 << u"created_at id role updated_at user"_s;
        QTest::newRow("audit log")
            << u"/api/v1/audit-logs"_s << u"logs"_s
            << u"action actor_id actor_type after_json before_json created_at entity_id "
               "entity_type environment_id id ip_address organization_id project_id request_id"_s;
    }

    void listsHaveTheirWrapperAndFields()
    {
        QFETCH(QString, path);
        QFETCH(QString, wrapper);
        QFETCH(QString, fields);
        const ProbeAnswer answer = m_probe->get(path);
        QCOMPARE(answer.status, 200);
        const QJsonArray items = answer.json()[wrapper].toArray();
        QVERIFY(!items.isEmpty());
        QCOMPARE(sortedKeys(items.first().toObject()).join(u' '), fields);
    }

    void theOrganizationComesBare()
    {
        QCOMPARE(sortedKeys(m_probe->get(u"/api/v1/organizations/current"_s).json()),
                 QStringList({u"created_at"_s, u"id"_s, u"name"_s, u"slug"_s, u"updated_at"_s}));
    }

    void aSwitchIsThrownAndEverybodyHears()
    {
        const QByteArray bearer = "Authorization: Bearer " + m_token.toUtf8() + "\r\n";
        RawStream organization(m_port, "/api/v1/stream", bearer);
        RawStream production(m_port, "/api/v1/stream", keyHeader(u"production"_s, u"sdk"_s));
        RawStream staging(m_port, "/api/v1/stream", keyHeader(u"staging"_s, u"stream"_s));
        QTRY_COMPARE(m_server->streamCount(), 3);

        const QString path = flagPath(u"checkout-v2"_s);
        const QJsonObject before = m_probe->get(path).json()[u"flag"_s].toObject();
        const ProbeAnswer answer = m_probe->send("PATCH", path, json("{'enabled': false, 'unknown': 1}"));
        QCOMPARE(answer.status, 200);
        QJsonObject after = answer.json()[u"flag"_s].toObject();
        QCOMPARE(after[u"enabled"_s], QJsonValue(false));
        QVERIFY(after[u"updated_at"_s].toString() > before[u"updated_at"_s].toString());
        after[u"enabled"_s] = before[u"enabled"_s];
        after[u"updated_at"_s] = before[u"updated_at"_s];
        QCOMPARE(after, before); // everything else stayed

        const QByteArray frame =
            json(
                "id: 1781187600001\ndata: {'type':'flag.updated','flag_key':'checkout-v2','environment_id':'")
            + Seeder::demoEnvironmentId(u"production"_s).toUtf8()
            + json("','version':1781187600001,'timestamp':1781187600}") + "\n\n";
        QTRY_VERIFY2(organization.has(frame), organization.bytes().constData());
        QTRY_VERIFY(production.has(frame));
        m_clock.advance(30s);
        QTRY_VERIFY(staging.has(": heartbeat\n\n"));
        QVERIFY(!staging.has("checkout-v2"));
    }

    void describingAFlag_data()
    {
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QJsonValue>("description");
        QTest::newRow("left alone") << json(
            "{'name':'x'}") << QJsonValue(u"One-page checkout. Staff first, then by share of users."_s);
        QTest::newRow("cleared") << json("{'description':null}") << QJsonValue(QJsonValue::Null);
        QTest::newRow("emptied") << json("{'description':''}") << QJsonValue(QString());
    }

    void describingAFlag()
    {
        QFETCH(QByteArray, patch);
        QFETCH(QJsonValue, description);
        const ProbeAnswer answer = m_probe->send("PATCH", flagPath(u"checkout-v2"_s), patch);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json()[u"flag"_s].toObject()[u"description"_s], description);
    }

    void aFlagLivesAndDies()
    {
        RawStream stream(m_port, "/api/v1/stream", "Authorization: Bearer " + m_token.toUtf8() + "\r\n");
        QTRY_COMPARE(m_server->streamCount(), 1);
        const QString flags = projectPath() + u"/flags"_s;
        const QJsonObject wanted = {{u"environment_id"_s, Seeder::demoEnvironmentId(u"staging"_s)},
                                    {u"key"_s, u"brand-new"_s},
                                    {u"name"_s, u"Brand <b>new</b>"_s},
                                    {u"default_value"_s, QJsonObject{{u"a"_s, QJsonArray{1, u"b"_s}}}}};
        const ProbeAnswer made = m_probe->send("POST", flags, wanted);
        QCOMPARE(made.status, 200);
        QCOMPARE(made.json()[u"flag"_s].toObject()[u"enabled"_s], QJsonValue(true));
        QCOMPARE(made.json()[u"flag"_s].toObject()[u"default_value"_s], wanted[u"default_value"_s]);
        QCOMPARE(errorCode(m_probe->send("POST", flags, wanted)), u"conflict"_s);

        const QString id = made.text(u"flag"_s, u"id"_s);
        const ProbeAnswer rule = m_probe->send("POST", projectPath() + u"/rules"_s,
                                               QJsonObject{{u"flag_id"_s, id},
                                                           {u"priority"_s, 10},
                                                           {u"rule_type"_s, u"percentage"_s},
                                                           {u"rollout_percentage"_s, 20},
                                                           {u"return_value"_s, u"x"_s}});
        QCOMPARE(rule.status, 200);
        QCOMPARE(rule.text(u"rule"_s, u"bucket_by"_s), u"user_id"_s);
        const QString rulePath = projectPath() + u"/rules/"_s + rule.text(u"rule"_s, u"id"_s);
        const ProbeAnswer moved = m_probe->send("PATCH", rulePath, json("{'rollout_percentage':35}"));
        QCOMPARE(moved.json()[u"rule"_s].toObject()[u"rollout_percentage"_s].toInt(), 35);
        QCOMPARE(m_probe->send("PATCH", rulePath, json("{'rollout_percentage':135}")).status, 400);
        QCOMPARE(m_probe->get(flags + u'/' + id).json()[u"rules"_s].toArray().size(), 1);
        QCOMPARE(m_probe->send("DELETE", rulePath).body, json("{'deleted':true}"));
        QCOMPARE(m_probe->send("DELETE", flags + u'/' + id).body, json("{'deleted':true}"));
        QCOMPARE(m_probe->get(flags + u'/' + id).status, 404);

        QTRY_VERIFY(stream.has("flag.deleted"));
        const QByteArray &bytes = stream.bytes();
        QVector<qsizetype> places;
        for (const char *type :
             {"flag.created", "rule.created", "rule.updated", "rule.deleted", "flag.deleted"})
            places.append(bytes.indexOf(type));
        QVERIFY(!places.contains(-1));
        QVERIFY(std::is_sorted(places.cbegin(), places.cend()));
    }

    void mistakesAreNamedByTheirField_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("field");
        const QByteArray environment = Seeder::demoEnvironmentId(u"staging"_s).toUtf8();
        QTest::newRow("no key") << QByteArray(json("{'environment_id':'") + environment
                                              + json("','name':'x'}"))
                                << u"key"_s;
        QTest::newRow("bad key") << QByteArray(json("{'environment_id':'") + environment
                                               + json("','key':'a b','name':'x'}"))
                                 << u"key"_s;
        QTest::newRow("enabled is text") << QByteArray(json("{'environment_id':'") + environment
                                                       + json("','key':'a','name':'x','enabled':'yes'}"))
                                         << u"enabled"_s;
        QTest::newRow("no environment") << json("{'key':'a','name':'x'}") << u"environment_id"_s;
    }

    void mistakesAreNamedByTheirField()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, field);
        const ProbeAnswer answer = m_probe->send("POST", projectPath() + u"/flags"_s, body);
        QCOMPARE(answer.status, 400);
        QCOMPARE(errorCode(answer), u"validation_error"_s);
        QCOMPARE(answer.text(u"details"_s, u"field"_s), field);
    }

    void aViewerLooksAndDoesNotTouch()
    {
        HttpProbe viewer(m_server->url());
        QVERIFY(signIn(viewer, u"viewer@signalbox.example"_s));
        QCOMPARE(viewer.get(projectPath() + u"/flags"_s).status, 200);
        const ProbeAnswer answer = viewer.send("PATCH", flagPath(u"dark-mode"_s), json("{'enabled':false}"));
        QCOMPARE(answer.status, 403);
        QCOMPARE(answer.body,
                 json("{'code':'forbidden','details':null,'message':'missing permission flags.write'}"));
        QCOMPARE(viewer.get(u"/api/v1/audit-logs"_s).status, 403);
        QCOMPARE(viewer.get(projectPath() + u"/api-keys"_s).status, 403);
    }

    void whatDoesNotExistSaysSo_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("status");
        QTest::newRow("path") << QByteArray("GET") << u"/api/v1/nothing"_s << 404;
        QTest::newRow("root") << QByteArray("GET") << u"/"_s << 404;
        QTest::newRow("project") << QByteArray("GET") << u"/api/v1/projects/x"_s << 404;
        QTest::newRow("flags of no project") << QByteArray("GET") << u"/api/v1/projects/x/flags"_s << 404;
        QTest::newRow("flag of no project") << QByteArray("GET") << u"/api/v1/projects/x/flags/y"_s << 404;
        QTest::newRow("path trick") << QByteArray("GET") << u"/api/v1/projects/..%2F..%2Fetc"_s << 404;
        QTest::newRow("method") << QByteArray("PUT") << u"/api/v1/projects"_s << 405;
        QTest::newRow("method with a place") << QByteArray("POST") << u"/api/v1/projects/x"_s << 405;
    }

    void whatDoesNotExistSaysSo()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, path);
        QFETCH(int, status);
        const ProbeAnswer answer = m_probe->send(method, path);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.contentType, QByteArray("application/json"));
        QCOMPARE(errorCode(answer), status == 404 ? u"not_found"_s : u"method_not_allowed"_s);
        QCOMPARE(answer.headers.contains("allow"), status == 405);
    }

    void aBodyTooLargeIsA413()
    {
        const ProbeAnswer answer =
            m_probe->send("POST", projectPath() + u"/flags"_s, QByteArray((1 << 20) + 1, ' '));
        QCOMPARE(answer.status, 413);
        QCOMPARE(errorCode(answer), u"payload_too_large"_s);
    }

    void managementNeedsASession_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("basic") << QByteArray("Authorization: Basic eDp5\r\n");
        QTest::newRow("empty bearer") << QByteArray("Authorization: Bearer \r\n");
        QTest::newRow("garbage") << QByteArray("Authorization: Bearer a.b.c\r\n");
    }

    void managementNeedsASession()
    {
        QFETCH(QByteArray, header);
        RawStream client(m_port, "/api/v1/projects", header);
        QTRY_VERIFY(client.has("HTTP/1.1 401"));
        QTRY_VERIFY(client.has(json("'code':'unauthorized'")));
    }

    void scopesAreEnforced_data()
    {
        QTest::addColumn<QString>("scope");
        QTest::addColumn<int>("evaluate");
        QTest::addColumn<int>("stream");
        QTest::newRow("server") << u"server"_s << 200 << 403;
        QTest::newRow("sdk") << u"sdk"_s << 200 << 200;
        QTest::newRow("stream") << u"stream"_s << 403 << 200;
    }

    void scopesAreEnforced()
    {
        QFETCH(QString, scope);
        QFETCH(int, evaluate);
        QFETCH(int, stream);
        HttpProbe program(m_server->url());
        program.setKey(m_server->key(u"production"_s, scope));
        const QByteArray question = json("{'flag_key':'dark-mode','environment_key':'production'}");
        QCOMPARE(program.send("POST", u"/api/v1/evaluate"_s, question).status, evaluate);
        RawStream listener(m_port, "/api/v1/stream", keyHeader(u"production"_s, scope));
        QTRY_VERIFY(listener.has("HTTP/1.1 " + QByteArray::number(stream)));
        QCOMPARE(program.get(projectPath() + u"/flags"_s).status, 401); // keys do not manage
    }

    void evaluationAnswersAsDocumented_data()
    {
        QTest::addColumn<QByteArray>("question");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("rule match") << json(
            "{'flag_key':'payments-provider-b','environment_key':'production','context':{'country':'DE'}}")
                                    << json("{'enabled':true,'flag_key':'payments-provider-b','reason':'rule_"
                                            "match','value':true,'value_type':'boolean'}");
        QTest::newRow("no match") << json("{'flag_key':'payments-provider-b','environment_key':'production'}")
                                  << json("{'enabled':true,'flag_key':'payments-provider-b','reason':'"
                                          "default','value':false,'value_type':'boolean'}");
        QTest::newRow("disabled") << json(
            "{'flag_key':'block-checkout','environment_key':'production','context':{}}")
                                  << json("{'enabled':false,'flag_key':'block-checkout','reason':'disabled','"
                                          "value':false,'value_type':'boolean'}");
        QTest::newRow("number, context of numbers")
            << json("{'flag_key':'api-rate-limit','environment_key':'production','context':{'partner_tier':'"
                    "gold','age':3}}")
            << json("{'enabled':true,'flag_key':'api-rate-limit','reason':'rule_match','value':6000,'value_"
                    "type':'number'}");
        QTest::newRow("json") << json("{'flag_key':'home-layout','environment_key':'production'}")
                              << json("{'enabled':true,'flag_key':'home-layout','reason':'default','value':{'"
                                      "blocks':['hero','offers','new']},'value_type':'json'}");
    }

    void evaluationAnswersAsDocumented()
    {
        QFETCH(QByteArray, question);
        QFETCH(QByteArray, answer);
        HttpProbe program(m_server->url());
        program.setKey(m_server->key(u"production"_s, u"server"_s));
        QCOMPARE(program.send("POST", u"/api/v1/evaluate"_s, question).body, answer);
    }

    /// The type is the flag's, where it was made with one, and not that of what it happens to serve.
    void theTypeOfAValueIsTheFlags()
    {
        HttpProbe flagDash(m_server->url(), m_server->login()->token);
        const QString path = u"/api/v1/manage/flags?project_id="_s + Seeder::demoProjectId();
        const QByteArray flag =
            json("{'key':'any','name':'Any','flag_type':'json','default_value':{'value':'text'}}");
        QCOMPARE(flagDash.send("POST", path, flag).status, 201);
        HttpProbe program(m_server->url());
        program.setKey(m_server->key(u"production"_s, u"sdk"_s));
        const QJsonObject got = program
                                    .send("POST", u"/api/v1/evaluate"_s,
                                          json("{'flag_key':'any','environment_key':'production'}"))
                                    .json();
        QCOMPARE(got[u"value"_s].toString(), u"text"_s);
        QCOMPARE(got[u"value_type"_s].toString(), u"json"_s);
    }

    void evaluationIsRefusedAsDocumented_data()
    {
        QTest::addColumn<QByteArray>("question");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::newRow("unknown flag") << json("{'flag_key':'nope','environment_key':'production'}") << 404
                                      << u"evaluate.flag_not_found"_s;
        QTest::newRow("other environment") << json("{'flag_key':'dark-mode','environment_key':'staging'}")
                                           << 403 << u"evaluate.environment_forbidden"_s;
        QTest::newRow("no environment") << json("{'flag_key':'dark-mode'}") << 400 << u"validation_error"_s;
        QTest::newRow("context is a list")
            << json("{'flag_key':'dark-mode','environment_key':'production','context':[]}") << 400
            << u"validation_error"_s;
    }

    void evaluationIsRefusedAsDocumented()
    {
        QFETCH(QByteArray, question);
        QFETCH(int, status);
        QFETCH(QString, code);
        HttpProbe program(m_server->url());
        program.setKey(m_server->key(u"production"_s, u"sdk"_s));
        const ProbeAnswer answer = program.send("POST", u"/api/v1/evaluate"_s, question);
        QCOMPARE(answer.status, status);
        QCOMPARE(errorCode(answer), code);
        program.setKey(u"tgl_sdk_"_s + QString(43, u'A'));
        QCOMPARE(program.send("POST", u"/api/v1/evaluate"_s, question).status, 401);
    }

    void keysAreShownOnceRotatedAndDeleted()
    {
        const QString keys = projectPath() + u"/api-keys"_s;
        const ProbeAnswer made =
            m_probe->send("POST", keys,
                          QJsonObject{{u"environment_id"_s, Seeder::demoEnvironmentId(u"staging"_s)},
                                      {u"name"_s, u"wall display"_s},
                                      {u"scope"_s, u"stream"_s},
                                      {u"expires_at"_s, u"2026-06-12T00:00:00Z"_s}});
        QCOMPARE(made.status, 200);
        const QString first = made.json()[u"secret"_s].toString();
        const QString id = made.text(u"api_key"_s, u"id"_s);
        QVERIFY(first.startsWith(made.text(u"api_key"_s, u"key_prefix"_s)));
        QVERIFY(!m_probe->get(keys).body.contains(first.toUtf8()));

        RawStream before(m_port, "/api/v1/stream", "X-API-Key: " + first.toUtf8() + "\r\n");
        QTRY_COMPARE(m_server->streamCount(), 1);
        const QString second =
            m_probe->send("POST", keys + u'/' + id + u"/rotate"_s).json()[u"secret"_s].toString();
        QVERIFY(second != first && !second.isEmpty());
        QTRY_VERIFY(before.bytes().endsWith("0\r\n\r\n")); // the old key's stream ended
        RawStream old(m_port, "/api/v1/stream", "X-API-Key: " + first.toUtf8() + "\r\n");
        QTRY_VERIFY(old.has("HTTP/1.1 401"));
        RawStream renewed(m_port, "/api/v1/stream", "X-API-Key: " + second.toUtf8() + "\r\n");
        QTRY_VERIFY(renewed.has("HTTP/1.1 200"));

        m_clock.setWallTime(m_clock.wallTime() + std::chrono::hours(24)); // past expires_at
        m_clock.advance(1min);
        QTRY_VERIFY(renewed.bytes().endsWith("0\r\n\r\n"));
        QVERIFY(signIn(*m_probe, u"demo@signalbox.example"_s));
        QCOMPARE(m_probe->send("DELETE", keys + u'/' + id).body, json("{'deleted':true}"));
        QCOMPARE(m_probe->send("DELETE", keys + u'/' + id).status, 404);
    }

    void oneCredentialIsEnoughForAStream()
    {
        RawStream both(m_port, "/api/v1/stream",
                       "Authorization: Bearer " + m_token.toUtf8() + "\r\n"
                           + keyHeader(u"production"_s, u"sdk"_s));
        QTRY_VERIFY(both.has("HTTP/1.1 400"));
        RawStream none(m_port, "/api/v1/stream");
        QTRY_VERIFY(none.has("HTTP/1.1 401"));
    }

    void theAuditLogIsFilteredAndPaged()
    {
        const QString id = m_probe->get(flagPath(u"dark-mode"_s)).text(u"flag"_s, u"id"_s);
        QCOMPARE(m_probe->send("PATCH", flagPath(u"dark-mode"_s), json("{'enabled':false}")).status, 200);
        const ProbeAnswer page =
            m_probe->get(u"/api/v1/audit-logs?entity_type=flag&limit=2&offset=1&entity_id="_s + id);
        QCOMPARE(page.json()[u"total"_s].toInt(), 3);
        QCOMPARE(page.json()[u"limit"_s].toInt(), 2);
        QCOMPARE(page.json()[u"offset"_s].toInt(), 1);
        const QJsonArray rest = page.json()[u"logs"_s].toArray();
        QCOMPARE(rest.size(), 2);
        QCOMPARE(rest.last().toObject()[u"action"_s].toString(), u"create"_s); // newest first
        const QJsonObject newest =
            m_probe->get(u"/api/v1/audit-logs?limit=1"_s).json()[u"logs"_s].toArray().first().toObject();
        QCOMPARE(newest[u"after_json"_s].toString(), u"{\"enabled\":false}"_s);
        QCOMPARE(newest[u"ip_address"_s].toString(), u"127.0.0.1"_s);
        QCOMPARE(m_probe->get(u"/api/v1/audit-logs?limit=201"_s).status, 400);
        QCOMPARE(m_probe->get(u"/api/v1/audit-logs?offset=x"_s).status, 400);
    }

    void environmentsComeAndGo()
    {
        const QString path = projectPath() + u"/environments"_s;
        const ProbeAnswer made = m_probe->send("POST", path, json("{'key':'qa','name':'QA'}"));
        QCOMPARE(made.status, 200);
        QCOMPARE(m_probe->send("POST", path, json("{'key':'qa','name':'QA'}")).status, 409);
        const QString id = made.text(u"environment"_s, u"id"_s);
        QCOMPARE(m_probe->get(path + u'/' + id).text(u"environment"_s, u"key"_s), u"qa"_s);
        QCOMPARE(m_probe->send("DELETE", path + u'/' + id).status, 200);
        QCOMPARE(m_probe->get(path + u'/' + id).status, 404);
    }

    void projectsComeAndGo()
    {
        const ProbeAnswer made =
            m_probe->send("POST", u"/api/v1/projects"_s, QJsonObject{{u"name"_s, u"Web Shop (new)"_s}});
        QCOMPARE(made.text(u"project"_s, u"slug"_s), u"web-shop-new"_s);
        QCOMPARE(m_probe->send("POST", u"/api/v1/projects"_s, json("{'name':'web shop new'}")).status, 409);
        const QString path = u"/api/v1/projects/"_s + made.text(u"project"_s, u"id"_s);
        QCOMPARE(
            m_probe->send("PATCH", path, json("{'description':'d'}")).text(u"project"_s, u"description"_s),
            u"d"_s);
        QCOMPARE(m_probe->send("PATCH", path, QByteArray("{}")).status, 400);
        QCOMPARE(m_probe->send("DELETE", path).status, 200);
        QCOMPARE(m_probe->get(path).status, 404);
    }

    void healthNeedsNoCredential()
    {
        HttpProbe stranger(m_server->url());
        QCOMPARE(stranger.get(u"/healthz"_s).body, json("{'status':'ok'}"));
        QCOMPARE(stranger.get(u"/readyz"_s).json(),
                 QJsonObject({{u"status"_s, u"ok"_s}, {u"db"_s, u"connected"_s}}));
        QTcpSocket prober; // many probes ask with HEAD
        prober.connectToHost(u"127.0.0.1"_s, m_port);
        prober.write("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        QTRY_COMPARE(prober.state(), QAbstractSocket::UnconnectedState);
        const QByteArray answer = prober.readAll();
        QVERIFY(answer.startsWith("HTTP/1.1 200"));
        QVERIFY(answer.endsWith("\r\n\r\n"));
    }

private:
    [[nodiscard]] bool signIn(HttpProbe &probe, const QString &email)
    {
        const ProbeAnswer answer =
            probe.send("POST", u"/api/v1/login"_s,
                       QJsonObject{{u"username"_s, email}, {u"password"_s, m_server->login()->password}});
        const QString token = answer.json()[u"token"_s].toString();
        if (&probe == m_probe.get()) {
            m_token = token;
            m_refresh = answer.json()[u"refresh_token"_s].toString();
        }
        probe.setBearer(token);
        return answer.status == 200;
    }

    [[nodiscard]] QByteArray keyHeader(const QString &environment, const QString &scope) const
    {
        return "X-API-Key: " + m_server->key(environment, scope).toUtf8() + "\r\n";
    }

    [[nodiscard]] static QString projectPath() { return u"/api/v1/projects/"_s + Seeder::demoProjectId(); }

    [[nodiscard]] static QString flagPath(const QString &key)
    {
        return projectPath() + u"/flags/"_s
               + Seeder::stableId(u"flag/"_s + Seeder::demoEnvironmentId(u"production"_s) + u'/' + key);
    }

    ManualClock m_clock;
    std::unique_ptr<Server> m_server;
    std::unique_ptr<HttpProbe> m_probe;
    quint16 m_port = 0;
    QString m_token;
    QString m_refresh;
};

QTEST_GUILESS_MAIN(TestTogulDialect)
#include "tst_toguldialect.moc"
