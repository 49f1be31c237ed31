// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flagvalue.h"

#include <QJsonValue>
#include <QString>
#include <QStringList>

namespace signalbox {

/// A flag's value as JSON text, the way the tables keep it.
[[nodiscard]] QString jsonText(const FlagValue &value);
/// null for text that is not JSON.
[[nodiscard]] FlagValue valueFromJsonText(const QString &text);

[[nodiscard]] QString jsonArrayText(const QStringList &texts);
/// Empty for text that is no array of strings.
[[nodiscard]] QStringList textsFromJsonText(const QString &text);

[[nodiscard]] QJsonValue jsonValue(const FlagValue &value);
[[nodiscard]] FlagValue valueFromJson(const QJsonValue &value);

} // namespace signalbox
