// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/togul/togulauth.h"

#include "core/later.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox::togul {

namespace {

/// An access token lives one hour from its receipt (the answer does not say so; providers/togul.md 2.1).
constexpr auto renewAfter = std::chrono::minutes(50);

Error signInNeeded(const QString &detail)
{
    return Error{ErrorKind::SignInNeeded, detail, std::nullopt, std::nullopt};
}

/// True when the server has looked at the credential and refused it, so that trying again is of no use.
bool isRefusal(const Error &error)
{
    return error.httpStatus && !isRetryable(error) && error.kind != ErrorKind::BadAnswer;
}

} // namespace

Auth::Auth(HttpClient &http, const Clock &clock, QUrl baseUrl)
    : m_http(http), m_clock(clock), m_baseUrl(std::move(baseUrl))
{}

void Auth::setTokens(const QByteArray &accessToken, const QByteArray &refreshToken)
{
    m_accessToken = accessToken;
    m_refreshToken = refreshToken;
    m_receivedAt = m_clock.now();
}

void Auth::setPassword(const QString &email, const QString &password)
{
    m_email = email;
    m_password = password;
}

Pending Auth::signIn(const QString &email, const QString &password, Callback<Session> done)
{
    return post(u"/api/v1/login"_s, writeSignIn(email, password), [this, done](Result<Session> session) {
        if (session) {
            take(*session);
        } else if (session.error().httpStatus == 404) {
            session.error().kind = ErrorKind::SignInNeeded; // this vendor says so for an unknown account
        }
        done(std::move(session));
    });
}

Pending Auth::signOut(Callback<bool> done)
{
    HttpRequest request;
    request.method = "POST";
    request.url = m_baseUrl;
    request.url.setPath(m_baseUrl.path() + u"/api/v1/logout"_s);
    request.headers.emplaceBack("Authorization", "Bearer " + m_accessToken);
    request.body = writeRefreshToken(m_refreshToken);
    const bool signedIn = !m_accessToken.isEmpty();
    forget();
    if (m_renewing) {
        m_renewal = later([this] { endRenewal(tl::unexpected(signInNeeded(u"signed out"_s))); });
    }
    if (!signedIn)
        return later([done] { done(true); });
    return m_http.send(request, [done](Result<HttpResponse> response) {
        if (!response)
            done(tl::unexpected(response.error()));
        else if (response->status < 200 || response->status > 299)
            done(tl::unexpected(readError(response->status, response->body)));
        else
            done(true);
    });
}

Pending Auth::token(Callback<QByteArray> done)
{
    if (m_renewing)
        return m_waiters.add(std::move(done));
    const bool canRenew = !m_refreshToken.isEmpty() || !m_password.isEmpty();
    const bool isOld = m_clock.now() - m_receivedAt >= renewAfter;
    if (!m_accessToken.isEmpty() && !(isOld && canRenew))
        return later([done = std::move(done), token = m_accessToken] { done(token); });
    if (!canRenew)
        return later([done = std::move(done)] { done(tl::unexpected(signInNeeded(u"not signed in"_s))); });
    auto handle = m_waiters.add(std::move(done));
    renew();
    return handle;
}

Pending Auth::tokenInsteadOf(const QByteArray &refused, Callback<QByteArray> done)
{
    if (!m_renewing && m_accessToken == refused)
        m_accessToken.clear();
    return token(std::move(done));
}

void Auth::renew()
{
    m_renewing = true;
    const auto ended = [this](Result<Session> session) { endRenewal(std::move(session)); };
    if (m_refreshToken.isEmpty()) {
        // The password is used once: were it refused, asking again could lock the account.
        m_renewal = post(u"/api/v1/login"_s, writeSignIn(m_email, std::exchange(m_password, {})), ended);
    } else {
        m_renewal = post(u"/api/v1/refresh-token"_s, writeRefreshToken(m_refreshToken), ended);
    }
}

void Auth::endRenewal(Result<Session> renewed)
{
    m_renewing = false;
    if (renewed) {
        take(*renewed);
        m_waiters.answer(renewed->accessToken);
        return;
    }
    Error error = renewed.error();
    if (isRefusal(error) || error.kind == ErrorKind::SignInNeeded) {
        forget();
        error.kind = ErrorKind::SignInNeeded;
    }
    m_waiters.answer(tl::unexpected(std::move(error)));
}

Pending Auth::post(const QString &path, const QByteArray &body, Callback<Session> done)
{
    HttpRequest request;
    request.method = "POST";
    request.url = m_baseUrl;
    request.url.setPath(m_baseUrl.path() + path);
    request.body = body;
    return m_http.send(request, [done = std::move(done)](Result<HttpResponse> response) {
        if (!response) {
            done(tl::unexpected(response.error()));
        } else if (response->status < 200 || response->status > 299) {
            Error error = readError(response->status, response->body);
            error.retryAfter = response->retryAfter;
            done(tl::unexpected(std::move(error)));
        } else {
            done(readSession(response->body));
        }
    });
}

void Auth::take(const Session &session)
{
    setTokens(session.accessToken, session.refreshToken);
    m_password.clear();
    if (m_renewing) { // somebody signed in meanwhile: this is the newer session
        m_renewal = later([this, session] { endRenewal(session); });
    }
}

void Auth::forget()
{
    m_accessToken.clear();
    m_refreshToken.clear();
    m_password.clear();
}

} // namespace signalbox::togul
