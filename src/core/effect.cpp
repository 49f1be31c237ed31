// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/effect.h"

#include <algorithm>

namespace signalbox {

namespace {

Effect everyone(const FlagValue &value)
{
    Effect effect;
    effect.kind = Effect::Kind::Everyone;
    effect.value = value;
    return effect;
}

/// Active rules in the order in which they run, cut after the first that always matches, each with its
/// 1-based position among all rules.
QVector<std::pair<int, Rule>> decidingRules(const QVector<Rule> &rules)
{
    QVector<Rule> ordered = rules;
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const Rule &a, const Rule &b) { return a.priority < b.priority; });
    QVector<std::pair<int, Rule>> deciding;
    int position = 0;
    for (const Rule &rule : std::as_const(ordered)) {
        ++position;
        if (!rule.active || (rule.kind == RuleKind::Percentage && rule.percentage <= 0))
            continue;
        deciding.append({position, rule});
        if (rule.kind == RuleKind::Boolean || (rule.kind == RuleKind::Percentage && rule.percentage >= 100))
            break;
    }
    return deciding;
}

bool alwaysMatches(const Rule &rule)
{
    return rule.kind == RuleKind::Boolean || (rule.kind == RuleKind::Percentage && rule.percentage >= 100);
}

} // namespace

Effect effectOf(const Flag &flag, bool enabled)
{
    if (!flag.defaultValue)
        return {};
    if (!enabled || flag.kind() != FlagKind::Flag) // a config has no rules: its value is what it serves
        return everyone(*flag.defaultValue);
    if (!flag.rules)
        return {};

    auto deciding = decidingRules(*flag.rules);
    FlagValue fallback = *flag.defaultValue;
    if (!deciding.isEmpty() && alwaysMatches(deciding.constLast().second)) {
        fallback = deciding.constLast().second.value;
        deciding.removeLast();
    }
    // Rules at the end that serve what follows them anyway decide nothing.
    while (!deciding.isEmpty() && deciding.constLast().second.value == fallback)
        deciding.removeLast();
    if (deciding.isEmpty())
        return everyone(fallback);

    Effect effect;
    effect.ruleCount = int(deciding.size());
    effect.other = fallback;
    if (deciding.size() == 1 && deciding.constFirst().second.kind == RuleKind::Percentage) {
        effect.kind = Effect::Kind::Share;
        effect.value = deciding.constFirst().second.value;
        effect.percentage = deciding.constFirst().second.percentage;
        effect.rulePosition = deciding.constFirst().second.isRollout ? 0 : deciding.constFirst().first;
        return effect;
    }
    effect.kind = Effect::Kind::Depends;
    return effect;
}

bool offServesTrue(const Flag &flag)
{
    return flag.kind() == FlagKind::Flag && flag.defaultValue && isBool(*flag.defaultValue, true);
}

} // namespace signalbox
