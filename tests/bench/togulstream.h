// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace signalbox::bench {

inline constexpr int eventCount = 1'000'000;

/// Frames of Togul events of 154 bytes each, 1,000 different ones: 40 flags in 3 environments.
[[nodiscard]] std::vector<std::string> togulFrames();

} // namespace signalbox::bench
