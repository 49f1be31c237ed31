// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"

#include <QByteArray>
#include <QJsonValue>

/// FlagDash's configs, AI configs and schedules (providers/flagdash.md 4.3 to 4.5), by the rules of
/// flagdashjson.h. A value beyond limits::configValueLength is TooLarge, never cut.
namespace signalbox::flagdash {

/// The management tier's list: a record for each environment that the project's configs have a state for, and
/// one for @p shown in any case: an environment without a state serves the project's default. Archived ones
/// are left out.
[[nodiscard]] Result<QVector<Flag>> readConfigs(const QByteArray &body, const EnvironmentId &shown);
/// {"config": …}: what it is in @p environment.
[[nodiscard]] Result<Flag> readConfigIn(const QByteArray &body, const EnvironmentId &environment);
/// The server tier's, which are about the key's own environment; named @p environment.
[[nodiscard]] Result<QVector<Flag>> readServerConfigs(const QByteArray &body,
                                                      const EnvironmentId &environment);
[[nodiscard]] Result<Flag> readServerConfig(const QByteArray &body, const EnvironmentId &environment);
/// Both tiers' files of one environment; BadAnswer where one is said to be another environment's.
[[nodiscard]] Result<QVector<Flag>> readAiConfigs(const QByteArray &body, const EnvironmentId &environment);
[[nodiscard]] Result<Flag> readAiConfig(const QByteArray &body, const EnvironmentId &environment);

/// What @p environment serves after a value was set: {"config_environment": …}. Null for a value that was
/// taken away, absent where the answer leaves it out.
[[nodiscard]] Result<std::optional<FlagValue>> readConfigValue(const QByteArray &body,
                                                               const EnvironmentId &environment);
/// {"value": {"value": X}}.
[[nodiscard]] QByteArray writeConfigValue(const FlagValue &value);
/// The content and whether it is active, as far as @p patch says.
[[nodiscard]] QByteArray writeAiConfig(const FlagPatch &patch);

/// Those that are still open, the next first.
[[nodiscard]] Result<QVector<Schedule>> readSchedules(const QByteArray &body);
/// The same out of a list that stands in another record; absent where there is none.
[[nodiscard]] std::optional<QVector<Schedule>> readOpenSchedules(const QJsonValue &list);

} // namespace signalbox::flagdash
