// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/changedraft.h"

#include "flags/effectwords.h"

#include <utility>

namespace signalbox {

ChangeDraft::ChangeDraft(FlagKey flag, const FlagPatch &wanted, std::optional<CommandOrder> undo)
    : m_flag(std::move(flag)), m_wanted(wanted.enabled), m_rollout(wanted.rollout), m_undo(std::move(undo))
{}

void ChangeDraft::setKnown(const Flag &flag, MonotonicTime at)
{
    m_now = flag;
    m_knownAt = at;
}

void ChangeDraft::take(const Flag &flag, MonotonicTime at)
{
    reading = Reading::Answered;
    const bool wasGone = std::exchange(m_goneAt, std::nullopt).has_value();
    Flag taken = flag;
    // A list does not hold rules; those that were read before are still what we know.
    if (m_now && !taken.rules)
        taken.rules = m_now->rules;
    const bool differs = m_now && (wasGone || !differenceWords(*m_now, taken).isEmpty());
    if (differs && isChosen()) {
        m_newState = taken;
        m_newStateAt = at;
        return;
    }
    m_now = taken;
    m_knownAt = at;
    m_newState.reset();
}

void ChangeDraft::markGone(WallTime when)
{
    if (!m_goneAt)
        m_goneAt = when;
}

void ChangeDraft::review()
{
    if (!m_newState)
        return;
    m_now = std::exchange(m_newState, std::nullopt);
    m_knownAt = m_newStateAt;
    m_wanted.reset();
    m_rollout.reset();
    m_alsoDefault = false;
}

void ChangeDraft::choose(bool enabled)
{
    m_wanted = enabled;
    m_rollout.reset();
}

void ChangeDraft::chooseRollout(int percentage)
{
    m_wanted.reset();
    m_alsoDefault = false;
    m_rollout = percentage;
    if (m_now && rolloutOf(*m_now) == m_rollout)
        m_rollout.reset();
}

FlagPatch ChangeDraft::wanted() const
{
    if (m_undo)
        return m_undo->wanted;
    FlagPatch patch;
    patch.enabled = m_wanted;
    patch.rollout = m_rollout;
    if (m_flag.kind() != FlagKind::Flag) {
        if (m_value && m_now && m_now->defaultValue != m_value)
            patch.defaultValue = m_value;
        if (m_now && m_now->enabled == m_wanted)
            patch.enabled.reset(); // beside a value, what is so already is not ordered once more
        return patch;
    }
    if (m_wanted && !*m_wanted && m_alsoDefault)
        patch.defaultValue = FlagValue(false);
    return patch;
}

FlagPatch ChangeDraft::previewed() const
{
    FlagPatch patch = wanted();
    if (!isChosen() && m_now && m_flag.kind() == FlagKind::Flag) {
        patch.enabled = !m_now->enabled;
        if (m_now->enabled && m_alsoDefault)
            patch.defaultValue = FlagValue(false);
    }
    return patch;
}

Risk ChangeDraft::risk(std::optional<bool> safeState) const
{
    return m_now ? riskOf(*m_now, previewed(), safeState) : Risk::Ordinary;
}

} // namespace signalbox
