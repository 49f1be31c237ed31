// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"

namespace signalbox {

class Activity;
class BlindList;
class Clock;
class CommandRunner;
class EventLog;
class Feed;
class FlagStore;
class Journal;
class Notes;
class Replay;
class RightsCheck;

/// The parts behind one open window, made and owned by the program's main; the screens are views of them.
struct Console
{
    ConnectionInfo connection;
    Feed &session; ///< a live session, or the replay of a recorded one
    FlagStore &flags;
    EventLog &log;
    Activity &activity;
    CommandRunner &commands;
    Journal *journal;   ///< null: it could not be opened
    const Clock &clock; ///< the replay's own in a replay
    BlindList &blind;
    Notes *notes = nullptr;        ///< null in a replay
    Replay *replay = nullptr;      ///< what drives it; null: the session is live
    RightsCheck *rights = nullptr; ///< null where nobody asks
};

} // namespace signalbox
