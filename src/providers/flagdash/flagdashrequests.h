// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/common/apicall.h"

namespace signalbox::flagdash {

/// Sends calls with one credential. Any other status than 2xx becomes an Error. Main thread only.
class Requests final
{
public:
    /// @p http must outlive this and every Pending it returned.
    Requests(HttpClient &http, QUrl baseUrl, QByteArray token);

    /// @p done gets the body of the answer.
    Pending send(const api::Call &call, Callback<QByteArray> done);

private:
    HttpClient *m_http;
    QUrl m_baseUrl;
    QByteArray m_token;
};

} // namespace signalbox::flagdash
