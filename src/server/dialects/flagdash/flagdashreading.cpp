// SPDX-License-Identifier: GPL-3.0-or-later
// The routes of FlagDashApi for programs: values of flags, configs and AI configs.
#include "server/dialects/flagdash/flagdashapi.h"
#include "server/dialects/flagdash/flagdashcodec.h"
#include "server/dialects/flagdash/flagdashconfigcodec.h"
#include "server/dialects/flagdash/flagdashparameters.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

/// {name: [...]} of what was found, each said by @p say.
template <typename Say>
auto listOf(const QString &name, Say say)
{
    return [name, say](const auto &found, const EvaluationContext &) {
        QJsonArray array;
        for (const auto &one : found)
            array.append(say(one));
        return QJsonObject{{name, array}};
    };
}

/// {name: ...} of the one that was found.
template <typename Say>
auto singleOf(const QString &name, Say say)
{
    return [name, say](const auto &found, const EvaluationContext &) {
        return QJsonObject{{name, say(found)}};
    };
}

} // namespace

/// For programs: as often as they like, the key decides the environment, the query tells of the user. @p load
/// gets what it needs from the services, @p make says it.
template <typename Load, typename Make>
void FlagDashApi::addReading(const QString &path, Load load, Make make)
{
    m_router.addUncounted(
        "GET", path,
        [load, make](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
            const auto context = flagdashdialect::contextOf(call);
            if (!context)
                return passOn(context);
            return flagdashdialect::keyOf(caller)
                .and_then([&](const Caller &key) { return load(key, call); })
                .map([&](const auto &loaded) { return flagdashdialect::answer(make(loaded, *context)); });
        });
}

void FlagDashApi::addFlagReadings()
{
    ProjectFlagService &flags = m_services.flags;
    ScheduleService &schedules = m_services.schedules;
    struct Planned // what the server tier says more
    {
        QVector<FlagWithRules> flags;
        ScheduleService::ByFlag schedules;
    };
    const auto all = [&flags](const Caller &key, const FlagDashCall &) { return flags.flagsFor(key); };
    const auto one = [&flags](const Caller &key, const FlagDashCall &call) {
        return flags.flagFor(key, call.places.at(0));
    };
    const auto withPlans = [&schedules](const Caller &key, const QVector<FlagWithRules> &found) {
        return schedules.pendingFor(key).map([&found](const ScheduleService::ByFlag &pending) {
            return Planned{found, pending};
        });
    };

    addReading(
        u"/api/v1/flags"_s, all, [](const QVector<FlagWithRules> &found, const EvaluationContext &context) {
            QJsonObject values;
            for (const FlagWithRules &flag : found)
                values.insert(flag.flag.key, flagdashdialect::evaluationJson(flag, context)[u"value"_s]);
            return QJsonObject{{u"flags"_s, values}};
        });
    addReading(u"/api/v1/flags/{}"_s, one, flagdashdialect::evaluationJson);
    addReading(
        u"/api/v1/server/flags"_s,
        [all, withPlans](const Caller &key, const FlagDashCall &call) {
            return all(key, call).and_then(
                [&](const QVector<FlagWithRules> &found) { return withPlans(key, found); });
        },
        [](const Planned &found, const EvaluationContext &context) {
            QJsonArray array;
            QJsonObject values;
            for (const FlagWithRules &flag : found.flags) {
                const QJsonObject said =
                    flagdashdialect::serverJson(flag, found.schedules.value(flag.flag.id), context);
                values.insert(flag.flag.key, said[u"evaluated_value"_s]);
                array.append(said);
            }
            return QJsonObject{{u"flags"_s, array}, {u"evaluated"_s, values}};
        });
    addReading(
        u"/api/v1/server/flags/{}"_s,
        [one, withPlans](const Caller &key, const FlagDashCall &call) {
            return one(key, call).and_then(
                [&](const FlagWithRules &found) { return withPlans(key, {found}); });
        },
        [](const Planned &found, const EvaluationContext &context) {
            const FlagWithRules &flag = found.flags.first();
            return QJsonObject{
                {u"flag"_s, flagdashdialect::serverJson(flag, found.schedules.value(flag.flag.id), context)}};
        });
}

void FlagDashApi::addConfigReadings()
{
    ConfigService &configs = m_services.configs;
    const auto allConfigs = [&configs](const Caller &key, const FlagDashCall &) {
        return configs.configsFor(key);
    };
    const auto oneConfig = [&configs](const Caller &key, const FlagDashCall &call) {
        return configs.configFor(key, call.places.at(0));
    };
    const auto sayConfig = [](const ServedConfig &config) { return flagdashdialect::serverJson(config); };
    addReading(u"/api/v1/configs"_s, allConfigs, listOf(u"configs"_s, flagdashdialect::valueJson));
    addReading(u"/api/v1/configs/{}"_s, oneConfig, [](const ServedConfig &config, const EvaluationContext &) {
        QJsonObject object = flagdashdialect::valueJson(config);
        object.insert(u"config_type"_s, config.config.type);
        return object;
    });
    addReading(u"/api/v1/server/configs"_s, allConfigs, listOf(u"configs"_s, sayConfig));
    addReading(u"/api/v1/server/configs/{}"_s, oneConfig, singleOf(u"config"_s, sayConfig));
}

void FlagDashApi::addAiConfigReadings()
{
    AiConfigService &files = m_services.aiConfigs;
    const auto allFiles = [&files](const Caller &key, const FlagDashCall &) { return files.filesFor(key); };
    const auto oneFile = [&files](const Caller &key, const FlagDashCall &call) {
        return files.fileFor(key, call.places.at(0));
    };
    // Programs that only want content do not see what was switched off.
    const auto activeFiles = [allFiles](const Caller &key, const FlagDashCall &call) {
        return allFiles(key, call).map([](QVector<AiConfigRecord> found) {
            found.removeIf([](const AiConfigRecord &file) { return !file.active; });
            return found;
        });
    };
    const auto activeFile = [oneFile](const Caller &key,
                                      const FlagDashCall &call) -> Outcome<AiConfigRecord> {
        auto found = oneFile(key, call);
        if (found && !found->active)
            return refuse(RefusalKind::NotFound, u"file not found"_s);
        return found;
    };
    const auto sayFile = [](const AiConfigRecord &file) { return flagdashdialect::serverJson(file); };
    addReading(u"/api/v1/ai-configs"_s, activeFiles, listOf(u"ai_configs"_s, flagdashdialect::contentJson));
    addReading(u"/api/v1/ai-configs/{}"_s, activeFile,
               singleOf(u"ai_config"_s, flagdashdialect::contentJson));
    addReading(u"/api/v1/server/ai-configs"_s, allFiles, listOf(u"ai_configs"_s, sayFile));
    addReading(u"/api/v1/server/ai-configs/{}"_s, oneFile, singleOf(u"ai_config"_s, sayFile));
}

} // namespace signalbox
