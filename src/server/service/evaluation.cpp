// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/evaluation.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtEndian>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// A context holds text only, so numbers and booleans of a rule are compared by their JSON spelling.
QString asText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(text.mid(1, text.size() - 2));
}

QStringList operands(const QString &json)
{
    const QJsonValue value = QJsonDocument::fromJson(QString(u'[' + json + u']').toUtf8()).array().at(0);
    QStringList texts;
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &one : array)
            texts.append(asText(one));
    } else if (!value.isUndefined()) {
        texts.append(asText(value));
    }
    return texts;
}

bool attributeMatches(const RuleRecord &rule, const EvaluationContext &context)
{
    const auto found = context.constFind(rule.attribute.value_or(QString()));
    if (found == context.cend() || !rule.comparison || !rule.operandJson)
        return false;
    const QString &actual = *found;
    const QStringList wanted = operands(*rule.operandJson);
    const QString &comparison = *rule.comparison;
    if (comparison == u"in")
        return wanted.contains(actual);
    if (comparison == u"not_in")
        return !wanted.contains(actual);
    if (wanted.size() != 1)
        return false;
    const QString &operand = wanted.first();
    if (comparison == u"eq")
        return actual == operand;
    if (comparison == u"neq")
        return actual != operand;
    if (comparison == u"contains")
        return actual.contains(operand);
    if (comparison == u"starts_with")
        return actual.startsWith(operand);
    return comparison == u"ends_with" && actual.endsWith(operand);
}

bool matches(const FlagRecord &flag, const RuleRecord &rule, const EvaluationContext &context)
{
    if (rule.type == u"boolean")
        return true;
    if (rule.type == u"attribute")
        return attributeMatches(rule, context);
    const auto bucketValue = context.constFind(rule.bucketBy);
    return rule.type == u"percentage" && bucketValue != context.cend()
           && bucketOf(flag.salt, *bucketValue) < rule.percentage.value_or(0);
}

const RuleRecord *decidingRule(const FlagRecord &flag, const QVector<RuleRecord> &rules,
                               const EvaluationContext &context)
{
    const RuleRecord *first = nullptr;
    if (!flag.enabled)
        return first;
    for (const RuleRecord &rule : rules) {
        const bool earlier = !first || rule.priority < first->priority;
        if (rule.active && earlier && matches(flag, rule, context))
            first = &rule;
    }
    return first;
}

bool isRollout(const RuleRecord &rule, const QVector<RuleRecord> &rules)
{
    const RuleRecord *first = nullptr;
    for (const RuleRecord &one : rules) {
        if (one.active && one.type != u"attribute" && (!first || one.priority < first->priority))
            first = &one;
    }
    return first == &rule;
}

const VariationRecord *variationFor(const FlagRecord &flag, const RuleRecord &rollout,
                                    const EvaluationContext &context)
{
    const auto user = context.constFind(rollout.bucketBy);
    if (user == context.cend())
        return nullptr;
    const int bucket = bucketOf(flag.salt + u"/variations"_s, *user);
    int reached = 0;
    for (const VariationRecord &variation : flag.variations) {
        reached += variation.weight;
        if (bucket < reached)
            return &variation;
    }
    return nullptr;
}

} // namespace

Decision decide(const FlagRecord &flag, const QVector<RuleRecord> &rules, const EvaluationContext &context)
{
    Decision decision{decidingRule(flag, rules, context), nullptr};
    if (decision.rule && !flag.variations.isEmpty() && isRollout(*decision.rule, rules))
        decision.variation = variationFor(flag, *decision.rule, context);
    return decision;
}

Evaluation evaluate(const FlagRecord &flag, const QVector<RuleRecord> &rules,
                    const EvaluationContext &context)
{
    if (!flag.enabled)
        return {flag.defaultValue, EvaluationReason::Disabled};
    const Decision decision = decide(flag, rules, context);
    return {decision.value(flag), decision.rule ? EvaluationReason::RuleMatch : EvaluationReason::Default};
}

int bucketOf(const QString &salt, const QString &bucketValue)
{
    const QByteArray text = QString(salt + u':' + bucketValue).toUtf8();
    const QByteArray hash = QCryptographicHash::hash(text, QCryptographicHash::Sha256);
    return int(qFromBigEndian<quint64>(hash.constData()) % 100);
}

QString typeName(const FlagValue &value)
{
    if (std::holds_alternative<bool>(value))
        return u"boolean"_s;
    if (std::holds_alternative<double>(value))
        return u"number"_s;
    return std::holds_alternative<QString>(value) ? u"string"_s : u"json"_s;
}

QString effectiveType(const FlagRecord &flag)
{
    return flag.type.isEmpty() ? typeName(flag.defaultValue) : flag.type;
}

} // namespace signalbox
