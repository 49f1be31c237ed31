// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/targeting.h"

#include "server/security/random.h"
#include "server/service/evaluation.h"

using namespace Qt::StringLiterals;

namespace signalbox {

int Targeting::percentage() const
{
    if (!rollout)
        return 0;
    return rollout->type == u"boolean" ? 100 : rollout->percentage.value_or(0);
}

Targeting targetingOf(const QVector<RuleRecord> &rules)
{
    Targeting targeting;
    for (const RuleRecord &rule : rules) {
        if (!rule.active || (targeting.rollout && targeting.rollout->type == u"boolean"))
            targeting.unsaid.append(rule);
        else if (targeting.rollout)
            targeting.after.append(rule);
        else if (rule.type == u"attribute")
            targeting.before.append(rule);
        else
            targeting.rollout = rule;
    }
    return targeting;
}

void makeRollout(RuleRecord &rule, int percentage)
{
    if (percentage == 100) {
        rule.type = u"boolean"_s;
        rule.percentage.reset();
    } else {
        rule.type = u"percentage"_s;
        rule.percentage = percentage;
    }
}

RuleRecord newRollout(const FlagRecord &flag, int percentage, WallTime now)
{
    RuleRecord rule;
    rule.id = newId();
    rule.flagId = flag.id;
    rule.priority = 10;
    rule.bucketBy = u"user_id"_s;
    rule.value = effectiveType(flag) == u"boolean" ? FlagValue(true) : flag.defaultValue;
    rule.createdAt = rule.updatedAt = now;
    makeRollout(rule, percentage);
    return rule;
}

} // namespace signalbox
