// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/flagdashfixture.h"
#include "server/service/schedulerunner.h"
#include "server/storefixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString timeText(WallTime time)
{
    return toDateTime(time).toString(Qt::ISODateWithMs);
}

} // namespace

/// Changes that are planned for later, and that they happen, once.
class TestFlagDashSchedules : public QObject
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

    void aPlanHasTheDocumentedShape()
    {
        const ProbeAnswer made = plan(u"disable"_s, 1h);
        QVERIFY2(made.status == 201, made.body.constData());
        const QJsonObject schedule = made.json()[u"schedule"_s].toObject();
        QCOMPARE(schedule.keys().join(u' '),
                 u"action created_at error_message executed_at id payload scheduled_at status"_s);
        QCOMPARE(schedule[u"action"_s].toString(), u"disable"_s);
        QCOMPARE(schedule[u"status"_s].toString(), u"pending"_s);
        QCOMPARE(schedule[u"scheduled_at"_s].toString(), timeText(m_site->clock.wallTime() + 1h));
        QCOMPARE(list(), QJsonArray{schedule});
        // Programs see what is coming.
        HttpProbe program = m_site->probeWith(m_site->key(u"production"_s));
        const QJsonObject flag =
            program.get(u"/api/v1/server/flags/dark-mode"_s).json()[u"flag"_s].toObject();
        const QJsonArray pending = flag[u"pending_schedules"_s].toArray();
        QCOMPARE(pending.size(), 1);
        QCOMPARE(pending.first().toObject().keys().join(u' '), u"action id payload scheduled_at status"_s);
        const QJsonArray all = program.get(u"/api/v1/server/flags"_s).json()[u"flags"_s].toArray();
        int planned = 0;
        for (const QJsonValue &one : all)
            planned += int(one.toObject()[u"pending_schedules"_s].toArray().size());
        QCOMPARE(planned, 2); // and the practice shop's own
    }

    void itHappensInTimeAndBothDialectsHear()
    {
        RawStream stream(m_site->port, "/api/v1/sse?api_key=" + m_site->key(u"production"_s).toUtf8());
        RawStream togul(m_site->port, "/api/v1/stream",
                        "X-API-Key: " + m_site->server->key(u"production"_s, u"sdk"_s).toUtf8() + "\r\n");
        QTRY_COMPARE(m_site->server->streamCount(), 2);
        QCOMPARE(plan(u"disable"_s, 90min).status, 201);
        m_site->clock.advance(90min - 1ms);
        QVERIFY(isOn());
        QVERIFY(!stream.has("flag."));
        m_site->clock.advance(1ms);
        QVERIFY(!isOn());
        QTRY_COMPARE(stream.count("event: flag.toggled\ndata: {\"key\":\"dark-mode\"}"), 1);
        QTRY_COMPARE(togul.count(json("{'type':'flag.updated','flag_key':'dark-mode'")), 1);
        const QJsonObject schedule = list().first().toObject();
        QCOMPARE(schedule[u"status"_s].toString(), u"executed"_s);
        QCOMPARE(schedule[u"executed_at"_s].toString(), timeText(m_site->clock.wallTime()));
        m_site->clock.advance(24h);
        QCOMPARE(stream.count("event: flag.toggled"), 1); // once
    }

    void severalHappenInTheOrderOfTheirTimes()
    {
        QCOMPARE(plan(u"enable"_s, 3h).status, 201);
        QCOMPARE(plan(u"disable"_s, 1h).status, 201);
        QCOMPARE(plan(u"disable"_s, 2h).status, 201); // changes nothing any more
        RawStream stream(m_site->port, "/api/v1/sse?api_key=" + m_site->key(u"production"_s).toUtf8());
        QTRY_COMPARE(m_site->server->streamCount(), 1);
        m_site->clock.advance(1h);
        QVERIFY(!isOn());
        m_site->clock.advance(1h);
        QVERIFY(!isOn());
        m_site->clock.advance(1h);
        QVERIFY(isOn());
        QTRY_COMPARE(stream.count("event: flag.toggled"), 2);
        QTRY_COMPARE(stream.count("event: flag.updated"), 1);
    }

    void itIsAuditedAsWhoPlannedIt()
    {
        HttpProbe program = m_site->probeWith(m_site->key(u"production"_s));
        const ProbeAnswer made = program.send("POST", path(), body(u"disable"_s, 1h));
        QCOMPARE(made.status, 201);
        m_site->clock.advance(1h);
        HttpProbe person = m_site->probeWith(m_site->sessionOf(u"demo@signalbox.example"_s));
        const QJsonArray logs = person.get(u"/api/v1/audit-logs?limit=2"_s).json()[u"logs"_s].toArray();
        const QJsonObject change = logs.first().toObject();
        QCOMPARE(change[u"entity_type"_s].toString(), u"flag"_s);
        QCOMPARE(change[u"actor_type"_s].toString(), u"api_key"_s);
        QCOMPARE(change[u"after_json"_s].toString(), u"{\"enabled\":false}"_s);
        QCOMPARE(change[u"request_id"_s].toString(), u"schedule-"_s + made.text(u"schedule"_s, u"id"_s));
        QCOMPARE(change[u"actor_id"_s], logs.at(1).toObject()[u"actor_id"_s]);
        QCOMPARE(logs.at(1).toObject()[u"entity_type"_s].toString(), u"schedule"_s);
    }

    void aCancelledOneDoesNotHappen()
    {
        const QString id = plan(u"disable"_s, 1h).text(u"schedule"_s, u"id"_s);
        const QString one = u"/api/v1/manage/flags/dark-mode/schedules/%1?project_id=%2"_s.arg(
            id, FlagDashFixture::projectId());
        const ProbeAnswer cancelled = m_site->probe->send("DELETE", one);
        QCOMPARE(cancelled.status, 200);
        QCOMPARE(cancelled.text(u"schedule"_s, u"status"_s), u"cancelled"_s);
        m_site->clock.advance(2h);
        QVERIFY(isOn());
        const ProbeAnswer again = m_site->probe->send("DELETE", one);
        QCOMPARE(again.status, 422);
        QVERIFY(again.json()[u"errors"_s].toObject().contains(u"status"_s));
        const QString ofAnother = u"/api/v1/manage/flags/express-pay/schedules/%1?project_id=%2"_s.arg(
            id, FlagDashFixture::projectId());
        QCOMPARE(m_site->probe->send("DELETE", ofAnother).status, 404);
    }

    void aFlagTakesItsPlansAlong()
    {
        QCOMPARE(plan(u"disable"_s, 1h).status, 201);
        QCOMPARE(m_site->probe->send("DELETE", FlagDashFixture::path(u"dark-mode"_s)).status, 204);
        m_site->clock.advance(2h);
        QCOMPARE(m_site->probe->get(path()).status, 404);
    }

    void wrongPlansAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("field");
        const QByteArray later = "'scheduled_at':'2999-01-01T00:00:00Z'";
        QTest::newRow("no action") << QByteArray("{" + later + "}") << u"action"_s;
        QTest::newRow("unknown action") << QByteArray("{'action':'explode'," + later + "}") << u"action"_s;
        QTest::newRow("a flip") << QByteArray("{'action':'toggle'," + later + "}") << u"action"_s;
        QTest::newRow("no time") << QByteArray("{'action':'enable'}") << u"scheduled_at"_s;
        QTest::newRow("null") << QByteArray("{'action':'enable','scheduled_at':null}") << u"scheduled_at"_s;
        QTest::newRow("a number") << QByteArray("{'action':'enable','scheduled_at':5}") << u"scheduled_at"_s;
        QTest::newRow("a time of no zone")
            << QByteArray("{'action':'enable','scheduled_at':'2999-01-01T00:00:00'}") << u"scheduled_at"_s;
        QTest::newRow("the past") << QByteArray("{'action':'enable','scheduled_at':'2001-01-01T00:00:00Z'}")
                                  << u"scheduled_at"_s;
        QTest::newRow("a payload") << QByteArray("{'action':'enable','payload':{'a':1}," + later + "}")
                                   << u"payload"_s;
        QTest::newRow("no body") << QByteArray() << QString();
        QTest::newRow("no JSON") << QByteArray("{") << QString();
    }

    void wrongPlansAreRefused()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, field);
        const ProbeAnswer refused = m_site->probe->send("POST", path(), json(body.constData()));
        QVERIFY2(refused.status == (field.isEmpty() ? 400 : 422), refused.body.constData());
        if (!field.isEmpty())
            QCOMPARE(refused.json()[u"errors"_s].toObject().keys(), QStringList{field});
        QVERIFY(list().isEmpty());
    }

    void tooManyAreRefused()
    {
        for (int i = 1; i <= 100; ++i)
            QCOMPARE(plan(u"enable"_s, std::chrono::hours(i)).status, 201);
        QCOMPARE(plan(u"enable"_s, 101h).status, 422);
        m_site->clock.advance(1h);
        QCOMPARE(plan(u"enable"_s, 101h).status, 201);
    }

    void scopesAndPlacesAreKept()
    {
        const QString id = plan(u"disable"_s, 1h).text(u"schedule"_s, u"id"_s);
        HttpProbe reader = m_site->probeWith(m_site->newKey(u"production"_s, u"flags:read"_s));
        QCOMPARE(reader.get(path()).status, 200);
        QCOMPARE(reader.send("POST", path(), body(u"enable"_s, 1h)).status, 403);
        HttpProbe elsewhere = m_site->probeWith(m_site->key(u"staging"_s));
        QCOMPARE(elsewhere.get(path()).status, 403);
        QCOMPARE(elsewhere.send("POST", path(), body(u"enable"_s, 1h)).status, 403);
        QCOMPARE(elsewhere.send("DELETE", u"/api/v1/manage/flags/dark-mode/schedules/"_s + id).status, 403);
        QCOMPARE(m_site->probe->get(FlagDashFixture::path(u"nope"_s, u"schedules"_s)).status, 404);
        HttpProbe viewer = m_site->probeWith(m_site->sessionOf(u"viewer@signalbox.example"_s));
        QCOMPARE(viewer.send("POST", path(), body(u"enable"_s, 1h)).status, 403);
    }

    /// What fell due while no server ran happens at the start of the next one; what is planned for later
    /// waits on.
    void plansOutliveTheServer()
    {
        const QTemporaryDir folder;
        ManualClock clock;
        ServerOptions options;
        options.database = folder.filePath(u"flags.db"_s);
        options.seed = Seed::Demo;
        options.demoPassword = u"secret"_s;
        options.passwordCost = PasswordCost::Minimal;
        const auto enabled = [](Server &server) {
            HttpProbe program(server.url(), server.login()->token);
            const QJsonArray all = program.get(FlagDashFixture::path(u"dark-mode"_s))
                                       .json()[u"flag"_s]
                                       .toObject()[u"environments"_s]
                                       .toArray();
            return all.first().toObject()[u"enabled"_s].toBool();
        };
        {
            Server server(clock, options);
            QVERIFY(server.start());
            HttpProbe person(server.url(), server.login()->token);
            QCOMPARE(person.send("POST", path(), bodyAt(u"disable"_s, clock.wallTime() + 1h)).status, 201);
            QCOMPARE(person.send("POST", path(), bodyAt(u"enable"_s, clock.wallTime() + 5h)).status, 201);
        }
        clock.advance(2h);
        Server server(clock, options);
        QVERIFY(server.start());
        QVERIFY(!enabled(server));
        clock.advance(3h);
        QVERIFY(enabled(server));
    }

    /// A change that is not committed leaves nothing behind and is made later, whole.
    void whatFailsIsDoneLaterWhole()
    {
        StoreFixture store;
        ScheduleService schedules(store.database, *store.changes);
        const FlagPlace place{store.projectId(), store.environmentId(), u"dark-mode"_s};
        const auto made = schedules.create(store.caller(u"developer"_s), place,
                                           {u"disable"_s, store.clock.wallTime() + 1min});
        QVERIFY(made);
        ScheduleRunner runner(schedules, store.clock);
        runner.start();
        const qint64 before = ChangeRepository(store.database).latestVersion().value_or(-1);
        store.changes->setHonesty(ChangeLog::Honesty::NotApplied);
        store.clock.advance(1min);
        QVERIFY(store.flag(u"dark-mode"_s).flag.enabled);
        QCOMPARE(store.outboxAfter(before), QStringList());
        QCOMPARE(statusOf(schedules, store, place), u"pending"_s);
        store.changes->setHonesty(ChangeLog::Honesty::Honest);
        store.clock.advance(ScheduleRunner::retryWait);
        QVERIFY(!store.flag(u"dark-mode"_s).flag.enabled);
        QCOMPARE(store.outboxAfter(before), QStringList{u"flag.updated dark-mode"_s});
        QCOMPARE(statusOf(schedules, store, place), u"executed"_s);
    }

    /// Two servers on one database: whoever is first does it, the other finds it done.
    void ofTwoRunnersOneDoesIt()
    {
        StoreFixture store;
        ScheduleService here(store.database, *store.changes);
        ScheduleService there(store.database, *store.changes);
        const FlagPlace place{store.projectId(), store.environmentId(), u"dark-mode"_s};
        QVERIFY(
            here.create(store.caller(u"developer"_s), place, {u"disable"_s, store.clock.wallTime() + 10min}));
        const qint64 before = ChangeRepository(store.database).latestVersion().value_or(-1);
        ScheduleRunner first(here, store.clock);
        ScheduleRunner second(there, store.clock);
        first.start();
        second.start();
        store.clock.advance(10min);
        QCOMPARE(store.outboxAfter(before), QStringList{u"flag.updated dark-mode"_s});
    }

    /// Planned by another server, which is gone: found within a minute of its time.
    void whatOthersPlannedIsFound()
    {
        StoreFixture store;
        ScheduleService here(store.database, *store.changes);
        ScheduleService there(store.database, *store.changes);
        const FlagPlace place{store.projectId(), store.environmentId(), u"dark-mode"_s};
        ScheduleRunner runner(here, store.clock);
        runner.start();
        QVERIFY(
            there.create(store.caller(u"developer"_s), place, {u"disable"_s, store.clock.wallTime() + 10s}));
        store.clock.advance(ScheduleRunner::longestWait);
        QVERIFY(!store.flag(u"dark-mode"_s).flag.enabled);
    }

private:
    [[nodiscard]] static QString path() { return FlagDashFixture::path(u"dark-mode"_s, u"schedules"_s); }
    [[nodiscard]] static QJsonObject bodyAt(const QString &action, WallTime time)
    {
        return {{u"action"_s, action}, {u"scheduled_at"_s, timeText(time)}, {u"payload"_s, QJsonObject()}};
    }
    [[nodiscard]] QJsonObject body(const QString &action, std::chrono::milliseconds in) const
    {
        return bodyAt(action, m_site->clock.wallTime() + in);
    }
    [[nodiscard]] ProbeAnswer plan(const QString &action, std::chrono::milliseconds in)
    {
        return m_site->probe->send("POST", path(), body(action, in));
    }
    [[nodiscard]] QJsonArray list() { return m_site->probe->get(path()).json()[u"schedules"_s].toArray(); }
    [[nodiscard]] bool isOn() { return m_site->state(u"dark-mode"_s)[u"enabled"_s].toBool(); }
    [[nodiscard]] static QString statusOf(ScheduleService &schedules, const StoreFixture &store,
                                          const FlagPlace &place)
    {
        const auto all = schedules.schedules(store.caller(u"developer"_s), place);
        return all && all->size() == 1 ? all->first().status : QString();
    }

    std::unique_ptr<FlagDashFixture> m_site;
};

QTEST_GUILESS_MAIN(TestFlagDashSchedules)
#include "tst_flagdashschedules.moc"
