// SPDX-License-Identifier: GPL-3.0-or-later
// Press to confirmed on loopback: the whole closed loop (journal on disk, read before write, change, stream
// event, read-back) against a bare client on the same server that sends the same PATCH and waits for the same
// event. The two take turns, so that the machine's mood hits both.

#include "apps/common/connector.h"
#include "apps/common/jitter.h"
#include "apps/common/practiceserver.h"
#include "bench/figure.h"
#include "operations/commandrunner.h"
#include "operations/journal.h"
#include "session/session.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTemporaryDir>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 300;
constexpr int warmUp = 20;

/// What a program would do that wants to know nothing but "did it arrive".
class BareClient final : public QObject
{
public:
    BareClient(const QUrl &server, const QByteArray &token, const Flag &flag, const ProjectId &project)
        : m_patch(
            server.resolved(QUrl(u"/api/v1/projects/%1/flags/%2"_s.arg(project.text(), flag.id.text()))))
    {
        QNetworkRequest request(server.resolved(QUrl(u"/api/v1/stream"_s)));
        m_authorization = "Bearer " + token;
        request.setRawHeader("Authorization", m_authorization);
        request.setRawHeader("Accept", "text/event-stream");
        request.setRawHeader("Accept-Encoding", "identity");
        m_stream = m_network.get(request);
        m_stream->setParent(this);
        connect(m_stream, &QNetworkReply::readyRead, this, [this] {
            if (m_stream->readAll().contains(m_wanted) && m_running) {
                m_seen = true;
                finish();
            }
        });
        m_wanted = QByteArray("\"flag_key\":\"") + flag.key.text().toUtf8() + '"';
    }

    void run(bool enabled, std::function<void(double)> done)
    {
        m_done = std::move(done);
        m_seen = m_answered = false;
        m_running = true;
        m_timer.start();
        QNetworkRequest request(m_patch);
        request.setRawHeader("Authorization", m_authorization);
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        const QByteArray body = enabled ? R"({"enabled":true})" : R"({"enabled":false})";
        QNetworkReply *reply = m_network.sendCustomRequest(request, "PATCH", body);
        connect(reply, &QNetworkReply::finished, this, [this, reply] {
            reply->deleteLater();
            if (reply->error() != QNetworkReply::NoError)
                bench::giveUp(u"the bare client's PATCH failed: "_s + reply->errorString());
            m_answered = true;
            finish();
        });
    }

private:
    void finish()
    {
        if (!m_seen || !m_answered || !m_running)
            return;
        m_running = false;
        m_done(double(m_timer.nsecsElapsed()) / 1e6);
    }

    QNetworkAccessManager m_network;
    QUrl m_patch;
    QByteArray m_authorization;
    QNetworkReply *m_stream = nullptr;
    QByteArray m_wanted;
    QElapsedTimer m_timer;
    std::function<void(double)> m_done;
    bool m_running = false;
    bool m_seen = false;
    bool m_answered = false;
};

/// The closed loop, and the turns between it and the bare client.
class Bench final : public QObject
{
public:
    Bench() : m_practice(m_clock), m_connector(m_network, m_clock)
    {
        connect(&m_practice, &PracticeServer::failed, this,
                [](const Error &error) { bench::giveUp(error.detail); });
        connect(&m_connector, &Connector::failed, this,
                [](const Error &error) { bench::giveUp(error.detail); });
        connect(&m_practice, &PracticeServer::ready, this, [this](const PracticeServerReady &server) {
            m_server = server;
            ConnectionOptions options;
            options.url = server.url;
            m_connector.start(options, Credentials{server.email, server.password});
        });
        connect(&m_connector, &Connector::connected, this, [this] { open(); });
        // A server that keeps what it accepted: it syncs to the same disk as our journal does.
        m_practice.start(QCoreApplication::applicationDirPath() + u"/../bin/signalboxd"_s,
                         {u"--database"_s, m_folder.filePath(u"flags.sqlite"_s)});
    }

    [[nodiscard]] const std::vector<double> &loops() const { return m_loops; }
    [[nodiscard]] const std::vector<double> &bare() const { return m_bare; }

private:
    void open()
    {
        const ProjectEntry project = m_connector.projects().constFirst();
        const auto environment = chooseEnvironment(project, u"development"_s);
        if (!environment)
            bench::giveUp(environment.error().detail);
        m_connection = m_connector.open(project, *environment);
        auto journal = Journal::open(m_folder.filePath(u"journal.sqlite"_s));
        if (!journal)
            bench::giveUp(journal.error().detail);
        m_journal = std::move(*journal);
        SessionOptions options;
        options.readDetails = false;
        m_session = std::make_unique<Session>(m_connector.provider(), m_network, m_clock, m_serials, options,
                                              jitter());
        m_runner = std::make_unique<CommandRunner>(m_connector.provider(), *m_session, m_journal.get(),
                                                   m_connection, m_clock, m_serials, CommandTimings());
        connect(m_runner.get(), &CommandRunner::commandChanged, this, [this](const CommandView &view) {
            if (!isSettled(view.stage))
                return;
            if (view.stage != CommandStage::Confirmed || view.nothingSent)
                bench::giveUp(u"a command ended as "_s + word(view.stage));
            if (m_turn >= warmUp)
                m_loops.push_back(double(view.timeTo(CommandStage::Confirmed)->count()) / 1e6);
            QMetaObject::invokeMethod(
                this, [this] { barely(); }, Qt::QueuedConnection);
        });
        connect(m_session.get(), &Session::linkChanged, this, [this](const LinkStatus &status) {
            if (!m_begun && status.snapshotRead)
                signInBare();
        });
        m_session->start();
    }

    void signInBare()
    {
        m_begun = true;
        QNetworkRequest request(m_server.url.resolved(QUrl(u"/api/v1/login"_s)));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        const QJsonObject body{{u"username"_s, m_server.email}, {u"password"_s, m_server.password}};
        QNetworkReply *reply = m_network.post(request, QJsonDocument(body).toJson());
        connect(reply, &QNetworkReply::finished, this, [this, reply] {
            reply->deleteLater();
            const QString token = QJsonDocument::fromJson(reply->readAll())[u"token"_s].toString();
            const auto flag = m_session->reported(FlagKey(u"dark-mode"_s));
            if (token.isEmpty() || !flag)
                bench::giveUp(u"the bare client cannot sign in, or the flag is not there"_s);
            m_enabled = flag->enabled;
            m_client =
                std::make_unique<BareClient>(m_server.url, token.toUtf8(), *flag, m_connection.project);
            closedLoop();
        });
    }

    void closedLoop()
    {
        if (++m_turn > rounds + warmUp) {
            QCoreApplication::quit();
            return;
        }
        m_enabled = !m_enabled;
        CommandOrder order;
        order.flag = FlagKey(u"dark-mode"_s);
        order.wanted.enabled = m_enabled;
        order.reason = u"measuring"_s;
        const auto started = m_runner->run(order, m_clock.now());
        if (!started)
            bench::giveUp(u"the command was refused: "_s + started.error().detail);
    }

    void barely()
    {
        m_enabled = !m_enabled;
        m_client->run(m_enabled, [this](double milliseconds) {
            if (m_turn >= warmUp)
                m_bare.push_back(milliseconds);
            QMetaObject::invokeMethod(
                this, [this] { closedLoop(); }, Qt::QueuedConnection);
        });
    }

    SystemClock m_clock;
    QTemporaryDir m_folder;
    QNetworkAccessManager m_network;
    PracticeServer m_practice;
    PracticeServerReady m_server;
    Connector m_connector;
    ConnectionInfo m_connection;
    FactSerials m_serials;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<CommandRunner> m_runner;
    std::unique_ptr<BareClient> m_client;
    bool m_begun = false;
    bool m_enabled = false;
    int m_turn = 0;
    std::vector<double> m_loops;
    std::vector<double> m_bare;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const Bench turns;
    QCoreApplication::exec();
    return bench::report({u"command"_s, u"press to confirmed, journal on disk, median of %1"_s.arg(rounds),
                          u"ms"_s, bench::median(turns.loops()),
                          u"bare PATCH and its event, server on disk too"_s, bench::median(turns.bare()),
                          3.0});
}
