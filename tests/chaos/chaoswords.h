// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"

namespace signalbox {

// As complaints and traces say it.
[[nodiscard]] QString text(const Flag &flag);
[[nodiscard]] QString text(const FlagPatch &patch);
[[nodiscard]] QString timeText(WallTime time);

/// Nothing is ever scheduled on an imagined server: to know that is as good as not to know.
[[nodiscard]] Flag withoutSchedules(Flag flag);

} // namespace signalbox
