// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"
#include "core/flag.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace signalbox {

// What the data lines of signalboxctl are made of; contracts.md, "signalboxctl". Unknown is null.

[[nodiscard]] QJsonValue valueJson(const FlagValue &value);
/// 2026-06-11T14:20:00.123Z
[[nodiscard]] QString timeText(WallTime time);

/// One flag of `list`.
[[nodiscard]] QJsonObject flagJson(const Flag &flag, const QString &environment);
[[nodiscard]] QString flagLine(const Flag &flag, const QString &environment);

/// One fact of `watch`.
[[nodiscard]] QJsonObject factJson(const Fact &fact, const QString &environment);
[[nodiscard]] QString factLine(const Fact &fact, const QString &environment);

} // namespace signalbox
