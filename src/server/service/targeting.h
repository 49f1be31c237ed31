// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/records.h"

#include <QVector>

#include <optional>

namespace signalbox {

/// One flag's rules as FlagDash divides them: rules about who the user is, and one rollout, a share of all
/// users. The store has one ordered list, in which a rollout is the first active rule that asks nothing: a
/// percentage rule, or a boolean one, which is a share of 100.
struct Targeting
{
    QVector<RuleRecord> before; ///< asked first, in order
    std::optional<RuleRecord> rollout;
    QVector<RuleRecord> after; ///< asked of those who are not in the share, in order
    /// Paused rules, and what stands behind a rollout to everybody. FlagDash has no word for them, and what
    /// it changes leaves them alone.
    QVector<RuleRecord> unsaid;

    /// before and after: what FlagDash calls the rules.
    [[nodiscard]] QVector<RuleRecord> rules() const { return before + after; }
    /// 0 where there is no rollout: besides the rules, nobody gets anything but the default.
    [[nodiscard]] int percentage() const;
};

/// @p rules in the order they run.
[[nodiscard]] Targeting targetingOf(const QVector<RuleRecord> &rules);

/// Makes @p rule a rollout to @p percentage of all users, 0 to 100. A share of 100 is a boolean rule: a
/// percentage rule would leave out who has no user id.
void makeRollout(RuleRecord &rule, int percentage);

/// A rollout for a flag that has none. It serves true, for flags that are not boolean the default: FlagDash
/// sets a share without saying of what.
[[nodiscard]] RuleRecord newRollout(const FlagRecord &flag, int percentage, WallTime now);

} // namespace signalbox
