// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/httpclient.h"
#include "providers/common/tokenwaiters.h"
#include "providers/flagdash/flagdashjson.h"

#include <QUrl>

namespace signalbox::flagdash {

/// The credential of one connection: a token or key that stays what it is, or an access token that is
/// renewed. A refresh token dies when it is used, so at most one renewal runs and everybody waits for it. A
/// refused one ends the session: a person has to sign in. In memory only. Main thread only.
class Auth final
{
public:
    /// @p http must outlive this. Without a refresh token in @p tokens nothing is renewed.
    Auth(HttpClient &http, QUrl baseUrl, Tokens tokens);

    [[nodiscard]] const QByteArray &token() const { return m_tokens.access; }
    [[nodiscard]] bool canRenew() const { return !m_tokens.refresh.isEmpty(); }
    /// A person's new ones. Without a refresh token nothing is renewed.
    void setTokens(Tokens tokens);
    /// A token other than @p refused, which was answered with 401. SignInNeeded where there is none.
    Pending tokenInsteadOf(const QByteArray &refused, Callback<QByteArray> done);

private:
    void renew();
    void endRenewal(Result<Tokens> renewed);

    HttpClient &m_http;
    QUrl m_baseUrl;
    Tokens m_tokens;
    bool m_renewing = false;
    Pending m_renewal;
    api::TokenWaiters m_waiters;
};

} // namespace signalbox::flagdash
