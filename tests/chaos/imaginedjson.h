// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"

#include <QByteArray>
#include <QJsonObject>

#include <optional>

namespace signalbox {

// How imagined servers write, whichever vendor's they are.

[[nodiscard]] QByteArray compactJson(const QJsonObject &object);
/// With milliseconds; null for none.
[[nodiscard]] QJsonValue timeJson(const std::optional<WallTime> &time);

} // namespace signalbox
