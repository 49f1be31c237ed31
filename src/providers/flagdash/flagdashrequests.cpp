// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashrequests.h"

#include "providers/flagdash/flagdashjson.h"

namespace signalbox::flagdash {

Requests::Requests(HttpClient &http, QUrl baseUrl, QByteArray token)
    : m_http(&http), m_baseUrl(std::move(baseUrl)), m_token(std::move(token))
{}

Pending Requests::send(const api::Call &call, Callback<QByteArray> done)
{
    HttpRequest request;
    request.method = call.method;
    request.url = QUrl::fromEncoded(m_baseUrl.toEncoded() + call.path);
    request.headers.emplaceBack("Authorization", "Bearer " + m_token);
    request.body = call.body;
    return m_http->send(request, [call, request, done = std::move(done)](Result<HttpResponse> response) {
        if (call.observer)
            call.observer(request, response);
        if (!response) {
            done(tl::unexpected(response.error()));
        } else if (response->status < 200 || response->status > 299) {
            Error error = readError(response->status, response->body);
            error.retryAfter = response->retryAfter;
            done(tl::unexpected(std::move(error)));
        } else {
            done(response->body);
        }
    });
}

} // namespace signalbox::flagdash
