// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connectionfacts.h"

class QNetworkAccessManager;
class QNetworkReply;

namespace signalbox {

/// What the answer to a request says about its connection; call it when the headers are there. @p received is
/// the wall time of that moment, @p roundTrip how long the request had been under way.
[[nodiscard]] ConnectionFacts connectionFactsOf(const QNetworkReply &reply,
                                                const QNetworkAccessManager &network, WallTime received,
                                                std::chrono::milliseconds roundTrip);

/// How far the server's clock is ahead, from the whole seconds of a Date header (RFC 9110 6.6.1): it was
/// written at some time within that second and somewhere within the round trip.
[[nodiscard]] ClockSkew skewFrom(WallTime date, WallTime received, std::chrono::milliseconds roundTrip);

} // namespace signalbox
