// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/valuetext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// QJsonDocument holds only arrays and objects; a scalar travels inside an array.
QJsonValue parsed(const QString &text)
{
    return QJsonDocument::fromJson(QString(u'[' + text + u']').toUtf8()).array().at(0);
}

QString written(const QJsonValue &value)
{
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(text.mid(1, text.size() - 2));
}

} // namespace

QString jsonText(const FlagValue &value)
{
    if (const bool *yes = std::get_if<bool>(&value))
        return *yes ? u"true"_s : u"false"_s;
    if (const auto *json = std::get_if<JsonText>(&value))
        return json->text;
    return written(jsonValue(value));
}

FlagValue valueFromJsonText(const QString &text)
{
    if (text == u"true")
        return true;
    if (text == u"false")
        return false;
    return valueFromJson(parsed(text));
}

QString jsonArrayText(const QStringList &texts)
{
    return written(QJsonArray::fromStringList(texts));
}

QStringList textsFromJsonText(const QString &text)
{
    QStringList texts;
    const QJsonArray array = parsed(text).toArray();
    for (const QJsonValue &one : array)
        texts.append(one.toString());
    return texts;
}

QJsonValue jsonValue(const FlagValue &value)
{
    if (const bool *yes = std::get_if<bool>(&value))
        return *yes;
    if (const double *number = std::get_if<double>(&value))
        return *number;
    if (const QString *text = std::get_if<QString>(&value))
        return *text;
    if (const auto *json = std::get_if<JsonText>(&value))
        return parsed(json->text);
    return QJsonValue::Null;
}

FlagValue valueFromJson(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool: return value.toBool();
    case QJsonValue::Double: return value.toDouble();
    case QJsonValue::String: return value.toString();
    case QJsonValue::Array:
    case QJsonValue::Object: return JsonText{written(value)};
    case QJsonValue::Null:
    case QJsonValue::Undefined: break;
    }
    return nullptr;
}

} // namespace signalbox
