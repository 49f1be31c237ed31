// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/faults/faultcontrol.h"

#include "faults/faultjson.h"
#include "server/faults/faultinjector.h"
#include "server/http/bearer.h"

using namespace Qt::StringLiterals;

namespace signalbox {

FaultControl::FaultControl(FaultInjector &injector, QByteArray token)
    : m_injector(injector), m_token(std::move(token))
{}

bool FaultControl::isMeantBy(const HttpCall &call)
{
    return call.path == u"/signalbox/faults";
}

void FaultControl::handle(const HttpCall &call, HttpReply reply)
{
    reply.send(showsBearer(call, m_token) ? answerTo(call)
                                          : ownRefusal(401, u"unauthorized"_s,
                                                       u"the control token of the ready line is required"_s));
}

HttpAnswer FaultControl::answerTo(const HttpCall &call)
{
    if (call.method == "PUT") {
        const auto plan = readFaultPlan(call.body);
        if (!plan)
            return ownRefusal(400, u"validation_error"_s, plan.error().detail);
        m_injector.setPlan(*plan);
    } else if (call.method == "DELETE") {
        m_injector.clear();
    } else if (call.method != "GET" && call.method != "HEAD") {
        HttpAnswer answer =
            ownRefusal(405, u"method_not_allowed"_s, u"this path takes GET, PUT and DELETE"_s);
        answer.headers.emplace_back("Allow", "GET, PUT, DELETE");
        return answer;
    }
    HttpAnswer answer;
    answer.headers.emplace_back("Cache-Control", "no-store");
    answer.body = writeFaultState(m_injector.state());
    return answer;
}

} // namespace signalbox
