// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/common/jsonfields.h"

#include "core/limits.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace signalbox::json {

Error badAnswer(const QString &detail)
{
    return Error{ErrorKind::BadAnswer, detail.left(limits::errorDetailLength), std::nullopt, std::nullopt};
}

Result<QJsonObject> readObject(const QByteArray &body)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return tl::unexpected(badAnswer(u"the answer is not JSON: %1"_s.arg(error.errorString())));
    if (!document.isObject())
        return tl::unexpected(badAnswer(u"the answer is not a JSON object"_s));
    return document.object();
}

Result<QJsonArray> readList(const QByteArray &body, const QString &name, qsizetype limit,
                            const QString &limitName)
{
    const auto object = readObject(body);
    if (!object)
        return tl::unexpected(object.error());
    const QJsonValue list = object->value(name);
    if (!list.isArray())
        return tl::unexpected(badAnswer(u"the answer holds no list \"%1\""_s.arg(name)));
    const QJsonArray array = list.toArray();
    if (array.size() > limit) {
        return tl::unexpected(Error{ErrorKind::TooLarge,
                                    u"more than %1 %2 (limit %3)"_s.arg(limit).arg(name, limitName),
                                    std::nullopt, std::nullopt});
    }
    return array;
}

Result<QString> requiredText(const QJsonObject &object, const QString &name, const QString &owner)
{
    const QJsonValue value = object.value(name);
    if (!value.isString() || value.toString().isEmpty())
        return tl::unexpected(badAnswer(u"\"%1\" of %2 is missing or not text"_s.arg(name, owner)));
    return value.toString();
}

QString textOr(const QJsonObject &object, const QString &name, const QString &fallback)
{
    const QString text = object.value(name).toString();
    return text.isEmpty() ? fallback : text;
}

std::optional<WallTime> readTime(const QJsonValue &value)
{
    if (!value.isString())
        return std::nullopt;
    const QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    return time.isValid() ? std::optional(fromDateTime(time)) : std::nullopt;
}

FlagValue readValue(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool: return value.toBool();
    case QJsonValue::Double: return value.toDouble();
    case QJsonValue::String: return value.toString();
    case QJsonValue::Array:
        return JsonText{QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact))};
    case QJsonValue::Object:
        return JsonText{QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact))};
    case QJsonValue::Null:
    case QJsonValue::Undefined: break;
    }
    return nullptr;
}

QJsonValue writeValue(const FlagValue &value)
{
    struct Visitor
    {
        QJsonValue operator()(std::nullptr_t) const { return QJsonValue::Null; }
        QJsonValue operator()(bool held) const { return held; }
        QJsonValue operator()(double held) const { return held; }
        QJsonValue operator()(const QString &held) const { return held; }
        QJsonValue operator()(const JsonText &held) const
        {
            const QJsonDocument document = QJsonDocument::fromJson(held.text.toUtf8());
            return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
        }
    };
    return std::visit(Visitor{}, value);
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

ErrorKind errorKindOf(int httpStatus)
{
    switch (httpStatus) {
    case 401: return ErrorKind::SignInNeeded;
    case 403: return ErrorKind::Forbidden;
    case 404: return ErrorKind::NotFound;
    case 409: return ErrorKind::Conflict;
    case 429: return ErrorKind::RateLimited;
    default: break;
    }
    if (httpStatus >= 500)
        return ErrorKind::Server;
    return httpStatus >= 400 ? ErrorKind::Rejected : ErrorKind::BadAnswer;
}

} // namespace signalbox::json
