// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/records.h"

#include <functional>

namespace signalbox {

/// How one dialect says things on its streams. Every frame is complete, blank line included.
struct StreamWords
{
    /// What every stream begins with. Without it a client of a quiet server could not tell a stream that
    /// works from one that a proxy holds back, until the first heartbeat. @p position: the change after which
    /// this stream goes on, which a client that comes back names; absent where it does not know yet.
    std::function<QByteArray(std::optional<qint64> position)> greeting;
    /// One change, with its version as the event's id. Empty: this dialect does not tell it.
    std::function<QByteArray(const OutboxRecord &change)> change;
    /// "What you missed is not kept: read everything again, and go on from @p position."
    std::function<QByteArray(qint64 position)> resync;
};

} // namespace signalbox
