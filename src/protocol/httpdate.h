// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"

#include <QByteArray>
#include <QDateTime>

#include <chrono>
#include <optional>

namespace signalbox {

/// A date in any of the three forms that receivers must accept (RFC 9110 5.6.7); the weekday is not checked.
/// @p now settles the century of the form with two digits.
[[nodiscard]] std::optional<QDateTime> parseHttpDate(const QByteArray &value, WallTime now);

/// A time span from a Retry-After value (delta seconds or an HTTP date, RFC 9110 10.2.3); absent when
/// unreadable. Never negative, at most limits::serverRetryCap.
[[nodiscard]] std::optional<std::chrono::milliseconds> parseRetryAfter(const QByteArray &value, WallTime now);

} // namespace signalbox
