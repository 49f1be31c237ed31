// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/imaginedjson.h"

#include <QDateTime>
#include <QJsonDocument>

namespace signalbox {

QByteArray compactJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonValue timeJson(const std::optional<WallTime> &time)
{
    return time ? QJsonValue(toDateTime(*time).toString(Qt::ISODateWithMs)) : QJsonValue(QJsonValue::Null);
}

} // namespace signalbox
