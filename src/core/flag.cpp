// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/flag.h"

namespace signalbox {

bool satisfies(const Flag &flag, const FlagPatch &patch)
{
    if (patch.enabled && flag.enabled != *patch.enabled)
        return false;
    return !patch.defaultValue || flag.defaultValue == patch.defaultValue;
}

Flag patched(Flag flag, const FlagPatch &patch)
{
    if (patch.enabled)
        flag.enabled = *patch.enabled;
    if (patch.defaultValue)
        flag.defaultValue = patch.defaultValue;
    return flag;
}

FlagPatch inverse(const FlagPatch &patch, const Flag &flag)
{
    FlagPatch back;
    if (patch.enabled)
        back.enabled = flag.enabled;
    if (patch.defaultValue)
        back.defaultValue = flag.defaultValue;
    return back;
}

bool FlagDelta::isEmpty() const
{
    // Member by member: comparing with an empty delta makes GCC 12 warn of uninitialised strings at -O1.
    return !enabled && !defaultValue && !name && !description && !rules;
}

FlagDelta deltaBetween(const Flag &before, const Flag &after)
{
    FlagDelta delta;
    if (before.enabled != after.enabled)
        delta.enabled = {before.enabled, after.enabled};
    if (before.defaultValue && after.defaultValue && before.defaultValue != after.defaultValue)
        delta.defaultValue = {*before.defaultValue, *after.defaultValue};
    if (before.name != after.name)
        delta.name = {before.name, after.name};
    delta.description = before.description != after.description;
    if (before.rules && after.rules && before.rules != after.rules)
        delta.rules = {*before.rules, *after.rules};
    return delta;
}

QDebug operator<<(QDebug debug, const Flag &flag)
{
    QDebugStateSaver saver(debug);
    debug.nospace() << "Flag(" << flag.key << ", " << (flag.enabled ? "on" : "off") << ", default "
                    << (flag.defaultValue ? displayText(*flag.defaultValue) : QStringLiteral("unknown"))
                    << ", rules " << (flag.rules ? flag.rules->size() : -1) << ')';
    return debug;
}

QDebug operator<<(QDebug debug, const FlagPatch &patch)
{
    QDebugStateSaver saver(debug);
    debug.nospace() << "FlagPatch(";
    if (patch.enabled)
        debug << (*patch.enabled ? "on" : "off");
    if (patch.defaultValue)
        debug << " default " << displayText(*patch.defaultValue);
    debug << ')';
    return debug;
}

} // namespace signalbox
