// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connectionfacts.h"
#include "session/versionwatch.h"

#include <QByteArray>

#include <optional>

namespace signalbox {

/// The stream below its events, as the link details show it.
struct StreamFacts
{
    QByteArray lastEventId;
    std::optional<std::chrono::milliseconds> serverRetry; ///< what the server asked for with retry:
    quint64 attempts = 0;                                 ///< to connect, since the beginning
    ConnectionFacts connection;                           ///< of the last one that was open
    VersionWatch::Counts versions;
    bool versionsMove = false; ///< false: the counts say nothing, all versions were the same
};

} // namespace signalbox
