// SPDX-License-Identifier: GPL-3.0-or-later
// The management routes of FlagDashApi for configs and AI configs.
#include "server/dialects/flagdash/flagdashapi.h"
#include "server/dialects/flagdash/flagdashcodec.h"
#include "server/dialects/flagdash/flagdashconfigcodec.h"
#include "server/dialects/flagdash/flagdashparameters.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using flagdashdialect::environmentOf;
using flagdashdialect::placeOf;
using flagdashdialect::projectOf;
using flagdashdialect::wholeEditFrom;

HttpAnswer configAnswer(const Config &config, int status = 200)
{
    return flagdashdialect::answer(QJsonObject{{u"config"_s, flagdashdialect::toJson(config)}}, status);
}

HttpAnswer fileAnswer(const QString &projectId, const AiConfigRecord &file, int status = 200)
{
    return flagdashdialect::answer(QJsonObject{{u"ai_config"_s, flagdashdialect::toJson(projectId, file)}},
                                   status);
}

HttpAnswer filesAnswer(const QString &projectId, const QVector<AiConfigRecord> &files, int status = 200)
{
    QJsonArray array;
    for (const AiConfigRecord &file : files)
        array.append(flagdashdialect::toJson(projectId, file));
    return flagdashdialect::answer(QJsonObject{{u"ai_configs"_s, array}}, status);
}

/// Absent: not in the body, or null.
Outcome<std::optional<FlagValue>> defaultValue(const JsonBody &body)
{
    const QString field = u"default_value"_s;
    return flagdashdialect::configValueFrom(field, body.json(field).value_or(QJsonValue::Null));
}

/// Outer absent: not in the body; inner absent: null.
Outcome<std::optional<std::optional<QString>>> metadataFrom(const JsonBody &body)
{
    std::optional<std::optional<QString>> read;
    const auto json = body.json(u"metadata"_s);
    if (!json)
        return read;
    read.emplace(std::nullopt);
    if (json->isNull())
        return read;
    if (!json->isObject())
        return refuse(RefusalKind::Invalid, u"metadata must be an object"_s, u"metadata"_s);
    read.emplace(QString::fromUtf8(QJsonDocument(json->toObject()).toJson(QJsonDocument::Compact)));
    return read;
}

} // namespace

void FlagDashApi::addConfigRoutes()
{
    ConfigService &configs = m_services.configs;
    const QString list = u"/api/v1/manage/configs"_s;
    const QString one = u"/api/v1/manage/configs/{}"_s;

    m_router.add("GET", list, [&configs](const FlagDashCall &call, const FlagDashCaller &caller) {
        return projectOf(call, caller)
            .and_then([&](const QString &project) { return configs.configs(caller.acting, project); })
            .map([](const QVector<Config> &all) {
                QJsonArray array;
                for (const Config &config : all)
                    array.append(flagdashdialect::toJson(config));
                return flagdashdialect::answer(QJsonObject{{u"configs"_s, array}});
            });
    });
    m_router.add("POST", list,
                 [&configs](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const auto project = projectOf(call, caller, body);
                     if (!project)
                         return passOn(project);
                     const auto value = defaultValue(body);
                     NewConfig wanted;
                     wanted.key = body.requiredText(u"key"_s);
                     wanted.name = body.requiredText(u"name"_s);
                     wanted.description = body.textOrNull(u"description"_s).value_or(std::nullopt);
                     wanted.type = body.text(u"config_type"_s).value_or(u"json"_s);
                     wanted.tags = body.textList(u"tags"_s).value_or(QStringList());
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     if (!value)
                         return passOn(value);
                     wanted.defaultValue = *value;
                     return configs.create(caller.acting, *project, wanted).map([](const Config &config) {
                         return configAnswer(config, 201);
                     });
                 });
    m_router.add("GET", one, [&configs](const FlagDashCall &call, const FlagDashCaller &caller) {
        return projectOf(call, caller)
            .and_then([&](const QString &project) {
                return configs.config(caller.acting, project, call.places.at(0));
            })
            .map([](const Config &config) { return configAnswer(config); });
    });
    m_router.add("PUT", one,
                 [&configs](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const auto project = projectOf(call, caller, body);
                     if (!project)
                         return passOn(project);
                     const auto value = defaultValue(body);
                     if (!value)
                         return passOn(value);
                     return wholeEditFrom(body, *value)
                         .and_then([&](const WholeEdit &edit) {
                             return configs.edit(caller.acting, *project, call.places.at(0), edit);
                         })
                         .map([](const Config &config) { return configAnswer(config); });
                 });
    m_router.add("DELETE", one, [&configs](const FlagDashCall &call, const FlagDashCaller &caller) {
        return projectOf(call, caller)
            .and_then([&](const QString &project) {
                return configs.remove(caller.acting, project, call.places.at(0));
            })
            .map(flagdashdialect::noContent);
    });
    m_router.add("PUT", one + u"/value"_s,
                 [&configs](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const auto place = placeOf(call, caller, body);
                     if (!place)
                         return passOn(place);
                     const QString field = u"value"_s;
                     const auto json = body.json(field);
                     if (!json)
                         return refuse(RefusalKind::Invalid, u"is required"_s, field);
                     return flagdashdialect::configValueFrom(field, *json)
                         .and_then([&](const std::optional<FlagValue> &value) {
                             return configs.setValue(caller.acting, *place, value);
                         })
                         .map([](const ConfigValueRecord &value) {
                             return flagdashdialect::answer(
                                 QJsonObject{{u"config_environment"_s, flagdashdialect::toJson(value)}});
                         });
                 });
}

void FlagDashApi::addAiConfigRoutes()
{
    AiConfigService &files = m_services.aiConfigs;
    const QString list = u"/api/v1/manage/ai-configs"_s;
    const QString one = u"/api/v1/manage/ai-configs/{}"_s;

    m_router.add("GET", list,
                 [&files](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
                     const auto project = projectOf(call, caller);
                     if (!project)
                         return passOn(project);
                     const QString environment =
                         call.http.argument(u"environment_id").value_or(caller.acting.environmentId);
                     return files.files(caller.acting, *project, environment)
                         .map([&](const QVector<AiConfigRecord> &all) { return filesAnswer(*project, all); });
                 });
    m_router.add(
        "POST", list,
        [&files](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
            JsonBody body = JsonBody::parse(call.http.body);
            const auto place = environmentOf(call, caller, body);
            if (!place)
                return passOn(place);
            const auto metadata = metadataFrom(body);
            if (!metadata)
                return passOn(metadata);
            const NewAiConfig wanted = {
                body.requiredText(u"file_name"_s), body.requiredText(u"file_type"_s),
                body.requiredText(u"content"_s),   body.yesNo(u"is_active"_s).value_or(true),
                metadata->value_or(std::nullopt),  body.textOrNull(u"folder"_s).value_or(std::nullopt)};
            if (body.problem())
                return tl::unexpected(*body.problem());
            return files.create(caller.acting, place->projectId, place->environmentId, wanted)
                .map([&](const AiConfigRecord &file) { return fileAnswer(place->projectId, file, 201); });
        });
    m_router.add("POST", list + u"/initialize"_s,
                 [&files](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
                     JsonBody body = JsonBody::parse(call.http.body, true);
                     const auto place = environmentOf(call, caller, body);
                     if (!place)
                         return passOn(place);
                     return files.initialize(caller.acting, place->projectId, place->environmentId)
                         .map([&](const QVector<AiConfigRecord> &made) {
                             return filesAnswer(place->projectId, made, 201);
                         });
                 });
    m_router.add("GET", one,
                 [&files](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
                     const auto place = placeOf(call, caller);
                     if (!place)
                         return passOn(place);
                     return files.file(caller.acting, *place).map([&](const AiConfigRecord &file) {
                         return fileAnswer(place->projectId, file);
                     });
                 });
    m_router.add("PUT", one,
                 [&files](const FlagDashCall &call, const FlagDashCaller &caller) -> Outcome<HttpAnswer> {
                     JsonBody body = JsonBody::parse(call.http.body);
                     const auto place = placeOf(call, caller, body);
                     if (!place)
                         return passOn(place);
                     const auto metadata = metadataFrom(body);
                     if (!metadata)
                         return passOn(metadata);
                     const AiConfigEdit edit = {body.text(u"content"_s), body.yesNo(u"is_active"_s),
                                                *metadata, body.textOrNull(u"folder"_s)};
                     if (body.problem())
                         return tl::unexpected(*body.problem());
                     if (!edit.content && !edit.active && !edit.metadata && !edit.folder)
                         return refuse(RefusalKind::Invalid, u"the body names nothing that can be changed"_s);
                     return files.edit(caller.acting, *place, edit).map([&](const AiConfigRecord &file) {
                         return fileAnswer(place->projectId, file);
                     });
                 });
    m_router.add("DELETE", one, [&files](const FlagDashCall &call, const FlagDashCaller &caller) {
        return placeOf(call, caller)
            .and_then([&](const FlagPlace &place) { return files.remove(caller.acting, place); })
            .map(flagdashdialect::noContent);
    });
}

} // namespace signalbox
