// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/common/apicall.h"
#include "providers/flagdash/flagdashauth.h"

namespace signalbox::flagdash {

/// Sends calls with the credential of the connection. Any other status than 2xx becomes an Error. A reading
/// that is answered with 401 is repeated once with a renewed token, where there is one; a change is not: what
/// it was decided upon has to be read anew first. Main thread only.
class Requests final
{
public:
    /// References must outlive this and every Pending it returned.
    Requests(HttpClient &http, Auth &auth, QUrl baseUrl);

    /// @p done gets the body of the answer.
    Pending send(const api::Call &call, Callback<QByteArray> done);

private:
    void attempt(const std::shared_ptr<Pending> &step, const api::Call &call, const QByteArray &token,
                 bool mayRepeat, const Callback<QByteArray> &done);

    HttpClient &m_http;
    Auth &m_auth;
    QUrl m_baseUrl;
};

} // namespace signalbox::flagdash
