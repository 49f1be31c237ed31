// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/bearer.h"

#include "server/security/random.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

bool showsBearer(const HttpCall &call, const QByteArray &secret)
{
    const QByteArray given = call.header("authorization").value_or(QByteArray());
    return !secret.isEmpty() && given.left(7).toLower() == "bearer "
           && equalInConstantTime(given.mid(7).trimmed(), secret);
}

HttpAnswer ownRefusal(int status, const QString &code, const QString &message)
{
    HttpAnswer answer;
    answer.status = status;
    answer.body =
        QJsonDocument(QJsonObject{{u"code"_s, code}, {u"message"_s, message}}).toJson(QJsonDocument::Compact);
    if (status == 401)
        answer.headers.emplace_back("WWW-Authenticate", "Bearer");
    return answer;
}

} // namespace signalbox
