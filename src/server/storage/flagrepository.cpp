// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/flagrepository.h"

#include "server/storage/valuetext.h"
#include "server/storage/variationtext.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

void toNothing(int) {}

/// Read by flagFrom().
const QString &selectFlags()
{
    static const QString sql =
        u"SELECT f.id, f.environment_id, f.key, f.name, f.description, f.enabled, f.default_value, f.salt, "
        "f.created_at, f.updated_at, f.flag_type, f.tags, f.is_archived, f.variations FROM flags f "_s;
    return sql;
}

/// The same, of one project: the next condition follows "WHERE e.project_id = ?".
const QString &selectFlagsOfProject()
{
    static const QString sql =
        selectFlags() + u"JOIN environments e ON e.id = f.environment_id WHERE e.project_id = ? "_s;
    return sql;
}

/// Read by ruleFrom().
const QString &selectRules()
{
    static const QString sql =
        u"SELECT r.id, r.flag_id, r.priority, r.rule_type, r.attribute, r.operator, r.value_json, "
        "r.rollout_percentage, r.bucket_by, r.return_value, r.is_active, r.created_at, r.updated_at "
        "FROM rules r "_s;
    return sql;
}

const QString &selectRulesOfProject()
{
    static const QString sql = selectRules()
                               + u"JOIN flags f ON f.id = r.flag_id JOIN environments e ON "
                                 "e.id = f.environment_id WHERE e.project_id = ? "_s;
    return sql;
}

/// In the order they run.
const QString &inOrder()
{
    static const QString sql = u"ORDER BY r.flag_id, r.priority, r.created_at, r.id"_s;
    return sql;
}

FlagRecord flagFrom(const Row &row)
{
    return FlagRecord{row.text(0),
                      row.text(1),
                      row.text(2),
                      row.text(3),
                      row.maybeText(4),
                      row.yes(5),
                      valueFromJsonText(row.text(6)),
                      row.text(7),
                      row.time(8),
                      row.time(9),
                      row.text(10),
                      textsFromJsonText(row.text(11)),
                      row.yes(12),
                      variationsFromText(row.text(13))};
}

RuleRecord ruleFrom(const Row &row)
{
    RuleRecord rule;
    rule.id = row.text(0);
    rule.flagId = row.text(1);
    rule.priority = int(row.integer(2));
    rule.type = row.text(3);
    rule.attribute = row.maybeText(4);
    rule.comparison = row.maybeText(5);
    rule.operandJson = row.maybeText(6);
    if (row.maybeText(7))
        rule.percentage = int(row.integer(7));
    rule.bucketBy = row.text(8);
    rule.value = valueFromJsonText(row.text(9));
    rule.active = row.yes(10);
    rule.createdAt = row.time(11);
    rule.updatedAt = row.time(12);
    return rule;
}

QVector<FlagWithRules> joined(const QVector<FlagRecord> &flags, const QVector<RuleRecord> &rules)
{
    QHash<QString, QVector<RuleRecord>> ofFlag;
    for (const RuleRecord &rule : rules)
        ofFlag[rule.flagId].append(rule);
    QVector<FlagWithRules> all;
    all.reserve(flags.size());
    for (const FlagRecord &flag : flags)
        all.append({flag, ofFlag.value(flag.id)});
    return all;
}

} // namespace

Outcome<QVector<FlagRecord>> FlagRepository::flagsOfProject(const QString &projectId)
{
    static const QString sql = selectFlagsOfProject() + u"ORDER BY f.key, e.created_at, f.id"_s;
    return m_database.list(sql, flagFrom, projectId);
}

Outcome<QVector<FlagRecord>> FlagRepository::flagsOfEnvironment(const QString &environmentId)
{
    static const QString sql = selectFlags() + u"WHERE f.environment_id = ? ORDER BY f.key"_s;
    return m_database.list(sql, flagFrom, environmentId);
}

Outcome<std::optional<FlagRecord>> FlagRepository::flag(const QString &projectId, const QString &id)
{
    static const QString sql = selectFlagsOfProject() + u"AND f.id = ?"_s;
    return m_database.find(sql, flagFrom, projectId, id);
}

Outcome<std::optional<FlagRecord>> FlagRepository::flagByKey(const QString &environmentId, const QString &key)
{
    static const QString sql = selectFlags() + u"WHERE f.environment_id = ? AND f.key = ?"_s;
    return m_database.find(sql, flagFrom, environmentId, key);
}

Outcome<QVector<FlagRecord>> FlagRepository::flagsByKey(const QString &projectId, const QString &key)
{
    static const QString sql = selectFlagsOfProject() + u"AND f.key = ? ORDER BY e.created_at, e.id"_s;
    return m_database.list(sql, flagFrom, projectId, key);
}

Outcome<void> FlagRepository::insert(const FlagRecord &flag)
{
    return m_database
        .change(
            u"INSERT INTO flags (id, environment_id, key, name, description, enabled, default_value, salt, "
            "created_at, updated_at, flag_type, tags, is_archived, variations) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
            flag.id, flag.environmentId, flag.key, flag.name, flag.description, flag.enabled,
            jsonText(flag.defaultValue), flag.salt, flag.createdAt, flag.updatedAt, flag.type,
            jsonArrayText(flag.tags), flag.archived, variationsText(flag.variations))
        .map(toNothing);
}

Outcome<void> FlagRepository::update(const FlagRecord &flag)
{
    return m_database
        .change(
            u"UPDATE flags SET name = ?, description = ?, enabled = ?, default_value = ?, updated_at = ?, "
            "flag_type = ?, tags = ?, is_archived = ?, variations = ? WHERE id = ?"_s,
            flag.name, flag.description, flag.enabled, jsonText(flag.defaultValue), flag.updatedAt, flag.type,
            jsonArrayText(flag.tags), flag.archived, variationsText(flag.variations), flag.id)
        .map(toNothing);
}

Outcome<void> FlagRepository::removeFlag(const QString &id)
{
    return m_database.change(u"DELETE FROM flags WHERE id = ?"_s, id).map(toNothing);
}

Outcome<QVector<RuleRecord>> FlagRepository::rules(const QString &flagId)
{
    static const QString sql = selectRules() + u"WHERE r.flag_id = ? "_s + inOrder();
    return m_database.list(sql, ruleFrom, flagId);
}

Outcome<std::optional<RuleRecord>> FlagRepository::rule(const QString &projectId, const QString &id)
{
    static const QString sql = selectRulesOfProject() + u"AND r.id = ?"_s;
    return m_database.find(sql, ruleFrom, projectId, id);
}

Outcome<FlagWithRules> FlagRepository::withRules(const FlagRecord &flag)
{
    return rules(flag.id).map([&flag](const QVector<RuleRecord> &found) {
        return FlagWithRules{flag, found};
    });
}

Outcome<QVector<FlagWithRules>> FlagRepository::withRules(const QVector<FlagRecord> &flags)
{
    QVector<FlagWithRules> all;
    for (const FlagRecord &flag : flags) {
        const auto one = withRules(flag);
        if (!one)
            return passOn(one);
        all.append(*one);
    }
    return all;
}

Outcome<QVector<FlagWithRules>> FlagRepository::withRulesOfProject(const QString &projectId)
{
    static const QString sql = selectRulesOfProject() + inOrder();
    const auto flags = flagsOfProject(projectId);
    if (!flags)
        return passOn(flags);
    return m_database.list(sql, ruleFrom, projectId).map([&flags](const QVector<RuleRecord> &rules) {
        return joined(*flags, rules);
    });
}

Outcome<QVector<FlagWithRules>> FlagRepository::withRulesOfEnvironment(const QString &environmentId)
{
    static const QString sql =
        selectRules() + u"JOIN flags f ON f.id = r.flag_id WHERE f.environment_id = ? "_s + inOrder();
    const auto flags = flagsOfEnvironment(environmentId);
    if (!flags)
        return passOn(flags);
    return m_database.list(sql, ruleFrom, environmentId).map([&flags](const QVector<RuleRecord> &rules) {
        return joined(*flags, rules);
    });
}

Outcome<void> FlagRepository::insert(const RuleRecord &rule)
{
    return m_database
        .change(u"INSERT INTO rules (id, flag_id, priority, rule_type, attribute, operator, value_json, "
                "rollout_percentage, bucket_by, return_value, is_active, created_at, updated_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                rule.id, rule.flagId, rule.priority, rule.type, rule.attribute, rule.comparison,
                rule.operandJson, rule.percentage, rule.bucketBy, jsonText(rule.value), rule.active,
                rule.createdAt, rule.updatedAt)
        .map(toNothing);
}

Outcome<void> FlagRepository::update(const RuleRecord &rule)
{
    return m_database
        .change(u"UPDATE rules SET priority = ?, attribute = ?, operator = ?, value_json = ?, "
                "rollout_percentage = ?, bucket_by = ?, return_value = ?, is_active = ?, updated_at = ?, "
                "rule_type = ? WHERE id = ?"_s,
                rule.priority, rule.attribute, rule.comparison, rule.operandJson, rule.percentage,
                rule.bucketBy, jsonText(rule.value), rule.active, rule.updatedAt, rule.type, rule.id)
        .map(toNothing);
}

Outcome<void> FlagRepository::removeRule(const QString &id)
{
    return m_database.change(u"DELETE FROM rules WHERE id = ?"_s, id).map(toNothing);
}

} // namespace signalbox
