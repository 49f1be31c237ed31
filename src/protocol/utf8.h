// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

[[nodiscard]] bool isValidUtf8(std::string_view text);

/// Writes @p text to @p result with each maximal subpart of an ill-formed sequence replaced by one U+FFFD, as
/// the Encoding standard's decoder does it. @p result keeps its capacity.
void repairUtf8(std::string_view text, std::string &result);

} // namespace signalbox
