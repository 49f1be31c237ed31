// SPDX-License-Identifier: GPL-3.0-or-later
// What ProjectFlagService changes about who gets which value: the rollout and the rules.
#include "server/security/random.h"
#include "server/service/projectflagservice.h"
#include "server/service/targeting.h"
#include "server/service/validation.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int priorityStep = 10; // room for a rule between, made through the other dialect
constexpr int mostPriority = std::numeric_limits<int>::max();

QJsonObject auditRules(const QVector<RuleRecord> &rules)
{
    QJsonArray array;
    for (const RuleRecord &rule : rules)
        array.append(auditObject(rule));
    return {{u"rules"_s, array}};
}

/// The store's complaint about one rule, in FlagDash's words.
Refusal aboutRule(qsizetype index, const Refusal &refusal)
{
    if (refusal.kind != RefusalKind::Invalid)
        return refusal;
    QString message = refusal.message;
    message.replace(u"value_json"_s, u"value"_s).replace(u"return_value"_s, u"flag_value"_s);
    return {RefusalKind::Invalid, u"rule %1: %2"_s.arg(index + 1).arg(message), u"rules"_s, {}};
}

Outcome<void> checkOne(const FlagRecord &flag, const RuleRecord &rule)
{
    return checkRule(rule).and_then(
        [&] { return checkType(u"flag_value"_s, effectiveType(flag), rule.value); });
}

const RuleRecord *withId(const QVector<RuleRecord> &rules, const QString &id)
{
    const auto found =
        std::find_if(rules.cbegin(), rules.cend(), [&id](const RuleRecord &rule) { return rule.id == id; });
    return id.isEmpty() || found == rules.cend() ? nullptr : &*found;
}

/// Only what stands behind the rollout already may ask nothing: in front of it, it would be the rollout.
Outcome<void> checkAll(const FlagRecord &flag, const Targeting &old, const QVector<RuleRecord> &wanted)
{
    QSet<QString> seen;
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        RuleRecord rule = wanted.at(i);
        rule.bucketBy = u"user_id"_s; // given by newOrder()
        if (rule.type != u"attribute" && !withId(old.after, rule.id))
            return tl::unexpected(aboutRule(
                i, {RefusalKind::Invalid,
                    u"this operator is taken only for a rule that stands behind the rollout already"_s,
                    {},
                    {}}));
        if (!rule.id.isEmpty() && seen.contains(rule.id))
            return tl::unexpected(aboutRule(i, {RefusalKind::Invalid, u"this id came before"_s, {}, {}}));
        seen.insert(rule.id);
        if (const auto good = checkOne(flag, rule); !good)
            return tl::unexpected(aboutRule(i, good.error()));
    }
    return {};
}

/// @p wanted laid out around what stays of @p old, with new priorities.
QVector<RuleRecord> newOrder(const FlagRecord &flag, const Targeting &old, const QVector<RuleRecord> &wanted,
                             WallTime now)
{
    QVector<RuleRecord> before;
    QVector<RuleRecord> after;
    for (RuleRecord rule : wanted) {
        const RuleRecord *later = withId(old.after, rule.id);
        const RuleRecord *known = later ? later : withId(old.before, rule.id);
        rule.id = known ? known->id : newId();
        rule.flagId = flag.id;
        rule.bucketBy = known ? known->bucketBy : u"user_id"_s;
        rule.createdAt = known ? known->createdAt : now;
        rule.updatedAt = now;
        (later ? after : before).append(rule);
    }
    QVector<RuleRecord> all = before;
    if (old.rollout)
        all.append(*old.rollout);
    all += after;
    all += old.unsaid;
    for (qsizetype i = 0; i < all.size(); ++i)
        all[i].priority = int(i + 1) * priorityStep;
    return all;
}

QVector<VariationRecord> withKnownIds(QVector<VariationRecord> wanted, const QVector<VariationRecord> &known)
{
    for (VariationRecord &one : wanted) {
        const auto same =
            std::find_if(known.cbegin(), known.cend(),
                         [&one](const VariationRecord &variation) { return variation.key == one.key; });
        one.id = same == known.cend() ? newId() : same->id;
    }
    return wanted;
}

Outcome<void> checkVariations(const FlagRecord &flag)
{
    const auto wrong = [](const QString &message) {
        return refuse(RefusalKind::Invalid, message, u"variations"_s);
    };
    if (flag.variations.size() > serverlimits::variations)
        return wrong(u"at most %1 variations are taken"_s.arg(serverlimits::variations));
    QSet<QString> seen;
    int weights = 0;
    for (const VariationRecord &one : flag.variations) {
        const QString which = u"variation %1: "_s.arg(seen.size() + 1);
        if (seen.contains(one.key))
            return wrong(which + u"this key came before"_s);
        seen.insert(one.key);
        if (one.weight < 0 || one.weight > 100)
            return wrong(which + u"weight must be from 0 to 100"_s);
        weights += one.weight;
        const auto good = checkKey(u"key"_s, one.key)
                              .and_then([&] { return checkName(u"name"_s, one.name); })
                              .and_then([&] { return checkType(u"value"_s, effectiveType(flag), one.value); })
                              .and_then([&] { return checkValue(u"value"_s, one.value); });
        if (!good)
            return wrong(which + good.error().message);
    }
    if (!seen.isEmpty() && weights != 100)
        return wrong(u"the weights must be 100 together"_s);
    return {};
}

} // namespace

Outcome<FlagWithRules> ProjectFlagService::setRollout(const Caller &caller, const FlagPlace &place,
                                                      int percentage)
{
    const auto allowed = require(caller, Permission::RulesWrite);
    if (!allowed)
        return passOn(allowed);
    if (percentage < 0 || percentage > 100)
        return refuse(RefusalKind::Invalid, u"rollout_percentage must be from 0 to 100"_s,
                      u"rollout_percentage"_s);
    Transaction transaction(m_database);
    auto found = reachFlag(caller, place);
    if (!found)
        return found;
    const std::optional<RuleRecord> before = targetingOf(found->rules).rollout;
    RuleRecord rule = before.value_or(newRollout(found->flag, percentage, m_changes.now()));
    makeRollout(rule, percentage);
    if (before)
        rule.updatedAt = m_changes.timeAfter(before->updatedAt);
    else if (!found->rules.isEmpty()) // behind all others
        rule.priority =
            std::min(found->rules.constLast().priority, mostPriority - priorityStep) + priorityStep;
    const auto sides = before ? std::optional(auditObject(*before)) : std::nullopt;
    const auto done =
        (before ? m_flags.update(rule) : m_flags.insert(rule))
            .and_then([&] {
                return m_changes.record(caller, before ? u"update"_s : u"create"_s,
                                        {u"rule"_s, rule.id, place.projectId, place.environmentId}, sides,
                                        auditObject(rule));
            })
            .and_then([&] {
                return m_changes.announce(caller, before ? u"rule.updated"_s : u"rule.created"_s,
                                          place.environmentId, place.key, changeaspect::rollout());
            })
            .and_then([&] { return m_flags.rules(found->flag.id); });
    if (!done)
        return passOn(done);
    found->rules = *done;
    if (const auto kept = m_changes.commit(transaction); !kept)
        return passOn(kept);
    return found;
}

Outcome<void> ProjectFlagService::replaceRules(const FlagWithRules &before, const QVector<RuleRecord> &after)
{
    Outcome<void> done;
    for (const RuleRecord &rule : before.rules)
        done = done.and_then([&] { return m_flags.removeRule(rule.id); });
    for (const RuleRecord &rule : after)
        done = done.and_then([&] { return m_flags.insert(rule); });
    return done;
}

Outcome<FlagWithRules> ProjectFlagService::setRules(const Caller &caller, const FlagPlace &place,
                                                    const QVector<RuleRecord> &wanted)
{
    const auto allowed = require(caller, Permission::RulesWrite);
    if (!allowed)
        return passOn(allowed);
    if (wanted.size() > serverlimits::rules)
        return refuse(RefusalKind::Invalid, u"at most %1 rules are taken"_s.arg(serverlimits::rules),
                      u"rules"_s);
    Transaction transaction(m_database);
    auto found = reachFlag(caller, place);
    if (!found)
        return found;
    const Targeting old = targetingOf(found->rules);
    const QVector<RuleRecord> rules = newOrder(found->flag, old, wanted, m_changes.now());
    const auto done =
        checkAll(found->flag, old, wanted)
            .and_then([&] { return replaceRules(*found, rules); })
            .and_then([&] {
                return m_changes.record(caller, u"update"_s,
                                        {u"flag"_s, found->flag.id, place.projectId, place.environmentId},
                                        auditRules(found->rules), auditRules(rules));
            })
            .and_then(
                [&] { return m_changes.announce(caller, u"rule.updated"_s, place.environmentId, place.key); })
            .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    found->rules = rules;
    return found;
}

Outcome<FlagWithRules> ProjectFlagService::setVariations(const Caller &caller, const FlagPlace &place,
                                                         const QVector<VariationRecord> &wanted)
{
    const auto allowed = require(caller, Permission::FlagsWrite);
    if (!allowed)
        return passOn(allowed);
    Transaction transaction(m_database);
    auto found = reachFlag(caller, place);
    if (!found)
        return found;
    const FlagRecord before = found->flag;
    found->flag.variations = withKnownIds(wanted, before.variations);
    found->flag.updatedAt = m_changes.timeAfter(before.updatedAt);
    const auto done =
        checkVariations(found->flag)
            .and_then([&] {
                return update(caller, place.projectId, before, found->flag, changeaspect::variations());
            })
            .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    return found;
}

} // namespace signalbox
