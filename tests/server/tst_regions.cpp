// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/regionfixture.h"

#include "server/seed/seeder.h"

#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Link = ServerStatus::Primary::Link;

QVector<qint64> numbers(qint64 first, qint64 last)
{
    QVector<qint64> row;
    for (qint64 number = first; number <= last; ++number)
        row.append(number);
    return row;
}

QString flagsPath()
{
    return u"/api/v1/manage/flags?project_id="_s + Seeder::demoProjectId();
}

QString placed(const QString &path)
{
    return u"/api/v1/manage/%1?project_id=%2&environment_id=%3"_s.arg(
        path, Seeder::demoProjectId(), Seeder::demoEnvironmentId(u"production"_s));
}

QString togglePath(const QString &flag)
{
    return u"/api/v1/manage/flags/%1/toggle?project_id=%2&environment_id=%3"_s.arg(
        flag, Seeder::demoProjectId(), Seeder::demoEnvironmentId(u"production"_s));
}

/// A hand in the primary's file, from outside.
bool meddle(const QString &file, const QString &sql)
{
    bool done = false;
    {
        QSqlDatabase other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        other.setDatabaseName(file);
        done = other.open() && QSqlQuery(other).exec(sql);
    }
    QSqlDatabase::removeDatabase(u"other"_s);
    return done;
}

} // namespace

/// A region and its primary, over real sockets, with a line between them that can be cut.
class TestRegions : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_site = std::make_unique<RegionFixture>();
        QTRY_COMPARE(m_site->link().link, Link::Live);
    }

    void cleanup() { m_site.reset(); }

    void itServesACopy()
    {
        HttpProbe there = m_site->probeOf(*m_site->primary);
        HttpProbe here = m_site->probeOf(*m_site->region);
        const ProbeAnswer flags = here.get(flagsPath());
        QCOMPARE(flags.status, 200);
        QVERIFY(flags.json()[u"flags"_s].toArray().size() > 30);
        QCOMPARE(flags.body, there.get(flagsPath()).body);
        HttpProbe program(m_site->region->url());
        program.setKey(m_site->primary->key(u"production"_s, u"sdk"_s));
        const QJsonObject question{{u"flag_key"_s, u"dark-mode"_s}, {u"environment_key"_s, u"production"_s}};
        QCOMPARE(program.send("POST", u"/api/v1/evaluate"_s, question).status, 200);
        QCOMPARE(here.get(u"/readyz"_s).status, 200);
        QCOMPARE(m_site->link().copies, quint64(1));
    }

    void itsStreamsTellEveryChangeWithTheSameId()
    {
        RawStream there = m_site->streamOf(*m_site->primary);
        RawStream here = m_site->streamOf(*m_site->region);
        QTRY_VERIFY(there.has(": connected") && here.has(": connected"));
        const qint64 last = m_site->flip(50);
        QTRY_COMPARE(RegionFixture::changesOf(here), numbers(last - 49, last));
        QCOMPARE(RegionFixture::changesOf(there), RegionFixture::changesOf(here));
        QTRY_COMPARE(m_site->primary->status().regions.value(0).behind, 0);
        QCOMPARE(m_site->primary->status().regions.value(0).name, u"us-1"_s);
    }

    /// Whoever changes something at a region reads it there right afterwards.
    void changesGoToThePrimaryAndComeBack()
    {
        HttpProbe here = m_site->probeOf(*m_site->region);
        HttpProbe there = m_site->probeOf(*m_site->primary);
        for (int i = 0; i < 10; ++i) {
            const ProbeAnswer toggled = here.send("POST", togglePath(u"dark-mode"_s));
            QCOMPARE(toggled.status, 200);
            const QByteArray read = here.get(flagsPath()).body;
            QCOMPARE(read, there.get(flagsPath()).body);
        }
        QCOMPARE(here.send("POST", togglePath(u"no-such-flag"_s)).status, 404); // the primary's own answer
        QCOMPARE(here.send("POST", u"/api/v1/manage/flags?project_id="_s + Seeder::demoProjectId(),
                           json("{'key':'a/b','name':'x'}"))
                     .status,
                 201);
        const QString slashed = u"/api/v1/manage/flags/a%2Fb?project_id="_s + Seeder::demoProjectId();
        QCOMPARE(here.get(slashed).status, 200);
        QCOMPARE(here.send("DELETE", slashed).status, 204);
        QCOMPARE(here.get(slashed).status, 404);
    }

    /// Configs, files for assistants and planned changes are copied and followed; the primary alone carries
    /// out what was planned.
    void whatOnlyFlagDashHasIsThereToo()
    {
        HttpProbe here = m_site->probeOf(*m_site->region);
        HttpProbe there = m_site->probeOf(*m_site->primary);
        const auto agrees = [&](const QString &path) {
            const QByteArray read = here.get(path).body;
            return read.size() > 200 && read == there.get(path).body;
        };
        const QString configs = placed(u"configs"_s);
        const QString plans = placed(u"flags/dark-mode/schedules"_s);
        QVERIFY(agrees(configs));
        QVERIFY(agrees(placed(u"ai-configs"_s)));
        QCOMPARE(here.send("PUT", placed(u"configs/search-page-size/value"_s), json("{'value':{'value':11}}"))
                     .status,
                 200);
        QCOMPARE(here.send("PUT", placed(u"ai-configs/tone.md"_s), json("{'content':'x'}")).status, 200);
        QVERIFY(agrees(configs));
        QVERIFY(agrees(placed(u"ai-configs"_s)));

        RawStream stream = m_site->streamOf(*m_site->region);
        QTRY_VERIFY(stream.has(": connected"));
        const QString time = toDateTime(m_site->clock.wallTime() + 20s).toString(Qt::ISODateWithMs);
        QCOMPARE(here.send("POST", plans, QJsonObject{{u"action"_s, u"disable"_s}, {u"scheduled_at"_s, time}})
                     .status,
                 201);
        QVERIFY(agrees(plans));
        m_site->clock.advance(20s);
        QTRY_COMPARE(stream.count(json("{'type':'flag.updated','flag_key':'dark-mode'")), 1);
        QVERIFY(agrees(plans));
        QVERIFY(here.get(plans).body.contains("executed"));
    }

    void peopleSignInAndOutThroughIt()
    {
        HttpProbe stranger(m_site->region->url());
        const QJsonObject signedIn =
            stranger
                .send("POST", u"/api/v1/login"_s,
                      QJsonObject{{u"username"_s, u"demo@signalbox.example"_s}, {u"password"_s, u"secret"_s}})
                .json();
        HttpProbe person(m_site->region->url(), signedIn[u"token"_s].toString());
        QCOMPARE(person.get(u"/api/v1/me"_s).status, 200); // the session is here as well
        const ProbeAnswer audit = person.get(u"/api/v1/audit-logs?limit=1"_s);
        QCOMPARE(audit.json()[u"logs"_s].toArray().size(), 1);
        RawStream stream(quint16(m_site->region->url().port()), "/api/v1/stream",
                         "Authorization: Bearer " + signedIn[u"token"_s].toString().toUtf8() + "\r\n");
        QTRY_VERIFY(stream.has(": connected"));
        QCOMPARE(person
                     .send("POST", u"/api/v1/logout"_s,
                           QJsonObject{{u"refresh_token"_s, signedIn[u"refresh_token"_s]}})
                     .status,
                 200);
        QTRY_VERIFY(stream.bytes().endsWith("0\r\n\r\n")); // and so is its end
        QCOMPARE(person.get(u"/api/v1/me"_s).status, 401);
    }

    /// The device login of a program goes through; the page on which a person lets it in is the primary's.
    void aProgramIsLetInAtThePrimary()
    {
        HttpProbe program(m_site->region->url());
        const ProbeAnswer registered =
            program.send("POST", u"/oauth/register"_s, json("{'client_name':'Console','redirect_uris':[]}"));
        QCOMPARE(registered.status, 201);
        const QByteArray primary = "http://127.0.0.1:" + QByteArray::number(m_site->relay->port());
        RawStream page(quint16(m_site->region->url().port()), "/oauth/device?user_code=A%2FB%20C");
        QTRY_VERIFY2(page.has("HTTP/1.1 302"), page.bytes().constData());
        QVERIFY2(page.has("Location: " + primary + "/oauth/device?user_code=A%2FB%20C\r\n"),
                 page.bytes().constData());
    }

    void aCutLineLosesNothing()
    {
        RawStream here = m_site->streamOf(*m_site->region);
        QTRY_VERIFY(here.has(": connected"));
        const qint64 before = m_site->flip(5);
        QTRY_COMPARE(RegionFixture::changesOf(here).size(), 5);

        cut();
        const qint64 last = m_site->flip(40);
        QCOMPARE(RegionFixture::changesOf(here).size(), 5);
        HttpProbe reader = m_site->probeOf(*m_site->region);
        QCOMPARE(reader.get(flagsPath()).status, 200); // it goes on with what it has
        const ServerStatus::Region seen = m_site->primary->status().regions.value(0);
        QVERIFY2(seen.behind >= 40, QByteArray::number(seen.behind).constData());

        mend();
        QTRY_COMPARE(RegionFixture::changesOf(here), numbers(before - 4, last));
        QCOMPARE(m_site->link().copies, quint64(1)); // the log was enough
        QTRY_COMPARE(m_site->primary->status().regions.value(0).behind, 0);
        QCOMPARE(reader.get(flagsPath()).body, m_site->probeOf(*m_site->primary).get(flagsPath()).body);
    }

    void whatCannotReachThePrimaryIsRefused()
    {
        HttpProbe here = m_site->probeOf(*m_site->region);
        const QByteArray flags = here.get(flagsPath()).body;
        cut();
        const ProbeAnswer refused = here.send("POST", togglePath(u"dark-mode"_s));
        QCOMPARE(refused.status, 503);
        QCOMPARE(refused.json()[u"code"_s].toString(), u"primary_unreachable"_s);
        QVERIFY(refused.json()[u"message"_s].toString().contains(u"nothing was changed"_s));
        QVERIFY(refused.headers.contains("retry-after"));
        HttpProbe program(m_site->region->url()); // asking for values is no change
        program.setKey(m_site->primary->key(u"production"_s, u"sdk"_s));
        QCOMPARE(program.send("POST", u"/ofrep/v1/evaluate/flags"_s).status, 200);
        QCOMPARE(program.send("POST", u"/ofrep/v1/evaluate/flags/dark-mode"_s).status, 200);
        mend();
        QCOMPARE(here.get(flagsPath()).body, flags);
        QCOMPARE(here.send("POST", togglePath(u"dark-mode"_s)).status, 200);
    }

    void aRegionTooFarBehindTakesANewCopyAndItsStreamsMissNothing()
    {
        RawStream here = m_site->streamOf(*m_site->region);
        QTRY_VERIFY(here.has(": connected"));
        cut();
        const qint64 last = m_site->flip(20);
        QVERIFY(meddle(m_site->folder.filePath(u"primary.db"_s), u"DELETE FROM replication_log"_s));
        mend();
        QTRY_COMPARE(RegionFixture::changesOf(here), numbers(last - 19, last)); // of the outbox in the copy
        QCOMPARE(m_site->link().copies, quint64(2));
        QVERIFY(!here.has("resync"));
    }

    void whereNotEvenTheOutboxReachesBackStreamsAreToldToReadAgain()
    {
        RawStream here = m_site->streamOf(*m_site->region);
        QTRY_VERIFY(here.has(": connected"));
        cut();
        const qint64 last = m_site->flip(20);
        const QString file = m_site->folder.filePath(u"primary.db"_s);
        QVERIFY(meddle(file, u"DELETE FROM replication_log"_s));
        QVERIFY(meddle(file, u"DELETE FROM outbox WHERE version <= %1"_s.arg(last - 5)));
        mend();
        QTRY_VERIFY(here.has("id: " + QByteArray::number(last) + "\ndata: {\"type\":\"resync\""));
        const qint64 next = m_site->flip(1);
        QTRY_COMPARE(RegionFixture::changesOf(here), QVector<qint64>{next});
    }

    void aChangeThatDoesNotFitIsNotGuessedAt()
    {
        cut();
        m_site->flip(1);
        QVERIFY(meddle(
            m_site->folder.filePath(u"primary.db"_s),
            u"UPDATE replication_log SET entry = '{\"statements\":[{\"sql\":\"DROP TABLE "
            "flags\",\"values\":[]}]}' WHERE position = (SELECT max(position) FROM replication_log)"_s));
        mend(false);
        QTRY_VERIFY(m_site->link().reason.contains(u"do not fit this copy"_s));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"can be followed again"_s));
        m_site->letTimePass();
        QTRY_COMPARE(m_site->link().copies, quint64(2));
        QCOMPARE(m_site->probeOf(*m_site->region).get(flagsPath()).body,
                 m_site->probeOf(*m_site->primary).get(flagsPath()).body);
    }

    void aRestartGoesOnWhereItWas()
    {
        qint64 last = m_site->flip(3);
        QTRY_COMPARE(m_site->region->status().outbox.position, last);
        m_site->stopRegion();
        last = m_site->flip(10);
        m_site->startRegion();
        RawStream back = m_site->streamOf(*m_site->region, QByteArray::number(last - 12));
        QTRY_COMPARE(RegionFixture::changesOf(back), numbers(last - 11, last));
        QCOMPARE(m_site->link().copies, quint64(0));
    }

    void aWrongKeyIsSaidAndServesNothing()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"does not accept this replication key"_s));
        RegionFixture other("another key of more than twenty-four");
        QTRY_COMPARE(other.link().link, Link::Refused);
        HttpProbe here = other.probeOf(*other.region);
        const ProbeAnswer answer = here.get(flagsPath());
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.json()[u"message"_s].toString().contains(u"no copy"_s));
        QCOMPARE(here.get(u"/healthz"_s).status, 200);
        QCOMPARE(here.get(u"/signalbox/replication/copy"_s).status, 503);
        HttpProbe there = other.probeOf(*other.primary);
        for (const QString &path : {u"/signalbox/replication/copy"_s, u"/signalbox/replication/changes"_s})
            QCOMPARE(there.get(path).status, 401);
        QVERIFY(other.primary->status().regions.isEmpty());
    }

    void aDatabaseOfItsOwnIsNotOverwritten()
    {
        ServerOptions options;
        options.database = m_site->folder.filePath(u"primary.db"_s);
        options.region = u"eu-9"_s;
        options.primary = QUrl(u"http://127.0.0.1:1"_s);
        options.replicationKey = RegionFixture::key();
        m_site->region.reset();
        m_site->primary.reset();
        Server mistaken(m_site->clock, options);
        const auto started = mistaken.start();
        QVERIFY(!started);
        QVERIFY2(started.error().detail.contains(u"data of its own"_s), qPrintable(started.error().detail));
    }

    void theStatusTellsTheDelay()
    {
        const auto ofRegion = [this] { return m_site->probeOf(*m_site->region).get(u"/metrics"_s).body; };
        const auto ofPrimary = [this] { return m_site->probeOf(*m_site->primary).get(u"/metrics"_s).body; };
        QVERIFY(ofRegion().contains("\nsignalbox_primary_reachable 1\n"));
        m_site->flip(1); // which notes the use of the token as well
        QTRY_COMPARE(m_site->primary->status().regions.value(0).behind, 0);
        cut();
        m_site->flip(2);
        m_site->clock.advance(std::chrono::milliseconds(100)); // less than a retry
        QVERIFY(ofRegion().contains("\nsignalbox_primary_reachable 0\n"));
        const QByteArray metrics = ofPrimary();
        QVERIFY2(metrics.contains("\nsignalbox_region_behind{region=\"us-1\"} 2\n"), metrics.constData());
        QVERIFY(metrics.contains("\nsignalbox_region_lag_seconds{region=\"us-1\"} 0.1\n"));
        mend();
        QTRY_VERIFY(ofPrimary().contains("\nsignalbox_region_behind{region=\"us-1\"} 0\n"));
    }

private:
    void cut()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be followed"_s));
        m_site->relay->cut();
        QTRY_COMPARE(m_site->link().link, Link::Broken);
    }

    void mend(bool isGood = true)
    {
        if (isGood)
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"can be followed again"_s));
        m_site->relay->mend();
        m_site->letTimePass();
        if (isGood)
            QTRY_COMPARE(m_site->link().link, Link::Live);
    }

    std::unique_ptr<RegionFixture> m_site;
};

QTEST_GUILESS_MAIN(TestRegions)
#include "tst_regions.moc"
