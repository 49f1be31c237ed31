// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"
#include "mainwindow/console.h"
#include "model/activity.h"
#include "model/blindlist.h"
#include "model/eventlog.h"
#include "model/flagstore.h"
#include "operations/commandrunner.h"
#include "operations/replay.h"

#include <QHash>
#include <QObject>

namespace signalbox {

/// Everything behind one recorded session, wired as a live one is: replay, store, log. Commands belong to it
/// because the screens ask for them; none can be given, and none would go anywhere.
class OpenReplay final : public QObject
{
    Q_OBJECT

public:
    /// @p clock is the real one and must outlive this. Stands at the beginning until it is played.
    OpenReplay(std::shared_ptr<const SessionFile> file, const Clock &clock, const Settings &settings,
               QObject *parent = nullptr);

    [[nodiscard]] Console &console() { return m_console; }
    [[nodiscard]] Replay &replay() { return m_replay; }

private:
    [[nodiscard]] ChangeOrigin originOf(const Flag &flag) const;
    void noteCommands(const QVector<Fact> &facts);
    void noteAmendment(const FactAmendment &amendment);
    void noteCommand(const FlagKey &flag, const CommandDetail &detail);

    Replay m_replay;
    FlagStore m_flags;
    EventLog m_log;
    BlindList m_blind; ///< the gaps of the recording
    Activity m_activity;
    FactSerials m_serials;
    CommandRunner m_commands;
    QHash<FlagKey, CommandDetail> m_lastCommands; ///< as recorded, for the lamps and for who changed what
    Console m_console;
};

} // namespace signalbox
