// SPDX-License-Identifier: GPL-3.0-or-later
// The practice shop, as Seeder puts it into the database: environments, flags, configs, and how they came
// about.
#include "server/security/random.h"
#include "server/seed/democonfigs.h"
#include "server/seed/demoflags.h"
#include "server/seed/seeder.h"
#include "server/service/auditjson.h"
#include "server/storage/aiconfigrepository.h"
#include "server/storage/changerepository.h"
#include "server/storage/configrepository.h"
#include "server/storage/flagrepository.h"
#include "server/storage/projectrepository.h"
#include "server/storage/schedulerepository.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

bool switchIn(const DemoFlag &flag, int environmentIndex)
{
    switch (environmentIndex) {
    case 0: return flag.production;
    case 1: return flag.staging;
    default: return flag.development;
    }
}

} // namespace

Outcome<void> Seeder::addShop()
{
    ProjectRepository projects(m_database);
    const WallTime opened = ago(std::chrono::hours(24 * 90));
    auto done = projects.insert(ProjectRecord{demoProjectId(), organizationId(), u"shop"_s, u"Shop"_s,
                                              u"The web shop and what runs behind it"_s, opened, opened});
    int index = 0;
    for (const DemoEnvironment &environment : demoEnvironments()) {
        const QString id = demoEnvironmentId(environment.key);
        const WallTime made = opened + std::chrono::minutes(index);
        done = done.and_then([&] {
                       return projects.insert(EnvironmentRecord{id, demoProjectId(), environment.key,
                                                                environment.name, std::nullopt, made, made});
                   })
                   .and_then([&] { return addFlags(id, index); })
                   .and_then([&] { return addAiFiles(id); });
        ++index;
    }
    return done.and_then([this] { return addConfigs(); })
        .and_then([this] { return addPlan(); })
        .and_then([this] { return addHistory(); });
}

Outcome<void> Seeder::addConfigs()
{
    ConfigRepository configs(m_database);
    Outcome<void> done;
    int number = 0;
    for (const DemoConfig &demo : demoConfigs()) {
        ++number;
        ConfigRecord config;
        config.id = stableId(u"config/"_s + demo.key);
        config.projectId = demoProjectId();
        config.key = demo.key;
        config.name = demo.name;
        if (!demo.description.isEmpty())
            config.description = demo.description;
        config.type = demo.type;
        config.defaultValue = demo.defaultValue;
        config.tags = demo.tags;
        config.createdAt = ago(std::chrono::hours(24 * (30 + number)));
        config.updatedAt = ago(std::chrono::hours(24 * number + 5));
        done = done.and_then([&] { return configs.insert(config); });
        for (const DemoEnvironment &environment : demoEnvironments()) {
            ConfigValueRecord value;
            value.id = stableId(u"config/"_s + environment.key + u'/' + demo.key);
            value.configId = config.id;
            value.environmentId = demoEnvironmentId(environment.key);
            if (demo.values.contains(environment.key))
                value.value = demo.values.value(environment.key);
            done = done.and_then([&] { return configs.insert(value); });
        }
    }
    return done;
}

Outcome<void> Seeder::addAiFiles(const QString &environmentId)
{
    AiConfigRepository files(m_database);
    Outcome<void> done;
    int number = 0;
    for (const DemoAiFile &demo : demoAiFiles()) {
        ++number;
        AiConfigRecord file;
        file.id = stableId(u"file/"_s + environmentId + u'/' + demo.name);
        file.environmentId = environmentId;
        file.fileName = demo.name;
        file.fileType = demo.type;
        file.content = demo.content;
        if (!demo.folder.isEmpty())
            file.folder = demo.folder;
        file.createdAt = ago(std::chrono::hours(24 * 20 - number));
        file.updatedAt = ago(std::chrono::hours(24 * number));
        done = done.and_then([&] { return files.insert(file); });
    }
    return done;
}

/// Something that is going to happen by itself, three days from now.
Outcome<void> Seeder::addPlan()
{
    const QString environment = demoEnvironmentId(u"production"_s);
    ScheduleRecord schedule;
    schedule.id = stableId(u"schedule/recommendations-v4"_s);
    schedule.flagId = stableId(u"flag/"_s + environment + u"/recommendations-v4"_s);
    schedule.action = u"enable"_s;
    schedule.scheduledAt = ago(-std::chrono::hours(72));
    schedule.status = u"pending"_s;
    schedule.actorId = colleagueIds().first();
    schedule.createdAt = ago(std::chrono::hours(3));
    return ScheduleRepository(m_database).insert(schedule);
}

Outcome<void> Seeder::addFlags(const QString &environmentId, int environmentIndex)
{
    FlagRepository flags(m_database);
    const QStringList people = colleagueIds();
    int number = 0;
    for (const DemoFlag &demo : demoFlags()) {
        ++number;
        // Spread without a pattern that shows: some of today, most of the past days, some of last month.
        const int spread = (number * 7919 + environmentIndex * 104729) % 1000;
        const auto age = std::chrono::minutes(40 + spread * spread / 25); // 40 min to about 28 days
        FlagRecord flag;
        flag.environmentId = environmentId;
        flag.id = stableId(u"flag/"_s + environmentId + u'/' + demo.key);
        flag.key = demo.key;
        flag.name = demo.name;
        if (!demo.description.isEmpty())
            flag.description = demo.description;
        flag.enabled = switchIn(demo, environmentIndex);
        flag.defaultValue = demo.defaultValue;
        flag.salt = stableId(u"salt/"_s + demo.key).first(8); // the same user, the same bucket everywhere
        flag.createdAt = ago(std::chrono::hours(24 * (35 + number)));
        flag.updatedAt = ago(age);
        auto done = flags.insert(flag);
        int priority = 0;
        for (const DemoRule &demoRule : demo.rules) {
            priority += 10;
            RuleRecord rule;
            rule.flagId = flag.id;
            rule.id = stableId(u"rule/"_s + flag.id + u'/' + QString::number(priority));
            rule.priority = priority;
            rule.type = demoRule.type;
            if (demoRule.type == u"attribute") {
                rule.attribute = demoRule.attribute;
                rule.comparison = demoRule.comparison;
                rule.operandJson = demoRule.operandJson;
            }
            rule.percentage = demoRule.percentage;
            rule.bucketBy = u"user_id"_s;
            rule.value = demoRule.value;
            rule.active = demoRule.active;
            rule.createdAt = rule.updatedAt = flag.createdAt + std::chrono::minutes(priority);
            done = done.and_then([&] { return flags.insert(rule); });
        }
        if (!done)
            return done;
        m_history.append({flag.createdAt,
                          people.at((number + 1) % people.size()),
                          u"create"_s,
                          flag.id,
                          environmentId,
                          {},
                          auditObject(flag)});
        m_history.append({flag.updatedAt, people.at(number * 5 % people.size()), u"update"_s, flag.id,
                          environmentId, QJsonObject{{u"enabled"_s, !flag.enabled}},
                          QJsonObject{{u"enabled"_s, flag.enabled}}});
    }
    return {};
}

Outcome<void> Seeder::addHistory()
{
    ChangeRepository changes(m_database);
    std::stable_sort(m_history.begin(), m_history.end(),
                     [](const PastChange &a, const PastChange &b) { return a.time < b.time; });
    for (const PastChange &past : std::as_const(m_history)) {
        const AuditSides sides =
            past.action == u"create" ? auditSides({}, past.after) : auditSides(past.before, past.after);
        AuditRecord audit;
        audit.id = newId();
        audit.organizationId = organizationId();
        audit.actorType = u"user"_s;
        audit.actorId = past.actorId;
        audit.action = past.action;
        audit.entityType = u"flag"_s;
        audit.entityId = past.flagId;
        audit.projectId = demoProjectId();
        audit.environmentId = past.environmentId;
        audit.beforeJson = sides.before;
        audit.afterJson = sides.after;
        audit.createdAt = past.time;
        const auto done = changes.record(audit);
        if (!done)
            return done;
    }
    m_history.clear();
    return {};
}

} // namespace signalbox
