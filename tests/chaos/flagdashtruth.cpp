// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/flagdashtruth.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Rule shareOf(int percentage)
{
    Rule share;
    share.id = RuleId(u"rollout"_s);
    share.priority = 1;
    share.kind = RuleKind::Percentage;
    share.percentage = percentage;
    share.value = true;
    share.isRollout = true;
    return share;
}

Rule ruleFor(const QString &country, int number)
{
    Rule rule;
    rule.id = RuleId(u"rl_%1"_s.arg(number));
    rule.priority = 1;
    rule.kind = RuleKind::Attribute;
    rule.attribute = u"country"_s;
    rule.comparison = u"in"_s;
    rule.operands = {country};
    rule.value = true;
    return rule;
}

QByteArray word(FlagKind kind, const QByteArray &what)
{
    switch (kind) {
    case FlagKind::Flag: return "flag." + what;
    case FlagKind::Config: return "config." + what;
    case FlagKind::AiConfig: break;
    }
    return "ai_config." + what;
}

/// What a record is in all environments alike.
Flag withoutState(Flag flag)
{
    flag.enabled = false;
    flag.defaultValue.reset();
    flag.rules.reset();
    if (flag.config) {
        ConfigFacts facts = *flag.config;
        facts.inherited = false;
        flag.config = Shared(std::move(facts));
    }
    return flag;
}

QVector<Rule> targetingOf(const Flag &flag)
{
    QVector<Rule> rules = flag.rules.value_or(QVector<Rule>());
    rules.removeIf([](const Rule &rule) { return rule.isRollout; });
    return rules;
}

} // namespace

QString FlagDashTruth::configType(const FlagKey &config)
{
    static const std::array words{u"string"_s, u"number"_s, u"json"_s};
    return words.at(std::size_t(config.text().back().digitValue()) % words.size());
}

FlagValue FlagDashTruth::configValue(const FlagKey &config, int number)
{
    const QString type = configType(config);
    if (type == u"string")
        return u"value %1"_s.arg(number);
    if (type == u"number")
        return number * 1.5;
    return JsonText{u"{\"limit\":%1}"_s.arg(number)};
}

QString FlagDashTruth::content(int number)
{
    return u"# Prompt %1\nBe brief.\n"_s.arg(number);
}

void FlagDashTruth::create(const FlagKey &key, bool announced)
{
    if (!statesOf(key).empty())
        return;
    Flag flag;
    flag.id = FlagId(u"def_%1"_s.arg(++m_lastId));
    flag.key = key;
    flag.name = key.text();
    flag.createdAt = now();
    if (key.kind() == FlagKind::Flag) {
        flag.enabled = m_lastId % 2 == 0;
        flag.defaultValue = false;
        flag.rules = QVector<Rule>{shareOf(m_lastId % 3 == 0 ? 25 : 100)};
    } else {
        flag.enabled = true;
        flag.rules = QVector<Rule>();
        const FlagValue standard = configValue(key, 0);
        flag.config = Shared(ConfigFacts{configType(key), {}, true, standard});
        flag.defaultValue = standard;
    }
    for (const EnvironmentId &environment : {shown(), other()}) {
        flag.environment = environment;
        put(flag, word(key.kind(), "created"), announced);
    }
}

void FlagDashTruth::createFile(const FlagRef &file, bool announced)
{
    if (find(file))
        return;
    Flag flag;
    flag.id = FlagId(u"aic_%1"_s.arg(++m_lastId));
    flag.environment = file.environment;
    flag.key = file.key;
    flag.name = file.key.text();
    flag.enabled = true;
    flag.defaultValue = content(0);
    flag.rules = QVector<Rule>();
    flag.createdAt = now();
    flag.updatedAt = flag.createdAt;
    flag.config = Shared(ConfigFacts{u"agent"_s, u"prompts"_s, false, std::nullopt});
    put(flag, "ai_config.created", announced);
}

void FlagDashTruth::remove(const FlagKey &key)
{
    m_archived.erase(key);
    for (const EnvironmentId &environment : {shown(), other()})
        erase({environment, key}, word(key.kind(), "deleted"), true);
}

void FlagDashTruth::removeFile(const FlagRef &file)
{
    erase(file, "ai_config.deleted", true);
}

void FlagDashTruth::archive(const FlagKey &key)
{
    if (isArchived(key))
        return;
    m_archived[key] = statesOf(key);
    for (const EnvironmentId &environment : {shown(), other()})
        erase({environment, key}, word(key.kind(), "updated"), true);
}

void FlagDashTruth::restore(const FlagKey &key)
{
    const auto found = m_archived.extract(key);
    if (!found)
        return;
    for (const Flag &flag : found.mapped())
        put(flag, word(key.kind(), "updated"), true);
}

void FlagDashTruth::flip(const FlagRef &ref, bool announced)
{
    const Flag *found = find(ref);
    if (!found)
        return;
    if (ref.kind() == FlagKind::AiConfig) {
        editFile(ref, {.enabled = !found->enabled, .defaultValue = {}}, announced);
        return;
    }
    Flag flag = *found;
    flag.enabled = !flag.enabled;
    put(flag, word(ref.kind(), "toggled"), announced);
}

void FlagDashTruth::setRollout(const FlagRef &ref, int percentage, bool announced)
{
    if (const Flag *found = find(ref))
        put(patched(*found, {.enabled = {}, .defaultValue = {}, .rollout = percentage}),
            "flag.rollout_updated", announced);
}

void FlagDashTruth::setTargeting(const FlagRef &ref, const QString &country)
{
    const Flag *found = find(ref);
    if (!found)
        return;
    Flag flag = *found;
    Rule share = flag.rules->last();
    flag.rules->clear();
    if (!country.isEmpty())
        flag.rules->append(ruleFor(country, ++m_lastId));
    share.priority = int(flag.rules->size()) + 1;
    flag.rules->append(share);
    put(flag, "flag.rules_updated", true);
}

void FlagDashTruth::setValue(const FlagRef &ref, const std::optional<FlagValue> &value, bool announced)
{
    const Flag *found = find(ref);
    if (!found)
        return;
    Flag config = *found;
    ConfigFacts facts = *config.config;
    facts.inherited = !value;
    config.defaultValue = value ? *value : *facts.projectDefault;
    config.config = Shared(std::move(facts));
    put(config, "config.value_updated", announced);
}

void FlagDashTruth::setProjectDefault(const FlagKey &key, const FlagValue &value)
{
    forEachState(key, "config.updated", [&value](Flag &config) {
        ConfigFacts facts = *config.config;
        facts.projectDefault = value;
        if (facts.inherited)
            config.defaultValue = value;
        config.config = Shared(std::move(facts));
    });
}

void FlagDashTruth::editFile(const FlagRef &ref, const FlagPatch &patch, bool announced)
{
    const Flag *found = find(ref);
    if (!found)
        return;
    Flag file = patched(*found, patch);
    file.updatedAt = timeAfter(*file.updatedAt);
    put(file, "ai_config.updated", announced);
}

void FlagDashTruth::rename(const FlagKey &key, const QString &name)
{
    forEachState(key, word(key.kind(), "updated"), [&name](Flag &flag) { flag.name = name; });
}

void FlagDashTruth::forEachState(const FlagKey &key, const QByteArray &type,
                                 const std::function<void(Flag &)> &edit)
{
    for (const EnvironmentId &environment : {shown(), other()}) {
        const Flag *found = find({environment, key});
        if (!found)
            continue;
        Flag flag = *found;
        edit(flag);
        put(flag, type, true);
    }
}

std::vector<Flag> FlagDashTruth::statesOf(const FlagKey &key) const
{
    if (const auto aside = m_archived.find(key); aside != m_archived.end())
        return aside->second;
    std::vector<Flag> states;
    for (const EnvironmentId &environment : {shown(), other()}) {
        if (const Flag *flag = find({environment, key}))
            states.push_back(*flag);
    }
    return states;
}

bool FlagDashTruth::isArchived(const FlagKey &key) const
{
    return m_archived.contains(key);
}

std::vector<FlagKey> FlagDashTruth::definitions(FlagKind kind) const
{
    std::vector<FlagKey> keys;
    const std::vector<Flag> present = flagsOf(shown());
    for (const Flag &flag : present)
        keys.push_back(flag.key);
    for (const auto &[key, states] : m_archived)
        keys.push_back(key);
    std::erase_if(keys, [kind](const FlagKey &key) { return key.kind() != kind; });
    std::sort(keys.begin(), keys.end());
    return keys;
}

bool FlagDashTruth::everWas(const Flag &read) const
{
    return ever(refOf(read), [&read](const Flag &was) { return was == read; });
}

bool FlagDashTruth::everWasInParts(const Flag &answered) const
{
    if (answered.kind() == FlagKind::AiConfig)
        return everWas(answered);
    const FlagRef ref = refOf(answered);
    const bool definition =
        ever(ref, [&](const Flag &was) { return withoutState(was) == withoutState(answered); });
    const bool isOn = ever(ref, [&](const Flag &was) { return was.enabled == answered.enabled; });
    const bool value = ever(ref, [&](const Flag &was) { return was.defaultValue == answered.defaultValue; });
    const bool rollout = ever(ref, [&](const Flag &was) { return rolloutOf(was) == rolloutOf(answered); });
    const bool rules = ever(ref, [&](const Flag &was) { return targetingOf(was) == targetingOf(answered); });
    return definition && isOn && value && rollout && rules;
}

} // namespace signalbox
