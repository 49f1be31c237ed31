// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/evidence.h"

namespace signalbox {

bool differsFromShown(const Flag &now, const Flag &shown)
{
    if (now.enabled != shown.enabled)
        return true;
    if (now.defaultValue && shown.defaultValue && now.defaultValue != shown.defaultValue)
        return true;
    const auto rolloutNow = rolloutOf(now);
    const auto rolloutShown = rolloutOf(shown);
    if (rolloutNow && rolloutShown && rolloutNow != rolloutShown)
        return true;
    return now.updatedAt && shown.updatedAt && now.updatedAt != shown.updatedAt;
}

bool isOlder(const Flag &reading, const Flag &reference)
{
    if (reading.version && reference.version)
        return *reading.version < *reference.version;
    return reading.updatedAt && reference.updatedAt && *reading.updatedAt < *reference.updatedAt;
}

bool isUntouched(const Flag &now, const CommandView &command, bool mayHaveChanged)
{
    if (!command.before)
        return false;
    const Flag &before = *command.before;
    const FlagPatch &patch = command.order.wanted;
    if (patch.enabled && now.enabled != before.enabled)
        return false;
    if (patch.defaultValue && before.defaultValue && now.defaultValue != before.defaultValue)
        return false;
    if (patch.rollout && rolloutOf(now) != command.rolloutBefore)
        return false;
    if (!now.updatedAt)
        return !mayHaveChanged;
    return !before.updatedAt || now.updatedAt == before.updatedAt;
}

} // namespace signalbox
