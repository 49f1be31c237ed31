// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/dbjson.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

QJsonValue dbJson(const QVariant &value)
{
    if (value.isNull())
        return QJsonValue::Null;
    switch (value.typeId()) {
    case QMetaType::QString: return value.toString();
    case QMetaType::QByteArray:
        return QJsonObject{{u"bytes"_s, QString::fromLatin1(value.toByteArray().toBase64())}};
    default: return value.toLongLong();
    }
}

std::optional<QVariant> dbValueFromJson(const QJsonValue &json)
{
    switch (json.type()) {
    case QJsonValue::Null: return QVariant();
    case QJsonValue::String: return json.toString();
    case QJsonValue::Double: {
        constexpr qint64 none = std::numeric_limits<qint64>::min();
        const qint64 number = json.toInteger(none);
        return number == none ? std::nullopt : std::optional<QVariant>(number);
    }
    case QJsonValue::Object: {
        const QJsonObject object = json.toObject();
        const auto bytes = QByteArray::fromBase64Encoding(object[u"bytes"_s].toString().toLatin1(),
                                                          QByteArray::AbortOnBase64DecodingErrors);
        if (object.size() != 1 || !object[u"bytes"_s].isString() || !bytes)
            return std::nullopt;
        return QVariant(*bytes);
    }
    case QJsonValue::Bool:
    case QJsonValue::Array:
    case QJsonValue::Undefined: break;
    }
    return std::nullopt;
}

} // namespace signalbox
