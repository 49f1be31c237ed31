// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashrequests.h"

#include "providers/flagdash/flagdashjson.h"

namespace signalbox::flagdash {

Requests::Requests(HttpClient &http, Auth &auth, QUrl baseUrl)
    : m_http(http), m_auth(auth), m_baseUrl(std::move(baseUrl))
{}

Pending Requests::send(const api::Call &call, Callback<QByteArray> done)
{
    // Holds the step under way; each step replaces the one before it.
    const auto step = std::make_shared<Pending>();
    attempt(step, call, m_auth.token(), call.method == "GET", done);
    return Pending([step] { step->cancel(); });
}

void Requests::attempt(const std::shared_ptr<Pending> &step, const api::Call &call, const QByteArray &token,
                       bool mayRepeat, const Callback<QByteArray> &done)
{
    const HttpRequest request = api::bearerRequest(m_baseUrl, call, token);
    *step = m_http.send(request, [this, step, call, token, mayRepeat, done,
                                  request](const Result<HttpResponse> &response) {
        if (response && response->status == 401 && mayRepeat && m_auth.canRenew()) {
            *step = m_auth.tokenInsteadOf(token, [this, step, call, done](const Result<QByteArray> &renewed) {
                if (renewed)
                    attempt(step, call, *renewed, false, done);
                else
                    done(tl::unexpected(renewed.error()));
            });
            return;
        }
        if (call.observer)
            call.observer(request, response);
        done(api::bodyOf(response, readError));
    });
}

} // namespace signalbox::flagdash
