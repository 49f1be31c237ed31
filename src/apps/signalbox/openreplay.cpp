// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/openreplay.h"

#include "apps/signalbox/activityslots.h"
#include "operations/follow.h"

#include <algorithm>

namespace signalbox {

namespace {

/// What the screens call the place they show.
ConnectionInfo placeOf(const SessionFile &file)
{
    ConnectionInfo connection = file.header().connection;
    connection.replay = true;
    return connection;
}

int logRows(const SessionFile &file, const Settings &settings)
{
    return int(std::clamp<qint64>(file.scan().rows, settings.logRows, limits::logRowsMaximum));
}

} // namespace

OpenReplay::OpenReplay(std::shared_ptr<const SessionFile> file, const Clock &clock, const Settings &settings,
                       QObject *parent)
    : QObject(parent)
    , m_replay(std::move(file), clock)
    , m_flags(m_replay.clock())
    , m_log(logRows(m_replay.file(), settings))
    , m_activity(m_log, activitySlot, activitySlots)
    , m_commands(m_replay.provider(), m_replay, nullptr, placeOf(m_replay.file()), m_replay.clock(),
                 m_serials, CommandTimings())
    , m_console{placeOf(m_replay.file()), m_replay, m_flags, m_log,    m_activity, m_commands, nullptr,
                m_replay.clock(),         m_blind,  nullptr, &m_replay}
{
    followFlags(m_flags, m_replay, [this](const Flag &flag) { return originOf(flag); });
    connect(&m_replay, &Feed::flagRead, &m_blind,
            [this](const FlagReading &reading) { m_blind.completeRules(reading.flag); });
    connect(&m_replay, &Feed::factsAdded, &m_log, &EventLog::add);
    connect(&m_replay, &Feed::factsAdded, &m_blind, &BlindList::add);
    connect(&m_replay, &Feed::factsAdded, this, &OpenReplay::noteCommands);
    connect(&m_replay, &Feed::factAmended, &m_log, &EventLog::amend);
    connect(&m_replay, &Feed::factAmended, this, &OpenReplay::noteAmendment);
    connect(&m_replay, &Replay::marksRecorded, &m_flags, &FlagStore::setAllMarks);
    connect(&m_replay, &Replay::restarted, this, [this] {
        m_lastCommands.clear();
        m_log.clear();
        m_blind.acknowledgeAll();
        m_flags.clear();
    });
}

ChangeOrigin OpenReplay::originOf(const Flag &flag) const
{
    // As in a live session: a difference that a command ordered is the person's, any other somebody else's.
    const auto last = m_lastCommands.constFind(flag.key);
    return last == m_lastCommands.cend() ? ChangeOrigin::Elsewhere : signalbox::originOf(flag, *last);
}

void OpenReplay::noteCommands(const QVector<Fact> &facts)
{
    for (const Fact &fact : facts) {
        const auto *detail = fact.detail ? std::get_if<CommandDetail>(fact.detail.get()) : nullptr;
        if (detail)
            noteCommand(fact.flag, *detail);
    }
}

void OpenReplay::noteAmendment(const FactAmendment &amendment)
{
    const auto *detail = std::get_if<CommandDetail>(&amendment.detail);
    const int row = detail ? m_log.rowOf(amendment.serial) : -1;
    if (row >= 0)
        noteCommand(m_log.at(row).flag, *detail);
}

void OpenReplay::noteCommand(const FlagKey &flag, const CommandDetail &detail)
{
    m_lastCommands.insert(flag, detail);
    std::optional<CommandLamp> lamp;
    if (!isSettled(detail.stage) || detail.stage == CommandStage::Disagrees)
        lamp = CommandLamp{detail.stage, detail.wanted};
    m_flags.setLamp(flag, lamp);
}

} // namespace signalbox
