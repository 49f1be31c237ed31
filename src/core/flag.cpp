// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/flag.h"

#include <algorithm>

namespace signalbox {

std::optional<int> rolloutOf(const Flag &flag)
{
    if (!flag.rules)
        return std::nullopt;
    const auto rollout = std::find_if(flag.rules->cbegin(), flag.rules->cend(),
                                      [](const Rule &rule) { return rule.isRollout; });
    return rollout == flag.rules->cend() ? std::nullopt : std::optional(rollout->percentage);
}

bool satisfies(const Flag &flag, const FlagPatch &patch)
{
    if (patch.enabled && flag.enabled != *patch.enabled)
        return false;
    if (patch.defaultValue && flag.defaultValue != patch.defaultValue)
        return false;
    return !patch.rollout || rolloutOf(flag) == patch.rollout;
}

Flag patched(Flag flag, const FlagPatch &patch)
{
    if (patch.enabled)
        flag.enabled = *patch.enabled;
    if (patch.defaultValue) {
        flag.defaultValue = patch.defaultValue;
        if (flag.config && flag.config->inherited) {
            ConfigFacts facts = *flag.config;
            facts.inherited = false;
            flag.config = Shared(std::move(facts));
        }
    }
    if (patch.rollout && flag.rules) {
        for (Rule &rule : *flag.rules) {
            if (rule.isRollout)
                rule.percentage = *patch.rollout;
        }
    }
    return flag;
}

FlagPatch inverse(const FlagPatch &patch, const Flag &flag)
{
    FlagPatch back;
    if (patch.enabled)
        back.enabled = flag.enabled;
    if (patch.defaultValue)
        back.defaultValue = flag.defaultValue;
    if (patch.rollout)
        back.rollout = rolloutOf(flag);
    return back;
}

std::optional<bool> switchOf(const Schedule &schedule)
{
    if (schedule.action == u"enable")
        return true;
    if (schedule.action == u"disable")
        return false;
    return std::nullopt;
}

const Schedule *nextSwitch(const Flag &flag)
{
    if (!flag.schedules)
        return nullptr;
    const auto next = std::find_if(flag.schedules->cbegin(), flag.schedules->cend(),
                                   [](const Schedule &schedule) { return switchOf(schedule).has_value(); });
    return next == flag.schedules->cend() ? nullptr : &*next;
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
    if (patch.rollout)
        debug << " rollout " << *patch.rollout;
    debug << ')';
    return debug;
}

} // namespace signalbox
