// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/httpclient.h"
#include "providers/togul/togulauth.h"

namespace signalbox::togul {

/// What one call to the management API asks.
struct ApiCall
{
    QByteArray method = "GET";
    QByteArray path; ///< percent-encoded, below the base address: /api/v1/projects
    QByteArray body = {};
    /// Told of the request and the final answer, for the inspector. May be empty.
    std::function<void(const HttpRequest &, const Result<HttpResponse> &)> observer = {};
};

/// Sends calls with a valid access token. A 401 renews the token (together with everybody else who got one)
/// and repeats the call once: it was refused before it could do anything. Any other status than 2xx becomes
/// an Error. Main thread only.
class Requests final
{
public:
    /// All references must outlive this and every Pending it returned.
    Requests(HttpClient &http, Auth &auth, QUrl baseUrl);

    /// @p done gets the body of the answer. For methods other than GET an error that came before anything was
    /// sent is marked by notSent().
    Pending send(const ApiCall &call, Callback<QByteArray> done);

private:
    void attempt(const std::shared_ptr<Pending> &step, const ApiCall &call, const QByteArray &token,
                 bool isSecond, const Callback<QByteArray> &done);

    HttpClient &m_http;
    Auth &m_auth;
    QUrl m_baseUrl;
};

/// @p error of a step before a change was sent, so that nobody takes it for a change whose outcome is
/// unknown: Cancelled where the kind alone would leave that open.
[[nodiscard]] Error notSent(Error error);

/// @p call as a line for a shell, with $SIGNALBOX_TOKEN where the credential belongs. Empty when it is longer
/// than one argument of a program may be.
[[nodiscard]] QString curlLine(const QUrl &baseUrl, const ApiCall &call);

/// @p id as one segment of a path.
[[nodiscard]] QByteArray pathSegment(const QString &id);

} // namespace signalbox::togul
