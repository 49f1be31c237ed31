// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "faults/faultplan.h"

namespace signalbox {

namespace limits {
inline constexpr qsizetype faultPlanBytes = 64 << 10;
inline constexpr int faultsPerPlan = 100;
} // namespace limits

/// The plan in @p json; docs/faults.md describes the format. Nothing unknown is passed over: a wrong name,
/// type or range is Rejected with the place and what would be right ("faults[2].probability: a number from 0
/// to 1"), text that is not JSON with line and column.
[[nodiscard]] Result<FaultPlan> readFaultPlan(const QByteArray &json);
/// What readFaultPlan() would read as the same plan. Fields that say what is meant anyway are left out.
[[nodiscard]] QByteArray writeFaultPlan(const FaultPlan &plan);

/// What the control endpoint answers: the plan with "state" and "struck" in each fault, and the counts.
[[nodiscard]] QByteArray writeFaultState(const FaultState &state);
[[nodiscard]] Result<FaultState> readFaultState(const QByteArray &json);

} // namespace signalbox
