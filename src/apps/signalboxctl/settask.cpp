// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/settask.h"

#include "apps/common/jitter.h"
#include "apps/signalboxctl/output.h"
#include "core/plaintext.h"
#include "model/kindwords.h"
#include "operations/configvalue.h"
#include "words/sentences.h"

#include <QCoreApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;

/// Signing in, choosing and opening the stream; each request has its own, shorter limit.
constexpr std::chrono::milliseconds readyWithin = 60s;
/// How long the stream may take to come up before the order goes on without it.
constexpr std::chrono::milliseconds linkPatience = 5s;
constexpr std::chrono::milliseconds secondLook = 2s;

double milliseconds(std::chrono::nanoseconds time)
{
    return double(std::chrono::duration_cast<std::chrono::microseconds>(time).count()) / 1000;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::SetTask", text);
}

/// A kind of change that the vendor has no request for; empty where it has.
QString whyImpossible(const SetOptions &options, const ProviderTraits &traits)
{
    const FlagPatch &wanted = options.wanted;
    const FlagKind kind = options.flag.kind();
    const Settable settable = traits.settable(kind);
    if (kind == FlagKind::Config && !traits.configs)
        return tr("%1 has no configs.").arg(traits.name);
    if (kind == FlagKind::AiConfig && !traits.aiConfigs)
        return tr("%1 has no AI configs.").arg(traits.name);
    if (wanted.enabled && !settable.enabled)
        return tr("%1 documents no request that activates a config.").arg(traits.name);
    if (wanted.rollout && !settable.rollout)
        return tr("%1 has no rollout of a flag: there, percentages belong to rules.").arg(traits.name);
    if (wanted.defaultValue && !settable.value)
        return valueSentence(traits.name);
    return {};
}

/// What the person may not have thought of, where the risk says that there is such a thing.
QString trapSentence(const FlagPatch &wanted, const Flag &flag)
{
    const QString key = plainLine(flag.key.text());
    if (wanted.rollout)
        return tr("Those who leave the rollout of %1 get true, because its default value is true.").arg(key);
    if (!wanted.enabled)
        return tr("%1 is off and will serve true to everyone with this default value.").arg(key);
    return tr("Turning %1 off serves true to everyone, because its default value is true.").arg(key);
}

} // namespace

SetTask::SetTask(const SetOptions &options, const Surroundings &surroundings, QObject *parent)
    : ConnectedTask(options.connection, surroundings, parent)
    , m_options(options)
    , m_deadline(surroundings.clock.createTimer([this] { timeIsUp(); }))
    , m_linkPatience(surroundings.clock.createTimer([this] { readFlag(); }))
    , m_secondLook(surroundings.clock.createTimer([this] {
        if (m_command)
            conclude(*m_command);
    }))
{}

SetTask::~SetTask() = default;

void SetTask::start()
{
    m_deadline->start(readyWithin);
    ConnectedTask::start();
}

void SetTask::interrupted()
{
    if (m_command && !isSettled(m_command->stage) && m_command->before)
        Output::message(tr("Interrupted after the change was sent: it may have been applied."));
}

void SetTask::connected(const ProjectEntry &project)
{
    const auto environment = chooseEnvironment(project, m_options.connection.environment);
    if (!environment) {
        fail(environment.error().detail, ExitCode::WrongUsage);
        return;
    }
    if (const QString why = whyImpossible(m_options, connector().provider().traits()); !why.isEmpty()) {
        fail(tr("%1 Nothing was sent.").arg(why), ExitCode::WrongUsage);
        return;
    }
    m_connection = connector().open(project, *environment);

    auto journal = Journal::open(journalPath());
    if (journal)
        m_journal = std::move(*journal);
    else
        Output::message(terminalSentence(journal.error()));

    SessionOptions sessionOptions;
    sessionOptions.readDetails = false;
    m_session = std::make_unique<Session>(connector().provider(), surroundings().network,
                                          surroundings().clock, m_serials, sessionOptions, jitter());
    m_runner =
        std::make_unique<CommandRunner>(connector().provider(), *m_session, m_journal.get(), m_connection,
                                        surroundings().clock, m_serials, CommandTimings());
    connect(m_session.get(), &Session::linkChanged, this, &SetTask::followLink);
    connect(m_runner.get(), &CommandRunner::commandChanged, this, &SetTask::followCommand);
    m_linkPatience->start(linkPatience);
    m_session->start();
}

void SetTask::followLink(const LinkStatus &status)
{
    // A stream that is refused does not stop an order: it is proven by reading, if the guard lets it pass.
    const bool isHopeless = status.state == LinkState::Refused || status.state == LinkState::SignInNeeded;
    if (isCurrent(status) || isHopeless)
        readFlag();
}

void SetTask::readFlag()
{
    if (std::exchange(m_readingAsked, true))
        return;
    m_linkPatience->stop();
    m_reading = m_session->readFlag(m_options.flag, [this](const Result<FlagReading> &reading) {
        if (reading) {
            decide(reading->flag);
        } else if (reading.error().kind == ErrorKind::NotFound) {
            fail(missingSentence(), ExitCode::Refused);
        } else {
            fail(reading.error());
        }
    });
}

/// Perhaps something else has this name.
QString SetTask::missingSentence() const
{
    const FlagKey &key = m_options.flag;
    QString sentence =
        tr("There is no %1 %2 in %3. Nothing was changed.")
            .arg(kindNoun(key.kind()), plainLine(key.text()), plainLine(m_connection.environmentName));
    for (const FlagKind kind : {FlagKind::Flag, FlagKind::Config, FlagKind::AiConfig}) {
        if (!m_session->reported(FlagKey(key.text(), kind)))
            continue;
        sentence += u' ';
        switch (kind) {
        case FlagKind::Flag:
            sentence += tr("There is a flag of this name: leave out --%1.").arg(word(key.kind()));
            break;
        case FlagKind::Config: sentence += tr("There is a config of this name: --config."); break;
        case FlagKind::AiConfig: sentence += tr("There is an AI config of this name: --ai-config."); break;
        }
    }
    return sentence;
}

void SetTask::decide(const Flag &flag)
{
    if (m_options.valueText) {
        const auto value =
            configValueFrom(*m_options.valueText, flag.kind(), flag.config ? flag.config->type : QString());
        if (!value) {
            fail(tr("That is no value for %1. %2 Nothing was sent.")
                     .arg(plainLine(flag.key.text()), value.error().sentence),
                 ExitCode::WrongUsage);
            return;
        }
        m_options.wanted.defaultValue = *value;
    }
    if (!passesGuard(flag)) {
        end(ExitCode::Refused);
        return;
    }
    CommandOrder order;
    order.flag = m_options.flag;
    order.wanted = m_options.wanted;
    order.reason = m_options.reason;
    m_deadline->start(m_options.timeout);
    const auto started = m_runner->run(order, surroundings().clock.now());
    if (!started)
        fail(started.error());
}

bool SetTask::passesGuard(const Flag &flag)
{
    const Risk risk = riskOf(flag, m_options.wanted, std::nullopt);
    const GuardDecision guard =
        guardFor(m_connection.environmentClass, risk, m_session->link(), GuardMode::Guarded);
    const QString environment = plainLine(m_connection.environmentName);
    const QString key = m_connection.environmentKey.isEmpty() ? m_connection.environmentName
                                                              : m_connection.environmentKey.text();
    if (guard.guard == Guard::Blocked) {
        Output::message(tr("The stream of %1 is not up to date, so a change in production would be blind. "
                           "Nothing was sent.")
                            .arg(environment));
        return false;
    }
    const auto &fallback = m_options.wanted.defaultValue;
    if (flag.kind() == FlagKind::Flag && fallback && flag.defaultValue
        && fallback->index() != flag.defaultValue->index()) {
        Output::message(
            tr("The default value of %1 is %2: one of another type would break who reads it. "
               "Nothing was sent.")
                .arg(plainLine(m_options.flag.text()), plainLine(displayText(*flag.defaultValue))));
        return false;
    }
    if (risk == Risk::WorseThanItLooks)
        Output::message(trapSentence(m_options.wanted, flag));
    if (guard.reasonRequired && m_options.reason.isEmpty()) {
        Output::message(
            tr("A change in %1 needs a reason: --reason TEXT. Nothing was sent.").arg(environment));
        return false;
    }
    if (guard.guard != Guard::Press && m_options.confirm != key) {
        Output::message(m_options.confirm.isEmpty()
                            ? tr("This change in %1 is guarded: say so with --confirm %2. Nothing was sent.")
                                  .arg(environment, plainLine(key))
                            : tr("--confirm names %1, but the environment is %2. Nothing was sent.")
                                  .arg(plainLine(m_options.confirm), plainLine(key)));
        return false;
    }
    if (m_options.wanted.rollout && !flag.enabled) {
        Output::message(tr("%1 is off: the rollout changes nothing for users until it is turned on.")
                            .arg(plainLine(m_options.flag.text())));
    }
    if (guard.blind)
        Output::message(tr("The stream is not live yet: the proof comes from reading the flag."));
    return true;
}

void SetTask::followCommand(const CommandView &command)
{
    if (m_over)
        return;
    m_command = command;
    showSteps(command);
    if (!isSettled(command.stage))
        return;
    if (command.stage == CommandStage::Disagrees) {
        if (!m_secondLook->isActive())
            m_secondLook->start(secondLook);
        return;
    }
    conclude(command);
}

void SetTask::showSteps(const CommandView &command)
{
    for (const CommandStep &step : command.steps) {
        if (m_shown.contains(int(step.stage)))
            continue;
        m_shown.insert(int(step.stage));
        const double at = milliseconds(step.at);
        QJsonObject line{{u"stage"_s, word(step.stage)}, {u"atMs"_s, at}};
        if (command.nothingSent && step.stage == command.stage)
            line.insert(u"nothingSent"_s, true);
        if (command.error && step.stage == command.stage) {
            line.insert(u"error"_s, word(command.error->kind));
            line.insert(u"reason"_s, terminalSentence(*command.error));
        }
        surroundings().output.line(line,
                                   u"%1 +%2 ms"_s.arg(word(step.stage).leftJustified(10)).arg(at, 0, 'f', 1));
    }
}

void SetTask::conclude(const CommandView &command)
{
    switch (command.stage) {
    case CommandStage::Confirmed:
    case CommandStage::Overtaken:
        if (command.nothingSent)
            Output::message(tr("It was already so; nothing was sent."));
        end(ExitCode::Done);
        break;
    case CommandStage::Unseen:
        Output::message(
            tr("It is so (read back), but the stream did not say it. Other clients may not know."));
        end(ExitCode::Done);
        break;
    case CommandStage::Refused:
        if (command.isUnchanged())
            Output::message(tr("No answer came, and the flag is unchanged."));
        else if (command.error)
            Output::message(terminalSentence(*command.error));
        end(ExitCode::Refused);
        break;
    case CommandStage::Disagrees:
        if (command.timeTo(CommandStage::Accepted)) {
            Output::message(tr("The change was accepted, but the server reports something else."));
            end(ExitCode::Contradicted);
        } else {
            Output::message(
                tr("No answer came to the change, and the server reports something else: whether it was "
                   "applied in between cannot be told."));
            end(ExitCode::Unknown);
        }
        break;
    case CommandStage::Draft:
    case CommandStage::Sent:
    case CommandStage::Accepted:
    case CommandStage::Seen:
    case CommandStage::Unknown:
    case CommandStage::Cancelled: break;
    }
}

void SetTask::timeIsUp()
{
    if (!m_command) {
        fail(tr("The server could not be reached in time. Nothing was sent."));
    } else if (!m_command->before) {
        fail(tr("The flag could not be read in time. Nothing was sent."));
    } else {
        Output::message(tr("It was sent, but could not be verified in time. It may have been applied: look "
                           "before you send it again."));
        end(ExitCode::Unknown);
    }
}

void SetTask::end(ExitCode code)
{
    m_over = true;
    m_deadline->stop();
    m_secondLook->stop();
    emit finished(code);
}

} // namespace signalbox
