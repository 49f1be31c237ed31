// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::bench {

inline constexpr int eventCount = 1'000'000;
inline constexpr int frameBytes = 154;
inline constexpr int flagCount = 40;

/// Frames of Togul events of 154 bytes each, 1,000 different ones: 40 flags in 3 environments.
[[nodiscard]] std::vector<std::string> togulFrames();
/// Key of flag @p number, and the id of environment @p number, as the frames name them.
[[nodiscard]] std::string flagKey(int number);
[[nodiscard]] std::string environmentId(int number);
/// What a client is handed of a frame.
[[nodiscard]] std::string_view dataOf(std::string_view frame);
/// A hash of everything so far and @p data, in order.
[[nodiscard]] std::uint64_t chained(std::uint64_t hash, std::string_view data);

} // namespace signalbox::bench
