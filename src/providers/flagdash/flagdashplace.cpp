// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashplace.h"

#include "core/limits.h"
#include "providers/common/apicall.h"
#include "providers/flagdash/flagdashconfigjson.h"
#include "providers/flagdash/flagdashjson.h"

using namespace Qt::StringLiterals;

namespace signalbox::flagdash {

namespace {

QByteArray collection(FlagKind kind)
{
    switch (kind) {
    case FlagKind::Flag: return "flags";
    case FlagKind::Config: return "configs";
    case FlagKind::AiConfig: return "ai-configs";
    }
    return {};
}

QByteArray projectQuery(const Place &place)
{
    return "?project_id=" + api::pathSegment(place.project.text());
}

QByteArray environmentQuery(const Place &place)
{
    return projectQuery(place) + "&environment_id=" + api::pathSegment(place.environment.text());
}

Error rejected(const QString &detail)
{
    return {ErrorKind::Rejected, detail, {}, {}};
}

std::optional<Error> obstacleToFlag(const FlagPatch &patch)
{
    if (patch.defaultValue)
        return rejected(u"FlagDash's default value belongs to all environments"_s);
    if (patch.enabled.has_value() == patch.rollout.has_value())
        return rejected(u"FlagDash takes the switch and the rollout one at a time"_s);
    if (patch.rollout && (*patch.rollout < 0 || *patch.rollout > 100))
        return rejected(u"a rollout is from 0 to 100 percent"_s);
    return std::nullopt;
}

std::optional<Error> obstacleToConfig(FlagKind kind, const FlagPatch &patch)
{
    if (patch.rollout)
        return rejected(u"only flags have a rollout"_s);
    if (kind == FlagKind::Config && patch.enabled)
        return rejected(u"FlagDash documents no request that activates a config"_s);
    if (!patch.enabled && !patch.defaultValue)
        return rejected(u"the change names nothing to change"_s);
    if (!patch.defaultValue)
        return std::nullopt;
    if (kind == FlagKind::AiConfig && !std::holds_alternative<QString>(*patch.defaultValue))
        return rejected(u"the content of an AI config is text"_s);
    if (kind == FlagKind::Config && std::holds_alternative<std::nullptr_t>(*patch.defaultValue))
        return rejected(u"null takes the environment's own value away instead of setting one"_s);
    if (textLength(*patch.defaultValue) > limits::configValueLength) {
        return Error{
            ErrorKind::TooLarge,
            u"a value of more than %1 characters (limit configValueLength)"_s.arg(limits::configValueLength),
            {},
            {}};
    }
    return std::nullopt;
}

} // namespace

QByteArray listPath(const Place &place, FlagKind kind)
{
    if (place.onlyReads)
        return "/api/v1/server/" + collection(kind);
    return "/api/v1/manage/" + collection(kind)
           + (kind == FlagKind::AiConfig ? environmentQuery(place) : projectQuery(place));
}

Result<QVector<Flag>> readList(const Place &place, FlagKind kind, const QByteArray &body)
{
    switch (kind) {
    case FlagKind::Flag: return place.onlyReads ? readServerFlags(body, place.environment) : readFlags(body);
    case FlagKind::Config:
        return place.onlyReads ? readServerConfigs(body, place.environment)
                               : readConfigs(body, place.environment);
    case FlagKind::AiConfig: break;
    }
    return readAiConfigs(body, place.environment);
}

QByteArray recordPath(const Place &place, const FlagKey &key)
{
    const QByteArray path = collection(key.kind()) + '/' + api::pathSegment(key.text());
    if (place.onlyReads)
        return "/api/v1/server/" + path;
    return "/api/v1/manage/" + path
           + (key.kind() == FlagKind::AiConfig ? environmentQuery(place) : projectQuery(place));
}

Result<Flag> readRecord(const Place &place, const FlagRef &flag, const QByteArray &body)
{
    Result<Flag> read = [&]() -> Result<Flag> {
        switch (flag.kind()) {
        case FlagKind::Flag:
            return place.onlyReads ? readServerFlag(body, flag.environment)
                                   : readFlagIn(flag.environment, body);
        case FlagKind::Config:
            return place.onlyReads ? readServerConfig(body, flag.environment)
                                   : readConfigIn(body, flag.environment);
        case FlagKind::AiConfig: break;
        }
        return readAiConfig(body, flag.environment);
    }();
    if (read && read->key != flag.key)
        return tl::unexpected(
            Error{ErrorKind::BadAnswer, u"the server answered about another flag"_s, {}, {}});
    return read;
}

QByteArray actionPath(const Place &place, const FlagKey &key, const QByteArray &action)
{
    return "/api/v1/manage/" + collection(key.kind()) + '/' + api::pathSegment(key.text()) + action
           + environmentQuery(place);
}

ChangeRequest changeRequest(const Place &place, const FlagKey &key, const FlagPatch &patch)
{
    switch (key.kind()) {
    case FlagKind::Flag:
        if (!patch.rollout)
            return {"POST", actionPath(place, key, "/toggle"), {}};
        return {"PUT", actionPath(place, key, "/rollout"), writeRollout(*patch.rollout)};
    case FlagKind::Config:
        return {"PUT", actionPath(place, key, "/value"),
                writeConfigValue(patch.defaultValue.value_or(FlagValue(nullptr)))};
    case FlagKind::AiConfig: break;
    }
    return {"PUT", recordPath(place, key), writeAiConfig(patch)};
}

std::optional<Error> obstacleTo(const FlagKey &key, const FlagPatch &patch)
{
    return key.kind() == FlagKind::Flag ? obstacleToFlag(patch) : obstacleToConfig(key.kind(), patch);
}

Result<std::optional<Flag>> readChange(const Place &place, const Flag &before, const FlagPatch &patch,
                                       const QByteArray &body)
{
    if (before.kind() == FlagKind::AiConfig) {
        return readRecord(place, {before.environment, before.key}, body).map([](Flag &&now) {
            return std::optional(std::move(now));
        });
    }
    if (before.kind() == FlagKind::Config) {
        return readConfigValue(body, before.environment)
            .map([&before](const std::optional<FlagValue> &value) {
                if (!value)
                    return std::optional<Flag>();
                if (!std::holds_alternative<std::nullptr_t>(*value))
                    return std::optional(patched(before, {.enabled = {}, .defaultValue = *value}));
                return std::optional<Flag>(); // what is served without a value of its own, only a reading
                                              // tells
            });
    }
    return readChanged(body, before.environment).map([&](const Changed &now) {
        if (!now.enabled || (patch.rollout && !now.rollout))
            return std::optional<Flag>();
        return std::optional(
            patched(before, {.enabled = now.enabled, .defaultValue = {}, .rollout = now.rollout}));
    });
}

} // namespace signalbox::flagdash
