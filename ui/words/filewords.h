// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/error.h"
#include "core/time.h"

#include <QString>

namespace signalbox {

struct Settings;

/// "signalbox-shop-production-20261125-140211.csv": letters and digits of a server's words, nothing else.
[[nodiscard]] QString offeredFileName(const ConnectionInfo &connection, WallTime now, const QString &suffix);
/// Where files are offered: where the last one went, else the documents.
[[nodiscard]] QString exportFolder(const Settings &settings);
/// What the name of a recorded session ends in.
[[nodiscard]] QString sessionFileSuffix();
[[nodiscard]] QString sessionFileFilter();
/// Why a recorded session could not be opened, and what to do.
[[nodiscard]] QString sessionFileSentence(const Error &error);
/// "0:42", "12:05", "1:02:03".
[[nodiscard]] QString playTimeText(std::chrono::milliseconds time);

} // namespace signalbox
