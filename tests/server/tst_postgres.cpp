// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/httpprobe.h"
#include "server/postgres.h"
#include "server/region/tablecopy.h"
#include "server/regionfixture.h"
#include "server/security/random.h"
#include "server/seed/seeder.h"
#include "server/server.h"
#include "server/storage/flagrepository.h"
#include "server/storage/schema.h"
#include "server/storefixture.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <memory>
#include <vector>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

QString togglePath(const QString &flag)
{
    return u"/api/v1/manage/flags/%1/toggle?project_id=%2&environment_id=%3"_s.arg(
        flag, Seeder::demoProjectId(), Seeder::demoEnvironmentId(u"production"_s));
}

QString placed(const QString &path)
{
    return u"/api/v1/manage/%1?project_id=%2&environment_id=%3"_s.arg(
        path, Seeder::demoProjectId(), Seeder::demoEnvironmentId(u"production"_s));
}

/// One server on the shared database, in this process; time is the system's, as the database's is.
class Node final
{
public:
    Node(const SystemClock &clock, const QString &database)
    {
        ServerOptions options;
        options.database = database;
        options.seed = Seed::Demo;
        options.demoPassword = u"secret"_s;
        options.passwordCost = PasswordCost::Minimal;
        server = std::make_unique<Server>(clock, options);
        const auto port = server->start();
        if (!port)
            mistake = port.error().detail;
    }

    [[nodiscard]] RawStream stream(const QByteArray &lastEventId = {}) const
    {
        QByteArray headers = "X-API-Key: " + server->key(u"production"_s, u"sdk"_s).toUtf8() + "\r\n";
        if (!lastEventId.isEmpty())
            headers += "Last-Event-ID: " + lastEventId + "\r\n";
        return RawStream(quint16(server->url().port()), "/api/v1/stream", headers);
    }
    [[nodiscard]] HttpProbe probe() const { return HttpProbe(server->url(), server->login()->token); }
    void flip(int times) const
    {
        HttpProbe asking = probe();
        for (int i = 0; i < times; ++i)
            QCOMPARE(asking.send("POST", togglePath(u"dark-mode"_s)).status, 200);
    }

    std::unique_ptr<Server> server;
    QString mistake;
};

QVector<qint64> rowFrom(qint64 first, int count)
{
    QVector<qint64> row;
    for (int i = 0; i < count; ++i)
        row.append(first + i);
    return row;
}

} // namespace

/// Several servers on one PostgreSQL, which this test starts itself.
class TestPostgres : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const QString missing = Postgres::missing(); !missing.isEmpty())
            QSKIP(qPrintable(missing));
        QVERIFY(prepareCryptography());
        const QString mistake = m_postgres.create();
        QVERIFY2(mistake.isEmpty(), qPrintable(mistake));
    }
    void init()
    {
        // Whether Qt says that a lost connection's socket is gone depends on who noticed it first.
        QTest::failOnWarning(QRegularExpression(u"^(?!QSocketNotifier: Invalid socket)"_s));
        m_address = m_postgres.newDatabase();
        QVERIFY(!m_address.isEmpty());
    }

    /// The same shop, row by row, whichever database it is in.
    void itHoldsWhatSqliteHolds()
    {
        const ManualClock clock;
        Database lite;
        Database postgres;
        QVERIFY(lite.open(u":memory:"_s));
        const auto opened = postgres.open(m_address);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
        for (Database *database : {&lite, &postgres})
            QVERIFY(Seeder(*database, clock, PasswordCost::Minimal).run(Seed::Demo, u"a"_s));
        for (Database *database : {&lite, &postgres}) // of which only salts are random
            QVERIFY(database->change(u"UPDATE users SET password_hash = ?"_s, u"x"_s));
        const auto sorted = [](const QByteArray &dump) {
            QList<QByteArray> lines = dump.split('\n');
            std::sort(lines.begin(), lines.end());
            return lines;
        };
        const auto there = dumpTables(postgres, {u"i"_s, 0});
        QVERIFY(there);
        QCOMPARE(sorted(*there), sorted(*dumpTables(lite, {u"i"_s, 0})));
        QVERIFY(!FlagRepository(postgres).flagsOfProject(Seeder::demoProjectId())->isEmpty());
        // Mail addresses are one whatever their case, here as there.
        QVERIFY(*AccountRepository(postgres).userByEmail(u"Demo@Signalbox.EXAMPLE"_s));
    }

    void aSecondStartFindsEverything()
    {
        for (int start = 0; start < 2; ++start) {
            Database database;
            const auto opened = database.open(m_address);
            QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
            const auto version = database.find(u"SELECT version FROM signalbox_schema"_s,
                                               [](const Row &row) { return row.integer(0); });
            QCOMPARE(**version, qint64(schemaSteps().size()));
        }
    }

    void anOlderOneIsKeptBesideAsItWas()
    {
        const SystemClock clock;
        {
            Database database;
            QVERIFY(database.open(m_address));
            QVERIFY(Seeder(database, clock, PasswordCost::Minimal).run(Seed::Demo, u"a"_s));
        }
        // Others may have put theirs beside it.
        QCOMPARE(m_postgres.run(m_address, u"CREATE TABLE \"My 'Notes'\" (\"the \"\"text\"\"\" text);"
                                           "CREATE VIEW of_flags AS SELECT * FROM users"_s),
                 QString());
        // What the fifth step made.
        const QString back = u"DROP TABLE schedules, config_values, configs, ai_configs;"
                             "ALTER TABLE flags DROP COLUMN variations;"
                             "UPDATE signalbox_schema SET version = 4"_s;
        const auto number = [](Database &database, const QString &sql) {
            const auto found = database.find(sql, [](const Row &row) { return row.integer(0); });
            return found && *found ? **found : -1;
        };
        for (const QString &kept : {u"signalbox_version_4"_s, u"signalbox_version_4_2"_s}) {
            QCOMPARE(m_postgres.run(m_address, back), QString());
            QTest::ignoreMessage(
                QtInfoMsg, QRegularExpression(u"brought from version 4 to \\d+; .* schema %1"_s.arg(kept)));
            Database database;
            const auto opened = database.open(m_address);
            QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
            QCOMPARE(number(database, u"SELECT version FROM signalbox_schema"_s),
                     qint64(schemaSteps().size()));
            QCOMPARE(number(database, u"SELECT version FROM %1.signalbox_schema"_s.arg(kept)), qint64(4));
            const qint64 flags = number(database, u"SELECT count(*) FROM flags"_s);
            QVERIFY(flags > 0);
            QCOMPARE(number(database, u"SELECT count(*) FROM %1.flags"_s.arg(kept)), flags);
            QCOMPARE(number(database, u"SELECT count(*) FROM configs"_s), qint64(0));
            QCOMPARE(number(database, u"SELECT count(*) FROM %1.\"My 'Notes'\""_s.arg(kept)), qint64(0));
        }
        QCOMPARE(m_postgres.run(m_address, u"DROP VIEW of_flags; DROP TABLE \"My 'Notes'\""_s), QString());
    }

    /// A table that this user may not even read is nobody's reason to stop.
    void whatMayNotBeReadIsLeftOut()
    {
        QCOMPARE(m_postgres.run(m_address, u"CREATE ROLE keeper LOGIN; GRANT ALL ON SCHEMA public TO keeper;"
                                           "CREATE TABLE theirs (secret text)"_s),
                 QString());
        const QString name = QUrl(m_address).path().mid(1);
        QCOMPARE(m_postgres.run(m_address, u"GRANT CREATE ON DATABASE \"%1\" TO keeper"_s.arg(name)),
                 QString());
        QUrl keepers(m_address);
        keepers.setUserName(u"keeper"_s);
        {
            Database database;
            const auto opened = database.open(keepers.toString());
            QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
            QVERIFY(database.run(u"DROP TABLE schedules, config_values, configs, ai_configs"_s)
                    && database.run(u"ALTER TABLE flags DROP COLUMN variations"_s)
                    && database.run(u"UPDATE signalbox_schema SET version = 4"_s));
        }
        QTest::ignoreMessage(QtInfoMsg, QRegularExpression(u"brought from version 4"_s));
        {
            Database database;
            const auto opened = database.open(keepers.toString());
            QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
            const auto copied = database.list(
                u"SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'signalbox_version_4'"_s,
                [](const Row &row) { return row.text(0); });
            QVERIFY(copied && copied->contains(u"flags"_s) && !copied->contains(u"theirs"_s));
        }
        QCOMPARE(m_postgres.run(m_address, u"DROP OWNED BY keeper; DROP ROLE keeper"_s), QString());
    }

    /// Half a step is worse than none: who may not keep a copy does not change anything.
    void withoutACopyNothingIsChanged()
    {
        {
            Database database;
            QVERIFY(database.open(m_address));
        }
        const QString back = u"DROP TABLE schedules, config_values, configs, ai_configs;"
                             "ALTER TABLE flags DROP COLUMN variations;"
                             "UPDATE signalbox_schema SET version = 4;"
                             // Tables alone may be made by whom the next lines make.
                             "CREATE ROLE visitor LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO visitor;"
                             "GRANT ALL ON SCHEMA public TO visitor"_s;
        QCOMPARE(m_postgres.run(m_address, back), QString());
        QUrl visitors(m_address);
        visitors.setUserName(u"visitor"_s);
        {
            Database database;
            const auto opened = database.open(visitors.toString());
            QVERIFY(!opened);
            QVERIFY2(opened.error().detail.contains(u"a copy of its tables cannot be laid beside"_s),
                     qPrintable(opened.error().detail));
        }
        // A division by zero where it is otherwise.
        for (
            const QString &same :
            {u"SELECT 1 / count(*) FROM signalbox_schema WHERE version = 4"_s,
             u"SELECT 1 / (1 - count(*)) FROM information_schema.schemata WHERE schema_name LIKE 'signalbox_%'"_s})
            QCOMPARE(m_postgres.run(m_address, same), QString());
        QCOMPARE(m_postgres.run(m_address, u"DROP OWNED BY visitor; DROP ROLE visitor"_s), QString());
    }

    void whatIsNotOursIsNotTouched_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("says");
        QTest::newRow("another program's") << u"CREATE TABLE recipes (name TEXT)"_s << u"another program"_s;
        QTest::newRow("newer")
            << u"CREATE TABLE signalbox_schema (version BIGINT); INSERT INTO signalbox_schema "
               "VALUES (999)"_s
            << u"newer signalboxd"_s;
        QTest::newRow("of no version")
            << u"CREATE TABLE signalbox_schema (version BIGINT)"_s << u"which version"_s;
    }

    void whatIsNotOursIsNotTouched()
    {
        QFETCH(QString, sql);
        QFETCH(QString, says);
        QCOMPARE(m_postgres.run(m_address, sql), QString());
        Database database;
        const auto opened = database.open(m_address);
        QVERIFY(!opened);
        QVERIFY2(opened.error().detail.contains(says), qPrintable(opened.error().detail));
        QVERIFY(!opened.error().detail.contains(u"host="_s));
    }

    void nobodyThereIsSaid()
    {
        Database database;
        const auto opened = database.open(u"postgresql://nobody@localhost/nothing?host=/nowhere"_s);
        QVERIFY(!opened);
        QVERIFY2(opened.error().detail.contains(u"cannot be reached"_s), qPrintable(opened.error().detail));
    }

    void everyNodeTellsEveryChange()
    {
        const Node one(m_clock, m_address);
        const Node two(m_clock, m_address);
        QVERIFY2(one.mistake.isEmpty() && two.mistake.isEmpty(), qPrintable(one.mistake + two.mistake));
        RawStream here = one.stream();
        RawStream there = two.stream();
        QTRY_VERIFY(here.has(": connected") && there.has(": connected"));
        const qint64 first = one.server->status().outbox.head + 1;
        for (int i = 0; i < 20; ++i) {
            one.flip(1);
            two.flip(1);
        }
        QTRY_COMPARE(RegionFixture::changesOf(here), rowFrom(first, 40));
        QTRY_COMPARE(RegionFixture::changesOf(there), rowFrom(first, 40));
        HttpProbe flags = two.probe();
        const QString path = u"/api/v1/manage/flags?project_id="_s + Seeder::demoProjectId();
        QCOMPARE(flags.get(path).body, one.probe().get(path).body);
    }

    /// Configs, files and variations are one for all nodes, and a planned change happens once, heard at both.
    void whatOnlyFlagDashHasIsShared()
    {
        const Node one(m_clock, m_address);
        const Node two(m_clock, m_address);
        QVERIFY2(one.mistake.isEmpty() && two.mistake.isEmpty(), qPrintable(one.mistake + two.mistake));
        HttpProbe here = one.probe();
        HttpProbe there = two.probe();
        QCOMPARE(here.send("PUT", placed(u"configs/search-page-size/value"_s), json("{'value':{'value':11}}"))
                     .status,
                 200);
        QCOMPARE(
            there.send("PUT", placed(u"configs/search-page-size/value"_s), json("{'value':null}")).status,
            200);
        QCOMPARE(here.send("POST", placed(u"ai-configs"_s),
                           json("{'file_name':'a','file_type':'rule','content':'','metadata':{'b':1}}"))
                     .status,
                 201);
        QCOMPARE(there.send("DELETE", placed(u"ai-configs/tone.md"_s)).status, 204);
        QCOMPARE(here.send("PUT", placed(u"flags/dark-mode/variations"_s),
                           json("{'variations':[{'key':'a','value':true,'weight':100}]}"))
                     .status,
                 200);
        for (const QString &path : {placed(u"configs"_s), placed(u"ai-configs"_s)})
            QCOMPARE(here.get(path).body, there.get(path).body);

        RawStream heardHere = one.stream();
        RawStream heardThere = two.stream();
        QTRY_VERIFY(heardHere.has(": connected") && heardThere.has(": connected"));
        const QString soon =
            toDateTime(m_clock.wallTime() + std::chrono::milliseconds(800)).toString(Qt::ISODateWithMs);
        const QString plans = placed(u"flags/dark-mode/schedules"_s);
        QCOMPARE(
            there.send("POST", plans, QJsonObject{{u"action"_s, u"disable"_s}, {u"scheduled_at"_s, soon}})
                .status,
            201);
        const QByteArray event = json("{'type':'flag.updated','flag_key':'dark-mode'");
        QTRY_COMPARE(heardHere.count(event), 1);
        QTRY_COMPARE(heardThere.count(event), 1);
        QVERIFY(here.get(plans).body.contains("executed"));
    }

    /// Two that flip at once: no flip is lost and no version given twice, because who changes something is
    /// alone.
    void nodesThatWriteAtOnceStayInOrder()
    {
        const Node one(m_clock, m_address);
        const Node two(m_clock, m_address);
        RawStream here = one.stream();
        RawStream there = two.stream();
        QTRY_VERIFY(here.has(": connected") && there.has(": connected"));
        const qint64 first = one.server->status().outbox.head + 1;
        constexpr int each = 60;
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        for (const Node *node : {&one, &two}) {
            for (int n = 0; n < 3; ++n) {
                sockets.push_back(std::make_unique<QTcpSocket>());
                sockets.back()->connectToHost(u"127.0.0.1"_s, quint16(node->server->url().port()));
                const QByteArray request = "POST " + togglePath(u"dark-mode"_s).toUtf8()
                                           + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                           + node->server->login()->token.toUtf8()
                                           + "\r\nContent-Length: 0\r\n\r\n";
                for (int i = 0; i < each / 3; ++i)
                    sockets.back()->write(request);
            }
        }
        QTRY_COMPARE_WITH_TIMEOUT(RegionFixture::changesOf(here), rowFrom(first, 2 * each), 30'000);
        QTRY_COMPARE(RegionFixture::changesOf(there), RegionFixture::changesOf(here));
    }

    void aNodeThatIsGoneIsReplacedByAnother()
    {
        auto one = std::make_unique<Node>(m_clock, m_address);
        const Node two(m_clock, m_address);
        RawStream here = one->stream();
        QTRY_VERIFY(here.has(": connected"));
        two.flip(3);
        QTRY_COMPARE(RegionFixture::changesOf(here).size(), 3);
        const qint64 last = RegionFixture::changesOf(here).last();
        one.reset();
        two.flip(4);
        RawStream back = two.stream(QByteArray::number(last));
        QTRY_COMPARE(RegionFixture::changesOf(back), rowFrom(last + 1, 4));
    }

    void aCredentialThatEndsAtOneEndsAtAll()
    {
        const Node one(m_clock, m_address);
        const Node two(m_clock, m_address);
        HttpProbe stranger(one.server->url());
        const QJsonObject signedIn =
            stranger
                .send("POST", u"/api/v1/login"_s,
                      QJsonObject{{u"username"_s, u"demo@signalbox.example"_s}, {u"password"_s, u"secret"_s}})
                .json();
        const QString token = signedIn[u"token"_s].toString();
        RawStream there(quint16(two.server->url().port()), "/api/v1/stream",
                        "Authorization: Bearer " + token.toUtf8() + "\r\n");
        QTRY_VERIFY(there.has(": connected"));
        HttpProbe person(one.server->url(), token);
        QCOMPARE(person
                     .send("POST", u"/api/v1/logout"_s,
                           QJsonObject{{u"refresh_token"_s, signedIn[u"refresh_token"_s]}})
                     .status,
                 200);
        QTRY_VERIFY(there.bytes().endsWith("0\r\n\r\n"));
    }

    /// Without the trigger nobody is woken: a look once a second finds what was committed.
    void aLostNotificationIsMadeUpFor()
    {
        const Node one(m_clock, m_address);
        const Node two(m_clock, m_address);
        QCOMPARE(m_postgres.run(m_address, u"DROP TRIGGER signalbox_wake ON outbox"_s), QString());
        RawStream there = two.stream();
        QTRY_VERIFY(there.has(": connected"));
        one.flip(5);
        const qint64 first = one.server->status().outbox.head - 4;
        QTRY_COMPARE(RegionFixture::changesOf(there), rowFrom(first, 5));
    }

    void aDatabaseThatRestartsLosesNothing()
    {
        const Node one(m_clock, m_address);
        const Node two(m_clock, m_address);
        RawStream here = one.stream();
        RawStream there = two.stream();
        QTRY_VERIFY(here.has(": connected") && there.has(": connected"));
        const qint64 first = one.server->status().outbox.head + 1;
        one.flip(3);
        QTRY_COMPARE(RegionFixture::changesOf(there).size(), 3);

        for (int node = 0; node < 2; ++node)
            QTest::ignoreMessage(QtWarningMsg,
                                 QRegularExpression(u"the connection to the database is lost"_s));
        m_postgres.stop();
        HttpProbe asking = one.probe();
        QTRY_COMPARE(asking.send("POST", togglePath(u"dark-mode"_s)).status, 500);
        QCOMPARE(asking.get(u"/readyz"_s).status, 503);
        QCOMPARE(asking.get(u"/healthz"_s).status, 200);

        for (int node = 0; node < 2; ++node)
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the database is back"_s));
        QVERIFY(m_postgres.start());
        QTRY_COMPARE_WITH_TIMEOUT(asking.get(u"/readyz"_s).status, 200, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(two.probe().get(u"/readyz"_s).status, 200, 20'000);
        // What was announced meanwhile is unknown: the streams ended, and go on where they were.
        QTRY_VERIFY(there.bytes().endsWith("0\r\n\r\n"));
        QVector<qint64> told = RegionFixture::changesOf(there);
        RawStream back = two.stream(QByteArray::number(told.last()));
        one.flip(3);
        QTRY_COMPARE(told + RegionFixture::changesOf(back), rowFrom(first, 6));
        // Woken again by the database itself.
        RawStream again = one.stream();
        QTRY_VERIFY(again.has(": connected"));
        two.flip(1);
        QTRY_COMPARE(RegionFixture::changesOf(again).size(), 1);
    }

private:
    const SystemClock m_clock;
    Postgres m_postgres;
    QString m_address;
};

QTEST_GUILESS_MAIN(TestPostgres)
#include "tst_postgres.moc"
