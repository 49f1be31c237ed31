// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/demotask.h"

#include "apps/common/jitter.h"
#include "apps/signalboxctl/output.h"
#include "core/plaintext.h"
#include "operations/guard.h"
#include "words/sentences.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds readyWithin = 20s;
constexpr std::chrono::milliseconds changeWithin = 15s;
/// Between two changes, so that each is read back for itself (limits::coalesceWindow) and an eye can follow.
constexpr std::chrono::milliseconds pause = 400ms;

double milliseconds(std::chrono::nanoseconds time)
{
    return double(std::chrono::duration_cast<std::chrono::microseconds>(time).count()) / 1000;
}

QString text(double time)
{
    return QString::number(time, 'f', 1);
}

/// Nearest rank; @p values not empty.
double percentile(std::vector<double> values, std::size_t percent)
{
    std::sort(values.begin(), values.end());
    return values[(values.size() * percent + 99) / 100 - 1];
}

QJsonObject figures(const std::vector<double> &values)
{
    if (values.empty())
        return {};
    return {{u"median"_s, percentile(values, 50)}, {u"p95"_s, percentile(values, 95)}};
}

QString figureText(const QString &name, const std::vector<double> &values)
{
    if (values.empty())
        return u"%1 -"_s.arg(name);
    return DemoTask::tr("%1 median %2 ms, p95 %3 ms")
        .arg(name, text(percentile(values, 50)), text(percentile(values, 95)));
}

/// The demo does not need production's name on the screen to be convincing; any other will do better.
const EnvironmentEntry *chooseDemoEnvironment(const ProjectEntry &project, const QUrl &url)
{
    const auto plain = std::find_if(
        project.environments.cbegin(), project.environments.cend(), [&url](const EnvironmentEntry &entry) {
            return suggestedClass(entry.key.text(), url) != EnvironmentClass::Production;
        });
    if (plain != project.environments.cend())
        return &*plain;
    return project.environments.isEmpty() ? nullptr : &project.environments.constFirst();
}

} // namespace

DemoTask::DemoTask(const DemoOptions &options, const Surroundings &surroundings, QObject *parent)
    : Task(parent)
    , m_options(options)
    , m_surroundings(surroundings)
    , m_server(surroundings.clock)
    , m_connector(surroundings.network, surroundings.clock)
    , m_patience(surroundings.clock.createTimer([this] {
        if (m_started)
            finishChange();
        else
            fail(tr("The practice server's clients did not connect in time."));
    }))
    , m_pause(surroundings.clock.createTimer([this] { changeNext(); }))
{
    connect(&m_server, &PracticeServer::ready, this, &DemoTask::signIn);
    connect(&m_server, &PracticeServer::failed, this, [this](const Error &error) { fail(error.detail); });
    connect(&m_server, &PracticeServer::ended, this, [this](const Error &error) { fail(error.detail); });
    connect(&m_connector, &Connector::connected, this, &DemoTask::open);
    connect(&m_connector, &Connector::failed, this,
            [this](const Error &error) { fail(terminalSentence(error)); });
}

DemoTask::~DemoTask() = default;

void DemoTask::start()
{
    const QString program = PracticeServer::programPath();
    if (program.isEmpty()) {
        fail(tr("The practice server's program signalboxd is neither beside this one nor on the PATH."));
        return;
    }
    Output::message(tr("Starting a practice server..."));
    m_server.start(program);
}

void DemoTask::signIn(const PracticeServerReady &server)
{
    Output::message(tr("It listens on %1.").arg(server.url.toString()));
    m_patience->start(readyWithin);
    ConnectionOptions options;
    options.url = server.url;
    m_connector.start(options, {server.email, server.password});
}

void DemoTask::open()
{
    const ProjectEntry *project =
        m_connector.projects().isEmpty() ? nullptr : &m_connector.projects().constFirst();
    const QUrl url = m_connector.url();
    const EnvironmentEntry *environment = project ? chooseDemoEnvironment(*project, url) : nullptr;
    if (!environment) {
        fail(tr("The practice server has no project with an environment."));
        return;
    }
    m_connection = m_connector.open(*project, *environment);
    auto journal = Journal::open(m_folder.filePath(u"journal.sqlite"_s));
    if (!journal) {
        fail(terminalSentence(journal.error()));
        return;
    }
    m_journal = std::move(*journal);

    SessionOptions sessionOptions;
    sessionOptions.readDetails = false;
    m_session = std::make_unique<Session>(m_connector.provider(), m_surroundings.network,
                                          m_surroundings.clock, m_serials, sessionOptions, jitter());
    m_runner =
        std::make_unique<CommandRunner>(m_connector.provider(), *m_session, m_journal.get(), m_connection,
                                        m_surroundings.clock, m_serials, CommandTimings());
    connect(m_session.get(), &Session::linkChanged, this, &DemoTask::startWhenReady);
    connect(m_session.get(), &Session::snapshotRead, this,
            [this](const QVector<Flag> &flags) { m_flags = flags; });
    connect(m_runner.get(), &CommandRunner::commandChanged, this, &DemoTask::checkChange);
    m_session->start();
    for (int i = 0; i < m_options.clients; ++i) {
        m_clients.push_back(std::make_unique<DemoClient>(m_connector.provider(), m_surroundings.clock));
        connect(m_clients.back().get(), &DemoClient::openChanged, this, &DemoTask::startWhenReady);
        connect(m_clients.back().get(), &DemoClient::seen, this, &DemoTask::checkChange);
        m_clients.back()->start();
    }
}

void DemoTask::startWhenReady()
{
    const bool everyoneIsHere =
        std::all_of(m_clients.cbegin(), m_clients.cend(), [](const auto &client) { return client->isOpen(); })
        && m_clients.size() == std::size_t(m_options.clients);
    if (m_started || !everyoneIsHere || !isCurrent(m_session->link()))
        return;
    const auto flag = chooseFlag();
    if (!flag) {
        fail(m_options.flag.isEmpty() ? tr("The practice server has no flag to change.")
                                      : tr("There is no flag %1.").arg(plainLine(m_options.flag.text())));
        return;
    }
    m_started = true;
    m_flag = *flag;
    Output::message(tr("%1 clients follow %2. Changing %3 %4 times.")
                        .arg(m_options.clients)
                        .arg(plainLine(m_connection.environmentName), plainLine(m_flag.text()))
                        .arg(m_options.changes));
    m_pause->start(0ms);
}

std::optional<FlagKey> DemoTask::chooseFlag() const
{
    if (!m_options.flag.isEmpty())
        return m_session->reported(m_options.flag) ? std::optional(m_options.flag) : std::nullopt;
    std::optional<FlagKey> chosen;
    for (const Flag &flag : m_flags) {
        const bool isPlain = riskOf(flag, {false, {}}, std::nullopt) == Risk::Ordinary;
        if (isPlain && (!chosen || flag.key < *chosen))
            chosen = flag.key;
    }
    return chosen;
}

void DemoTask::changeNext()
{
    const auto now = m_session->reported(m_flag);
    if (!now) {
        fail(tr("The flag %1 is gone.").arg(plainLine(m_flag.text())));
        return;
    }
    m_wanted = !now->enabled;
    for (const auto &client : m_clients)
        client->lookOutFor({m_connection.environment, m_flag});
    CommandOrder order;
    order.flag = m_flag;
    order.wanted.enabled = m_wanted;
    order.reason = u"demo"_s;
    m_patience->start(changeWithin);
    m_pressedAt = m_surroundings.clock.now();
    m_command.reset();
    const auto started = m_runner->run(order, m_pressedAt);
    if (!started)
        fail(terminalSentence(started.error()));
    else
        m_command = *started;
}

void DemoTask::checkChange()
{
    if (!m_command)
        return;
    const auto command = m_runner->command(*m_command);
    const bool everyoneSawIt = std::all_of(m_clients.cbegin(), m_clients.cend(),
                                           [](const auto &client) { return client->seenAt().has_value(); });
    if (command && isSettled(command->stage) && everyoneSawIt)
        finishChange();
}

void DemoTask::finishChange()
{
    m_patience->stop();
    const auto command = m_runner->command(*m_command);
    m_command.reset();
    showChange(*command);
    ++m_done;
    if (command->stage != CommandStage::Confirmed) {
        fail(tr("The change was not confirmed: %1.").arg(word(command->stage)));
        return;
    }
    if (m_done < m_options.changes) {
        m_pause->start(pause);
        return;
    }
    showSummary();
    if (m_missed > 0)
        fail(tr("Some clients did not see every change."));
    else
        emit finished(ExitCode::Done);
}

void DemoTask::showChange(const CommandView &command)
{
    QJsonArray seenAt;
    QStringList seenWords;
    for (const auto &client : m_clients) {
        if (!client->seenAt()) {
            ++m_missed;
            seenAt.append(QJsonValue::Null);
            seenWords.append(u"never"_s);
            continue;
        }
        const double at = milliseconds(*client->seenAt() - m_pressedAt);
        m_seen.push_back(at);
        seenAt.append(at);
        seenWords.append(text(at));
    }
    QJsonObject line{{u"change"_s, m_done + 1},
                     {u"flag"_s, m_flag.text()},
                     {u"enabled"_s, m_wanted},
                     {u"stage"_s, word(command.stage)},
                     {u"seenMs"_s, seenAt}};
    QStringList times = {u"-"_s, u"-"_s};
    if (const auto accepted = command.timeTo(CommandStage::Accepted)) {
        m_accepted.push_back(milliseconds(*accepted));
        line.insert(u"acceptedMs"_s, m_accepted.back());
        times[0] = text(m_accepted.back());
    }
    if (const auto confirmed = command.timeTo(CommandStage::Confirmed)) {
        m_confirmed.push_back(milliseconds(*confirmed));
        line.insert(u"confirmedMs"_s, m_confirmed.back());
        times[1] = text(m_confirmed.back());
    }
    if (m_done == 0 && !m_surroundings.output.isJson()) {
        m_surroundings.output.line({},
                                   tr("  #  wanted  accepted  confirmed  seen by each client (ms after the "
                                      "press)"));
    }
    m_surroundings.output.line(
        line, u"%1  %2  %3  %4  %5"_s.arg(QString::number(m_done + 1).rightJustified(3),
                                          (m_wanted ? u"ON"_s : u"OFF"_s).leftJustified(6),
                                          times[0].rightJustified(8), times[1].rightJustified(9),
                                          seenWords.join(u"  "_s)));
}

void DemoTask::showSummary()
{
    m_surroundings.output.line({{u"summary"_s, true},
                                {u"changes"_s, m_done},
                                {u"clients"_s, m_options.clients},
                                {u"missed"_s, m_missed},
                                {u"acceptedMs"_s, figures(m_accepted)},
                                {u"seenMs"_s, figures(m_seen)},
                                {u"confirmedMs"_s, figures(m_confirmed)}},
                               u"%1; %2; %3."_s.arg(figureText(tr("Accepted"), m_accepted),
                                                    figureText(tr("seen"), m_seen),
                                                    figureText(tr("confirmed"), m_confirmed)));
}

void DemoTask::fail(const QString &text)
{
    Output::message(text);
    emit finished(ExitCode::Failed);
}

} // namespace signalbox
