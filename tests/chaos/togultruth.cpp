// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/togultruth.h"

#include "chaos/imaginedjson.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

bool isSameRecord(Flag a, Flag b)
{
    a.rules.reset();
    b.rules.reset();
    return a == b;
}

QJsonValue valueJson(const FlagValue &value)
{
    if (const bool *yes = std::get_if<bool>(&value))
        return *yes;
    if (const QString *text = std::get_if<QString>(&value))
        return *text;
    return QJsonValue::Null;
}

} // namespace

void TogulTruth::create(const FlagRef &ref, bool announced)
{
    if (find(ref))
        return;
    Flag flag;
    flag.id = FlagId(u"f%1"_s.arg(++m_lastId));
    flag.environment = ref.environment;
    flag.key = ref.key;
    flag.name = ref.key.text();
    flag.enabled = m_lastId % 2 == 0;
    flag.defaultValue = false;
    flag.rules = QVector<Rule>();
    flag.createdAt = now();
    flag.updatedAt = flag.createdAt;
    put(flag, "flag.created", announced);
}

void TogulTruth::remove(const FlagRef &ref, bool announced)
{
    erase(ref, "flag.deleted", announced);
}

void TogulTruth::edit(const FlagRef &ref, const FlagPatch &patch, bool announced)
{
    const Flag *found = find(ref);
    if (!found)
        return;
    Flag flag = patched(*found, patch);
    flag.updatedAt = timeAfter(*flag.updatedAt);
    put(flag, "flag.updated", announced);
}

void TogulTruth::rename(const FlagRef &ref, const QString &name)
{
    const Flag *found = find(ref);
    if (!found)
        return;
    Flag flag = *found;
    flag.name = name;
    flag.updatedAt = timeAfter(*flag.updatedAt);
    put(flag, "flag.updated", true);
}

void TogulTruth::setRule(const FlagRef &ref, int percentage)
{
    const Flag *found = find(ref);
    if (!found)
        return;
    Flag flag = *found;
    const bool had = !flag.rules->isEmpty();
    if (!had && percentage < 0)
        return;
    QByteArray type = "rule.updated";
    if (percentage < 0) {
        flag.rules->clear();
        type = "rule.deleted";
    } else {
        if (!had) {
            Rule rule;
            rule.id = RuleId(u"r%1"_s.arg(++m_lastId));
            rule.priority = 1;
            rule.kind = RuleKind::Percentage;
            rule.bucketBy = u"user_id"_s;
            rule.value = true;
            flag.rules->append(rule);
            type = "rule.created";
        }
        flag.rules->first().percentage = percentage;
    }
    if (m_rulesTouchRecord)
        flag.updatedAt = timeAfter(*flag.updatedAt);
    put(flag, type, true);
}

bool TogulTruth::everWas(const Flag &read) const
{
    const bool record = ever(refOf(read), [&read](const Flag &was) { return isSameRecord(was, read); });
    return record && (!read.rules || ever(refOf(read), [&read](const Flag &was) {
               return was.rules == read.rules;
           }));
}

QJsonObject TogulTruth::toJson(const Flag &flag)
{
    return {{u"id"_s, flag.id.text()},
            {u"environment_id"_s, flag.environment.text()},
            {u"key"_s, flag.key.text()},
            {u"name"_s, flag.name},
            {u"description"_s, QJsonValue::Null},
            {u"enabled"_s, flag.enabled},
            {u"default_value"_s, valueJson(*flag.defaultValue)},
            {u"created_at"_s, timeJson(flag.createdAt)},
            {u"updated_at"_s, timeJson(flag.updatedAt)}};
}

QJsonObject TogulTruth::toJson(const Rule &rule)
{
    return {{u"id"_s, rule.id.text()},
            {u"priority"_s, rule.priority},
            {u"rule_type"_s, u"percentage"_s},
            {u"attribute"_s, QJsonValue::Null},
            {u"operator"_s, QJsonValue::Null},
            {u"value_json"_s, QJsonValue::Null},
            {u"rollout_percentage"_s, rule.percentage},
            {u"bucket_by"_s, rule.bucketBy},
            {u"return_value"_s, valueJson(rule.value)},
            {u"is_active"_s, rule.active}};
}

} // namespace signalbox
