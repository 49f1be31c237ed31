// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"

#include <QDateTime>
#include <QJsonValue>
#include <QString>

#include <optional>

/// What both dialects say the same way.
namespace signalbox::jsonwords {

/// RFC 3339, UTC, milliseconds.
[[nodiscard]] inline QJsonValue json(WallTime time)
{
    return toDateTime(time).toString(Qt::ISODateWithMs);
}

[[nodiscard]] inline QJsonValue json(const std::optional<WallTime> &time)
{
    return time ? json(*time) : QJsonValue(QJsonValue::Null);
}

[[nodiscard]] inline QJsonValue json(const std::optional<QString> &text)
{
    return text ? QJsonValue(*text) : QJsonValue(QJsonValue::Null);
}

} // namespace signalbox::jsonwords
