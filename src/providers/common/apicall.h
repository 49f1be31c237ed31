// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/httpclient.h"

/// Calls to a vendor's management API, as far as all vendors are alike.
namespace signalbox::api {

/// What one call asks.
struct Call
{
    QByteArray method = "GET";
    QByteArray path; ///< percent-encoded, below the base address, with its query: /api/v1/projects
    QByteArray body = {};
    /// Told of the request and the final answer, for the inspector. May be empty.
    std::function<void(const HttpRequest &, const Result<HttpResponse> &)> observer = {};
};

/// Sends a call with a credential and hands over the body of the answer.
using Send = std::function<Pending(const Call &, Callback<QByteArray>)>;

/// What one vendor's answer other than 2xx means.
using ReadError = Error (*)(int httpStatus, const QByteArray &body);

/// The body of an answer of status 2xx. Of any other what @p readError makes of it, with the pause that the
/// server asks for.
[[nodiscard]] Result<QByteArray> bodyOf(const Result<HttpResponse> &response, ReadError readError);

/// @p call with a bearer token.
[[nodiscard]] HttpRequest bearerRequest(const QUrl &baseUrl, const Call &call, const QByteArray &token);

/// @p error of a step before a change was sent, so that nobody takes it for a change whose outcome is
/// unknown: Cancelled where the kind alone would leave that open.
[[nodiscard]] Error notSent(Error error);

/// @p error of a step after a change was sent, so that nobody takes it for a change that was refused: Network
/// where the kind alone would say so.
[[nodiscard]] Error afterSending(Error error);

/// @p call as a line for a shell, with $SIGNALBOX_TOKEN where the credential belongs. Empty when it is longer
/// than one argument of a program may be.
[[nodiscard]] QString curlLine(const QUrl &baseUrl, const Call &call);

/// @p id as one segment of a path or one value of a query.
[[nodiscard]] QByteArray pathSegment(const QString &id);

/// One request and its answer as text, bounded, without the credential.
[[nodiscard]] QString exchangeText(const HttpRequest &request, const Result<HttpResponse> &response);

} // namespace signalbox::api
