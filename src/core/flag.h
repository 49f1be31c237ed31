// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flagvalue.h"
#include "core/ids.h"
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

/// One flag in one environment as it was reported. Never holds a wish.
struct Flag
{
    FlagId id;
    EnvironmentId environment;
    FlagKey key;
    QString name;
    QString description;
    bool enabled = false;
    std::optional<FlagValue> defaultValue; ///< absent where the vendor does not say
    std::optional<QVector<Rule>> rules;    ///< absent until they were read; empty when there are none
    std::optional<WallTime> createdAt;
    std::optional<WallTime> updatedAt;
    QString updatedBy;             ///< empty where the vendor does not say
    std::optional<qint64> version; ///< absent where the vendor has none

    bool operator==(const Flag &) const = default;
};

/// Names one flag record; what a row, a menu or a command captures instead of a row number.
struct FlagRef
{
    EnvironmentId environment;
    FlagKey key;

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
