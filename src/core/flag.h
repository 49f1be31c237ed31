// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flagvalue.h"
#include "core/ids.h"
#include "core/shared.h"
#include "core/time.h"

#include <QStringList>
#include <QVector>

#include <optional>

namespace signalbox {

enum class RuleKind { Boolean, Attribute, Percentage, Unknown };

/// One targeting rule as the server reports it. Rules run in ascending priority; the first match wins.
struct Rule
{
    RuleId id;
    int priority = 0;
    RuleKind kind = RuleKind::Unknown;
    QString attribute;    ///< context key, attribute rules only
    QString comparison;   ///< the vendor's operator word: eq, in, starts_with ...
    QStringList operands; ///< what the attribute is compared with, as text
    int percentage = 0;   ///< 0..100, percentage rules only
    QString bucketBy;     ///< context key that is hashed, percentage rules only
    FlagValue value;      ///< served on a match
    bool active = true;
    /// The flag's one share of all users that is not part of its targeting: what FlagPatch::rollout sets.
    bool isRollout = false;

    bool operator==(const Rule &) const = default;
};

/// What a config or an AI config is beside its value.
struct ConfigFacts
{
    QString type;           ///< the vendor's word: boolean, string, number, json; agent, skill, rule
    QString folder;         ///< of an AI config; empty: none
    bool inherited = false; ///< the environment has no value of its own: it serves the project's default
    std::optional<FlagValue> projectDefault; ///< of a config, where the vendor says it

    bool operator==(const ConfigFacts &) const = default;
};

/// A change that the server will make by itself.
struct Schedule
{
    QString id;
    QString action; ///< the vendor's word: enable, disable ...
    WallTime at;
    QString status; ///< the vendor's word: pending

    bool operator==(const Schedule &) const = default;
};

/// One flag, config or AI config in one environment as it was reported. Never holds a wish.
struct Flag
{
    FlagId id;
    EnvironmentId environment;
    FlagKey key;
    QString name;
    QString description;
    bool enabled = false; ///< a config or an AI config: it is active
    /// Absent where the vendor does not say. A config: the value that the environment serves, which is the
    /// project's default where it has none of its own. An AI config: its content, as text.
    std::optional<FlagValue> defaultValue;
    std::optional<QVector<Rule>> rules; ///< absent until they were read; empty when there are none
    std::optional<WallTime> createdAt;
    std::optional<WallTime> updatedAt;
    QString updatedBy;                               ///< empty where the vendor does not say
    std::optional<qint64> version;                   ///< absent where the vendor has none
    Shared<ConfigFacts> config = {};                 ///< of configs and AI configs only
    std::optional<QVector<Schedule>> schedules = {}; ///< those still open, the next first; absent: not read

    [[nodiscard]] FlagKind kind() const { return key.kind(); }

    bool operator==(const Flag &) const = default;
};

/// Names one flag record; what a row, a menu or a command captures instead of a row number.
struct FlagRef
{
    EnvironmentId environment;
    FlagKey key; ///< says of which kind it is

    [[nodiscard]] FlagKind kind() const { return key.kind(); }

    bool operator==(const FlagRef &) const = default;
};

[[nodiscard]] inline size_t qHash(const FlagRef &ref, size_t seed = 0)
{
    return qHashMulti(seed, ref.environment, ref.key);
}

/// An absolute change: what is absent stays as it is.
struct FlagPatch
{
    std::optional<bool> enabled;
    std::optional<FlagValue> defaultValue;
    std::optional<int> rollout = {}; ///< percentage of all users, 0..100

    bool operator==(const FlagPatch &) const = default;
};

/// How far @p flag is rolled out while it is on, in percent. Absent where nobody said, and for vendors that
/// have percentages in rules only.
[[nodiscard]] std::optional<int> rolloutOf(const Flag &flag);

/// True when @p flag already is what @p patch asks for.
[[nodiscard]] bool satisfies(const Flag &flag, const FlagPatch &patch);

/// What @p flag would be after @p patch; used for effect sentences only, never shown as a state.
[[nodiscard]] Flag patched(Flag flag, const FlagPatch &patch);

/// The patch that would take @p flag back to what it is now, for the fields that @p patch touches.
[[nodiscard]] FlagPatch inverse(const FlagPatch &patch, const Flag &flag);

/// What differs between two readings of one flag. Absent members did not change.
struct FlagDelta
{
    template <typename T>
    struct Change
    {
        T before;
        T after;
        bool operator==(const Change &) const = default;
    };

    std::optional<Change<bool>> enabled;
    std::optional<Change<FlagValue>> defaultValue;
    std::optional<Change<QString>> name;
    bool description = false;
    std::optional<Change<QVector<Rule>>> rules; ///< only when both readings held rules

    [[nodiscard]] bool isEmpty() const;
    bool operator==(const FlagDelta &) const = default;
};

/// The next schedule of @p flag that moves its switch. Null where there is none, or none is known.
[[nodiscard]] const Schedule *nextSwitch(const Flag &flag);
/// Where @p schedule puts the switch; absent for an action that we do not know.
[[nodiscard]] std::optional<bool> switchOf(const Schedule &schedule);

[[nodiscard]] FlagDelta deltaBetween(const Flag &before, const Flag &after);

/// One flag that is not what it was before a gap. An absent side means created or deleted meanwhile.
struct FlagDifference
{
    FlagKey key;
    std::optional<Flag> before;
    std::optional<Flag> after;

    bool operator==(const FlagDifference &) const = default;
};

QDebug operator<<(QDebug debug, const Flag &flag);
QDebug operator<<(QDebug debug, const FlagPatch &patch);

} // namespace signalbox
