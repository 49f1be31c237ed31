// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/openenvironment.h"

#include "apps/signalbox/activityslots.h"
#include "operations/follow.h"

#include <QRandomGenerator>

namespace signalbox {

namespace {

double randomFraction()
{
    return QRandomGenerator::global()->generateDouble();
}

} // namespace

OpenEnvironment::OpenEnvironment(Provider &provider, const ConnectionInfo &connection, Journal *journal,
                                 QNetworkAccessManager &network, const Clock &clock, const Settings &settings,
                                 std::optional<std::chrono::milliseconds> window, QObject *parent)
    : QObject(parent)
    , m_session(provider, network, clock, m_serials, SessionOptions{window, true}, randomFraction)
    , m_flags(clock)
    , m_log(settings.logRows)
    , m_activity(m_log, activitySlot, activitySlots)
    , m_commands(provider, m_session, journal, connection, clock, m_serials, CommandTimings())
    , m_networkWatch(clock)
    , m_notes(clock, m_serials, connection.userName)
    , m_rights(provider, m_session)
    , m_console{connection, m_session, m_flags, m_log,    m_activity, m_commands,
                journal,    clock,     m_blind, &m_notes, nullptr,    &m_rights}
{
    followFlags(m_flags, m_session, [this](const Flag &flag) { return originOf(flag); });
    connect(&m_session, &Session::flagRead, &m_blind,
            [this](const FlagReading &reading) { m_blind.completeRules(reading.flag); });
    connect(&m_session, &Session::factsAdded, &m_log, &EventLog::add);
    connect(&m_session, &Session::factsAdded, &m_blind, &BlindList::add);
    connect(&m_session, &Session::factAmended, &m_log, &EventLog::amend);
    connect(&m_commands, &CommandRunner::factsAdded, &m_log, &EventLog::add);
    connect(&m_commands, &CommandRunner::factAmended, &m_log, &EventLog::amend);
    connect(&m_notes, &Notes::factsAdded, &m_log, &EventLog::add);
    connect(&m_notes, &Notes::factAmended, &m_log, &EventLog::amend);
    connect(&m_commands, &CommandRunner::commandChanged, this, &OpenEnvironment::showLamp);
}

void OpenEnvironment::keepNotes(const Result<NoteStore *> &store, const QString &place)
{
    if (store)
        m_notes.keepIn(**store, place);
    else
        emit m_notes.notKept(store.error());
}

void OpenEnvironment::start()
{
    m_session.watchNetwork(m_networkWatch);
    m_session.start();
    m_commands.verifyUnfinished();
}

void OpenEnvironment::showLamp(const CommandView &command)
{
    std::optional<CommandLamp> lamp;
    if (!isSettled(command.stage) || command.stage == CommandStage::Disagrees)
        lamp = CommandLamp{command.stage, command.order.wanted};
    m_flags.setLamp(command.order.flag, lamp);
}

ChangeOrigin OpenEnvironment::originOf(const Flag &flag) const
{
    const auto command = m_commands.lastFor(flag.key);
    return command && !command->nothingSent ? signalbox::originOf(flag, detailOf(*command))
                                            : ChangeOrigin::Elsewhere;
}

} // namespace signalbox
