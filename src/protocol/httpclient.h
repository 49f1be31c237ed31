// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/limits.h"
#include "core/pending.h"

#include <QByteArray>
#include <QDateTime>
#include <QUrl>
#include <QVector>

#include <optional>
#include <utility>

class QNetworkAccessManager;

namespace signalbox {

struct HttpRequest
{
    QByteArray method = "GET";
    QUrl url = {};
    QVector<std::pair<QByteArray, QByteArray>> headers = {};
    QByteArray body = {}; ///< sent as application/json when not empty and no header says otherwise
    std::chrono::milliseconds timeout = limits::requestTimeout;
    qsizetype maximumBytes = limits::responseBytes;
};

struct HttpResponse
{
    int status = 0;
    QByteArray contentType; ///< lower case, without parameters
    QByteArray body;
    std::optional<std::chrono::milliseconds> retryAfter; ///< seconds and dates both understood
    std::optional<QDateTime> date;                       ///< the server's clock, where it says
};

/// One request, one answer, over a QNetworkAccessManager: bounded body, one time-out for the whole exchange,
/// no cookies, no cache, identity encoding. Any HTTP status is an answer, not an error. A GET follows
/// redirects within its origin; other methods follow none and are sent at most once, also when a kept-alive
/// connection turns out to be dead. Errors: Network, Tls, Timeout, TooLarge, BadAnswer (a compressed body),
/// Redirected (to another origin, too many, or for a method other than GET).
class HttpClient final
{
public:
    /// Both must outlive this and every Pending it returned. The Pendings may outlive this.
    HttpClient(QNetworkAccessManager &network, const Clock &clock);

    Pending send(const HttpRequest &request, Callback<HttpResponse> done);

private:
    QNetworkAccessManager &m_network;
    const Clock &m_clock;
};

} // namespace signalbox
