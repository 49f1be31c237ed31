// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/faults/faultcontrol.h"

#include "faults/faultjson.h"
#include "server/faults/faultinjector.h"
#include "server/security/random.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

HttpAnswer refusal(int status, const QString &code, const QString &message)
{
    HttpAnswer answer;
    answer.status = status;
    answer.body =
        QJsonDocument(QJsonObject{{u"code"_s, code}, {u"message"_s, message}}).toJson(QJsonDocument::Compact);
    return answer;
}

} // namespace

FaultControl::FaultControl(FaultInjector &injector, QByteArray token)
    : m_injector(injector), m_token(std::move(token))
{}

bool FaultControl::isMeantBy(const HttpCall &call)
{
    return call.path == u"/signalbox/faults";
}

void FaultControl::handle(const HttpCall &call, HttpReply reply)
{
    reply.send(isAllowed(call)
                   ? answerTo(call)
                   : refusal(401, u"unauthorized"_s, u"the control token of the ready line is required"_s));
}

bool FaultControl::isAllowed(const HttpCall &call) const
{
    const QByteArray given = call.header("authorization").value_or(QByteArray());
    return given.left(7).toLower() == "bearer " && equalInConstantTime(given.mid(7).trimmed(), m_token);
}

HttpAnswer FaultControl::answerTo(const HttpCall &call)
{
    if (call.method == "PUT") {
        const auto plan = readFaultPlan(call.body);
        if (!plan)
            return refusal(400, u"validation_error"_s, plan.error().detail);
        m_injector.setPlan(*plan);
    } else if (call.method == "DELETE") {
        m_injector.clear();
    } else if (call.method != "GET" && call.method != "HEAD") {
        HttpAnswer answer = refusal(405, u"method_not_allowed"_s, u"this path takes GET, PUT and DELETE"_s);
        answer.headers.emplace_back("Allow", "GET, PUT, DELETE");
        return answer;
    }
    HttpAnswer answer;
    answer.headers.emplace_back("Cache-Control", "no-store");
    answer.body = writeFaultState(m_injector.state());
    return answer;
}

} // namespace signalbox
