// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/records.h"

#include <QHash>
#include <QVector>

namespace signalbox {

/// What a program says about the user it asks for.
using EvaluationContext = QHash<QString, QString>;

enum class EvaluationReason { Disabled, RuleMatch, Default };

struct Evaluation
{
    FlagValue value;
    EvaluationReason reason = EvaluationReason::Default;

    bool operator==(const Evaluation &) const = default;
};

/// Disabled: rules are skipped, the default is served. Enabled: the first active rule that matches, in
/// ascending priority (ties in the given order); none: the default. An attribute the context does not have
/// matches no rule, neq and not_in included: nothing is known about such a user. @p rules need not be sorted.
[[nodiscard]] Evaluation evaluate(const FlagRecord &flag, const QVector<RuleRecord> &rules,
                                  const EvaluationContext &context);

/// 0..99, the same for the same flag and user on every server and forever: SHA-256 of the salt, a colon and
/// the value; its first eight bytes, big-endian, modulo 100.
[[nodiscard]] int bucketOf(const QString &salt, const QString &bucketValue);

/// Why somebody gets what he gets of a flag that is on. Points into what was asked about.
struct Decision
{
    const RuleRecord *rule = nullptr;           ///< null: the default is served
    const VariationRecord *variation = nullptr; ///< null: the rule's own value is served

    [[nodiscard]] const FlagValue &value(const FlagRecord &flag) const
    {
        return variation ? variation->value : rule ? rule->value : flag.defaultValue;
    }
};

/// Of a flag with variations, who is in the rollout (its first active rule that asks nothing) gets one of
/// them, the same always: by weight, from another bucket than the rollout's. Who says nothing to divide by
/// gets the rollout's own value.
[[nodiscard]] Decision decide(const FlagRecord &flag, const QVector<RuleRecord> &rules,
                              const EvaluationContext &context);

/// boolean, string, number or json.
[[nodiscard]] QString typeName(const FlagValue &value);
/// What is stored as the flag's type, or the type of its default.
[[nodiscard]] QString effectiveType(const FlagRecord &flag);

} // namespace signalbox
