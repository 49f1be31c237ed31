// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "operations/command.h"

#include <QString>

namespace signalbox {

/// The line that orders the same from a terminal; empty where signalboxctl cannot say it. Holds no secret:
/// the credential is named by its environment variable.
[[nodiscard]] QString controlLine(const CommandView &command, const ConnectionInfo &connection,
                                  const QString &provider);

/// "9:58" of the time in which the command may be undone; absent when it is over or it was never confirmed.
[[nodiscard]] std::optional<QString> undoTimeLeft(const CommandView &command, WallTime now);

} // namespace signalbox
