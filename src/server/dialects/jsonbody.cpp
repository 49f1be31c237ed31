// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/jsonbody.h"

#include "server/service/validation.h"
#include "server/storage/valuetext.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace signalbox {

std::optional<QString> spelledOut(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isBool() || value.isDouble())
        return jsonText(valueFromJson(value));
    return std::nullopt;
}

JsonBody JsonBody::parse(const QByteArray &bytes, bool mayBeEmpty)
{
    JsonBody body;
    if (bytes.trimmed().isEmpty()) {
        if (!mayBeEmpty)
            body.complain(u"a JSON body is required"_s, {});
        return body;
    }
    if (jsonDepth(bytes) > serverlimits::jsonDepth) {
        body.complain(u"the JSON body is nested too deeply"_s, {});
        return body;
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError)
        body.complain(u"the body is not valid JSON"_s, {});
    else if (!document.isObject())
        body.complain(u"the body must be a JSON object"_s, {});
    else
        body.m_object = document.object();
    return body;
}

void JsonBody::complain(const QString &message, const QString &field)
{
    if (!m_problem)
        m_problem = Refusal{RefusalKind::Invalid, message, field, {}};
}

bool JsonBody::requireField(const QString &field)
{
    if (m_object.contains(field))
        return true;
    complain(field + u" is required"_s, field);
    return false;
}

QString JsonBody::requiredText(const QString &field)
{
    return requireField(field) ? text(field).value_or(QString()) : QString();
}

int JsonBody::requiredInteger(const QString &field)
{
    return requireField(field) ? integer(field).value_or(0) : 0;
}

FlagValue JsonBody::requiredValue(const QString &field)
{
    return requireField(field) ? value(field).value_or(nullptr) : FlagValue(nullptr);
}

std::optional<QString> JsonBody::text(const QString &field)
{
    const auto found = m_object.constFind(field);
    if (found == m_object.constEnd())
        return std::nullopt;
    if (!found->isString())
        complain(field + u" must be a string"_s, field);
    return found->toString();
}

std::optional<bool> JsonBody::yesNo(const QString &field)
{
    const auto found = m_object.constFind(field);
    if (found == m_object.constEnd())
        return std::nullopt;
    if (!found->isBool())
        complain(field + u" must be true or false"_s, field);
    return found->toBool();
}

std::optional<int> JsonBody::integer(const QString &field)
{
    const auto found = m_object.constFind(field);
    if (found == m_object.constEnd())
        return std::nullopt;
    const double number = found->toDouble(std::numeric_limits<double>::quiet_NaN());
    const bool whole = std::floor(number) == number && number >= std::numeric_limits<int>::min()
                       && number <= std::numeric_limits<int>::max();
    if (!whole) {
        complain(field + u" must be an integer"_s, field);
        return 0;
    }
    return int(number);
}

std::optional<FlagValue> JsonBody::value(const QString &field)
{
    const auto found = m_object.constFind(field);
    if (found == m_object.constEnd())
        return std::nullopt;
    return valueFromJson(*found);
}

std::optional<QStringList> JsonBody::textList(const QString &field)
{
    const auto found = json(field);
    if (!found)
        return std::nullopt;
    if (!found->isArray() && !found->isNull())
        complain(field + u" must be a list of strings"_s, field);
    QStringList texts;
    const QJsonArray array = found->toArray();
    for (const QJsonValue &one : array) {
        if (!one.isString())
            complain(field + u" must be a list of strings"_s, field);
        texts.append(one.toString());
    }
    return texts;
}

std::optional<QJsonValue> JsonBody::json(const QString &field) const
{
    const auto found = m_object.constFind(field);
    return found == m_object.constEnd() ? std::nullopt : std::optional<QJsonValue>(*found);
}

// Spelled out on purpose: an optional that converts to an optional of optionals turns "absent" into "null".
std::optional<std::optional<QString>> JsonBody::textOrNull(const QString &field)
{
    std::optional<std::optional<QString>> read;
    if (m_object.value(field).isNull())
        read.emplace(std::nullopt);
    else if (const auto found = text(field))
        read.emplace(*found);
    return read;
}

std::optional<std::optional<int>> JsonBody::integerOrNull(const QString &field)
{
    std::optional<std::optional<int>> read;
    if (m_object.value(field).isNull())
        read.emplace(std::nullopt);
    else if (const auto found = integer(field))
        read.emplace(*found);
    return read;
}

std::optional<std::optional<WallTime>> JsonBody::timeOrNull(const QString &field)
{
    std::optional<std::optional<WallTime>> read;
    const auto found = textOrNull(field);
    if (!found)
        return read;
    read.emplace(std::nullopt);
    if (!*found)
        return read;
    const QDateTime time = QDateTime::fromString(**found, Qt::ISODateWithMs);
    if (!time.isValid() || time.timeSpec() == Qt::LocalTime) // a time without a zone could be any
        complain(field + u" must be an RFC 3339 date and time"_s, field);
    read.emplace(fromDateTime(time));
    return read;
}

QHash<QString, QString> JsonBody::texts(const QString &field)
{
    QHash<QString, QString> read;
    const QJsonValue found = m_object.value(field);
    if (found.isUndefined() || found.isNull())
        return read;
    if (!found.isObject())
        complain(field + u" must be an object of strings"_s, field);
    const QJsonObject object = found.toObject();
    if (object.size() > serverlimits::contextEntries)
        complain(field + u" has too many entries"_s, field);
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        if (const auto text = spelledOut(it.value()))
            read.insert(it.key(), *text);
        else
            complain(field + u" must be an object of strings"_s, field);
    }
    return read;
}

} // namespace signalbox
