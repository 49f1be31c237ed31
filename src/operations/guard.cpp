// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/guard.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace signalbox {

namespace {

using Row = std::array<Guard, 4>;

// ux.md section 4, item 6, in its own order; "press + undo" is a press, the way back is the command's.
//                                      lab           development         staging             production
constexpr Row ordinary = {Guard::Press, Guard::Press, Guard::Press, Guard::SecondPress};
constexpr Row worseThanItLooks = {Guard::Press, Guard::SecondPress, Guard::SecondPress, Guard::TypeName};
constexpr Row towardsSafe = {Guard::Press, Guard::Press, Guard::Cover, Guard::Cover};
constexpr Row awayFromSafe = {Guard::Press, Guard::SecondPress, Guard::Cover, Guard::CoverAndReason};

const Row &rowOf(Risk risk)
{
    switch (risk) {
    case Risk::Ordinary: return ordinary;
    case Risk::WorseThanItLooks: return worseThanItLooks;
    case Risk::TowardsSafe: return towardsSafe;
    case Risk::AwayFromSafe: return awayFromSafe;
    }
    return worseThanItLooks;
}

std::size_t columnOf(EnvironmentClass environmentClass)
{
    switch (environmentClass) {
    case EnvironmentClass::Lab: return 0;
    case EnvironmentClass::Development: return 1;
    case EnvironmentClass::Staging: return 2;
    case EnvironmentClass::Production: return 3;
    }
    return 3;
}

/// Whether the values on screen may be so old that acting on them is acting blind. Late, and connected
/// without a byte yet, are named but do not forbid: their values are recent.
bool isBlinding(const LinkStatus &link)
{
    switch (link.state) {
    case LinkState::Live:
    case LinkState::Late:
    case LinkState::Polling: return false;
    case LinkState::Syncing: return !link.snapshotRead;
    case LinkState::Idle:
    case LinkState::Connecting:
    case LinkState::Stale:
    case LinkState::Retrying:
    case LinkState::SignInNeeded:
    case LinkState::Refused:
    case LinkState::Paused: return true;
    }
    return true;
}

/// An order of the rollout, in a flag that is on; while it is off, users get the same as before.
Risk rolloutRisk(const Flag &now, int wanted, std::optional<bool> safeState)
{
    const auto before = rolloutOf(now);
    const bool maySink = !before || wanted < *before;
    const bool mayRise = !before || wanted > *before;
    const bool servesTrue =
        now.rules && std::any_of(now.rules->cbegin(), now.rules->cend(), [](const Rule &rule) {
            return rule.isRollout && isBool(rule.value, true);
        });
    // Those who leave the rollout begin to get true: taking it back does not stop the feature.
    if (maySink && offServesTrue(now) && !servesTrue)
        return Risk::WorseThanItLooks;
    // Never towards safe: a share of a position is not the position.
    if (safeState && (*safeState ? maySink : mayRise))
        return Risk::AwayFromSafe;
    return Risk::Ordinary;
}

GuardBlock blockOf(GuardMode mode)
{
    switch (mode) {
    case GuardMode::Replay: return GuardBlock::Replay;
    case GuardMode::WatchOnly: return GuardBlock::NotPermitted;
    case GuardMode::ReadOnly: return GuardBlock::ReadOnly;
    case GuardMode::Guarded:
    case GuardMode::Direct: break;
    }
    return GuardBlock::None;
}

} // namespace

Risk riskOf(const Flag &now, const FlagPatch &patch, std::optional<bool> safeState)
{
    if (patch.rollout && !patch.enabled && !patch.defaultValue)
        return now.enabled ? rolloutRisk(now, *patch.rollout, safeState) : Risk::Ordinary;
    const Flag after = patched(now, patch);
    // Off that serves true is no safe position, whatever somebody once noted: the default value may have been
    // changed since. A kill must never turn the feature on, so the trap outweighs the mark.
    if (!after.enabled && offServesTrue(after))
        return Risk::WorseThanItLooks;
    if (safeState && patch.enabled)
        return *patch.enabled == *safeState ? Risk::TowardsSafe : Risk::AwayFromSafe;
    return Risk::Ordinary;
}

GuardDecision guardFor(EnvironmentClass environmentClass, Risk risk, const LinkStatus &link, GuardMode mode)
{
    const bool production = environmentClass == EnvironmentClass::Production;

    GuardDecision decision;
    decision.guard = rowOf(risk)[columnOf(environmentClass)];
    decision.reasonRequired = production || decision.guard == Guard::CoverAndReason;
    decision.blind = link.state != LinkState::Live && link.state != LinkState::Polling;

    if (const GuardBlock block = blockOf(mode); block != GuardBlock::None) {
        decision.guard = Guard::Blocked;
        decision.block = block;
        return decision;
    }
    if (production && isBlinding(link) && risk != Risk::TowardsSafe) {
        decision.guard = Guard::Blocked;
        decision.block = GuardBlock::Stale;
        return decision;
    }
    const bool directAllowed =
        environmentClass == EnvironmentClass::Lab || environmentClass == EnvironmentClass::Development;
    if (mode == GuardMode::Direct && directAllowed)
        decision.guard = Guard::Press;
    return decision;
}

} // namespace signalbox
