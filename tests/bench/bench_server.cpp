// SPDX-License-Identifier: GPL-3.0-or-later
// signalboxd on a file, seen from outside: 5,000 open streams beside nginx's nchan module with as many
// subscribers, the way of one change to one client beside a commit and a write, 500 changes a second with
// 100 streams of which nothing may be lost or come out of order, and evaluations over kept connections.

#include "apps/common/practiceserver.h"
#include "bench/bareserver.h"
#include "bench/figure.h"
#include "bench/requestload.h"
#include "bench/streamcrowd.h"
#include "server/seed/seeder.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <memory>
#include <numeric>
#include <sys/socket.h>
#include <unistd.h>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr int manyStreams = 5'000;
constexpr int broadcasts = 200;
constexpr int singles = 300;
constexpr int steadyStreams = 100;
constexpr int changesPerSecond = 500;
constexpr int steadySeconds = 20;
constexpr int evaluationsWanted = 20'000;

double millisecondsBetween(SteadyTime from, SteadyTime to)
{
    return std::chrono::duration<double, std::milli>(to - from).count();
}

double percentile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, std::size_t(double(values.size()) * share))];
}

QByteArray fileText(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

double residentKilobytes(qint64 process)
{
    const QList<QByteArray> pages = fileText(u"/proc/%1/statm"_s.arg(process)).split(' ');
    return pages.size() < 2 ? 0 : pages.at(1).toDouble() * double(::sysconf(_SC_PAGESIZE)) / 1024;
}

/// User and system time that a process has used.
double processorSeconds(qint64 process)
{
    const QByteArray stat = fileText(u"/proc/%1/stat"_s.arg(process));
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    return fields.size() < 13
               ? 0
               : (fields.at(11).toDouble() + fields.at(12).toDouble()) / double(::sysconf(_SC_CLK_TCK));
}

/// A signalboxd of its own on a file of its own.
class TheServer final
{
public:
    TheServer() : m_practice(m_clock)
    {
        QObject::connect(&m_practice, &PracticeServer::failed, &m_practice,
                         [](const Error &error) { bench::giveUp(error.detail); });
        QObject::connect(&m_practice, &PracticeServer::ready, &m_practice,
                         [this](const PracticeServerReady &server) {
                             m_ready = server;
                             QCoreApplication::quit();
                         });
        m_practice.start(QCoreApplication::applicationDirPath() + u"/../bin/signalboxd"_s,
                         {u"--database"_s, m_folder.filePath(u"flags.sqlite"_s)});
        QCoreApplication::exec();
    }

    [[nodiscard]] quint16 port() const { return quint16(m_ready.url.port()); }
    [[nodiscard]] qint64 process() const { return m_practice.processId(); }
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] QByteArray key(const QString &scope) const
    {
        for (const PracticeServerReady::Key &key : m_ready.keys) {
            if (key.environment == u"production" && key.scope == scope)
                return key.secret.toUtf8();
        }
        bench::giveUp(u"the demo shop has no key of scope "_s + scope);
    }
    [[nodiscard]] QByteArray streamRequest() const
    {
        return bench::httpRequest("GET", "/api/v1/stream", "X-API-Key: " + key(u"sdk"_s) + "\r\n", {});
    }
    /// Turns a flag of production over; one event to its streams.
    [[nodiscard]] QByteArray changeRequest() const
    {
        const QString path = u"/api/v1/manage/flags/dark-mode/toggle?project_id=%1&environment_id=%2"_s.arg(
            Seeder::demoProjectId(), Seeder::demoEnvironmentId(u"production"_s));
        return bench::httpRequest("POST", path.toUtf8(), "Authorization: Bearer " + m_ready.token + "\r\n",
                                  {});
    }
    [[nodiscard]] QByteArray evaluateRequest() const
    {
        return bench::httpRequest("POST", "/api/v1/evaluate", "X-API-Key: " + key(u"server"_s) + "\r\n",
                                  R"({"flag_key":"dark-mode","environment_key":"production",)"
                                  R"("context":{"user_id":"u-42","country":"DE"}})");
    }

private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    PracticeServer m_practice;
    PracticeServerReady m_ready;
};

/// nginx with the nchan module: one worker, as signalboxd is one process.
class Nchan final
{
public:
    Nchan()
    {
        const QString module = u"/usr/lib/nginx/modules/ngx_nchan_module.so"_s;
        const QString nginx = QStandardPaths::findExecutable(u"nginx"_s, {u"/usr/sbin"_s, u"/usr/bin"_s});
        if (nginx.isEmpty() || !QFileInfo::exists(module))
            bench::giveUp(u"needs nginx and libnginx-mod-nchan"_s);
        {
            QTcpServer free;
            free.listen(QHostAddress::LocalHost);
            m_port = free.serverPort();
        }
        QFile config(m_folder.filePath(u"nginx.conf"_s));
        if (!config.open(QIODevice::WriteOnly))
            bench::giveUp(u"cannot write a configuration for nginx"_s);
        config.write(uR"(
load_module %1;
daemon off; master_process off; worker_processes 1; worker_rlimit_nofile 20000;
pid %2/pid; error_log %2/error.log;
events { worker_connections 12000; }
http {
    access_log off;
    client_body_temp_path %2/body; proxy_temp_path %2/proxy; fastcgi_temp_path %2/fastcgi;
    uwsgi_temp_path %2/uwsgi; scgi_temp_path %2/scgi;
    server {
        listen 127.0.0.1:%3 backlog=4096;
        keepalive_requests 100000000;
        location = /sub { nchan_subscriber eventsource; nchan_channel_id flags; }
        location = /pub { nchan_publisher; nchan_channel_id flags; }
    }
}
)"_s.arg(module, m_folder.path())
                         .arg(m_port)
                         .toUtf8());
        config.close();
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(nginx, {u"-p"_s, m_folder.path(), u"-e"_s, m_folder.filePath(u"error.log"_s), u"-c"_s,
                                config.fileName()});
        for (int i = 0; i < 200; ++i) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, m_port);
            if (socket.waitForConnected(100))
                return;
            m_process.waitForFinished(50);
        }
        bench::giveUp(u"nginx does not listen"_s);
    }
    ~Nchan()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(5'000))
            m_process.kill();
    }
    Nchan(const Nchan &) = delete;
    Nchan &operator=(const Nchan &) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] qint64 process() const { return m_process.processId(); }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

struct Spread
{
    double p99 = 0; ///< of the times from sending a change to the last client, milliseconds
    double median = 0;
    double kilobytes = 0; ///< resident memory of the server for one client
};

/// Sends @p change again and again to @p port and waits until the whole crowd has heard it.
Spread spreadOf(quint16 port, qint64 process, const QByteArray &subscribe, const QByteArray &change)
{
    const double before = residentKilobytes(process);
    bench::StreamCrowd crowd(port, manyStreams, subscribe);
    bench::KeptConnection connection(port);
    std::vector<double> times;
    for (int round = 0; round < broadcasts; ++round) {
        crowd.restart();
        const auto sent = std::chrono::steady_clock::now();
        const int status = connection.ask(change);
        if (status >= 300)
            bench::giveUp(u"a change was answered with %1"_s.arg(status));
        const auto heard = crowd.wait(1, 30s);
        times.push_back(millisecondsBetween(sent, *std::max_element(heard.cbegin(), heard.cend())));
    }
    return {percentile(times, 0.99), bench::median(times),
            (residentKilobytes(process) - before) / manyStreams};
}

int measureSpread(const TheServer &server)
{
    const Spread ours =
        spreadOf(server.port(), server.process(), server.streamRequest(), server.changeRequest());
    const Nchan nchan;
    const QByteArray event(R"({"type":"flag.updated","flag_key":"dark-mode","environment_key":"production",)"
                           R"("version":1,"updated_at":"2026-01-01T00:00:00Z"})");
    const Spread theirs = spreadOf(nchan.port(), nchan.process(),
                                   bench::httpRequest("GET", "/sub", "Accept: text/event-stream\r\n", {}),
                                   bench::httpRequest("POST", "/pub", {}, event));
    const QString streams = u"%1 streams"_s.arg(manyStreams);
    return std::max(
        {bench::report({u"server-spread"_s, u"a change to the last of %1, 99 of 100"_s.arg(streams), u"ms"_s,
                        ours.p99, u"the limit"_s, 250, 1}),
         bench::report({u"server-nchan"_s, u"the same, median, durable"_s, u"ms"_s, ours.median,
                        u"nginx with nchan, in memory"_s, theirs.median, 1}),
         bench::report({u"server-memory"_s, u"memory of the server for one of %1"_s.arg(streams), u"KB"_s,
                        ours.kilobytes, u"the limit"_s, 40, 1})});
}

/// What nobody can do without: a commit that is as durable, and a write into a socket that another reads.
class CommitAndWrite final
{
public:
    explicit CommitAndWrite(const QString &folder)
        : m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, u"yardstick"_s))
    {
        m_database.setDatabaseName(folder + u"/yardstick.sqlite"_s);
        if (!m_database.open())
            bench::giveUp(u"cannot open the yardstick's database"_s);
        for (const QString &sql :
             {u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=FULL"_s,
              u"CREATE TABLE flag (id INTEGER PRIMARY KEY, enabled INTEGER)"_s,
              u"CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, payload TEXT)"_s,
              u"INSERT INTO flag VALUES (1, 0)"_s})
            run(sql);
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, m_sockets.data()) != 0)
            bench::giveUp(u"no pair of sockets"_s);
        m_reader = std::thread([this] {
            std::array<char, 4'096> buffer;
            while (::read(m_sockets[1], buffer.data(), buffer.size()) > 0)
                m_heard.store(std::chrono::steady_clock::now());
        });
    }
    ~CommitAndWrite()
    {
        ::shutdown(m_sockets[0], SHUT_RDWR);
        m_reader.join();
        ::close(m_sockets[0]);
        ::close(m_sockets[1]);
        m_database.close();
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(u"yardstick"_s);
    }
    CommitAndWrite(const CommitAndWrite &) = delete;
    CommitAndWrite &operator=(const CommitAndWrite &) = delete;

    double once()
    {
        const auto begun = std::chrono::steady_clock::now();
        m_heard.store(begun);
        run(u"BEGIN IMMEDIATE"_s);
        run(u"UPDATE flag SET enabled = 1 - enabled WHERE id = 1"_s);
        run(u"INSERT INTO outbox (payload) VALUES ('%1')"_s.arg(QString(150, u'x')));
        run(u"COMMIT"_s);
        const QByteArray event(150, 'x');
        if (::write(m_sockets[0], event.constData(), std::size_t(event.size())) != event.size())
            bench::giveUp(u"the yardstick cannot write"_s);
        while (m_heard.load() == begun)
            std::this_thread::yield();
        return millisecondsBetween(begun, m_heard.load());
    }

private:
    void run(const QString &sql)
    {
        if (!QSqlQuery(m_database).exec(sql))
            bench::giveUp(u"the yardstick's database says no to: "_s + sql);
    }

    QSqlDatabase m_database;
    std::array<int, 2> m_sockets{-1, -1};
    std::atomic<SteadyTime> m_heard;
    std::thread m_reader;
};

int measureOne(const TheServer &server)
{
    bench::StreamCrowd one(server.port(), 1, server.streamRequest());
    bench::KeptConnection connection(server.port());
    CommitAndWrite yardstick(server.folder());
    std::vector<double> ours;
    std::vector<double> bare;
    const QByteArray change = server.changeRequest();
    for (int round = -20; round < singles; ++round) { // the first ones warm up
        one.restart();
        const auto sent = std::chrono::steady_clock::now();
        if (connection.ask(change) != 200)
            bench::giveUp(u"a change was refused"_s);
        const double time = millisecondsBetween(sent, one.wait(1, 30s).front());
        const double theirs = yardstick.once();
        if (round >= 0) {
            ours.push_back(time);
            bare.push_back(theirs);
        }
    }
    return std::max(
        bench::report({u"server-event"_s, u"a change to its event at one client, median"_s, u"ms"_s,
                       bench::median(ours), u"commit as durable, and a write"_s, bench::median(bare), 3}),
        bench::report(
            {u"server-event-ms"_s, u"the same"_s, u"ms"_s, bench::median(ours), u"the limit"_s, 5, 1}));
}

/// The ids of the events that a stream told, in its order.
std::vector<qint64> idsOf(const QByteArray &said)
{
    std::vector<qint64> ids;
    qint64 id = -1; // also the greeting has one, but no data
    for (const QByteArray &line : said.split('\n')) {
        if (line.startsWith("id:"))
            id = line.mid(3).trimmed().toLongLong();
        else if (line.startsWith("data:"))
            ids.push_back(id);
    }
    return ids;
}

int measureSteady(const TheServer &server)
{
    bench::StreamCrowd crowd(server.port(), steadyStreams, server.streamRequest());
    crowd.keep(steadyStreams);
    crowd.restart();
    constexpr int writers = 4;
    constexpr int changes = changesPerSecond * steadySeconds;
    const QByteArray change = server.changeRequest();
    const auto begun = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&server, &change, begun, writer] {
            bench::KeptConnection connection(server.port());
            for (int i = writer; i < changes; i += writers) {
                std::this_thread::sleep_until(begun + i * 1'000'000us / changesPerSecond);
                if (connection.ask(change) != 200)
                    bench::giveUp(u"a change was refused"_s);
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    const auto heard = crowd.wait(changes, 60s);
    const double seconds =
        millisecondsBetween(begun, *std::max_element(heard.cbegin(), heard.cend())) / 1'000;
    std::vector<qint64> expected;
    for (int stream = 0; stream < steadyStreams; ++stream) {
        const std::vector<qint64> ids = idsOf(crowd.said(stream));
        if (expected.empty() && ids.size() == std::size_t(changes)) {
            expected.resize(ids.size());
            std::iota(expected.begin(), expected.end(), ids.front());
        }
        if (ids != expected)
            bench::giveUp(u"stream %1 heard %2 of %3 changes, or not in order"_s.arg(stream)
                              .arg(ids.size())
                              .arg(changes));
    }
    return bench::report({u"server-steady"_s,
                          u"%1 changes to %2 streams, all heard in order"_s.arg(changes).arg(steadyStreams),
                          u"s"_s, seconds, u"%1 a second"_s.arg(changesPerSecond), double(steadySeconds),
                          1.05});
}

/// Milliseconds that 99 of 100 requests at @p rate do not exceed.
double slowestWait(quint16 port, qint64 process, const QByteArray &request, int rate)
{
    const bench::OneProcessorEach apart(process);
    return percentile(bench::runLoad(port, request, 16, rate, 3s).waits, 0.99);
}

int measureEvaluate(const TheServer &server)
{
    const QByteArray request = server.evaluateRequest();
    bench::LoadOutcome fast;
    double busy = 0;
    {
        const bench::OneProcessorEach apart(server.process());
        busy = -processorSeconds(server.process());
        fast = bench::runLoad(server.port(), request, 16, 0, 8s); // as fast as it goes
        busy += processorSeconds(server.process());
    }
    const auto answered = double(fast.waits.size());
    // In turns with the yardstick, and the middle one of several: where the machine stalls for a while, it
    // spoils one of them.
    constexpr int rate = evaluationsWanted / 2;
    constexpr int turns = 7;
    const bench::BareServer bare;
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int turn = 0; turn < turns; ++turn) {
        ours.push_back(slowestWait(server.port(), server.process(), request, rate));
        theirs.push_back(slowestWait(bare.port(), bare.thread(), request, rate));
    }
    const double p99 = bench::median(ours);
    return std::max(
        {bench::report({u"server-evaluate"_s,
                        u"processor of the server for one evaluation (%1 a second seen)"_s.arg(
                            int(answered / fast.seconds)),
                        u"µs"_s, busy / answered * 1e6, u"%1 a second on one core"_s.arg(evaluationsWanted),
                        1e6 / evaluationsWanted, 1}),
         bench::report({u"server-evaluate-p99"_s, u"99 of 100 evaluations at %1 a second"_s.arg(rate),
                        u"ms"_s, p99, u"the limit"_s, 5, 1}),
         // What this machine lets anybody have: where it stalls, both do.
         bench::report({u"server-evaluate-bare"_s, u"the same"_s, u"ms"_s, p99,
                        u"a server that reads nothing of it"_s, bench::median(theirs), 3})});
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const TheServer server;
    return std::max(
        {measureOne(server), measureSteady(server), measureEvaluate(server), measureSpread(server)});
}
