// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashrequests.h"

#include "providers/flagdash/flagdashjson.h"

namespace signalbox::flagdash {

Requests::Requests(HttpClient &http, QUrl baseUrl, QByteArray token)
    : m_http(&http), m_baseUrl(std::move(baseUrl)), m_token(std::move(token))
{}

Pending Requests::send(const api::Call &call, Callback<QByteArray> done)
{
    const HttpRequest request = api::bearerRequest(m_baseUrl, call, m_token);
    return m_http->send(request, [call, request, done = std::move(done)](Result<HttpResponse> response) {
        if (call.observer)
            call.observer(request, response);
        done(api::bodyOf(response, readError));
    });
}

} // namespace signalbox::flagdash
