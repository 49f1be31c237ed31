// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/dialects/jsonbody.h"
#include "server/service/aiconfigservice.h"
#include "server/service/configservice.h"

#include <QJsonObject>

/// FlagDash's JSON shapes of configs and AI configs. Where there is more to say about a value it travels in
/// the envelope {"value": X}; to programs that only want values it goes bare.
namespace signalbox::flagdashdialect {

[[nodiscard]] QJsonObject toJson(const Config &config);
/// What setting a value answers.
[[nodiscard]] QJsonObject toJson(const ConfigValueRecord &value);
/// Of the client tier, in a list: key and bare value.
[[nodiscard]] QJsonObject valueJson(const ServedConfig &config);
/// Of the server tier: everything about it, and its value in this environment.
[[nodiscard]] QJsonObject serverJson(const ServedConfig &config);

[[nodiscard]] QJsonObject toJson(const QString &projectId, const AiConfigRecord &file);
/// Of the client tier: name, type, content and folder.
[[nodiscard]] QJsonObject contentJson(const AiConfigRecord &file);
/// Of the server tier.
[[nodiscard]] QJsonObject serverJson(const AiConfigRecord &file);

/// A config's value that is written: in its envelope, or an object without one; anything else is refused, so
/// that nobody has to guess. Absent: null, in the envelope or not, which takes the value away.
[[nodiscard]] Outcome<std::optional<FlagValue>> configValueFrom(const QString &field, const QJsonValue &json);

} // namespace signalbox::flagdashdialect
