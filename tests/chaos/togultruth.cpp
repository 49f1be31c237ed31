// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/togultruth.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

std::pair<QString, QString> placeOf(const FlagRef &flag)
{
    return {flag.key.text(), flag.environment.text()};
}

FlagRef refOf(const Flag &flag)
{
    return {flag.environment, flag.key};
}

bool isSameRecord(Flag a, Flag b)
{
    a.rules.reset();
    b.rules.reset();
    return a == b;
}

QJsonValue timeJson(const std::optional<WallTime> &time)
{
    return time ? QJsonValue(toDateTime(*time).toString(Qt::ISODateWithMs)) : QJsonValue(QJsonValue::Null);
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

WallTime TogulTruth::timeAfter(WallTime previous) const
{
    return std::max(m_clock.wallTime(), previous + std::chrono::milliseconds(1));
}

void TogulTruth::keep(const FlagRef &ref, const QByteArray &type, bool announced)
{
    const Flag *flag = find(ref);
    m_history[ref].push_back({m_clock.now(), flag ? std::optional(*flag) : std::nullopt});
    Change change;
    change.flag = ref;
    change.type = type;
    change.when = m_clock.wallTime();
    change.announced = announced;
    m_changes.push_back(change);
    if (announced && m_announce)
        m_announce(m_changes.size() - 1);
}

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
    flag.createdAt = m_clock.wallTime();
    flag.updatedAt = flag.createdAt;
    m_flags.insert_or_assign(placeOf(ref), flag);
    keep(ref, "flag.created", announced);
}

void TogulTruth::remove(const FlagRef &ref, bool announced)
{
    if (m_flags.erase(placeOf(ref)) > 0)
        keep(ref, "flag.deleted", announced);
}

void TogulTruth::edit(const FlagRef &ref, const FlagPatch &patch, bool announced)
{
    const auto found = m_flags.find(placeOf(ref));
    if (found == m_flags.end())
        return;
    found->second = patched(found->second, patch);
    found->second.updatedAt = timeAfter(*found->second.updatedAt);
    keep(ref, "flag.updated", announced);
}

void TogulTruth::rename(const FlagRef &ref, const QString &name)
{
    const auto found = m_flags.find(placeOf(ref));
    if (found == m_flags.end())
        return;
    found->second.name = name;
    found->second.updatedAt = timeAfter(*found->second.updatedAt);
    keep(ref, "flag.updated", true);
}

void TogulTruth::setRule(const FlagRef &ref, int percentage)
{
    const auto found = m_flags.find(placeOf(ref));
    if (found == m_flags.end())
        return;
    Flag &flag = found->second;
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
    keep(ref, type, true);
}

const Flag *TogulTruth::find(const FlagRef &flag) const
{
    const auto found = m_flags.find(placeOf(flag));
    return found == m_flags.end() ? nullptr : &found->second;
}

const Flag *TogulTruth::findById(const QString &id) const
{
    const auto found = std::find_if(m_flags.begin(), m_flags.end(),
                                    [&id](const auto &entry) { return entry.second.id.text() == id; });
    return found == m_flags.end() ? nullptr : &found->second;
}

std::vector<Flag> TogulTruth::flags() const
{
    std::vector<Flag> all;
    for (const auto &[place, flag] : m_flags)
        all.push_back(flag);
    return all;
}

std::vector<Flag> TogulTruth::flagsOf(const EnvironmentId &environment) const
{
    std::vector<Flag> all = flags();
    std::erase_if(all, [&environment](const Flag &flag) { return flag.environment != environment; });
    return all;
}

bool TogulTruth::everWas(const Flag &shown) const
{
    bool record = false;
    bool rules = !shown.rules;
    const auto compare = [&](const Flag &was) {
        record = record || isSameRecord(was, shown);
        rules = rules || was.rules == shown.rules;
    };
    const std::vector<State> states = m_history.value(refOf(shown));
    for (const State &state : states) {
        if (state.flag)
            compare(*state.flag);
    }
    const std::vector<Flag> said = m_said.value(refOf(shown));
    for (const Flag &flag : said)
        compare(flag);
    return record && rules;
}

void TogulTruth::noteSaid(const Flag &flag)
{
    m_said[refOf(flag)].push_back(flag);
}

bool TogulTruth::everSatisfied(const FlagRef &flag, const FlagPatch &patch, MonotonicTime from,
                               MonotonicTime until) const
{
    const std::vector<State> states = m_history.value(flag);
    for (std::size_t i = 0; i < states.size(); ++i) {
        const bool endsBefore = i + 1 < states.size() && states[i + 1].from < from;
        if (!endsBefore && states[i].from <= until && states[i].flag && satisfies(*states[i].flag, patch))
            return true;
    }
    return false;
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
