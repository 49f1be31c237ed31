// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"

namespace signalbox {

/// What users get from a flag in one position of its switch, worked out from what the server reported
/// (disabled serves the default; enabled serves the first matching active rule, else the default).
struct Effect
{
    enum class Kind {
        Everyone, ///< value for all
        Share,    ///< value for percentage % (one rollout rule decides), other for the rest
        Depends,  ///< more than one outcome, decided by ruleCount rules
        Unknown,  ///< default value or rules have not been read
    };

    Kind kind = Kind::Unknown;
    FlagValue value = nullptr; ///< Everyone: what all get; Share: what the share gets
    FlagValue other = nullptr; ///< Share: what the rest gets
    int percentage = 0;        ///< Share only, 1..99
    int rulePosition = 0; ///< Share only: 1-based position of the rule among all rules; 0: the flag's rollout
    int ruleCount = 0;    ///< active rules that can still decide

    bool operator==(const Effect &) const = default;
};

/// Effect of @p flag with its switch in position @p enabled.
[[nodiscard]] Effect effectOf(const Flag &flag, bool enabled);

/// True when turning the flag off would serve true to everyone: the default value is true. Never of a config.
[[nodiscard]] bool offServesTrue(const Flag &flag);

} // namespace signalbox
