// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashauth.h"

#include "core/later.h"
#include "providers/common/apicall.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox::flagdash {

Auth::Auth(HttpClient &http, QUrl baseUrl, Tokens tokens)
    : m_http(http), m_baseUrl(std::move(baseUrl)), m_tokens(std::move(tokens))
{}

void Auth::setTokens(Tokens tokens)
{
    m_tokens = std::move(tokens);
}

Pending Auth::tokenInsteadOf(const QByteArray &refused, Callback<QByteArray> done)
{
    if (!m_renewing && m_tokens.access != refused)
        return later([done = std::move(done), token = m_tokens.access] { done(token); });
    if (!m_renewing && !canRenew()) {
        return later([done = std::move(done)] {
            done(tl::unexpected(
                Error{ErrorKind::SignInNeeded, u"the token is not accepted any more"_s, 401, std::nullopt}));
        });
    }
    Pending handle = m_waiters.add(std::move(done));
    if (!m_renewing)
        renew();
    return handle;
}

void Auth::renew()
{
    m_renewing = true;
    HttpRequest request;
    request.method = "POST";
    request.url = QUrl::fromEncoded(m_baseUrl.toEncoded() + "/oauth/token");
    request.body = writeRefresh(m_tokens);
    m_renewal = m_http.send(request, [this](const Result<HttpResponse> &response) {
        const auto body = api::bodyOf(response, readOAuthError);
        endRenewal(body ? readTokens(*body, m_tokens.client) : tl::unexpected(body.error()));
    });
}

void Auth::endRenewal(Result<Tokens> renewed)
{
    m_renewing = false;
    if (renewed) {
        if (renewed->refresh.isEmpty()) // RFC 6749, 6: then the old one goes on
            renewed->refresh = m_tokens.refresh;
        m_tokens = std::move(*renewed);
        m_waiters.answer(m_tokens.access);
        return;
    }
    Error error = renewed.error();
    const bool isRefused = error.httpStatus && !isRetryable(error) && error.kind != ErrorKind::BadAnswer;
    if (isRefused) {
        m_tokens.refresh.clear();
        error.kind = ErrorKind::SignInNeeded;
    }
    m_waiters.answer(tl::unexpected(std::move(error)));
}

} // namespace signalbox::flagdash
