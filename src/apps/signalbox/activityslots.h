// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace signalbox {

inline constexpr auto activitySlot = std::chrono::seconds(3); ///< fine enough for the strip's closest zoom
inline constexpr int activitySlots = 24 * 60 * 20;            ///< a day of slots: its widest

} // namespace signalbox
