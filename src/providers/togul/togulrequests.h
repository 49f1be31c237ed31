// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/common/apicall.h"
#include "providers/togul/togulauth.h"

namespace signalbox::togul {

/// Sends calls with a valid access token. A 401 renews the token (together with everybody else who got one)
/// and repeats the call once: it was refused before it could do anything. Any other status than 2xx becomes
/// an Error. Main thread only.
class Requests final
{
public:
    /// All references must outlive this and every Pending it returned.
    Requests(HttpClient &http, Auth &auth, QUrl baseUrl);

    /// @p done gets the body of the answer. For methods other than GET an error that came before anything was
    /// sent is marked by api::notSent().
    Pending send(const api::Call &call, Callback<QByteArray> done);

private:
    void attempt(const std::shared_ptr<Pending> &step, const api::Call &call, const QByteArray &token,
                 bool isSecond, const Callback<QByteArray> &done);

    HttpClient &m_http;
    Auth &m_auth;
    QUrl m_baseUrl;
};

} // namespace signalbox::togul
