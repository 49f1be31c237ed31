// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"

namespace signalbox {

/// "What changed" of one row as one line of plain text: "ON → OFF · users get false", "rule 2 · rollout 10 %
/// → 25 %", "stream lost 14:01:00.2 – 14:01:35.3 (35 s) · resynced · 2 flags differ".
[[nodiscard]] QString factText(const Fact &fact);
/// "14:02:09.285" in UTC.
[[nodiscard]] QString clockText(WallTime time);
/// "+0.412", "+11.6", "+2:05", "+1 d 3 h": time since the row before.
[[nodiscard]] QString deltaText(std::chrono::milliseconds delta);
/// "412 ms", "1.92 s", "35 s".
[[nodiscard]] QString durationText(std::chrono::milliseconds duration);
/// ON / OFF, default true, and both joined, of a patch of a record of kind @p of.
[[nodiscard]] QString patchText(const FlagPatch &patch, FlagKind of);
/// What differs, on one line: "ON → OFF · default false → true". Empty for an empty delta. Plain text.
[[nodiscard]] QString deltaSummary(const FlagDelta &delta, FlagKind of);
/// One rule: "country in DE, FR → true", "25 % → true". Plain text.
[[nodiscard]] QString ruleText(const Rule &rule);

} // namespace signalbox
