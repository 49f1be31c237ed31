// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/flagdashfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray bearer(const QString &credential)
{
    return "Authorization: Bearer " + credential.toUtf8() + "\r\n";
}

QByteArray frameOf(const char *name, const char *key)
{
    return QByteArray("event: ") + name + "\ndata: {\"key\":\"" + key + "\"}\n\n";
}

/// Names and keys of all events but the first, in order.
QStringList eventsOf(RawStream &stream)
{
    QStringList events;
    QString name;
    for (const QByteArray &line : stream.bytes().split('\n')) {
        if (line.startsWith("event: "))
            name = QString::fromUtf8(line.mid(7));
        else if (line.startsWith("data: {\"key\":\""))
            events.append(name + u' ' + QString::fromUtf8(line.mid(14).chopped(2)));
    }
    return events;
}

} // namespace

/// FlagDash's stream and what its programs read, and how the two dialects see each other.
class TestFlagDashStream : public QObject
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

    void itBeginsWithConnected_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<bool>("inHeader");
        QTest::newRow("header") << QByteArray("/api/v1/sse") << true;
        QTest::newRow("query") << QByteArray("/api/v1/sse") << false;
        QTest::newRow("other path, header") << QByteArray("/api/v1/realtime") << true;
        QTest::newRow("other path, query") << QByteArray("/api/v1/realtime") << false;
    }

    void itBeginsWithConnected()
    {
        QFETCH(QByteArray, path);
        QFETCH(bool, inHeader);
        const QString key = m_site->key(u"production"_s);
        RawStream stream(m_site->port, inHeader ? path : path + "?api_key=" + key.toUtf8(),
                         inHeader ? bearer(key) : QByteArray());
        QTRY_VERIFY2(stream.has("event: connected\ndata: {}\n\n"), stream.bytes().constData());
        QVERIFY(stream.has("HTTP/1.1 200"));
        QVERIFY(stream.has("Content-Type: text/event-stream\r\n"));
        QVERIFY(!stream.has("\n: connected")); // the other dialect's greeting
        m_site->clock.advance(30s);
        QTRY_VERIFY(stream.has(": heartbeat\n\n"));
    }

    void itIsRefused_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("credential");
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("no credential") << QByteArray() << QByteArray() << QByteArray("401");
        QTest::newRow("unknown key in the query")
            << QByteArray("?api_key=sk_x") << QByteArray() << QByteArray("401");
        QTest::newRow("a person names no place") << QByteArray() << QByteArray("pat") << QByteArray("422");
        QTest::newRow("a person names another place")
            << QByteArray("?project_id=a&environment_id=b") << QByteArray("pat") << QByteArray("404");
        QTest::newRow("a key that may not read") << QByteArray() << QByteArray("write") << QByteArray("403");
    }

    void itIsRefused()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, credential);
        QFETCH(QByteArray, status);
        QByteArray header;
        if (credential == "pat")
            header = bearer(m_site->server->login()->token);
        else if (credential == "write")
            header = bearer(m_site->newKey(u"production"_s, u"flags:write"_s));
        RawStream stream(m_site->port, "/api/v1/sse" + query, header);
        QTRY_VERIFY2(stream.has("HTTP/1.1 " + status), stream.bytes().constData());
        QCOMPARE(m_site->server->streamCount(), 0);
    }

    void changesOfThisDialectAreHeardInBoth()
    {
        RawStream production = streamOf(u"production"_s);
        RawStream staging = streamOf(u"staging"_s);
        RawStream togul = togulStream();
        QTRY_COMPARE(m_site->server->streamCount(), 3);

        HttpProbe &probe = *m_site->probe;
        QCOMPARE(probe.send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 200);
        QCOMPARE(probe
                     .send("PUT", FlagDashFixture::path(u"dark-mode"_s, u"rollout"_s),
                           json("{'rollout_percentage':10}"))
                     .status,
                 200);
        QCOMPARE(
            probe.send("PUT", FlagDashFixture::path(u"dark-mode"_s, u"rules"_s), json("{'rules':[]}")).status,
            200);
        QCOMPARE(probe.send("PUT", FlagDashFixture::path(u"dark-mode"_s), json("{'name':'Dark'}")).status,
                 200);
        QCOMPARE(probe.send("POST", FlagDashFixture::path(), json("{'key':'a/b','name':'x'}")).status, 201);
        QCOMPARE(probe.send("DELETE", FlagDashFixture::path(u"a%2Fb"_s)).status, 204);

        const QStringList ofTheFlag = {u"flag.updated dark-mode"_s, u"flag.created a/b"_s,
                                       u"flag.deleted a/b"_s};
        QTRY_COMPARE(eventsOf(production),
                     QStringList({u"flag.toggled dark-mode"_s, u"flag.rollout_updated dark-mode"_s,
                                  u"flag.rules_updated dark-mode"_s})
                         + ofTheFlag);
        QTRY_COMPARE(eventsOf(staging), ofTheFlag);
        // One event for each environment of the three.
        QTRY_COMPARE(togul.count("\"type\":"), 3 + 3 * 3);
        QVERIFY(togul.has(json("{'type':'flag.updated','flag_key':'dark-mode'")));
        QCOMPARE(togul.count(json("{'type':'rule.updated','flag_key':'dark-mode'")), 2);
        QCOMPARE(togul.count(json("{'type':'flag.created','flag_key':'a/b'")), 3);
        QVERIFY(!togul.has("toggled") && !togul.has("rollout"));
    }

    void changesOfTheOtherDialectAreHeardHere()
    {
        RawStream stream = streamOf(u"production"_s);
        QTRY_COMPARE(m_site->server->streamCount(), 1);
        HttpProbe togul = m_site->probeWith(m_site->sessionOf(u"demo@signalbox.example"_s));
        const QString project = u"/api/v1/projects/"_s + FlagDashFixture::projectId();
        const QString id = m_site->state(u"dark-mode"_s)[u"id"_s].toString();
        const QString flag = project + u"/flags/" + id;
        QCOMPARE(togul.send("PATCH", flag, json("{'enabled':false}")).status, 200);
        QCOMPARE(togul.send("PATCH", flag, json("{'name':'Dark'}")).status, 200);
        QJsonObject rule{{u"flag_id"_s, id},
                         {u"priority"_s, 5},
                         {u"rule_type"_s, u"percentage"_s},
                         {u"rollout_percentage"_s, 30},
                         {u"return_value"_s, true}};
        QCOMPARE(togul.send("POST", project + u"/rules", rule).status, 200);
        rule[u"rule_type"_s] = u"attribute"_s;
        rule[u"attribute"_s] = u"country"_s;
        rule[u"operator"_s] = u"eq"_s;
        rule[u"value_json"_s] = u"\"DE\""_s;
        rule[u"priority"_s] = 1;
        QCOMPARE(togul.send("POST", project + u"/rules", rule).status, 200);
        QCOMPARE(togul.send("DELETE", flag).status, 200);
        QTRY_COMPARE(eventsOf(stream),
                     QStringList({u"flag.toggled dark-mode"_s, u"flag.updated dark-mode"_s,
                                  u"flag.rollout_updated dark-mode"_s, u"flag.rules_updated dark-mode"_s,
                                  u"flag.deleted dark-mode"_s}));
    }

    void aPersonWatchesOneEnvironment()
    {
        RawStream stream(m_site->port,
                         "/api/v1/sse?project_id=" + FlagDashFixture::projectId().toUtf8()
                             + "&environment_id=" + FlagDashFixture::environmentId(u"staging"_s).toUtf8(),
                         bearer(m_site->server->login()->token));
        QTRY_COMPARE(m_site->server->streamCount(), 1);
        QCOMPARE(m_site->probe->send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 200);
        QCOMPARE(
            m_site->probe->send("POST", FlagDashFixture::path(u"express-pay"_s, u"toggle"_s, u"staging"_s))
                .status,
            200);
        QTRY_COMPARE(eventsOf(stream), QStringList{u"flag.toggled express-pay"_s});
    }

    void aDeadKeysStreamEnds()
    {
        HttpProbe person = m_site->probeWith(m_site->sessionOf(u"demo@signalbox.example"_s));
        const QString keys = u"/api/v1/projects/"_s + FlagDashFixture::projectId() + u"/api-keys"_s;
        const QString secret = m_site->newKey(u"production"_s, u"flags:read"_s);
        QString id;
        const QJsonArray all = person.get(keys).json()[u"api_keys"_s].toArray();
        for (const QJsonValue &key : all) {
            if (secret.startsWith(key.toObject()[u"key_prefix"_s].toString()))
                id = key.toObject()[u"id"_s].toString();
        }
        RawStream stream(m_site->port, "/api/v1/sse", bearer(secret));
        QTRY_COMPARE(m_site->server->streamCount(), 1);
        QCOMPARE(person.send("DELETE", keys + u'/' + id).status, 200);
        QTRY_VERIFY(stream.bytes().endsWith("0\r\n\r\n"));
        QCOMPARE(m_site->probeWith(secret).get(u"/api/v1/flags"_s).status, 401);
    }

    void aSlowReaderIsCutOffAndTheOthersDoNotNotice()
    {
        ServerOptions options;
        options.limits.streamSendBuffer = 16 << 10;
        options.streamLagBytes = 4 << 10;
        FlagDashFixture site(options);
        const QString key = site.key(u"production"_s);
        RawStream slow(site.port, "/api/v1/sse", bearer(key), 1'024);
        slow.socket().setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 4'096);
        RawStream quick(site.port, "/api/v1/sse", bearer(key));
        QTRY_COMPARE(site.server->streamCount(), 2);
        slow.stopReading();
        HttpProbe person = site.probeWith(site.sessionOf(u"demo@signalbox.example"_s));
        const QString name(100, u'k'); // long events fill the kernel's buffers sooner
        QCOMPARE(
            site.probe
                ->send("POST", FlagDashFixture::path(), QJsonObject{{u"key"_s, name}, {u"name"_s, u"x"_s}})
                .status,
            201);
        const QString flag = u"/api/v1/projects/"_s + FlagDashFixture::projectId() + u"/flags/"
                             + site.state(name)[u"id"_s].toString();
        int changes = 0;
        while (site.server->streamCount() == 2 && changes < 20'000) {
            ++changes;
            QCOMPARE(person.send("PATCH", flag, json("{'name':'y'}")).status, 200);
        }
        QCOMPARE(site.server->streamCount(), 1);
        QTRY_COMPARE(int(eventsOf(quick).size()), changes + 1);
        QVERIFY(quick.isOpen());
    }

    /// No answer is lost, no flip is lost, and each is told once.
    void aThousandTogglesAtOnceEndInTheRightState()
    {
        constexpr int clients = 91;
        constexpr int each = 11; // 1001: an odd number ends where it did not begin
        RawStream here = streamOf(u"production"_s);
        RawStream there = togulStream();
        QTRY_COMPARE(m_site->server->streamCount(), 2);
        const bool before = m_site->state(u"dark-mode"_s)[u"enabled"_s].toBool();

        const QByteArray request = "POST " + FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s).toUtf8()
                                   + " HTTP/1.1\r\nHost: x\r\n" + bearer(m_site->server->login()->token)
                                   + "Content-Length: 0\r\n";
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        std::vector<QByteArray> answers(clients);
        for (int i = 0; i < clients; ++i) {
            sockets.push_back(std::make_unique<QTcpSocket>());
            sockets.back()->connectToHost(u"127.0.0.1"_s, m_site->port);
            for (int n = 1; n < each; ++n)
                sockets.back()->write(request + "\r\n");
            sockets.back()->write(request + "Connection: close\r\n\r\n");
        }
        const auto count = [&](const QByteArray &part) {
            int found = 0;
            for (std::size_t i = 0; i < sockets.size(); ++i) {
                answers[i] += sockets[i]->readAll();
                found += int(answers[i].count(part));
            }
            return found;
        };
        constexpr int all = clients * each;
        QTRY_COMPARE_WITH_TIMEOUT(count("HTTP/1.1 200"), all, 60'000);
        QTRY_COMPARE(count("\"enabled\":"), all);
        QCOMPARE(count("\"enabled\":true"), before ? all / 2 : all / 2 + 1); // they alternated
        QCOMPARE(m_site->state(u"dark-mode"_s)[u"enabled"_s].toBool(), !before);
        QTRY_COMPARE(int(eventsOf(here).size()), all);
        QCOMPARE(here.count(frameOf("flag.toggled", "dark-mode")), all);
        // The outbox numbers its rows: there is one for each flip, and no other.
        QTRY_COMPARE(there.count("\"version\":"), all);
        int from = 0;
        const qint64 seeded = m_site->clock.wallTime().time_since_epoch().count();
        for (int version = 1; version <= all; ++version) {
            const QByteArray wanted = "\"version\":" + QByteArray::number(seeded + version) + ',';
            from = int(there.bytes().indexOf(wanted, from));
            QVERIFY2(from >= 0, QByteArray::number(version).constData());
        }
    }

    /// One numbering for both: who comes back may even name an id of the other dialect's stream.
    void aStreamThatComesBackIsToldWhatItMissed()
    {
        HttpProbe &probe = *m_site->probe;
        const qint64 seeded = m_site->clock.wallTime().time_since_epoch().count();
        const QByteArray before = QByteArray::number(seeded);
        {
            RawStream first = streamOf(u"production"_s);
            QTRY_VERIFY(first.has("id: " + before + "\nevent: connected\ndata: {}\n\n"));
        }
        QTRY_COMPARE(m_site->server->streamCount(), 0);
        QCOMPARE(probe.send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 200);
        QCOMPARE(probe.send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s, u"staging"_s)).status,
                 200);
        QCOMPARE(probe.send("POST", FlagDashFixture::path(u"dark-mode"_s, u"toggle"_s)).status, 200);

        const QByteArray id = "Last-Event-ID: " + before + "\r\n";
        RawStream back(m_site->port, "/api/v1/sse", bearer(m_site->key(u"production"_s)) + id);
        RawStream togul(m_site->port, "/api/v1/stream",
                        bearer(m_site->sessionOf(u"demo@signalbox.example"_s)) + id);
        QTRY_COMPARE(eventsOf(back), QStringList({u"flag.toggled dark-mode"_s, u"flag.toggled dark-mode"_s}));
        QTRY_COMPARE(togul.count("\"type\":\"flag.updated\""), 3);
        for (int change = 1; change <= 3; ++change)
            QVERIFY(togul.has("id: " + QByteArray::number(seeded + change) + "\ndata: {"));

        RawStream lost(m_site->port, "/api/v1/sse",
                       bearer(m_site->key(u"production"_s)) + "Last-Event-ID: 7\r\n");
        const QByteArray now = QByteArray::number(seeded + 3);
        QTRY_VERIFY2(lost.has("\nevent: connected\ndata: {}\n\nid: " + now + "\nevent: resync\ndata: {}\n\n"),
                     lost.bytes().constData());
        RawStream lostTogul(m_site->port, "/api/v1/stream",
                            bearer(m_site->sessionOf(u"demo@signalbox.example"_s)) + "Last-Event-ID: x\r\n");
        QTRY_VERIFY(
            lostTogul.has("id: " + now + json("\ndata: {'type':'resync','version':") + now + "}\n\n"));
    }

    void programsReadValues_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("a condition") << u"checkout-v2?email=mia@northwind.example"_s
                                     << json("{'key':'checkout-v2','reason':'rule_match','value':true}");
        QTest::newRow("nothing known")
            << u"checkout-v2"_s << json("{'key':'checkout-v2','reason':'default','value':false}");
        QTest::newRow("everybody") << u"ai-assistant"_s
                                   << json("{'key':'ai-assistant','reason':'rollout','value':true}");
        QTest::newRow("off") << u"block-checkout?user_id=7"_s
                             << json("{'key':'block-checkout','reason':'disabled','value':false}");
        QTest::newRow("the credential is no context") << u"ai-assistant?api_key=x"_s
                                                      << json("{'key':'ai-assistant','reason':'rollout',"
                                                              "'value':true}");
    }

    void programsReadValues()
    {
        QFETCH(QString, query);
        QFETCH(QByteArray, answer);
        HttpProbe program = m_site->probeWith(m_site->key(u"production"_s));
        QCOMPARE(program.get(u"/api/v1/flags/"_s + query).body, answer);
        const QString flag = query.section(u'?', 0, 0);
        const ProbeAnswer all = program.get(u"/api/v1/flags?"_s + query.section(u'?', 1));
        QCOMPARE(all.json()[u"flags"_s].toObject()[flag], QJsonDocument::fromJson(answer)[u"value"_s]);
        const QJsonObject server =
            program.get(u"/api/v1/server/flags/"_s + query).json()[u"flag"_s].toObject();
        QCOMPARE(server[u"evaluated_value"_s], QJsonDocument::fromJson(answer)[u"value"_s]);
        QCOMPARE(server[u"evaluation_path"_s], QJsonDocument::fromJson(answer)[u"reason"_s]);
    }

    void aRolloutReachesItsShareOfUsers()
    {
        HttpProbe program = m_site->probeWith(m_site->key(u"production"_s));
        int served = 0;
        for (int user = 0; user < 400; ++user) {
            const ProbeAnswer answer = program.get(u"/api/v1/flags/express-pay?user_id=%1"_s.arg(user));
            served += answer.json()[u"value"_s].toBool() ? 1 : 0;
        }
        QVERIFY2(served > 280 && served < 360, QByteArray::number(served).constData()); // 80 of 100
    }

    void theServerTierTellsEverything()
    {
        HttpProbe program = m_site->probeWith(m_site->key(u"production"_s));
        const QJsonObject all = program.get(u"/api/v1/server/flags?user_id=1"_s).json();
        QCOMPARE(all.keys(), QStringList({u"evaluated"_s, u"flags"_s}));
        const QJsonArray flags = all[u"flags"_s].toArray();
        QCOMPARE(flags.size(), all[u"evaluated"_s].toObject().size());
        QCOMPARE(flags.first().toObject().keys().join(u' '),
                 u"default_value description enabled evaluated_value evaluation_path flag_type id key name "
                 "pending_schedules rollout_percentage rules tags value variation_key variations"_s);
    }

    void programsAreRefused()
    {
        ServerOptions options;
        options.limits.connectionMemory = 128 << 10; // the usual number ends such a request sooner
        FlagDashFixture roomy(options);
        HttpProbe program = m_site->probeWith(m_site->key(u"production"_s));
        QCOMPARE(program.get(u"/api/v1/flags/nope"_s).status, 404);
        QCOMPARE(program.get(u"/api/v1/server/flags/nope"_s).status, 404);
        QString many = u"/api/v1/flags?"_s;
        for (int i = 0; i <= 500; ++i)
            many += u"a%1=1&"_s.arg(i);
        QCOMPARE(roomy.probeWith(roomy.key(u"production"_s)).get(many).status, 422);
        for (const QString &path : {u"/api/v1/flags"_s, u"/api/v1/flags/dark-mode"_s,
                                    u"/api/v1/server/flags"_s, u"/api/v1/server/flags/dark-mode"_s}) {
            QCOMPARE(m_site->probe->get(path).status, 403); // a person's token decides no environment
            QCOMPARE(HttpProbe(m_site->server->url()).get(path).status, 401);
        }
    }

private:
    [[nodiscard]] RawStream streamOf(const QString &environment) const
    {
        return RawStream(m_site->port, "/api/v1/sse", bearer(m_site->key(environment)));
    }

    [[nodiscard]] RawStream togulStream() const
    {
        return RawStream(m_site->port, "/api/v1/stream",
                         bearer(m_site->sessionOf(u"demo@signalbox.example"_s)));
    }

    std::unique_ptr<FlagDashFixture> m_site;
};

QTEST_GUILESS_MAIN(TestFlagDashStream)
#include "tst_flagdashstream.moc"
