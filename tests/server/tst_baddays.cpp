// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/httpprobe.h"
#include "server/program.h"
#include "server/regionfixture.h"
#include "server/seed/seeder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <memory>
#include <sys/resource.h>
#include <vector>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;

/// The server's file, opened by somebody else.
class OtherProgram final
{
public:
    explicit OtherProgram(const QString &file)
        : m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s))
    {
        m_database.setDatabaseName(file);
        m_database.open();
    }
    ~OtherProgram()
    {
        m_database.close();
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(u"other"_s);
    }
    OtherProgram(const OtherProgram &) = delete;
    OtherProgram &operator=(const OtherProgram &) = delete;

    [[nodiscard]] bool run(const QString &sql) { return QSqlQuery(m_database).exec(sql); }
    /// The first row's first field; what went wrong where there is none.
    [[nodiscard]] QString ask(const QString &sql)
    {
        QSqlQuery query(m_database);
        return query.exec(sql) && query.next() ? query.value(0).toString() : query.lastError().text();
    }

private:
    QSqlDatabase m_database;
};

/// signalboxd on a file, its demo shop, and one flag of it that is written again and again.
class Day final
{
public:
    Day() { begin(); }

    void begin()
    {
        program = std::make_unique<Program>(QStringLiteral(SIGNALBOXD),
                                            QStringList{u"--database"_s, file(), u"--seed"_s, u"demo"_s});
        ready = program->ready();
        port = quint16(QUrl(ready[u"url"_s].toString()).port());
        probe = std::make_unique<HttpProbe>(QUrl(ready[u"url"_s].toString()));
        if (token.isEmpty()) { // sessions outlive the server
            const QJsonObject login = ready[u"login"_s].toObject();
            token = probe
                        ->send("POST", u"/api/v1/login"_s,
                               QJsonObject{{u"username"_s, login[u"email"_s]},
                                           {u"password"_s, login[u"password"_s]}})
                        .json()[u"token"_s]
                        .toString();
        }
        probe->setBearer(token);
        const QJsonArray flags = probe->get(u"/api/v1/projects/"_s + Seeder::demoProjectId() + u"/flags"_s)
                                     .json()[u"flags"_s]
                                     .toArray();
        for (const QJsonValue &flag : flags) {
            if (flag[u"key"_s].toString() == u"dark-mode")
                flagId = flag[u"id"_s].toString();
        }
    }
    void murder() { program->murder(); }

    [[nodiscard]] QString file() const { return m_folder.filePath(u"flags.sqlite"_s); }
    [[nodiscard]] QString flagPath() const
    {
        return u"/api/v1/projects/"_s + Seeder::demoProjectId() + u"/flags/"_s + flagId;
    }
    [[nodiscard]] static QByteArray wanted(bool enabled)
    {
        return enabled ? R"({"enabled":true})" : R"({"enabled":false})";
    }
    [[nodiscard]] int set(bool enabled) const
    {
        return probe->send("PATCH", flagPath(), wanted(enabled)).status;
    }
    [[nodiscard]] bool isOn() const
    {
        return probe->get(flagPath()).json()[u"flag"_s].toObject()[u"enabled"_s].toBool();
    }
    /// The same as bytes, for many at once.
    [[nodiscard]] QByteArray setRequest(bool enabled) const
    {
        const QByteArray body = wanted(enabled);
        return "PATCH " + flagPath().toUtf8() + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
               + token.toUtf8() + "\r\nContent-Type: application/json\r\nContent-Length: "
               + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    [[nodiscard]] RawStream stream(qint64 after = -1) const
    {
        const QByteArray back =
            after < 0 ? QByteArray() : "Last-Event-ID: " + QByteArray::number(after) + "\r\n";
        return RawStream(port, "/api/v1/stream", "Authorization: Bearer " + token.toUtf8() + "\r\n" + back);
    }

    std::unique_ptr<Program> program;
    QJsonObject ready;
    quint16 port = 0;
    std::unique_ptr<HttpProbe> probe;
    QString token;
    QString flagId;

private:
    QTemporaryDir m_folder;
};

/// As many sockets as a test needs; the usual limit is about a thousand.
void allowSockets(rlim_t count)
{
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = std::max(files.rlim_cur, std::min(files.rlim_max, count));
    ::setrlimit(RLIMIT_NOFILE, &files);
}

void limitFiles(const Day &day, rlim_t bytes)
{
    const rlimit size{bytes, RLIM_INFINITY};
    QCOMPARE(::prlimit(pid_t(day.program->process.processId()), RLIMIT_FSIZE, &size, nullptr), 0);
}

int recordsOf(OtherProgram &other, const QString &flagId)
{
    return other.ask(u"SELECT count(*) FROM audit_logs WHERE entity_id = '%1'"_s.arg(flagId)).toInt();
}

int eventsOf(OtherProgram &other)
{
    return other.ask(u"SELECT count(*) FROM outbox WHERE flag_key = 'dark-mode'"_s).toInt();
}

} // namespace

/// The real program on a file, on days that nobody wishes for.
class TestBadDays : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void aThousandWriteOneFlagAtOnce()
    {
        constexpr int writers = 1'000;
        allowSockets(writers + 200);
        const Day day;
        RawStream stream = day.stream();
        QTRY_VERIFY(stream.has("text/event-stream"));
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        for (int i = 0; i < writers; ++i) {
            sockets.push_back(std::make_unique<QTcpSocket>());
            sockets.back()->connectToHost(u"127.0.0.1"_s, day.port);
        }
        for (const auto &socket : sockets)
            QTRY_COMPARE_WITH_TIMEOUT(socket->state(), QAbstractSocket::ConnectedState, patienceMs);
        for (int i = 0; i < writers; ++i)
            sockets[std::size_t(i)]->write(day.setRequest(i % 2 == 0));
        for (const auto &socket : sockets) {
            QTRY_VERIFY_WITH_TIMEOUT(socket->canReadLine(), patienceMs);
            QCOMPARE(socket->readLine().trimmed(), QByteArray("HTTP/1.1 200 OK"));
        }
        QTRY_COMPARE_WITH_TIMEOUT(RegionFixture::changesOf(stream).size(), writers, patienceMs);
        RegionFixture::compareConsecutive(RegionFixture::changesOf(stream));
        OtherProgram other(day.file());
        const QString last = other.ask(u"SELECT after_json FROM audit_logs WHERE after_json LIKE '%enabled%' "
                                       "ORDER BY sequence DESC LIMIT 1"_s);
        QCOMPARE(day.isOn(), QJsonDocument::fromJson(last.toUtf8())[u"enabled"_s].toBool());
    }

    void theDatabaseIsLockedByAnotherProgram()
    {
        const Day day;
        RawStream stream = day.stream();
        QTRY_VERIFY(stream.has("text/event-stream"));
        const bool before = day.isOn();
        {
            OtherProgram other(day.file());
            QVERIFY(other.run(u"BEGIN IMMEDIATE"_s));
            QCOMPARE(day.set(!before), 500); // after its patience of some seconds
            QCOMPARE(day.isOn(), before);
        }
        QCOMPARE(day.set(!before), 200);
        QCOMPARE(day.isOn(), !before);
        QTRY_COMPARE(RegionFixture::changesOf(stream).size(), 1); // and none of the refused one
    }

    void theDiskTakesNothingMore()
    {
        std::signal(SIGXFSZ, SIG_IGN); // the server inherits it: a refused write and not an end
        const Day day;
        RawStream stream = day.stream();
        QTRY_VERIFY(stream.has("text/event-stream"));
        const bool before = day.isOn();
        limitFiles(day, 4'096);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(day.set(!before), 500);
            QCOMPARE(day.isOn(), before);
        }
        limitFiles(day, RLIM_INFINITY);
        QCOMPARE(day.set(!before), 200);
        QCOMPARE(day.isOn(), !before);
        QTRY_COMPARE(RegionFixture::changesOf(stream).size(), 1);
    }

    void itIsKilledInTheMiddleOfChanges()
    {
        Day day;
        constexpr int writersPerLife = 4;
        constexpr int perWriter = 150;
        int seeded = 0; // records of the shop's making, which no stream tells
        {
            OtherProgram other(day.file());
            QCOMPARE(eventsOf(other), 0);
            seeded = recordsOf(other, day.flagId);
        }
        QVector<qint64> told;
        int answered = 0;
        for (int life = 0; life < 6; ++life) {
            RawStream stream = day.stream(told.isEmpty() ? -1 : told.last());
            QTRY_VERIFY(stream.has("text/event-stream"));
            std::vector<std::unique_ptr<RawStream>> writers;
            for (int i = 0; i < writersPerLife; ++i) {
                writers.push_back(std::make_unique<RawStream>(day.port, "/healthz"));
                for (int change = 0; change < perWriter; ++change)
                    writers.back()->socket().write(day.setRequest((change + i) % 2 == 0));
            }
            const auto answers = [&writers] {
                int sum = 0;
                for (const auto &writer : writers)
                    sum += std::max(0, writer->count("HTTP/1.1 200") - 1);
                return sum;
            };
            QVERIFY(QTest::qWaitFor([&] { return answers() > 3 * life; }, patienceMs));
            day.murder(); // most are still on the way
            answered += answers();
            writers.clear(); // before they find out
            told += RegionFixture::changesOf(stream);

            OtherProgram other(day.file());
            QCOMPARE(other.ask(u"PRAGMA integrity_check"_s), u"ok"_s);
            // A record tells what a change made different: one that sets what is set already tells nothing.
            const QString last = other.ask(
                u"SELECT after_json FROM audit_logs WHERE entity_id = '%1' AND after_json LIKE '%enabled%' "
                "ORDER BY sequence DESC LIMIT 1"_s.arg(day.flagId));
            const QString state = other.ask(u"SELECT enabled FROM flags WHERE id = '%1'"_s.arg(day.flagId));
            const auto ending = u"%1 and %2"_s.arg(last, state);
            QVERIFY2(QJsonDocument::fromJson(last.toUtf8())[u"enabled"_s].toBool() == (state == u"1"),
                     qPrintable(ending));
            QCOMPARE(recordsOf(other, day.flagId), eventsOf(other) + seeded);
            QVERIFY(answered <= eventsOf(other));
            QVERIFY(answered < writersPerLife * perWriter * (life + 1)); // it was in the middle
            day.begin();
        }
        // What the streams did not hear before they broke they hear now: each once, none left out.
        OtherProgram other(day.file());
        const qint64 newest = other.ask(u"SELECT max(version) FROM outbox"_s).toLongLong();
        RawStream stream = day.stream(told.last());
        if (told.last() < newest)
            QTRY_VERIFY(!RegionFixture::changesOf(stream).isEmpty()
                        && RegionFixture::changesOf(stream).last() == newest);
        told += RegionFixture::changesOf(stream);
        RegionFixture::compareConsecutive(told);
        QCOMPARE(told.last(), newest);
    }
};

QTEST_GUILESS_MAIN(TestBadDays)
#include "tst_baddays.moc"
