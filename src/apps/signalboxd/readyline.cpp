// SPDX-License-Identifier: GPL-3.0-or-later
#include "readyline.h"

#include "server/server.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

QByteArray readyLine(const Server &server)
{
    QJsonObject line = {{u"ready"_s, true},
                        {u"url"_s, server.url().toString()},
                        {u"dialects"_s, QJsonArray{u"togul"_s, u"flagdash"_s}},
                        {u"version"_s, QCoreApplication::applicationVersion()}};
    if (const auto login = server.login())
        line.insert(u"login"_s, QJsonObject{{u"email"_s, login->email},
                                            {u"password"_s, login->password},
                                            {u"token"_s, login->token}});
    QJsonArray keys;
    for (const SeededKey &key : server.keys())
        keys.append(QJsonObject{
            {u"environment"_s, key.environment}, {u"scope"_s, key.scope}, {u"key"_s, key.secret}});
    if (server.login())
        line.insert(u"keys"_s, keys);
    if (!server.controlToken().isEmpty())
        line.insert(u"control"_s, QString::fromLatin1(server.controlToken()));
    if (const auto seed = server.faultSeed())
        line.insert(u"faultSeed"_s, qint64(*seed));
    if (!server.region().isEmpty())
        line.insert(u"region"_s, server.region());
    return QJsonDocument(line).toJson(QJsonDocument::Compact);
}

} // namespace signalbox
