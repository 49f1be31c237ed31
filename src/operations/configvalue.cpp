// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/configvalue.h"

#include "core/limits.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConfigValue", text);
}

tl::unexpected<ValueProblem> wrong(const QString &sentence)
{
    return tl::unexpected(ValueProblem{sentence, 0, 0});
}

/// @p offset: behind the byte of @p json at which it went wrong; its first byte is none of the person's.
ValueProblem at(const QByteArray &json, qsizetype offset, const QString &what)
{
    const QString before = QString::fromUtf8(json.mid(1, std::max<qsizetype>(offset - 2, 0)));
    ValueProblem problem;
    problem.line = int(before.count(u'\n')) + 1;
    problem.column = int(before.size() - before.lastIndexOf(u'\n'));
    problem.sentence = tr("Line %1, column %2: %3.").arg(problem.line).arg(problem.column).arg(what);
    return problem;
}

tl::expected<QJsonValue, ValueProblem> jsonFrom(const QString &text)
{
    if (text.trimmed().isEmpty())
        return wrong(tr("There is no value yet."));
    // In a list, because Qt reads no number or text that stands by itself.
    const QByteArray list = '[' + text.toUtf8() + ']';
    QJsonParseError error;
    const QJsonArray values = QJsonDocument::fromJson(list, &error).array();
    if (error.error != QJsonParseError::NoError) {
        return tl::unexpected(at(list, std::min<qsizetype>(error.offset, list.size()), error.errorString()));
    }
    if (values.size() != 1)
        return wrong(tr("These are several values; a config has one."));
    return values.first();
}

FlagValue valueOf(const QJsonValue &json)
{
    if (json.isBool())
        return json.toBool();
    if (json.isDouble())
        return json.toDouble();
    if (json.isString())
        return json.toString();
    const QJsonDocument document =
        json.isArray() ? QJsonDocument(json.toArray()) : QJsonDocument(json.toObject());
    return JsonText{QString::fromUtf8(document.toJson(QJsonDocument::Compact))};
}

} // namespace

tl::expected<FlagValue, ValueProblem> configValueFrom(const QString &text, FlagKind kind, const QString &type)
{
    if (text.size() > limits::configValueLength) {
        return wrong(
            tr("%1 characters are too many: a value has at most %2.")
                .arg(QLocale::c().toString(text.size()), QLocale::c().toString(limits::configValueLength)));
    }
    if (kind == FlagKind::AiConfig || type == u"string")
        return FlagValue(text);
    const auto json = jsonFrom(text);
    if (!json)
        return tl::unexpected(json.error());
    if (type == u"boolean" && !json->isBool())
        return wrong(tr("The type is boolean: true or false."));
    if (type == u"number" && !json->isDouble())
        return wrong(tr("The type is number: digits, perhaps with a point and a sign."));
    if (json->isNull())
        return wrong(tr("null would take the environment's own value away; that is not offered here."));
    return valueOf(*json);
}

QString editableText(const FlagValue &value, FlagKind kind, const QString &type)
{
    if (const auto *text = std::get_if<QString>(&value)) {
        if (kind == FlagKind::AiConfig || type == u"string")
            return *text;
        const QByteArray list = QJsonDocument(QJsonArray{*text}).toJson(QJsonDocument::Compact);
        return QString::fromUtf8(list.mid(1, list.size() - 2));
    }
    if (const auto *json = std::get_if<JsonText>(&value)) {
        const QJsonDocument document = QJsonDocument::fromJson(json->text.toUtf8());
        return document.isNull() ? json->text
                                 : QString::fromUtf8(document.toJson(QJsonDocument::Indented)).trimmed();
    }
    return displayText(value);
}

bool wantsManyLines(FlagKind kind, const QString &type, const std::optional<FlagValue> &now)
{
    if (kind == FlagKind::AiConfig || type == u"json")
        return true;
    const auto *text = now ? std::get_if<QString>(&*now) : nullptr;
    return (text && text->contains(u'\n')) || (now && std::holds_alternative<JsonText>(*now));
}

} // namespace signalbox
