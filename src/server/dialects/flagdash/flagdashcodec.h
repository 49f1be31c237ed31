// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"
#include "server/service/projectflagservice.h"
#include "server/stream/streamwords.h"

#include <QJsonObject>

/// FlagDash's JSON shapes, as its clients send and parse them.
///
/// Where the store and FlagDash differ:
/// - The store has a flag per environment, FlagDash one per project. They meet in the key. Name, description,
///   tags, type and default are told from the oldest environment that has the flag.
/// - FlagDash's value of an environment is what the rollout serves (see Targeting); null where there is none.
/// - A rule behind a share that asks nothing itself has the operator "percentage" or "always".
/// - Archiving marks a flag for people. It changes nothing that users get.
/// - Variations divide those whom the rollout reaches; see decide().
namespace signalbox::flagdashdialect {

[[nodiscard]] QJsonObject toJson(const ProjectRecord &project);
/// A person as the one who is signed in, with the role of that sign-in.
[[nodiscard]] QJsonObject personJson(const UserRecord &user, const QString &role);
/// @p isDefault: the project's oldest.
[[nodiscard]] QJsonObject toJson(const EnvironmentRecord &environment, bool isDefault);
[[nodiscard]] QJsonObject toJson(const ProjectFlag &flag);
/// What toggle and rollout answer.
[[nodiscard]] QJsonObject stateJson(const QString &projectId, const FlagWithRules &flag);
[[nodiscard]] QJsonArray rulesJson(const QVector<RuleRecord> &rules);
/// Of the client tier: key, value, reason.
[[nodiscard]] QJsonObject evaluationJson(const FlagWithRules &flag, const EvaluationContext &context);
/// Of the server tier: everything about it, what is planned for it, and its value for @p context.
[[nodiscard]] QJsonObject serverJson(const FlagWithRules &flag, const QVector<ScheduleRecord> &pending,
                                     const EvaluationContext &context);
[[nodiscard]] QJsonArray variationsJson(const QVector<VariationRecord> &variations);
[[nodiscard]] QJsonObject toJson(const ScheduleRecord &schedule);

/// The envelope in which values travel where there is more to say about them: {"value": X}.
[[nodiscard]] QJsonObject enveloped(const FlagValue &value);
/// Out of the envelope {"value": X}; anything else is taken as it stands.
[[nodiscard]] FlagValue unwrapped(const QJsonValue &value);
/// A list of rules, or an object that holds one as "rules". Only the shape is checked here.
[[nodiscard]] Outcome<QVector<RuleRecord>> rulesFromJson(const QJsonValue &json);
/// Only the shape is checked here. One without a name is called by its key.
[[nodiscard]] Outcome<QVector<VariationRecord>> variationsFromJson(const QJsonValue &json);

[[nodiscard]] HttpAnswer answer(const QJsonObject &object, int status = 200);
[[nodiscard]] HttpAnswer noContent();
/// error, and message or errors by field; the status follows the kind.
[[nodiscard]] HttpAnswer answer(const Refusal &refusal);

/// Its stream: the name of each event and the key of what changed, for AI configs file and type; the
/// environment is the stream's. A resync is an
/// event of its own, which the vendor's clients do not listen to; none of them comes back with an id.
[[nodiscard]] StreamWords streamWords();

} // namespace signalbox::flagdashdialect
