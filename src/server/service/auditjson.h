// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/records.h"

#include <QJsonObject>

namespace signalbox {

/// What the audit log says about a thing: the fields people set, by the names of the API.
[[nodiscard]] QJsonObject auditObject(const ProjectRecord &project);
[[nodiscard]] QJsonObject auditObject(const EnvironmentRecord &environment);
[[nodiscard]] QJsonObject auditObject(const FlagRecord &flag);
[[nodiscard]] QJsonObject auditObject(const RuleRecord &rule);
[[nodiscard]] QJsonObject auditObject(const ScheduleRecord &schedule);
[[nodiscard]] QJsonObject auditObject(const ConfigRecord &config);
[[nodiscard]] QJsonObject auditObject(const ConfigValueRecord &value);
[[nodiscard]] QJsonObject auditObject(const AiConfigRecord &file);
[[nodiscard]] QJsonObject auditObject(const ApiKeyRecord &key);

/// Both sides of a change as JSON text. An update shows only what differs, a creation and a deletion have one
/// side.
struct AuditSides
{
    std::optional<QString> before;
    std::optional<QString> after;
};
[[nodiscard]] AuditSides auditSides(const std::optional<QJsonObject> &before,
                                    const std::optional<QJsonObject> &after);

} // namespace signalbox
