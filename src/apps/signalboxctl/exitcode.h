// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

namespace signalbox {

/// contracts.md, "Exit codes".
enum class ExitCode : int {
    Done = 0,
    Failed = 1,
    WrongUsage = 2,
    Refused = 3,
    Unknown = 4,
    Contradicted = 5,
    Interrupted = 130,
};

/// What ends before anything was changed comes to: Refused where the server understood and said no, else
/// Failed.
[[nodiscard]] ExitCode exitCodeOf(const Error &error);

} // namespace signalbox
