// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/time.h"

#include <optional>

namespace signalbox {

/// State of one stream as a person has to know it; see the table in ux.md section 1.
enum class LinkState {
    Idle,       ///< not started
    Connecting, ///< request out, no headers yet
    Syncing,    ///< stream open, snapshot being read, or read but no stream byte yet
    Live,       ///< synced, last byte within the window
    Late,       ///< silence longer than the window
    Stale,      ///< silence longer than twice the window, or connection lost for more than 3 s
    Retrying,   ///< waiting to reconnect, lost for less than 3 s
    SignInNeeded,
    Refused, ///< stopped for good until a person acts
    Paused,  ///< a person paused the connection
    Polling, ///< no stream can be had: all flags are read again and again, the stream is tried on
};

/// Frames that arrived together after a silence although they had been sent apart: something on the way
/// buffers.
struct Clump
{
    int frames = 0;
    std::chrono::milliseconds within{0};  ///< from the first of them to the last
    std::chrono::milliseconds silence{0}; ///< before the first of them

    bool operator==(const Clump &) const = default;
};

struct LinkStatus
{
    LinkState state = LinkState::Idle;
    MonotonicTime since; ///< when state was entered
    WallTime sinceWall;
    std::optional<MonotonicTime> lastByte; ///< of the present or the last stream
    std::optional<WallTime> lastByteWall;
    std::chrono::milliseconds window{75'000};           ///< W: silence that is still normal
    bool windowFixed = false;                           ///< by a person; else W follows the stream
    std::optional<std::chrono::milliseconds> heartbeat; ///< learned rhythm; absent until enough was heard
    int attempt = 0;                                    ///< failed connection attempts in a row
    std::optional<MonotonicTime> retryAt;               ///< set while a retry is armed, also in Stale
    std::optional<Error> error;                         ///< why it is not Live
    bool snapshotRead = false; ///< Syncing: values are fresh, only the first byte is missing
    int snapshotDone = 0;      ///< Syncing: flags read so far
    int snapshotTotal = 0;     ///< 0 while unknown
    std::optional<std::chrono::milliseconds>
        pollEvery;                         ///< set while flags are polled: pause between readings
    std::optional<MonotonicTime> lastRead; ///< when the last reading of all flags arrived
    std::optional<WallTime> lastReadWall;
    std::optional<Clump> clump; ///< the last one, while bytes keep arriving in clumps

    bool operator==(const LinkStatus &) const = default;
};

/// True where values on screen may be trusted as current: as of now, or under Polling as of the last reading,
/// which is at most 2.5 pauses old.
[[nodiscard]] bool isCurrent(const LinkStatus &status);

/// Until when what is on screen was vouched for: the last byte or the last reading of all flags. Absent when
/// nothing was ever heard.
[[nodiscard]] std::optional<MonotonicTime> lastHeard(const LinkStatus &status);

/// live, late, stale, retrying ...: the word in JSON lines and filters.
[[nodiscard]] QString word(LinkState state);

} // namespace signalbox
