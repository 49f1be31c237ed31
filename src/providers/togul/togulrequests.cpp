// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/togul/togulrequests.h"

using namespace Qt::StringLiterals;

namespace signalbox::togul {

namespace {

Error tokenError(const api::Call &call, const Error &error)
{
    return call.method == "GET" ? error : api::notSent(error);
}

} // namespace

Requests::Requests(HttpClient &http, Auth &auth, QUrl baseUrl)
    : m_http(http), m_auth(auth), m_baseUrl(std::move(baseUrl))
{}

Pending Requests::send(const api::Call &call, Callback<QByteArray> done)
{
    // Holds the step under way; each step replaces the one before it.
    const auto step = std::make_shared<Pending>();
    *step = m_auth.token([this, step, call, done = std::move(done)](Result<QByteArray> token) {
        if (token)
            attempt(step, call, *token, false, done);
        else
            done(tl::unexpected(tokenError(call, token.error())));
    });
    return Pending([step] { step->cancel(); });
}

void Requests::attempt(const std::shared_ptr<Pending> &step, const api::Call &call, const QByteArray &token,
                       bool isSecond, const Callback<QByteArray> &done)
{
    const HttpRequest request = api::bearerRequest(m_baseUrl, call, token);
    *step = m_http.send(
        request, [this, step, call, token, isSecond, done, request](Result<HttpResponse> response) {
            if (response && response->status == 401 && !isSecond) {
                *step = m_auth.tokenInsteadOf(token, [this, step, call, done](Result<QByteArray> renewed) {
                    if (renewed)
                        attempt(step, call, *renewed, true, done);
                    else
                        done(tl::unexpected(tokenError(call, renewed.error())));
                });
                return;
            }
            if (call.observer)
                call.observer(request, response);
            done(api::bodyOf(response, readError));
        });
}

} // namespace signalbox::togul
