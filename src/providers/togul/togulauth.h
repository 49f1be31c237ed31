// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/pending.h"
#include "protocol/httpclient.h"
#include "providers/common/tokenwaiters.h"
#include "providers/togul/toguljson.h"

#include <QUrl>

namespace signalbox::togul {

/// Holds the user session of one connection: signs in, hands out an access token that is valid now, renews
/// it. A refresh token dies when it is used, so at most one refresh runs and everybody waits for it; it runs
/// to its end even when nobody waits any more. A refused refresh ends the session: nothing is sent until a
/// person signs in. Main thread only.
class Auth final
{
public:
    /// All references must outlive this.
    Auth(HttpClient &http, const Clock &clock, QUrl baseUrl);

    void setTokens(const QByteArray &accessToken, const QByteArray &refreshToken);
    /// For a caller that cannot ask anybody: signs in by itself when the first token is wanted, once, and
    /// forgets the password then.
    void setPassword(const QString &email, const QString &password);

    Pending signIn(const QString &email, const QString &password, Callback<Session> done);
    /// Forgets the tokens at once and tells the server.
    Pending signOut(Callback<bool> done);

    /// An access token that should be accepted; renewed first when it is older than 50 minutes.
    Pending token(Callback<QByteArray> done);
    /// A token other than @p refused, which was answered with 401.
    Pending tokenInsteadOf(const QByteArray &refused, Callback<QByteArray> done);

private:
    void renew();
    void endRenewal(Result<Session> renewed);
    Pending post(const QString &path, const QByteArray &body, Callback<Session> done);
    void take(const Session &session);
    void forget();

    HttpClient &m_http;
    const Clock &m_clock;
    QUrl m_baseUrl;
    QByteArray m_accessToken;
    QByteArray m_refreshToken;
    MonotonicTime m_receivedAt;
    QString m_email;
    QString m_password;
    bool m_renewing = false;
    Pending m_renewal;
    api::TokenWaiters m_waiters;
};

} // namespace signalbox::togul
