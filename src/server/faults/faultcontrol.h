// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"

namespace signalbox {

class FaultInjector;

/// The live control of faults under /signalbox/faults: GET says the state, PUT sets a plan, DELETE clears it;
/// each answers with the state that follows. Needs the control token as bearer token. Is itself never struck
/// by a fault. Only for loopback listeners, which is the server's to see to.
class FaultControl final
{
public:
    /// @p injector must outlive this.
    FaultControl(FaultInjector &injector, QByteArray token);

    [[nodiscard]] static bool isMeantBy(const HttpCall &call);
    void handle(const HttpCall &call, HttpReply reply);

private:
    [[nodiscard]] HttpAnswer answerTo(const HttpCall &call);

    FaultInjector &m_injector;
    const QByteArray m_token;
};

} // namespace signalbox
