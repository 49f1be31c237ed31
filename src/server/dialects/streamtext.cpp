// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/streamtext.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace signalbox {

QByteArray eventId(qint64 version)
{
    return "id: " + QByteArray::number(version) + '\n';
}

QByteArray jsonQuoted(const QString &text)
{
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return list.sliced(1, list.size() - 2);
}

} // namespace signalbox
