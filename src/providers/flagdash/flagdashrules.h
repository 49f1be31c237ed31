// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"

#include <QJsonValue>

namespace signalbox::flagdash {

/// A value out of the envelope {"value": X} that the vendor stores values in; a bare one is taken as it is.
/// Absent for null: the vendor has no value there.
[[nodiscard]] std::optional<FlagValue> unwrapped(const QJsonValue &value);

/// Who gets @p value while the flag is on: the targeting rules in whichever of the three shapes the vendor's
/// own material has, and the rollout as a last rule for a share of all. Absent where the vendor does not say
/// how far the flag is rolled out: its clients assume opposite things.
[[nodiscard]] std::optional<QVector<Rule>> readRules(const QJsonValue &rules, const QJsonValue &rollout,
                                                     const std::optional<FlagValue> &value);

} // namespace signalbox::flagdash
