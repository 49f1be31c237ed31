// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QVariant>

#include <optional>

namespace signalbox {

/// What a column holds, as JSON: text, whole numbers and null as they are, bytes as {"bytes": base64}.
[[nodiscard]] QJsonValue dbJson(const QVariant &value);
/// Absent for JSON that dbJson() does not write.
[[nodiscard]] std::optional<QVariant> dbValueFromJson(const QJsonValue &json);

} // namespace signalbox
