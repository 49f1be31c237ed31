// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>

namespace signalbox {

/// Time of day in UTC with millisecond resolution; what a row in the log shows. May jump: never used for
/// waiting.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;
/// Monotonic time; what ages, time-outs and latencies are measured with.
using MonotonicTime = std::chrono::steady_clock::time_point;

[[nodiscard]] inline QDateTime toDateTime(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC);
}

[[nodiscard]] inline WallTime fromDateTime(const QDateTime &time)
{
    return WallTime(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

} // namespace signalbox
