// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"
#include "core/provider.h"

namespace signalbox {

/// The row of the log for an event as it arrived: kind, flag, raw frame, and lag where both clocks allow one.
/// Its detail is the text of an event we do not understand; else none yet.
[[nodiscard]] Fact factOf(const FlagChange &change, std::string_view data, quint64 serial, WallTime now);

[[nodiscard]] bool isRuleChange(FlagChange::Kind kind);

} // namespace signalbox
