// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/flagservice.h"

#include "server/security/random.h"
#include "server/service/validation.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype saltBytes = 9;

ChangeLog::Subject flagSubject(const QString &projectId, const FlagRecord &flag)
{
    return {u"flag"_s, flag.id, projectId, flag.environmentId};
}

ChangeLog::Subject ruleSubject(const QString &projectId, const FlagRecord &flag, const RuleRecord &rule)
{
    return {u"rule"_s, rule.id, projectId, flag.environmentId};
}

/// Rules that do not ask who the user is are what FlagDash calls the rollout.
QString aspectOf(const RuleRecord &rule)
{
    return rule.type == u"attribute" ? QString() : changeaspect::rollout();
}

Outcome<void> mayEvaluate(const KeyCaller &caller)
{
    if (caller.scope == u"server" || caller.scope == u"sdk")
        return {};
    return refuse(RefusalKind::Forbidden, u"this key's scope does not allow evaluation"_s);
}

Outcome<void> checkFlag(const FlagRecord &flag)
{
    return checkName(u"name"_s, flag.name)
        .and_then([&] { return checkDescription(flag.description); })
        .and_then([&] { return checkValue(u"default_value"_s, flag.defaultValue); });
}

} // namespace

FlagService::FlagService(Database &database, ChangeLog &changes)
    : m_database(database), m_changes(changes), m_projects(database), m_flags(database), m_evaluated(database)
{}

// --- what belongs to the caller -------------------------------------------------------------------------

Outcome<void> FlagService::ownedProject(const Caller &caller, const QString &projectId)
{
    const auto project = m_projects.project(caller.organizationId, projectId);
    if (!project)
        return passOn(project);
    if (!*project)
        return refuse(RefusalKind::NotFound, u"project not found"_s);
    return {};
}

Outcome<FlagRecord> FlagService::ownedFlag(const Caller &caller, const QString &projectId, const QString &id)
{
    const auto flag = ownedProject(caller, projectId).and_then([&] { return m_flags.flag(projectId, id); });
    if (!flag)
        return passOn(flag);
    if (!*flag)
        return refuse(RefusalKind::NotFound, u"flag not found"_s);
    return **flag;
}

Outcome<FlagService::RuleInFlag> FlagService::ownedRule(const Caller &caller, const QString &projectId,
                                                        const QString &id)
{
    const auto rule = ownedProject(caller, projectId).and_then([&] { return m_flags.rule(projectId, id); });
    if (!rule)
        return passOn(rule);
    if (!*rule)
        return refuse(RefusalKind::NotFound, u"rule not found"_s);
    const auto flag = ownedFlag(caller, projectId, (*rule)->flagId);
    if (!flag)
        return passOn(flag);
    return RuleInFlag{**rule, *flag};
}

// --- flags ----------------------------------------------------------------------------------------------

Outcome<QVector<FlagRecord>> FlagService::flags(const Caller &caller, const QString &projectId)
{
    return require(caller, Permission::FlagsRead)
        .and_then([&] { return ownedProject(caller, projectId); })
        .and_then([&] { return m_flags.flagsOfProject(projectId); });
}

Outcome<FlagWithRules> FlagService::flag(const Caller &caller, const QString &projectId, const QString &id)
{
    return require(caller, Permission::FlagsRead)
        .and_then([&] { return ownedFlag(caller, projectId, id); })
        .and_then([&](const FlagRecord &flag) { return m_flags.withRules(flag); });
}

Outcome<FlagRecord> FlagService::createFlag(const Caller &caller, const QString &projectId,
                                            const NewFlag &wanted)
{
    FlagRecord flag;
    flag.id = newId();
    flag.environmentId = wanted.environmentId;
    flag.key = wanted.key;
    flag.name = wanted.name;
    flag.description = wanted.description;
    flag.enabled = wanted.enabled;
    flag.defaultValue = wanted.defaultValue;
    flag.salt = randomText(saltBytes);
    flag.createdAt = flag.updatedAt = m_changes.now();
    const auto good = require(caller, Permission::FlagsWrite)
                          .and_then([&] { return checkKey(u"key"_s, flag.key); })
                          .and_then([&] { return checkFlag(flag); });
    if (!good)
        return passOn(good);

    Transaction transaction(m_database);
    const auto environment = ownedProject(caller, projectId).and_then([&] {
        return m_projects.environment(projectId, flag.environmentId);
    });
    if (!environment)
        return passOn(environment);
    if (!*environment)
        return refuse(RefusalKind::NotFound, u"environment not found"_s);
    const auto taken = m_flags.flagByKey(flag.environmentId, flag.key);
    if (!taken)
        return passOn(taken);
    if (*taken)
        return refuse(RefusalKind::Conflict, u"a flag with this key exists already in this environment"_s);
    const auto done =
        m_flags.insert(flag)
            .and_then([&] {
                return m_changes.record(caller, u"create"_s, flagSubject(projectId, flag), {},
                                        auditObject(flag));
            })
            .and_then(
                [&] { return m_changes.announce(caller, u"flag.created"_s, flag.environmentId, flag.key); })
            .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    return flag;
}

Outcome<FlagRecord> FlagService::editFlag(const Caller &caller, const QString &projectId, const QString &id,
                                          const FlagEdit &edit)
{
    const auto allowed = require(caller, Permission::FlagsWrite);
    if (!allowed)
        return passOn(allowed);
    Transaction transaction(m_database);
    const auto found = ownedFlag(caller, projectId, id);
    if (!found)
        return found;
    FlagRecord flag = *found;
    flag.name = edit.name.value_or(flag.name);
    flag.description = edit.description.value_or(flag.description);
    flag.enabled = edit.enabled.value_or(flag.enabled);
    flag.defaultValue = edit.defaultValue.value_or(flag.defaultValue);
    flag.updatedAt = m_changes.timeAfter(flag.updatedAt);
    const auto done = checkFlag(flag)
                          .and_then([&] { return m_flags.update(flag); })
                          .and_then([&] {
                              return m_changes.record(caller, u"update"_s, flagSubject(projectId, flag),
                                                      auditObject(*found), auditObject(flag));
                          })
                          .and_then([&] {
                              return m_changes.announce(
                                  caller, u"flag.updated"_s, flag.environmentId, flag.key,
                                  flag.enabled == found->enabled ? QString() : changeaspect::toggled());
                          })
                          .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    return flag;
}

Outcome<void> FlagService::removeFlag(const Caller &caller, const QString &projectId, const QString &id)
{
    const auto allowed = require(caller, Permission::FlagsDelete);
    if (!allowed)
        return allowed;
    Transaction transaction(m_database);
    const auto flag = ownedFlag(caller, projectId, id);
    if (!flag)
        return passOn(flag);
    return m_flags.removeFlag(id)
        .and_then([&] {
            return m_changes.record(caller, u"delete"_s, flagSubject(projectId, *flag), auditObject(*flag),
                                    {});
        })
        .and_then(
            [&] { return m_changes.announce(caller, u"flag.deleted"_s, flag->environmentId, flag->key); })
        .and_then([&] { return m_changes.commit(transaction); });
}

// --- rules ----------------------------------------------------------------------------------------------

Outcome<RuleRecord> FlagService::createRule(const Caller &caller, const QString &projectId,
                                            const RuleRecord &wanted)
{
    const auto good = require(caller, Permission::RulesWrite).and_then([&] { return checkRule(wanted); });
    if (!good)
        return passOn(good);
    Transaction transaction(m_database);
    const auto flag = ownedFlag(caller, projectId, wanted.flagId);
    if (!flag)
        return passOn(flag);
    RuleRecord rule = wanted;
    rule.id = newId();
    rule.createdAt = rule.updatedAt = m_changes.now();
    const auto done =
        m_flags.insert(rule)
            .and_then([&] {
                return m_changes.record(caller, u"create"_s, ruleSubject(projectId, *flag, rule), {},
                                        auditObject(rule));
            })
            .and_then([&] {
                return m_changes.announce(caller, u"rule.created"_s, flag->environmentId, flag->key,
                                          aspectOf(rule));
            })
            .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    return rule;
}

Outcome<RuleRecord> FlagService::editRule(const Caller &caller, const QString &projectId, const QString &id,
                                          const RuleEdit &edit)
{
    const auto allowed = require(caller, Permission::RulesWrite);
    if (!allowed)
        return passOn(allowed);
    Transaction transaction(m_database);
    const auto found = ownedRule(caller, projectId, id);
    if (!found)
        return passOn(found);
    RuleRecord rule = found->rule;
    rule.priority = edit.priority.value_or(rule.priority);
    rule.attribute = edit.attribute.value_or(rule.attribute);
    rule.comparison = edit.comparison.value_or(rule.comparison);
    rule.operandJson = edit.operandJson.value_or(rule.operandJson);
    rule.percentage = edit.percentage.value_or(rule.percentage);
    rule.bucketBy = edit.bucketBy.value_or(rule.bucketBy);
    rule.value = edit.value.value_or(rule.value);
    rule.active = edit.active.value_or(rule.active);
    rule.updatedAt = m_changes.timeAfter(rule.updatedAt);
    const FlagRecord &flag = found->flag;
    const auto done = checkRule(rule)
                          .and_then([&] { return m_flags.update(rule); })
                          .and_then([&] {
                              return m_changes.record(caller, u"update"_s, ruleSubject(projectId, flag, rule),
                                                      auditObject(found->rule), auditObject(rule));
                          })
                          .and_then([&] {
                              return m_changes.announce(caller, u"rule.updated"_s, flag.environmentId,
                                                        flag.key, aspectOf(rule));
                          })
                          .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    return rule;
}

Outcome<void> FlagService::removeRule(const Caller &caller, const QString &projectId, const QString &id)
{
    const auto allowed = require(caller, Permission::RulesDelete);
    if (!allowed)
        return allowed;
    Transaction transaction(m_database);
    const auto found = ownedRule(caller, projectId, id);
    if (!found)
        return passOn(found);
    return m_flags.removeRule(id)
        .and_then([&] {
            return m_changes.record(caller, u"delete"_s, ruleSubject(projectId, found->flag, found->rule),
                                    auditObject(found->rule), {});
        })
        .and_then([&] {
            return m_changes.announce(caller, u"rule.deleted"_s, found->flag.environmentId, found->flag.key,
                                      aspectOf(found->rule));
        })
        .and_then([&] { return m_changes.commit(transaction); });
}

// --- evaluation -----------------------------------------------------------------------------------------

Outcome<EvaluationAnswer> FlagService::evaluateFlag(const KeyCaller &caller, const QString &flagKey,
                                                    const QString &environmentKey,
                                                    const EvaluationContext &context)
{
    if (const auto allowed = mayEvaluate(caller); !allowed)
        return passOn(allowed);
    if (environmentKey != caller.environmentKey)
        return refuse(RefusalKind::Forbidden, u"this key belongs to another environment"_s, {},
                      u"evaluate.environment_forbidden"_s);
    return evaluateFlag(caller, flagKey, context);
}

Outcome<EvaluationAnswer> FlagService::evaluateFlag(const KeyCaller &caller, const QString &flagKey,
                                                    const EvaluationContext &context)
{
    if (const auto allowed = mayEvaluate(caller); !allowed)
        return passOn(allowed);
    const std::pair place(caller.environmentId, flagKey);
    if (const FlagWithRules *known = m_evaluated.find(place, m_changes.now())) {
        ++m_evaluations;
        return EvaluationAnswer{known->flag, evaluate(known->flag, known->rules, context)};
    }
    const auto flag = m_flags.flagByKey(caller.environmentId, flagKey);
    if (!flag)
        return passOn(flag);
    if (!*flag)
        return refuse(RefusalKind::NotFound, u"flag not found"_s, {}, u"evaluate.flag_not_found"_s);
    const auto rules = m_flags.rules((*flag)->id);
    if (!rules)
        return passOn(rules);
    m_evaluated.keep(place, {**flag, *rules});
    ++m_evaluations;
    return EvaluationAnswer{**flag, evaluate(**flag, *rules, context)};
}

Outcome<QVector<EvaluationAnswer>> FlagService::evaluateAll(const KeyCaller &caller,
                                                            const EvaluationContext &context)
{
    return mayEvaluate(caller)
        .and_then([&] { return m_flags.withRulesOfEnvironment(caller.environmentId); })
        .map([&](const QVector<FlagWithRules> &found) {
            QVector<EvaluationAnswer> answers;
            answers.reserve(found.size());
            for (const FlagWithRules &one : found)
                answers.append({one.flag, evaluate(one.flag, one.rules, context)});
            m_evaluations += quint64(answers.size());
            return answers;
        });
}

} // namespace signalbox
