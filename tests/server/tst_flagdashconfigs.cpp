// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/flagdashfixture.h"

#include <QJsonDocument>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

QJsonValue wrapped(const QJsonValue &value)
{
    return QJsonObject{{u"value"_s, value}};
}

QString fields(const QJsonObject &object)
{
    return object.keys().join(u' '); // QJsonObject keeps them sorted
}

} // namespace

/// Configs and AI configs against a whole server: how people manage them, what programs read, who hears.
class TestFlagDashConfigs : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_site = std::make_unique<FlagDashFixture>();
        QVERIFY(m_site->port > 0);
        m_program = std::make_unique<HttpProbe>(m_site->server->url(), m_site->key(u"production"_s));
    }

    void cleanup()
    {
        m_program.reset();
        m_site.reset();
    }

    void theListHasTheDocumentedShape()
    {
        const QJsonArray configs = m_site->probe->get(configsPath()).json()[u"configs"_s].toArray();
        QCOMPARE(configs.size(), 6);
        for (const QJsonValue &one : configs) {
            const QJsonObject config = one.toObject();
            QCOMPARE(fields(config), u"config_type created_at default_value description environments id "
                                     "is_archived key name tags updated_at"_s);
            const QJsonArray environments = config[u"environments"_s].toArray();
            QCOMPARE(environments.size(), 3);
            QCOMPARE(fields(environments.first().toObject()), u"environment_id id is_active value"_s);
            QCOMPARE(config, configOf(config[u"key"_s].toString()));
        }
        const QJsonObject size = configOf(u"search-page-size"_s);
        QCOMPARE(size[u"default_value"_s], wrapped(24));
        const QJsonObject production = size[u"environments"_s].toArray().first().toObject();
        QCOMPARE(production[u"environment_id"_s].toString(), FlagDashFixture::environmentId(u"production"_s));
        QCOMPARE(production[u"value"_s], wrapped(36));
        QCOMPARE(size[u"environments"_s].toArray().at(1).toObject()[u"value"_s],
                 QJsonValue(QJsonValue::Null));
    }

    void programsReadBareValues()
    {
        const QJsonArray values = m_program->get(u"/api/v1/configs"_s).json()[u"configs"_s].toArray();
        QCOMPARE(values.size(), 6);
        QCOMPARE(fields(values.first().toObject()), u"key value"_s);
        QCOMPARE(m_program->get(u"/api/v1/configs/search-page-size"_s).body,
                 json("{'config_type':'number','key':'search-page-size','value':36}"));
        QCOMPARE(m_program->get(u"/api/v1/configs/checkout%2Ftimeouts"_s)
                     .json()[u"value"_s]
                     .toObject()[u"payment"_s],
                 QJsonValue(4000));
        HttpProbe staging = m_site->probeWith(m_site->key(u"staging"_s)); // has the default
        QCOMPARE(staging.get(u"/api/v1/configs/search-page-size"_s).json()[u"value"_s], QJsonValue(24));
        const QJsonObject told =
            m_program->get(u"/api/v1/server/configs/search-page-size"_s).json()[u"config"_s].toObject();
        QCOMPARE(fields(told), u"config_type default_value description is_active key name tags value"_s);
        QCOMPARE(told[u"value"_s], wrapped(36));
        QCOMPARE(m_program->get(u"/api/v1/server/configs"_s).json()[u"configs"_s].toArray().size(), 6);
        QCOMPARE(m_program->get(u"/api/v1/configs/nope"_s).status, 404);
        QCOMPARE(m_site->probe->get(u"/api/v1/configs"_s).status, 403); // a person has no environment
    }

    void aConfigLivesAndDies()
    {
        RawStream production = streamOf(u"production"_s);
        RawStream staging = streamOf(u"staging"_s);
        RawStream togul(m_site->port, "/api/v1/stream",
                        "X-API-Key: " + m_site->server->key(u"production"_s, u"sdk"_s).toUtf8() + "\r\n");
        QTRY_COMPARE(m_site->server->streamCount(), 3);
        const ProbeAnswer made =
            create("{'key':'a/b','name':'AB','config_type':'string','default_value':{'value':'x'},"
                   "'tags':['t'],'unknown':1}");
        QVERIFY2(made.status == 201, made.body.constData());
        QCOMPARE(made.json()[u"config"_s].toObject(), configOf(u"a%2Fb"_s));
        QCOMPARE(configOf(u"a%2Fb"_s)[u"tags"_s].toArray(), QJsonArray{u"t"_s});
        QCOMPARE(m_program->get(u"/api/v1/configs/a%2Fb"_s).json()[u"value"_s], QJsonValue(u"x"_s));

        const ProbeAnswer set = setValue(u"a%2Fb"_s, "{'value':{'value':'y'}}");
        QVERIFY2(set.status == 200, set.body.constData());
        const QJsonObject state = set.json()[u"config_environment"_s].toObject();
        QCOMPARE(fields(state), u"environment_id id remote_config_id value"_s);
        QCOMPARE(state[u"value"_s], wrapped(u"y"_s));
        QCOMPARE(state[u"remote_config_id"_s], configOf(u"a%2Fb"_s)[u"id"_s]);
        QCOMPARE(m_program->get(u"/api/v1/configs/a%2Fb"_s).json()[u"value"_s], QJsonValue(u"y"_s));

        const QString before = configOf(u"a%2Fb"_s)[u"updated_at"_s].toString();
        QCOMPARE(m_site->probe
                     ->send("PUT", configsPath(u"a%2Fb"_s),
                            json("{'default_value':{'value':'z'},'description':'d','is_archived':true}"))
                     .status,
                 200);
        const QJsonObject edited = configOf(u"a%2Fb"_s);
        QVERIFY(edited[u"updated_at"_s].toString() > before);
        QCOMPARE(edited[u"description"_s].toString(), u"d"_s);
        QCOMPARE(edited[u"is_archived"_s], QJsonValue(true));
        QCOMPARE(m_program->get(u"/api/v1/configs/a%2Fb"_s).json()[u"value"_s], QJsonValue(u"y"_s));
        QCOMPARE(setValue(u"a%2Fb"_s, "{'value':null}").status, 200); // the default again
        QCOMPARE(m_program->get(u"/api/v1/configs/a%2Fb"_s).json()[u"value"_s], QJsonValue(u"z"_s));

        QCOMPARE(m_site->probe->send("DELETE", configsPath(u"a%2Fb"_s)).status, 204);
        QCOMPARE(m_site->probe->get(configsPath(u"a%2Fb"_s)).status, 404);
        QCOMPARE(m_program->get(u"/api/v1/configs/a%2Fb"_s).status, 404);

        const QStringList whole = {u"config.created"_s, u"config.updated"_s, u"config.deleted"_s};
        QTRY_COMPARE(namesOf(staging), whole);
        QTRY_COMPARE(namesOf(production),
                     QStringList({u"config.created"_s, u"config.value_updated"_s, u"config.updated"_s,
                                  u"config.value_updated"_s, u"config.deleted"_s}));
        QCOMPARE(production.count("data: {\"key\":\"a/b\"}\n"), 5);
        // The other vendor knows nothing of the kind; what comes after it is told with the next id.
        QCOMPARE(m_site->probe->send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 200);
        QTRY_COMPARE(togul.count("data: "), 1);
        QVERIFY(!togul.has("config"));
    }

    /// A client of the other dialect that comes back over such changes misses none of its own.
    void theOtherDialectResumesOverThem()
    {
        const QByteArray key =
            "X-API-Key: " + m_site->server->key(u"production"_s, u"sdk"_s).toUtf8() + "\r\n";
        const qint64 first = m_site->server->status().outbox.head;
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(setValue(u"search-page-size"_s, "{'value':{'value':12}}").status, 200);
            QCOMPARE(m_site->probe->send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status,
                     200);
        }
        QCOMPARE(setValue(u"search-page-size"_s, "{'value':{'value':13}}").status, 200);
        RawStream togul(m_site->port, "/api/v1/stream",
                        key + "Last-Event-ID: " + QByteArray::number(first) + "\r\n");
        QTRY_COMPARE(togul.count("\"type\":\"flag.updated\""), 3);
        for (int i = 1; i <= 3; ++i)
            QCOMPARE(togul.count("id: " + QByteArray::number(first + 2 * i) + "\ndata: "), 1);
        QVERIFY(!togul.has("resync"));
        QCOMPARE(m_site->probe->send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 200);
        QTRY_COMPARE(togul.count("\"type\":\"flag.updated\""), 4); // and goes on live
        QCOMPARE(m_site->server->status().streams.first().events, quint64(4));
    }

    void valuesHaveTheirTypes_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const char *key, const char *body, int status) {
            QTest::newRow(name) << QString::fromLatin1(key) << QByteArray(body) << status;
        };
        row("number", "search-page-size", "{'value':{'value':1.5}}", 200);
        row("text for a number", "search-page-size", "{'value':{'value':'1'}}", 422);
        row("bare number", "search-page-size", "{'value':5}", 422);
        row("bare list", "shipping-rates", "{'value':[1]}", 422);
        row("list", "shipping-rates", "{'value':{'value':[1]}}", 200);
        row("bare object", "shipping-rates", "{'value':{'DE':1,'FR':2}}", 200);
        row("object whose only key is value", "shipping-rates", "{'value':{'value':{'value':1}}}", 200);
        row("object for a text", "support-hours", "{'value':{'a':1}}", 422);
        row("boolean", "upload-virus-scan", "{'value':{'value':false}}", 200);
        row("number for a boolean", "upload-virus-scan", "{'value':{'value':0}}", 422);
        row("nothing", "support-hours", "{}", 422);
    }

    void valuesHaveTheirTypes()
    {
        QFETCH(QString, key);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        const QJsonObject before = configOf(key);
        const ProbeAnswer answer = setValue(key, body.constData());
        QVERIFY2(answer.status == status, answer.body.constData());
        if (status == 422) {
            QCOMPARE(answer.json()[u"errors"_s].toObject().keys(), QStringList{u"value"_s});
            QCOMPARE(configOf(key), before);
        }
    }

    void anObjectWhoseOnlyKeyIsValueSurvives()
    {
        QCOMPARE(setValue(u"shipping-rates"_s, "{'value':{'value':{'value':1}}}").status, 200);
        QCOMPARE(m_program->get(u"/api/v1/configs/shipping-rates"_s).json()[u"value"_s], wrapped(1));
        QCOMPARE(setValue(u"shipping-rates"_s, "{'value':{'DE':1,'FR':2}}").status, 200);
        QCOMPARE(m_program->get(u"/api/v1/configs/shipping-rates"_s).json()[u"value"_s],
                 QJsonValue(QJsonObject{{u"DE"_s, 1}, {u"FR"_s, 2}}));
    }

    void wrongConfigsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("field");
        QTest::newRow("no key") << QByteArray("{'name':'x'}") << u"key"_s;
        QTest::newRow("bad key") << QByteArray("{'key':'a b','name':'x'}") << u"key"_s;
        QTest::newRow("taken") << QByteArray("{'key':'support-hours','name':'x'}") << u"key"_s;
        QTest::newRow("no name") << QByteArray("{'key':'a'}") << u"name"_s;
        QTest::newRow("name is a number") << QByteArray("{'key':'a','name':1}") << u"name"_s;
        QTest::newRow("type") << QByteArray("{'key':'a','name':'x','config_type':'xml'}") << u"config_type"_s;
        QTest::newRow("default of another type")
            << QByteArray("{'key':'a','name':'x','config_type':'number','default_value':{'value':'1'}}")
            << u"default_value"_s;
        QTest::newRow("bare default")
            << QByteArray("{'key':'a','name':'x','default_value':[1]}") << u"default_value"_s;
        QTest::newRow("tags") << QByteArray("{'key':'a','name':'x','tags':'t'}") << u"tags"_s;
        QTest::newRow("too long") << QByteArray(
            "{'key':'a','name':'x','config_type':'string','default_value':{'value':'"
            + QByteArray(70'000, 'x') + "'}}")
                                  << u"default_value"_s;
        QTest::newRow("no JSON") << QByteArray("[]") << QString();
    }

    void wrongConfigsAreRefused()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, field);
        const ProbeAnswer refused = create(body.constData());
        QVERIFY2(refused.status == (field.isEmpty() ? 400 : 422), refused.body.constData());
        if (!field.isEmpty())
            QCOMPARE(refused.json()[u"errors"_s].toObject().keys(), QStringList{field});
        QCOMPARE(m_site->probe->get(configsPath()).json()[u"configs"_s].toArray().size(), 6);
        QCOMPARE(m_site->probe->send("PUT", configsPath(u"support-hours"_s), json("{}")).status, 400);
    }

    void scopesAndPlacesAreKept()
    {
        HttpProbe flagsOnly = m_site->probeWith(m_site->newKey(u"production"_s, u"flags:read flags:write"_s));
        const ProbeAnswer refused = flagsOnly.get(u"/api/v1/configs"_s);
        QCOMPARE(refused.status, 403);
        QCOMPARE(refused.json()[u"message"_s].toString(), u"requires configs:read"_s);
        HttpProbe reader = m_site->probeWith(m_site->newKey(u"production"_s, u"configs:read"_s));
        QCOMPARE(reader.get(u"/api/v1/configs"_s).status, 200);
        QCOMPARE(reader.get(configsPath()).status, 200);
        QCOMPARE(reader.get(u"/api/v1/flags"_s).status, 403);
        QCOMPARE(reader.get(u"/api/v1/ai-configs"_s).status, 403);
        const QByteArray body = json("{'value':{'value':1}}");
        const QString size = u"manage/configs/search-page-size/value"_s;
        QCOMPARE(reader.send("PUT", FlagDashFixture::placed(size), body).status, 403);
        // A key sets the value where it belongs, and nothing that is everybody's.
        QCOMPARE(m_program->send("PUT", FlagDashFixture::placed(size), body).status, 200);
        QCOMPARE(m_program->send("PUT", FlagDashFixture::placed(size, u"staging"_s), body).status, 403);
        QCOMPARE(m_program->send("PUT", configsPath(u"search-page-size"_s), json("{'name':'x'}")).status,
                 403);
        QCOMPARE(m_program->send("DELETE", configsPath(u"search-page-size"_s)).status, 403);
        const QJsonArray seen = m_program->get(configsPath(u"search-page-size"_s))
                                    .json()[u"config"_s]
                                    .toObject()[u"environments"_s]
                                    .toArray();
        QCOMPARE(seen.size(), 1);
        HttpProbe viewer = m_site->probeWith(m_site->sessionOf(u"viewer@signalbox.example"_s));
        QCOMPARE(viewer.get(configsPath()).status, 200);
        QCOMPARE(viewer.send("DELETE", configsPath(u"search-page-size"_s)).status, 403);
        QCOMPARE(m_site->probe->get(u"/api/v1/manage/configs"_s).status, 422); // of which project
        QCOMPARE(setValue(u"nope"_s, "{'value':{'value':1}}").status, 404);
    }

    void anEnvironmentThatCameLaterHasTheDefault()
    {
        HttpProbe person = m_site->probeWith(m_site->sessionOf(u"demo@signalbox.example"_s));
        const QString later =
            person
                .send("POST", u"/api/v1/projects/"_s + FlagDashFixture::projectId() + u"/environments",
                      json("{'key':'later','name':'Later'}"))
                .text(u"environment"_s, u"id"_s);
        const QString path =
            u"/api/v1/manage/configs/search-page-size/value?project_id=%1&environment_id=%2"_s.arg(
                FlagDashFixture::projectId(), later);
        QCOMPARE(m_site->probe->send("PUT", path, json("{'value':{'value':7}}")).status, 200);
        QCOMPARE(configOf(u"search-page-size"_s)[u"environments"_s].toArray().size(), 4);
        QCOMPARE(m_site->probe->send("PUT", path, json("{'value':{'value':8}}")).status, 200);
        QCOMPARE(configOf(u"search-page-size"_s)[u"environments"_s].toArray().size(), 4);
    }

    void aFileLivesAndDies()
    {
        RawStream production = streamOf(u"production"_s);
        RawStream staging = streamOf(u"staging"_s);
        QTRY_COMPARE(m_site->server->streamCount(), 2);
        const ProbeAnswer made = m_site->probe->send(
            "POST", FlagDashFixture::placed(u"manage/ai-configs"_s),
            json("{'file_name':'new.md','file_type':'skill','content':'# New','metadata':{'a':[1]}}"));
        QVERIFY2(made.status == 201, made.body.constData());
        const QJsonObject file = made.json()[u"ai_config"_s].toObject();
        QCOMPARE(fields(file), u"content created_at environment_id file_name file_type folder id is_active "
                               "metadata project_id updated_at"_s);
        QCOMPARE(file, fileOf(u"new.md"_s));
        QCOMPARE(file[u"metadata"_s], QJsonValue(QJsonObject{{u"a"_s, QJsonArray{1}}}));
        QCOMPARE(
            m_program->get(u"/api/v1/ai-configs/new.md"_s).body,
            json("{'ai_config':{'content':'# New','file_name':'new.md','file_type':'skill','folder':null}}"));
        QCOMPARE(
            fields(m_program->get(u"/api/v1/server/ai-configs/new.md"_s).json()[u"ai_config"_s].toObject()),
            u"content created_at file_name file_type folder id is_active metadata updated_at"_s);
        // Switched off, programs do not get it, and the server tier says so.
        const QString one = FlagDashFixture::placed(u"manage/ai-configs/new.md"_s);
        QCOMPARE(
            m_site->probe->send("PUT", one, json("{'is_active':false,'metadata':null,'folder':'f'}")).status,
            200);
        QCOMPARE(fileOf(u"new.md"_s)[u"metadata"_s], QJsonValue(QJsonValue::Null));
        QCOMPARE(fileOf(u"new.md"_s)[u"folder"_s].toString(), u"f"_s);
        QCOMPARE(m_program->get(u"/api/v1/ai-configs/new.md"_s).status, 404);
        QCOMPARE(m_program->get(u"/api/v1/ai-configs"_s).json()[u"ai_configs"_s].toArray().size(), 4);
        QCOMPARE(m_program->get(u"/api/v1/server/ai-configs"_s).json()[u"ai_configs"_s].toArray().size(), 5);
        QCOMPARE(m_site->probe->send("DELETE", one).status, 204);
        QCOMPARE(m_site->probe->send("DELETE", one).status, 404);
        QTRY_COMPARE(namesOf(production),
                     QStringList({u"ai_config.created"_s, u"ai_config.updated"_s, u"ai_config.deleted"_s}));
        QCOMPARE(production.count("data: {\"file\":\"new.md\",\"type\":\"skill\"}\n"), 3);
        QVERIFY(namesOf(staging).isEmpty());
    }

    void listsOfFilesAreOfOneOrAllEnvironments()
    {
        const QString all = u"/api/v1/manage/ai-configs?project_id="_s + FlagDashFixture::projectId();
        QCOMPARE(m_site->probe->get(all).json()[u"ai_configs"_s].toArray().size(), 12);
        QCOMPARE(m_site->probe->get(FlagDashFixture::placed(u"manage/ai-configs"_s))
                     .json()[u"ai_configs"_s]
                     .toArray()
                     .size(),
                 4);
        QCOMPARE(m_program->get(all).json()[u"ai_configs"_s].toArray().size(), 4); // its own
        QCOMPARE(m_program->get(FlagDashFixture::placed(u"manage/ai-configs"_s, u"staging"_s)).status, 403);
    }

    void beginningsAreMadeWhereThereAreNone()
    {
        const QString initialize = FlagDashFixture::placed(u"manage/ai-configs/initialize"_s);
        const ProbeAnswer made = m_site->probe->send("POST", initialize);
        QCOMPARE(made.status, 201);
        QStringList names;
        for (const QJsonValue &file : made.json()[u"ai_configs"_s].toArray())
            names.append(file.toObject()[u"file_name"_s].toString());
        QCOMPARE(names, QStringList({u"rule.md"_s, u"skill.md"_s})); // agent.md was there
        QVERIFY(fileOf(u"agent.md"_s)[u"content"_s].toString().contains(u"Northwind"_s));
        QVERIFY(m_site->probe->send("POST", initialize).json()[u"ai_configs"_s].toArray().isEmpty());
    }

    void wrongFilesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("field");
        QTest::newRow("no name") << QByteArray("{'file_type':'rule','content':''}") << u"file_name"_s;
        QTest::newRow("a path") << QByteArray("{'file_name':'a/b','file_type':'rule','content':''}")
                                << u"file_name"_s;
        QTest::newRow("above") << QByteArray("{'file_name':'..','file_type':'rule','content':''}")
                               << u"file_name"_s;
        QTest::newRow("taken") << QByteArray("{'file_name':'tone.md','file_type':'rule','content':''}")
                               << u"file_name"_s;
        QTest::newRow("type") << QByteArray("{'file_name':'a','file_type':'exe','content':''}")
                              << u"file_type"_s;
        QTest::newRow("no content") << QByteArray("{'file_name':'a','file_type':'rule'}") << u"content"_s;
        QTest::newRow("content is an object")
            << QByteArray("{'file_name':'a','file_type':'rule','content':{}}") << u"content"_s;
        QTest::newRow("too long") << QByteArray("{'file_name':'a','file_type':'rule','content':'"
                                                + QByteArray(70'000, 'x') + "'}")
                                  << u"content"_s;
        QTest::newRow("metadata") << QByteArray(
            "{'file_name':'a','file_type':'rule','content':'','metadata':[1]}")
                                  << u"metadata"_s;
        QTest::newRow("folder") << QByteArray("{'file_name':'a','file_type':'rule','content':'','folder':'"
                                              + QByteArray(201, 'x') + "'}")
                                << u"folder"_s;
        QTest::newRow("active") << QByteArray(
            "{'file_name':'a','file_type':'rule','content':'','is_active':1}")
                                << u"is_active"_s;
    }

    void wrongFilesAreRefused()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, field);
        const ProbeAnswer refused = m_site->probe->send(
            "POST", FlagDashFixture::placed(u"manage/ai-configs"_s), json(body.constData()));
        QVERIFY2(refused.status == 422, refused.body.constData());
        QCOMPARE(refused.json()[u"errors"_s].toObject().keys(), QStringList{field});
        QCOMPARE(m_program->get(u"/api/v1/server/ai-configs"_s).json()[u"ai_configs"_s].toArray().size(), 4);
    }

    void scopesOfFilesAreKept()
    {
        HttpProbe reader = m_site->probeWith(m_site->newKey(u"production"_s, u"ai_configs:read"_s));
        const QString one = FlagDashFixture::placed(u"manage/ai-configs/tone.md"_s);
        QCOMPARE(reader.get(one).status, 200);
        QCOMPARE(reader.send("PUT", one, json("{'content':'x'}")).status, 403);
        QCOMPARE(reader.send("DELETE", one).status, 403);
        QCOMPARE(reader.send("POST", FlagDashFixture::placed(u"manage/ai-configs/initialize"_s)).status, 403);
        QCOMPARE(m_program->send("PUT", one, json("{}")).status, 400);
        QCOMPARE(m_program->send("PUT", one, json("{'content':'x'}")).status, 200);
    }

    void changesAreAudited()
    {
        QCOMPARE(setValue(u"search-page-size"_s, "{'value':{'value':48}}").status, 200);
        QCOMPARE(m_program->send("DELETE", FlagDashFixture::placed(u"manage/ai-configs/tone.md"_s)).status,
                 204);
        HttpProbe person = m_site->probeWith(m_site->sessionOf(u"demo@signalbox.example"_s));
        const QJsonArray logs = person.get(u"/api/v1/audit-logs?limit=2"_s).json()[u"logs"_s].toArray();
        QCOMPARE(logs.first().toObject()[u"entity_type"_s].toString(), u"ai_config"_s);
        QCOMPARE(logs.first().toObject()[u"actor_type"_s].toString(), u"api_key"_s);
        QCOMPARE(logs.at(1).toObject()[u"entity_type"_s].toString(), u"config"_s);
        QCOMPARE(logs.at(1).toObject()[u"before_json"_s].toString(), u"{\"value\":36}"_s);
        QCOMPARE(logs.at(1).toObject()[u"after_json"_s].toString(), u"{\"value\":48}"_s);
    }

private:
    [[nodiscard]] static QString configsPath(const QString &key = {})
    {
        const QString place = key.isEmpty() ? QString() : QString(u'/' + key);
        return u"/api/v1/manage/configs%1?project_id=%2"_s.arg(place, FlagDashFixture::projectId());
    }
    [[nodiscard]] QJsonObject configOf(const QString &key)
    {
        QString segment = key;
        return m_site->probe->get(configsPath(segment.replace(u'/', u"%2F"_s)))
            .json()[u"config"_s]
            .toObject();
    }
    [[nodiscard]] QJsonObject fileOf(const QString &name)
    {
        return m_site->probe->get(FlagDashFixture::placed(u"manage/ai-configs/"_s + name))
            .json()[u"ai_config"_s]
            .toObject();
    }
    [[nodiscard]] ProbeAnswer create(const char *body)
    {
        return m_site->probe->send("POST", configsPath(), json(body));
    }
    [[nodiscard]] ProbeAnswer setValue(const QString &key, const char *body)
    {
        return m_site->probe->send("PUT", FlagDashFixture::placed(u"manage/configs/%1/value"_s.arg(key)),
                                   json(body));
    }
    [[nodiscard]] RawStream streamOf(const QString &environment) const
    {
        return RawStream(m_site->port, "/api/v1/sse?api_key=" + m_site->key(environment).toUtf8());
    }
    /// Names of all events but the greeting, in order.
    [[nodiscard]] static QStringList namesOf(RawStream &stream)
    {
        QStringList names;
        for (const QByteArray &line : stream.bytes().split('\n')) {
            if (line.startsWith("event: ") && line != "event: connected")
                names.append(QString::fromUtf8(line.mid(7)));
        }
        return names;
    }

    std::unique_ptr<FlagDashFixture> m_site;
    std::unique_ptr<HttpProbe> m_program;
};

QTEST_GUILESS_MAIN(TestFlagDashConfigs)
#include "tst_flagdashconfigs.moc"
