// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"

#include <QString>

namespace signalbox {

/// "Turns ON at 02:00 UTC on 1 July, in 3 h": what a schedule will do, and when. Plain text.
[[nodiscard]] QString scheduleText(const Schedule &schedule, WallTime now);
/// What the next schedule of @p flag will make of @p patch: undo it, or do it anyway. Empty where it has
/// nothing to do with it. Plain text.
[[nodiscard]] QString scheduleWarning(const Flag &flag, const FlagPatch &patch, WallTime now);

} // namespace signalbox
