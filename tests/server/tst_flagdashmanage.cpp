// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/faultjson.h"
#include "server/flagdashfixture.h"
#include "server/service/permissions.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString fields(const QJsonObject &object)
{
    return object.keys().join(u' '); // QJsonObject keeps them sorted
}

QJsonArray parsedArray(const char *text)
{
    return QJsonDocument::fromJson(json(text)).array();
}

/// The rules without the ids that the server gave.
QJsonArray withoutIds(const QJsonArray &rules)
{
    QJsonArray all;
    for (const QJsonValue &rule : rules) {
        QJsonObject one = rule.toObject();
        one.remove(u"id"_s);
        all.append(one);
    }
    return all;
}

} // namespace

/// FlagDash's management requests against a whole server, through a real HTTP client.
class TestFlagDashManage : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_site = std::make_unique<FlagDashFixture>();
        QVERIFY(m_site->port > 0);
    }

    void cleanup() { m_site.reset(); }

    void whoAmI()
    {
        const QJsonObject person = m_site->probe->get(u"/api/v1/auth/me"_s).json();
        QCOMPARE(fields(person), u"account credential user"_s);
        QCOMPARE(person[u"account"_s].toObject()[u"name"_s].toString(), u"Northwind"_s);
        QCOMPARE(fields(person[u"user"_s].toObject()), u"email id name role"_s);
        QCOMPARE(person[u"user"_s].toObject()[u"role"_s].toString(), u"admin"_s);
        QCOMPARE(person[u"credential"_s].toObject(),
                 QJsonObject({{u"type"_s, u"personal_access_token"_s}, {u"scope"_s, QJsonValue::Null}}));

        HttpProbe program = m_site->probeWith(m_site->key(u"staging"_s));
        const QJsonObject key = program.get(u"/api/v1/auth/me"_s).json();
        QCOMPARE(key[u"user"_s], QJsonValue(QJsonValue::Null));
        QCOMPARE(key[u"credential"_s].toObject(),
                 QJsonObject({{u"type"_s, u"api_key"_s}, {u"scope"_s, keyscope::everything()}}));
    }

    void credentialsAreChecked_data()
    {
        QTest::addColumn<QString>("credential");
        QTest::newRow("none") << QString();
        QTest::newRow("no form") << u"hello"_s;
        QTest::newRow("unknown token") << QString(u"pat_"_s + QString(43, u'A'));
        QTest::newRow("unknown key") << QString(u"sk_"_s + QString(43, u'A'));
        QTest::newRow("short key") << u"sk_A"_s;
        QTest::newRow("key of the other dialect") << QString(u"tgl_sdk_"_s + QString(43, u'A'));
        QTest::newRow("with a line end") << u"pat_%0d%0aX: y"_s;
    }

    void credentialsAreChecked()
    {
        QFETCH(QString, credential);
        HttpProbe stranger = m_site->probeWith(credential);
        const ProbeAnswer answer = stranger.get(FlagDashFixture::path());
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.json()[u"error"_s].toString(), u"unauthorized"_s);
        QCOMPARE(answer.headers.value("www-authenticate"), QByteArray("Bearer"));
        if (!credential.isEmpty())
            QVERIFY(!answer.body.contains(credential.toUtf8()));
    }

    void aTokenOneCharacterOffIsNoToken()
    {
        QString token = m_site->server->login()->token;
        QVERIFY(token.startsWith(u"pat_"_s));
        token[token.size() - 2] = token[token.size() - 2] == u'A' ? u'B' : u'A';
        QCOMPARE(m_site->probeWith(token).get(u"/api/v1/auth/me"_s).status, 401);
        QString key = m_site->key(u"production"_s);
        QVERIFY(key.startsWith(u"sk_"_s));
        key[key.size() - 2] = key[key.size() - 2] == u'A' ? u'B' : u'A';
        QCOMPARE(m_site->probeWith(key).get(u"/api/v1/auth/me"_s).status, 401);
    }

    void projectsAndEnvironments()
    {
        const QJsonArray projects =
            m_site->probe->get(u"/api/v1/manage/projects"_s).json()[u"projects"_s].toArray();
        QCOMPARE(projects.size(), 1);
        QCOMPARE(fields(projects.first().toObject()), u"created_at id name slug"_s);
        const QJsonArray environments = environmentsSeenWith(m_site->server->login()->token);
        QCOMPARE(environments.size(), 3);
        const QJsonObject first = environments.first().toObject();
        QCOMPARE(fields(first), u"created_at id is_default name slug"_s);
        QCOMPARE(first[u"slug"_s].toString(), u"production"_s);
        QCOMPARE(first[u"is_default"_s], QJsonValue(true));
        QCOMPARE(environments.at(1).toObject()[u"is_default"_s], QJsonValue(false));

        const QJsonArray own = environmentsSeenWith(m_site->key(u"staging"_s));
        QCOMPARE(own.size(), 1);
        QCOMPARE(own.first().toObject()[u"slug"_s].toString(), u"staging"_s);
        QCOMPARE(own.first().toObject()[u"is_default"_s], QJsonValue(false));
    }

    void theListHasTheDocumentedShape()
    {
        const QJsonArray flags = m_site->probe->get(FlagDashFixture::path()).json()[u"flags"_s].toArray();
        QVERIFY(flags.size() > 30);
        const QJsonObject first = flags.first().toObject();
        QCOMPARE(fields(first), u"created_at default_value description environments flag_type id is_archived "
                                "key name tags updated_at"_s);
        QCOMPARE(first[u"environments"_s].toArray().size(), 3);
        QCOMPARE(fields(first[u"environments"_s].toArray().first().toObject()),
                 u"enabled environment_id id rollout_percentage rules value"_s);
        for (const QJsonValue &one : flags) { // the list and the single reading agree
            const QJsonObject flag = one.toObject();
            QCOMPARE(m_site->flag(flag[u"key"_s].toString()), flag);
        }
    }

    /// What the store keeps as one list of rules, in FlagDash's words.
    void rulesAndRolloutAreTold_data()
    {
        QTest::addColumn<QString>("flag");
        QTest::addColumn<int>("percentage");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QJsonArray>("rules");
        const QJsonValue yes = QJsonObject{{u"value"_s, true}};
        QTest::newRow("a condition, a share, and a paused rule that is not told")
            << u"checkout-v2"_s << 25 << yes
            << parsedArray("[{'attribute':'email','operator':'ends_with','value':'@northwind.example',"
                           "'flag_value':true}]");
        QTest::newRow("everybody") << u"ai-assistant"_s << 100 << yes << QJsonArray();
        QTest::newRow("conditions only") << u"pay-later"_s << 0 << QJsonValue(QJsonValue::Null)
                                         << parsedArray("[{'attribute':'country','operator':'in',"
                                                        "'value':['DE','AT','NL'],'flag_value':true}]");
        QTest::newRow("a share of a text")
            << u"checkout-button-label"_s << 50 << QJsonValue(QJsonObject{{u"value"_s, u"Order and pay"_s}})
            << QJsonArray();
    }

    void rulesAndRolloutAreTold()
    {
        QFETCH(QString, flag);
        QFETCH(int, percentage);
        QFETCH(QJsonValue, value);
        QFETCH(QJsonArray, rules);
        const QJsonObject state = m_site->state(flag);
        QCOMPARE(state[u"rollout_percentage"_s].toInt(-1), percentage);
        QCOMPARE(state[u"value"_s], value);
        QCOMPARE(withoutIds(state[u"rules"_s].toArray()), rules);
    }

    void aToggleFlipsAndSaysSo()
    {
        const QJsonObject before = m_site->state(u"checkout-v2"_s);
        const ProbeAnswer answer =
            m_site->probe->send("POST", FlagDashFixture::path(u"checkout-v2"_s, u"toggle"_s));
        QCOMPARE(answer.status, 200);
        const QJsonObject state = answer.json()[u"flag_environment"_s].toObject();
        QCOMPARE(fields(state), u"enabled environment_id feature_flag_id id rollout_percentage"_s);
        QCOMPARE(state[u"enabled"_s], QJsonValue(!before[u"enabled"_s].toBool()));
        QCOMPARE(state[u"id"_s], before[u"id"_s]);
        QCOMPARE(state[u"feature_flag_id"_s], m_site->flag(u"checkout-v2"_s)[u"id"_s]);
        QCOMPARE(state[u"rollout_percentage"_s].toInt(), 25);
        QCOMPARE(m_site->state(u"checkout-v2"_s)[u"enabled"_s], state[u"enabled"_s]);
        QCOMPARE(m_site->state(u"checkout-v2"_s, u"staging"_s)[u"enabled"_s], QJsonValue(true));
        const ProbeAnswer again =
            m_site->probe->send("POST", FlagDashFixture::path(u"checkout-v2"_s, u"toggle"_s));
        QCOMPARE(again.json()[u"flag_environment"_s].toObject()[u"enabled"_s], before[u"enabled"_s]);
    }

    /// Two official clients use the query for every request, one the body where there is one.
    void placesMayStandInTheBody()
    {
        const QJsonObject place{{u"project_id"_s, FlagDashFixture::projectId()},
                                {u"environment_id"_s, FlagDashFixture::environmentId(u"staging"_s)}};
        const ProbeAnswer toggled =
            m_site->probe->send("POST", u"/api/v1/manage/flags/dark-mode/toggle"_s, place);
        QCOMPARE(toggled.text(u"flag_environment"_s, u"environment_id"_s),
                 FlagDashFixture::environmentId(u"staging"_s));
        QJsonObject rollout = place;
        rollout.insert(u"rollout_percentage"_s, 7);
        QCOMPARE(m_site->probe->send("PUT", u"/api/v1/manage/flags/dark-mode/rollout"_s, rollout).status,
                 200);
        QCOMPARE(m_site->state(u"dark-mode"_s, u"staging"_s)[u"rollout_percentage"_s].toInt(), 7);
        const ProbeAnswer both =
            m_site->probe->send("PUT", FlagDashFixture::path(u"dark-mode"_s, u"rollout"_s), rollout);
        QCOMPARE(both.text(u"flag_environment"_s, u"environment_id"_s), // the query counts
                 FlagDashFixture::environmentId(u"production"_s));
    }

    void aRolloutIsSet_data()
    {
        QTest::addColumn<QString>("flag");
        QTest::addColumn<int>("percentage");
        for (const QString &flag : {u"checkout-v2"_s, u"ai-assistant"_s, u"pay-later"_s}) {
            for (const int percentage : {0, 1, 99, 100})
                QTest::addRow("%s to %d", qPrintable(flag), percentage) << flag << percentage;
        }
    }

    void aRolloutIsSet()
    {
        QFETCH(QString, flag);
        QFETCH(int, percentage);
        const QJsonObject before = m_site->state(flag);
        const QString path = FlagDashFixture::path(flag, u"rollout"_s);
        for (int time = 0; time < 2; ++time) { // absolute: twice is as good as once
            const ProbeAnswer answer =
                m_site->probe->send("PUT", path, QJsonObject{{u"rollout_percentage"_s, percentage}});
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.json()[u"flag_environment"_s].toObject()[u"rollout_percentage"_s].toInt(-1),
                     percentage);
        }
        const QJsonObject after = m_site->state(flag);
        QCOMPARE(after[u"rollout_percentage"_s].toInt(-1), percentage);
        QCOMPARE(after[u"rules"_s], before[u"rules"_s]);
        QCOMPARE(after[u"value"_s].toObject()[u"value"_s], QJsonValue(true));
    }

    void rulesAreReplacedAndReadBackTheSame()
    {
        const QString path = FlagDashFixture::path(u"checkout-v2"_s, u"rules"_s);
        const QJsonArray wanted =
            parsedArray("[{'attribute':'country','operator':'in','value':['DE','FR'],'flag_value':true},"
                        "{'attribute':'beta','operator':'eq','value':true,'flag_value':{'value':false}}]");
        const ProbeAnswer answer = m_site->probe->send("PUT", path, QJsonObject{{u"rules"_s, wanted}});
        QCOMPARE(answer.status, 200);
        const QJsonObject state = answer.json()[u"flag_environment"_s].toObject();
        QCOMPARE(fields(state), u"enabled environment_id feature_flag_id id rollout_percentage rules"_s);
        const QJsonArray stored = state[u"rules"_s].toArray();
        QCOMPARE(withoutIds(stored),
                 parsedArray("[{'attribute':'country','operator':'in','value':['DE','FR'],'flag_value':true},"
                             "{'attribute':'beta','operator':'eq','value':true,'flag_value':false}]"));
        QCOMPARE(state[u"rollout_percentage"_s].toInt(), 25); // untouched
        QCOMPARE(m_site->state(u"checkout-v2"_s)[u"rules"_s].toArray(), stored);
        // What was read is written back as it is, ids included.
        QCOMPARE(m_site->probe->send("PUT", path, QJsonObject{{u"rules"_s, stored}}).status, 200);
        QCOMPARE(m_site->state(u"checkout-v2"_s)[u"rules"_s].toArray(), stored);
        // The third shape of official material.
        const QJsonObject inner{
            {u"rules"_s, parsedArray("[{'attribute':'country','operator':'eq','values':['US']}]")}};
        QCOMPARE(m_site->probe->send("PUT", path, QJsonObject{{u"rules"_s, inner}}).status, 200);
        QCOMPARE(withoutIds(m_site->state(u"checkout-v2"_s)[u"rules"_s].toArray()),
                 parsedArray("[{'attribute':'country','operator':'eq','value':'US','flag_value':true}]"));
        QCOMPARE(m_site->probe->send("PUT", path, json("{'rules':[]}")).status, 200);
        QCOMPARE(m_site->state(u"checkout-v2"_s)[u"rules"_s].toArray(), QJsonArray());
    }

    /// Rules behind a share can only be made with the other dialect; here they keep their place.
    void rulesBehindTheRolloutStayThere()
    {
        const QString flagId = m_site->state(u"express-pay"_s)[u"id"_s].toString();
        HttpProbe person = m_site->probeWith(m_site->sessionOf(u"demo@signalbox.example"_s));
        QJsonObject rule{{u"flag_id"_s, flagId},
                         {u"priority"_s, 500},
                         {u"rule_type"_s, u"boolean"_s},
                         {u"return_value"_s, false},
                         {u"rollout_percentage"_s, {}}};
        const QString rules = u"/api/v1/projects/"_s + FlagDashFixture::projectId() + u"/rules"_s;
        QCOMPARE(person.send("POST", rules, rule).status, 200);

        QJsonArray told = m_site->state(u"express-pay"_s)[u"rules"_s].toArray();
        QCOMPARE(withoutIds(told),
                 parsedArray("[{'attribute':null,'operator':'always','value':null,'flag_value':false}]"));
        told.prepend(QJsonObject{{u"attribute"_s, u"country"_s},
                                 {u"operator"_s, u"eq"_s},
                                 {u"value"_s, u"DE"_s},
                                 {u"flag_value"_s, true}});
        const QString path = FlagDashFixture::path(u"express-pay"_s, u"rules"_s);
        QCOMPARE(m_site->probe->send("PUT", path, QJsonObject{{u"rules"_s, told}}).status, 200);
        const QJsonObject state = m_site->state(u"express-pay"_s);
        QCOMPARE(withoutIds(state[u"rules"_s].toArray()), withoutIds(told));
        QCOMPARE(state[u"rollout_percentage"_s].toInt(), 80); // and not 100 through the rule for everybody
        // A new rule that asks nothing would be the rollout.
        const ProbeAnswer refused =
            m_site->probe->send("PUT", path, json("{'rules':[{'operator':'always','flag_value':true}]}"));
        QCOMPARE(refused.status, 422);
        QCOMPARE(m_site->state(u"express-pay"_s), state);
    }

    void aFlagLivesAndDies()
    {
        const ProbeAnswer made =
            m_site->probe->send("POST", u"/api/v1/manage/flags"_s,
                                QJsonObject{{u"project_id"_s, FlagDashFixture::projectId()},
                                            {u"key"_s, u"new-banner"_s},
                                            {u"name"_s, u"New banner"_s},
                                            {u"flag_type"_s, u"string"_s},
                                            {u"tags"_s, QJsonArray{u"web"_s}},
                                            {u"default_value"_s, QJsonObject{{u"value"_s, u"none"_s}}}});
        QCOMPARE(made.status, 201);
        const QJsonObject flag = made.json()[u"flag"_s].toObject();
        QCOMPARE(flag, m_site->flag(u"new-banner"_s));
        QCOMPARE(flag[u"flag_type"_s].toString(), u"string"_s);
        QCOMPARE(flag[u"tags"_s].toArray(), QJsonArray{u"web"_s});
        QCOMPARE(flag[u"default_value"_s].toObject(), QJsonObject({{u"value"_s, u"none"_s}}));
        QCOMPARE(flag[u"environments"_s].toArray().size(), 3);
        const QJsonObject state = m_site->state(u"new-banner"_s);
        QCOMPARE(state[u"enabled"_s], QJsonValue(false));
        QCOMPARE(state[u"rollout_percentage"_s].toInt(), 100);

        m_site->clock.advance(1s);
        const ProbeAnswer edited = m_site->probe->send(
            "PUT", FlagDashFixture::path(u"new-banner"_s),
            json("{'name':'Banner','description':'d','tags':[],'default_value':{'value':'x'},"
                 "'is_archived':true}"));
        QCOMPARE(edited.status, 200);
        const QJsonObject after = edited.json()[u"flag"_s].toObject();
        QCOMPARE(after[u"name"_s].toString(), u"Banner"_s);
        QCOMPARE(after[u"description"_s].toString(), u"d"_s);
        QCOMPARE(after[u"tags"_s].toArray(), QJsonArray());
        QCOMPARE(after[u"default_value"_s].toObject()[u"value"_s].toString(), u"x"_s);
        QCOMPARE(after[u"is_archived"_s], QJsonValue(true));
        QVERIFY(after[u"updated_at"_s].toString() > flag[u"updated_at"_s].toString());
        QCOMPARE(after[u"created_at"_s], flag[u"created_at"_s]);

        const ProbeAnswer gone = m_site->probe->send("DELETE", FlagDashFixture::path(u"new-banner"_s));
        QCOMPARE(gone.status, 204);
        QVERIFY(gone.body.isEmpty());
        QCOMPARE(m_site->probe->get(FlagDashFixture::path(u"new-banner"_s)).status, 404);
        QCOMPARE(m_site->probe->send("DELETE", FlagDashFixture::path(u"new-banner"_s)).status, 404);
    }

    void aFreshSwitchServesTrueOnceItIsOn()
    {
        QCOMPARE(create(json("{'key':'fresh','name':'Fresh'}")).status, 201);
        HttpProbe program = m_site->probeWith(m_site->key(u"production"_s));
        QCOMPARE(program.get(u"/api/v1/flags/fresh"_s).body,
                 json("{'key':'fresh','reason':'disabled','value':false}"));
        QCOMPARE(m_site->probe->send("POST", FlagDashFixture::path(u"fresh"_s, u"toggle"_s)).status, 200);
        QCOMPARE(program.get(u"/api/v1/flags/fresh"_s).body,
                 json("{'key':'fresh','reason':'rollout','value':true}"));
    }

    void keysMayHoldSlashes()
    {
        QCOMPARE(create(json("{'key':'web/cart/v2.1','name':'Cart'}")).status, 201);
        QCOMPARE(m_site->flag(u"web%2Fcart%2Fv2.1"_s)[u"key"_s].toString(), u"web/cart/v2.1"_s);
        QCOMPARE(m_site->flag(u"%77eb%2fcart%2fv2%2E1"_s)[u"key"_s].toString(), u"web/cart/v2.1"_s);
        const ProbeAnswer toggled =
            m_site->probe->send("POST", FlagDashFixture::path(u"web%2Fcart%2Fv2.1"_s, u"toggle"_s));
        QCOMPARE(toggled.json()[u"flag_environment"_s].toObject()[u"enabled"_s], QJsonValue(true));
        // Bare slashes are parts of the path.
        QCOMPARE(m_site->probe->get(FlagDashFixture::path(u"web/cart/v2.1"_s)).status, 404);
        QCOMPARE(m_site->probe->send("DELETE", FlagDashFixture::path(u"web%2Fcart%2Fv2.1"_s)).status, 204);
    }

    void pathTricksLeadNowhere_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("up") << QByteArray("/api/v1/manage/flags/../projects");
        QTest::newRow("up, encoded") << QByteArray("/api/v1/manage/flags/%2e%2e%2fprojects");
        QTest::newRow("a zero byte") << QByteArray("/api/v1/manage/flags/dark-mode%00x");
        QTest::newRow("half a code") << QByteArray("/api/v1/manage/flags/dark-mode%2");
        QTest::newRow("no code") << QByteArray("/api/v1/manage/flags/dark-mode%zz");
        QTest::newRow("encoded slash in the path") << QByteArray("/api/v1/manage%2fflags/dark-mode");
        QTest::newRow("double slash") << QByteArray("/api/v1/manage//flags/dark-mode");
        QTest::newRow("not UTF-8") << QByteArray("/api/v1/manage/flags/%ff%fe");
        QTest::newRow("SQL") << QByteArray("/api/v1/manage/flags/x'%20OR%20'1'='1");
    }

    void pathTricksLeadNowhere()
    {
        QFETCH(QByteArray, line);
        RawStream raw(m_site->port, line + "?project_id=" + FlagDashFixture::projectId().toUtf8(),
                      "Connection: close\r\nAuthorization: Bearer " + m_site->server->login()->token.toUtf8()
                          + "\r\n");
        QTRY_VERIFY2(raw.has("HTTP/1.1 404"), raw.bytes().constData());
    }

    void wrongRequestsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("field");
        const QString toggle = FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s);
        const QString rollout = FlagDashFixture::path(u"dark-mode"_s, u"rollout"_s);
        const QString rules = FlagDashFixture::path(u"dark-mode"_s, u"rules"_s);
        const QString one = FlagDashFixture::path(u"dark-mode"_s);
        const QString project = u"project_id="_s + FlagDashFixture::projectId();
        const QByteArray nothing;
        const auto row = [](const char *name, const char *method, const QString &path, const QByteArray &body,
                            int status, const QString &field = {}) {
            QTest::newRow(name) << QByteArray(method) << path << body << status << field;
        };
        row("no project", "GET", u"/api/v1/manage/flags"_s, nothing, 422, u"project_id"_s);
        row("unknown project", "GET", u"/api/v1/manage/flags?project_id=prj_x"_s, nothing, 404);
        row("unknown project's environments", "GET", u"/api/v1/manage/environments?project_id=x"_s, nothing,
            404);
        row("unknown flag", "GET", FlagDashFixture::path(u"nope"_s), nothing, 404);
        row("no environment", "POST", u"/api/v1/manage/flags/dark-mode/toggle?"_s + project, nothing, 422,
            u"environment_id"_s);
        row("environment is a number", "POST", u"/api/v1/manage/flags/dark-mode/toggle?"_s + project,
            json("{'environment_id':1}"), 422, u"environment_id"_s);
        row("unknown environment", "POST",
            u"/api/v1/manage/flags/dark-mode/toggle?environment_id=x&"_s + project, nothing, 404);
        row("toggle of an unknown flag", "POST", FlagDashFixture::path(u"nope"_s, u"toggle"_s), nothing, 404);
        row("toggle with broken JSON", "POST", toggle, "{", 400);
        row("toggle by PUT", "PUT", toggle, nothing, 405);
        row("rollout of nothing", "PUT", rollout, nothing, 400);
        row("rollout missing", "PUT", rollout, "{}", 422, u"rollout_percentage"_s);
        row("rollout above", "PUT", rollout, json("{'rollout_percentage':101}"), 422,
            u"rollout_percentage"_s);
        row("rollout below", "PUT", rollout, json("{'rollout_percentage':-1}"), 422, u"rollout_percentage"_s);
        row("rollout broken", "PUT", rollout, json("{'rollout_percentage':1.5}"), 422,
            u"rollout_percentage"_s);
        row("rollout text", "PUT", rollout, json("{'rollout_percentage':'5'}"), 422, u"rollout_percentage"_s);
        row("rules missing", "PUT", rules, "{}", 422, u"rules"_s);
        row("rules text", "PUT", rules, json("{'rules':'x'}"), 422, u"rules"_s);
        row("rule text", "PUT", rules, json("{'rules':['x']}"), 422, u"rules"_s);
        row("rule without operator", "PUT", rules, json("{'rules':[{'attribute':'a','value':1}]}"), 422,
            u"rules"_s);
        row("rule with unknown operator", "PUT", rules,
            json("{'rules':[{'attribute':'a','operator':'like','value':1}]}"), 422, u"rules"_s);
        row("rule with another type", "PUT", rules,
            json("{'rules':[{'attribute':'a','operator':'eq','value':1,'flag_value':'x'}]}"), 422,
            u"rules"_s);
        row("rule with a list for one value", "PUT", rules,
            json("{'rules':[{'attribute':'a','operator':'eq','value':[1,2]}]}"), 422, u"rules"_s);
        row("deep rules", "PUT", rules, "{\"rules\":" + QByteArray(5'000, '[') + "}", 400);
        row("create: no key", "POST", u"/api/v1/manage/flags?"_s + project, json("{'name':'x'}"), 422,
            u"key"_s);
        row("create: bad key", "POST", u"/api/v1/manage/flags?"_s + project, json("{'key':'a b','name':'x'}"),
            422, u"key"_s);
        row("create: dots for a key", "POST", u"/api/v1/manage/flags?"_s + project,
            json("{'key':'a/../b','name':'x'}"), 422, u"key"_s);
        row("create: taken", "POST", u"/api/v1/manage/flags?"_s + project,
            json("{'key':'dark-mode','name':'x'}"), 422, u"key"_s);
        row("create: unknown type", "POST", u"/api/v1/manage/flags?"_s + project,
            json("{'key':'k','name':'x','flag_type':'xml'}"), 422, u"flag_type"_s);
        row("create: another type", "POST", u"/api/v1/manage/flags?"_s + project,
            json("{'key':'k','name':'x','flag_type':'number','default_value':'1'}"), 422, u"default_value"_s);
        row("create: no name", "POST", u"/api/v1/manage/flags?"_s + project, json("{'key':'k','name':' '}"),
            422, u"name"_s);
        row("edit: nothing", "PUT", one, "{}", 400);
        row("edit: not an object", "PUT", one, "[]", 400);
        row("edit: tags text", "PUT", one, json("{'tags':'x'}"), 422, u"tags"_s);
        row("edit: tags numbers", "PUT", one, json("{'tags':[1]}"), 422, u"tags"_s);
        row("edit: archived text", "PUT", one, json("{'is_archived':'yes'}"), 422, u"is_archived"_s);
        row("edit: another type", "PUT", one, json("{'default_value':{'value':'x'}}"), 422,
            u"default_value"_s);
        row("unknown path", "GET", u"/api/v1/manage/nothing"_s, nothing, 404);
        row("list by DELETE", "DELETE", u"/api/v1/manage/flags?"_s + project, nothing, 405);
    }

    void wrongRequestsAreRefused()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, field);
        const QJsonObject before = m_site->flag(u"dark-mode"_s);
        const ProbeAnswer answer = m_site->probe->send(method, path, body);
        QVERIFY2(answer.status == status, answer.body.constData());
        QVERIFY(answer.json()[u"error"_s].isString());
        if (status == 422) {
            const QJsonObject errors = answer.json()[u"errors"_s].toObject();
            QCOMPARE(errors.keys(), QStringList{field});
            QVERIFY(errors[field].toArray().first().isString());
        } else {
            QVERIFY(answer.json()[u"message"_s].isString());
        }
        QCOMPARE(m_site->flag(u"dark-mode"_s), before);
    }

    void scopesAreKept()
    {
        HttpProbe reader = m_site->probeWith(m_site->newKey(u"production"_s, u"flags:read"_s));
        QCOMPARE(reader.get(FlagDashFixture::path()).status, 200);
        const ProbeAnswer refused = reader.send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s));
        QCOMPARE(refused.status, 403);
        QCOMPARE(refused.body, json("{'error':'forbidden','message':'requires flags:write'}"));
        QCOMPARE(reader.send("DELETE", FlagDashFixture::path(u"dark-mode"_s)).status, 403);
        QCOMPARE(reader.send("PUT", FlagDashFixture::path(u"dark-mode"_s, u"rules"_s), json("{'rules':[]}"))
                     .status,
                 403);
        HttpProbe writer = m_site->probeWith(m_site->newKey(u"production"_s, u"flags:write"_s));
        QCOMPARE(writer.send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 200);
        QCOMPARE(writer.get(FlagDashFixture::path()).status, 403);
        QCOMPARE(writer.get(u"/api/v1/flags"_s).status, 403);
        QVERIFY(m_site->newKey(u"production"_s, u"flags:everything"_s).isEmpty());
    }

    void aViewerOnlyLooks()
    {
        HttpProbe viewer = m_site->probeWith(m_site->sessionOf(u"viewer@signalbox.example"_s));
        QCOMPARE(viewer.get(FlagDashFixture::path()).status, 200);
        QCOMPARE(viewer.send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 403);
        QCOMPARE(viewer.send("DELETE", FlagDashFixture::path(u"dark-mode"_s)).status, 403);
    }

    void aKeyStaysInItsEnvironment()
    {
        HttpProbe program = m_site->probeWith(m_site->key(u"staging"_s));
        QCOMPARE(program.send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 403);
        QCOMPARE(program.get(u"/api/v1/manage/flags?project_id=other"_s).status, 403);
        QCOMPARE(program.get(u"/api/v1/manage/environments?project_id=other"_s).status, 403);
        // Without a place its own is meant.
        const ProbeAnswer own = program.send("POST", u"/api/v1/manage/flags/dark-mode/toggle"_s);
        QCOMPARE(own.text(u"flag_environment"_s, u"environment_id"_s),
                 FlagDashFixture::environmentId(u"staging"_s));
        const QJsonArray flags = program.get(FlagDashFixture::path()).json()[u"flags"_s].toArray();
        for (const QJsonValue &flag : flags)
            QCOMPARE(flag.toObject()[u"environments"_s].toArray().size(), 1);
        // Deleting reaches no further than the key.
        QCOMPARE(program.send("DELETE", FlagDashFixture::path(u"dark-mode"_s)).status, 204);
        QCOMPARE(m_site->flag(u"dark-mode"_s)[u"environments"_s].toArray().size(), 2);
        QVERIFY(m_site->state(u"dark-mode"_s, u"staging"_s).isEmpty());
        QCOMPARE(m_site->probe->send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s, u"staging"_s))
                     .status,
                 404);
    }

    void keysOfOneDialectAreNoneOfTheOther()
    {
        HttpProbe togul(m_site->server->url());
        togul.setKey(m_site->key(u"production"_s));
        QCOMPARE(togul
                     .send("POST", u"/api/v1/evaluate"_s,
                           json("{'flag_key':'dark-mode','environment_key':'production'}"))
                     .status,
                 403);
        HttpProbe here = m_site->probeWith(m_site->server->key(u"production"_s, u"sdk"_s));
        QCOMPARE(here.get(FlagDashFixture::path()).status, 401);
    }

    void whatAKeyDidIsAudited()
    {
        HttpProbe program = m_site->probeWith(m_site->key(u"production"_s));
        QCOMPARE(program.send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 200);
        HttpProbe person = m_site->probeWith(m_site->sessionOf(u"demo@signalbox.example"_s));
        const QJsonObject newest =
            person.get(u"/api/v1/audit-logs?limit=1"_s).json()[u"logs"_s].toArray().first().toObject();
        QCOMPARE(newest[u"actor_type"_s].toString(), u"api_key"_s);
        QCOMPARE(newest[u"after_json"_s].toString(), u"{\"enabled\":false}"_s);
    }

    void whoAsksTooMuchWaits()
    {
        ServerOptions options;
        options.flagDashRate = {1.0, 3};
        FlagDashFixture site(options);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(site.probe->get(u"/api/v1/auth/me"_s).status, 200);
        const ProbeAnswer refused = site.probe->get(u"/api/v1/auth/me"_s);
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.json()[u"error"_s].toString(), u"rate_limited"_s);
        QCOMPARE(refused.headers.value("retry-after"), QByteArray("1"));
        HttpProbe other = site.probeWith(site.key(u"production"_s)); // each credential for itself
        QCOMPARE(other.get(u"/api/v1/auth/me"_s).status, 200);
        for (int i = 0; i < 10; ++i) // values are not counted
            QCOMPARE(other.get(u"/api/v1/flags/dark-mode"_s).status, 200);
        HttpProbe stranger(site.server->url()); // has no credential, but an address
        for (int i = 0; i < 3; ++i)
            QCOMPARE(stranger.send("POST", u"/oauth/token"_s, json("{}")).status, 400);
        QCOMPARE(stranger.send("POST", u"/oauth/token"_s, json("{}")).status, 429);
        site.clock.advance(1s);
        QCOMPARE(site.probe->get(u"/api/v1/auth/me"_s).status, 200);
        QCOMPARE(site.probe->get(u"/api/v1/auth/me"_s).status, 429);
    }

    /// Faults on purpose befall this dialect as well, in words its clients read.
    void faultsSpeakThisDialect()
    {
        const auto plan = readFaultPlan(
            json("{'faults':[{'kind':'status','on':'changes','status':503,'environment':'staging'},"
                 "{'kind':'status','on':'stream','status':403},"
                 "{'kind':'status','on':'sign-in','status':500}]}"));
        QVERIFY(plan);
        ServerOptions options;
        options.faults = *plan;
        FlagDashFixture site(options);
        const QString toggle = FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s, u"staging"_s);
        const ProbeAnswer refused = site.probe->send("POST", toggle);
        QCOMPARE(refused.status, 503);
        QCOMPARE(refused.json()[u"error"_s].toString(), u"unavailable"_s);
        QCOMPARE(site.state(u"dark-mode"_s, u"staging"_s)[u"enabled"_s], QJsonValue(true)); // not carried out
        QCOMPARE(site.probe->send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 200);
        RawStream stream(site.port, "/api/v1/sse?api_key=" + site.key(u"production"_s).toUtf8());
        QTRY_VERIFY2(stream.has("HTTP/1.1 403"), stream.bytes().constData());
        QCOMPARE(site.probe->send("POST", u"/oauth/token"_s, json("{}")).status, 500);
    }

private:
    [[nodiscard]] QJsonArray environmentsSeenWith(const QString &credential) const
    {
        HttpProbe probe = m_site->probeWith(credential);
        return probe.get(u"/api/v1/manage/environments?project_id="_s + FlagDashFixture::projectId())
            .json()[u"environments"_s]
            .toArray();
    }

    [[nodiscard]] ProbeAnswer create(const QByteArray &body)
    {
        return m_site->probe->send("POST", FlagDashFixture::path(), body);
    }

    std::unique_ptr<FlagDashFixture> m_site;
};

QTEST_GUILESS_MAIN(TestFlagDashManage)
#include "tst_flagdashmanage.moc"
