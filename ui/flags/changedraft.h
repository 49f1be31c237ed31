// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"
#include "operations/command.h"
#include "operations/guard.h"

#include <optional>

namespace signalbox {

/// How the reading that was started on opening fared.
enum class Reading { Running, Answered, Failed };

/// A change that is being decided: the state it is about, what was reported since, and what is wanted. Holds
/// the rule that a decision is about a state somebody looked at: what changes after the choice waits for a
/// new look.
class ChangeDraft final
{
public:
    ChangeDraft() = default;
    /// Of @p wanted the switch and the rollout count.
    ChangeDraft(FlagKey flag, const FlagPatch &wanted, std::optional<CommandOrder> undo);

    /// What the table knew; absent when it was never read.
    void setKnown(const Flag &flag, MonotonicTime at);
    void take(const Flag &flag, MonotonicTime at);
    void markGone(WallTime when);
    /// The person looked at what changed; the choice is open again.
    void review();
    void choose(bool enabled);
    /// Instead of a position of the switch; one order changes one of them. What it is already is no choice.
    void chooseRollout(int percentage);
    /// Of a config or an AI config: beside a position of the switch. Absent, or what is there: no choice.
    void chooseValue(std::optional<FlagValue> value) { m_value = std::move(value); }
    void setAlsoDefault(bool toFalse) { m_alsoDefault = toFalse; }

    [[nodiscard]] const FlagKey &flag() const { return m_flag; }
    /// The state that is being decided about.
    [[nodiscard]] const std::optional<Flag> &now() const { return m_now; }
    /// Reported after the choice and not looked at yet.
    [[nodiscard]] const std::optional<Flag> &newState() const { return m_newState; }
    /// The newest report, looked at or not, and when it was known to be so.
    [[nodiscard]] const std::optional<Flag> &reported() const { return m_newState ? m_newState : m_now; }
    [[nodiscard]] std::optional<MonotonicTime> reportedAt() const
    {
        return m_newState ? m_newStateAt : m_knownAt;
    }
    [[nodiscard]] std::optional<WallTime> goneAt() const { return m_goneAt; }
    [[nodiscard]] bool isUndo() const { return m_undo.has_value(); }
    /// Something is wanted: a button was chosen, or it is a way back.
    [[nodiscard]] bool isChosen() const { return wanted() != FlagPatch(); }
    /// Nothing of the flag stands in the way of an order; the guard is another matter.
    [[nodiscard]] bool isOpen() const { return m_now && !m_newState && !m_goneAt; }

    [[nodiscard]] FlagPatch wanted() const;
    /// What is wanted, or before a choice what the other position would be.
    [[nodiscard]] FlagPatch previewed() const;
    [[nodiscard]] Risk risk(std::optional<bool> safeState) const;

    Reading reading = Reading::Running;

private:
    FlagKey m_flag;
    std::optional<Flag> m_now;
    std::optional<MonotonicTime> m_knownAt;
    std::optional<Flag> m_newState;
    std::optional<MonotonicTime> m_newStateAt;
    std::optional<WallTime> m_goneAt;
    std::optional<bool> m_wanted;
    std::optional<int> m_rollout;
    std::optional<FlagValue> m_value;
    bool m_alsoDefault = false;
    std::optional<CommandOrder> m_undo;
};

} // namespace signalbox
