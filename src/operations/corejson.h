// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/fact.h"

#include <QJsonObject>

namespace signalbox {

/// Core types as members of a session file's lines, see docs/session-file.md.
[[nodiscard]] QJsonValue toJson(const FlagValue &value);
[[nodiscard]] QJsonObject toJson(const Rule &rule);
/// Puts a record's key there, with its kind beside it as "of" where it is no flag's.
void addKey(QJsonObject &object, const QString &name, const FlagKey &key);
[[nodiscard]] QJsonObject toJson(const ConfigFacts &config);
[[nodiscard]] QJsonObject toJson(const Schedule &schedule);
[[nodiscard]] QJsonObject toJson(const Flag &flag);
[[nodiscard]] QJsonObject toJson(const FlagPatch &patch);
[[nodiscard]] QJsonObject toJson(const FlagDelta &delta);
[[nodiscard]] QJsonObject toJson(const Error &error);
[[nodiscard]] QJsonObject toJson(const FactDetail &detail);

} // namespace signalbox
