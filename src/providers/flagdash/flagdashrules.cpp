// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashrules.h"

#include "core/limits.h"
#include "providers/common/jsonfields.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox::flagdash {

namespace {

QString operandText(const QJsonValue &value)
{
    return value.isString() ? value.toString()
                            : displayText(json::readValue(value), int(limits::sseLineBytes));
}

QStringList readOperands(const QJsonObject &object)
{
    QStringList operands;
    const QJsonValue one =
        object.contains(u"values"_s) ? object.value(u"values"_s) : object.value(u"value"_s);
    if (!one.isArray())
        return one.isUndefined() || one.isNull() ? operands : QStringList{operandText(one)};
    const QJsonArray list = one.toArray();
    for (const QJsonValue &operand : list)
        operands.append(operandText(operand));
    return operands;
}

Rule readRule(const QJsonValue &json, int position, const std::optional<FlagValue> &value)
{
    const QJsonObject object = json.toObject();
    Rule rule;
    rule.id = RuleId(json::textOr(object, u"id"_s, u"rule-%1"_s.arg(position)));
    rule.priority = position;
    rule.attribute = object.value(u"attribute"_s).toString();
    rule.comparison = object.value(u"operator"_s).toString();
    rule.operands = readOperands(object);
    rule.kind = rule.attribute.isEmpty() ? RuleKind::Unknown : RuleKind::Attribute;
    rule.value = unwrapped(object.value(u"flag_value"_s)).value_or(value.value_or(FlagValue(nullptr)));
    return rule;
}

} // namespace

std::optional<FlagValue> unwrapped(const QJsonValue &value)
{
    QJsonValue held = value;
    if (const QJsonObject object = value.toObject(); object.size() == 1 && object.contains(u"value"_s))
        held = object.value(u"value"_s);
    return held.isNull() || held.isUndefined() ? std::nullopt : std::optional(json::readValue(held));
}

std::optional<QVector<Rule>> readRules(const QJsonValue &rules, const QJsonValue &rollout,
                                       const std::optional<FlagValue> &value)
{
    // A share that is no whole number would be shown as another one.
    if (!rollout.isDouble() || rollout.toInt(-1) == -1)
        return std::nullopt;
    const QJsonObject wrapped = rules.toObject();
    const QJsonArray list = rules.isArray() ? rules.toArray() : wrapped.value(u"rules"_s).toArray();
    QVector<Rule> read;
    for (const QJsonValue &rule : list)
        read.append(readRule(rule, int(read.size()) + 1, value));
    // Anything else that says something is one rule of which nothing is known.
    if (list.isEmpty() && !wrapped.isEmpty() && !wrapped.contains(u"rules"_s))
        read.append(readRule(QJsonObject(), 1, value));
    Rule share;
    share.id = RuleId(u"rollout"_s);
    share.priority = int(read.size()) + 1;
    share.kind = RuleKind::Percentage;
    share.percentage = std::clamp(rollout.toInt(), 0, 100);
    share.value = value.value_or(FlagValue(nullptr));
    share.active = value.has_value();
    share.isRollout = true;
    read.append(share);
    return read;
}

} // namespace signalbox::flagdash
