// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/effect.h"
#include "core/link.h"

#include <optional>

namespace signalbox {

/// What a person does before an order leaves; ux.md section 4, item 6.
enum class Guard {
    Press,          ///< one press
    SecondPress,    ///< a second press on a button that says what it does and where
    Cover,          ///< lift the cover, then throw, at another place
    CoverAndReason, ///< as Cover, and a reason is required
    TypeName,       ///< type the environment's name
    Blocked,        ///< not now; see GuardDecision::block
};

enum class GuardBlock { None, Replay, ReadOnly, Stale, NotPermitted, CommandOpen, NeverRead };

/// How a change weighs, beside the class of its environment.
enum class Risk { Ordinary, WorseThanItLooks, TowardsSafe, AwayFromSafe };

/// Replay: what is shown was recorded, and no person can choose otherwise. WatchOnly: the server says that
/// this account may not change flags; who knows better chooses Guarded, and the server decides.
enum class GuardMode { Replay, WatchOnly, ReadOnly, Guarded, Direct };

struct GuardDecision
{
    Guard guard = Guard::Press;
    GuardBlock block = GuardBlock::None;
    bool reasonRequired = false; ///< production always, and CoverAndReason
    bool blind = false;          ///< the link is not current: the panel says so

    bool operator==(const GuardDecision &) const = default;
};

/// @p safeState is set for a kill switch. A change that lands in the safe position is TowardsSafe.
[[nodiscard]] Risk riskOf(const Flag &now, const FlagPatch &patch, std::optional<bool> safeState);

/// The table of ux.md section 4. Direct is honoured in lab and development only.
[[nodiscard]] GuardDecision guardFor(EnvironmentClass environmentClass, Risk risk, const LinkStatus &link,
                                     GuardMode mode);

} // namespace signalbox
