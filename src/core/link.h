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
};

struct LinkStatus
{
    LinkState state = LinkState::Idle;
    MonotonicTime since; ///< when state was entered
    WallTime sinceWall;
    std::optional<MonotonicTime> lastByte; ///< of the present or the last stream
    std::optional<WallTime> lastByteWall;
    std::chrono::milliseconds window{75'000}; ///< W: silence that is still normal
    int attempt = 0;                          ///< failed connection attempts in a row
    std::optional<MonotonicTime> retryAt;     ///< set while a retry is armed, also in Stale
    std::optional<Error> error;               ///< why it is not Live
    bool snapshotRead = false;                ///< Syncing: values are fresh, only the first byte is missing
    int snapshotDone = 0;                     ///< Syncing: flags read so far
    int snapshotTotal = 0;                    ///< 0 while unknown

    bool operator==(const LinkStatus &) const = default;
};

/// True where values on screen may be trusted as current.
[[nodiscard]] bool isCurrent(const LinkStatus &status);

/// live, late, stale, retrying ...: the word in JSON lines and filters.
[[nodiscard]] QString word(LinkState state);

} // namespace signalbox
