// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/validation.h"

#include "server/service/evaluation.h"
#include "server/storage/valuetext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

tl::unexpected<Refusal> invalid(const QString &field, const QString &message)
{
    return refuse(RefusalKind::Invalid, message, field);
}

Outcome<void> checkOperand(const RuleRecord &rule)
{
    const QString field = u"value_json"_s;
    if (!rule.operandJson)
        return invalid(field, u"value_json is required for an attribute rule"_s);
    if (rule.operandJson->size() > serverlimits::jsonValueLength)
        return invalid(field, u"value_json is too long"_s);
    const QByteArray wrapped = QString(u'[' + *rule.operandJson + u']').toUtf8();
    if (jsonDepth(wrapped) > serverlimits::jsonDepth)
        return invalid(field, u"value_json is nested too deeply"_s);
    const QJsonArray parsed = QJsonDocument::fromJson(wrapped).array();
    if (parsed.size() != 1)
        return invalid(field, u"value_json must be a string that holds JSON"_s);
    const bool list = rule.comparison == u"in" || rule.comparison == u"not_in";
    const auto scalar = [](const QJsonValue &value) { return !value.isArray() && !value.isObject(); };
    if (!list)
        return scalar(parsed.at(0))
                   ? Outcome<void>()
                   : invalid(field, u"value_json must hold a single value for this operator"_s);
    const QJsonArray items = parsed.at(0).toArray();
    if (!parsed.at(0).isArray() || !std::all_of(items.begin(), items.end(), scalar))
        return invalid(field, u"value_json must hold an array of single values for in and not_in"_s);
    return {};
}

Outcome<void> checkAttribute(const RuleRecord &rule)
{
    static const QStringList comparisons = {u"eq"_s,       u"neq"_s,         u"in"_s,       u"not_in"_s,
                                            u"contains"_s, u"starts_with"_s, u"ends_with"_s};
    if (!rule.attribute || rule.attribute->isEmpty())
        return invalid(u"attribute"_s, u"attribute is required for an attribute rule"_s);
    if (rule.attribute->size() > serverlimits::attributeLength)
        return invalid(u"attribute"_s, u"attribute is too long"_s);
    if (!rule.comparison || !comparisons.contains(*rule.comparison))
        return invalid(u"operator"_s, u"operator must be one of "_s + comparisons.join(u", "_s));
    return checkOperand(rule);
}

Outcome<void> checkKeyLength(const QString &field, const QString &key)
{
    if (key.isEmpty())
        return invalid(field, field + u" is required"_s);
    if (key.size() > serverlimits::keyLength)
        return invalid(field, field + u" is too long"_s);
    return {};
}

} // namespace

Outcome<void> checkKey(const QString &field, const QString &key)
{
    static const QRegularExpression urlSafe(u"\\A[A-Za-z0-9][A-Za-z0-9._~-]*\\z"_s);
    if (const auto length = checkKeyLength(field, key); !length)
        return length;
    if (!urlSafe.match(key).hasMatch())
        return invalid(field, field + u" must be URL-safe: letters, digits and - _ . ~"_s);
    return {};
}

Outcome<void> checkPathKey(const QString &field, const QString &key)
{
    static const QRegularExpression parts(
        u"\\A[A-Za-z0-9][A-Za-z0-9._~-]*(/[A-Za-z0-9][A-Za-z0-9._~-]*)*\\z"_s);
    if (const auto length = checkKeyLength(field, key); !length)
        return length;
    if (!parts.match(key).hasMatch())
        return invalid(field, field + u" must be letters, digits and - _ . ~, with slashes between"_s);
    return {};
}

Outcome<void> checkName(const QString &field, const QString &name)
{
    if (name.trimmed().isEmpty())
        return invalid(field, field + u" is required"_s);
    if (name.size() > serverlimits::nameLength)
        return invalid(field, field + u" is too long"_s);
    return {};
}

Outcome<void> checkDescription(const std::optional<QString> &description)
{
    if (description && description->size() > serverlimits::descriptionLength)
        return invalid(u"description"_s, u"description is too long"_s);
    return {};
}

Outcome<void> checkValue(const QString &field, const FlagValue &value)
{
    if (jsonText(value).size() > serverlimits::jsonValueLength)
        return invalid(field, field + u" is too long"_s);
    return {};
}

Outcome<void> checkType(const QString &field, const QString &type, const FlagValue &value)
{
    if (type == u"json" || typeName(value) == type)
        return {};
    return invalid(field, u"%1 must be a %2"_s.arg(field, type));
}

Outcome<void> checkTags(const QStringList &tags)
{
    const bool good =
        tags.size() <= serverlimits::tags && std::all_of(tags.cbegin(), tags.cend(), [](const QString &tag) {
            return !tag.trimmed().isEmpty() && tag.size() <= serverlimits::tagLength;
        });
    return good ? Outcome<void>()
                : refuse(RefusalKind::Invalid,
                         u"tags must be at most %1 texts of 1 to %2 characters"_s.arg(serverlimits::tags)
                             .arg(serverlimits::tagLength),
                         u"tags"_s);
}

Outcome<void> checkTypeName(const QString &field, const QString &type)
{
    return checkOneOf(field, type, {u"boolean"_s, u"string"_s, u"number"_s, u"json"_s});
}

Outcome<void> checkOneOf(const QString &field, const QString &word, const QStringList &words)
{
    if (words.contains(word))
        return {};
    return invalid(field, u"%1 must be one of %2"_s.arg(field, words.join(u", "_s)));
}

Outcome<void> checkLength(const QString &field, const QString &text, qsizetype most)
{
    if (text.size() <= most)
        return {};
    return invalid(field, u"%1 must have at most %2 characters"_s.arg(field).arg(most));
}

FlagValue emptyValue(const QString &type)
{
    if (type == u"boolean")
        return false;
    if (type == u"number")
        return 0.0;
    return type == u"string" ? FlagValue(QString()) : FlagValue(JsonText{u"{}"_s});
}

Outcome<void> checkRule(const RuleRecord &rule)
{
    if (rule.bucketBy.isEmpty() || rule.bucketBy.size() > serverlimits::attributeLength)
        return invalid(u"bucket_by"_s, u"bucket_by must be a context key"_s);
    if (rule.percentage && (*rule.percentage < 0 || *rule.percentage > 100))
        return invalid(u"rollout_percentage"_s, u"rollout_percentage must be from 0 to 100"_s);
    if (const auto value = checkValue(u"return_value"_s, rule.value); !value)
        return value;
    if (rule.type == u"boolean")
        return {};
    if (rule.type == u"attribute")
        return checkAttribute(rule);
    if (rule.type != u"percentage")
        return invalid(u"rule_type"_s, u"rule_type must be boolean, attribute or percentage"_s);
    if (!rule.percentage)
        return invalid(u"rollout_percentage"_s, u"rollout_percentage is required for a percentage rule"_s);
    return {};
}

int jsonDepth(const QByteArray &text)
{
    int depth = 0;
    int deepest = 0;
    bool inString = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text.at(i);
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            deepest = std::max(deepest, ++depth);
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return deepest;
}

} // namespace signalbox
