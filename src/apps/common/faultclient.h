// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "faults/faultplan.h"
#include "protocol/httpclient.h"

#include <QUrl>

namespace signalbox {

/// Orders faults from a server that was started for it (docs/faults.md, "The live control"). Every call
/// answers with what the server does from then on. Errors: SignInNeeded (the token is not the server's),
/// NotFound (it has no such control), Rejected (the plan is wrong; the detail says where), and those of
/// HttpClient.
class FaultClient final
{
public:
    /// @p network and @p clock must outlive this and every Pending it returned. @p token: of the ready line.
    FaultClient(QNetworkAccessManager &network, const Clock &clock, QUrl server, QByteArray token);

    Pending read(Callback<FaultState> done);
    Pending set(const FaultPlan &plan, Callback<FaultState> done);
    Pending clear(Callback<FaultState> done);

    /// The token goes unencrypted, so to this machine only.
    [[nodiscard]] static bool isOfThisMachine(const QUrl &server);

private:
    Pending send(const QByteArray &method, const QByteArray &body, Callback<FaultState> done);

    HttpClient m_http;
    const QUrl m_url;
    const QByteArray m_token;
};

} // namespace signalbox
