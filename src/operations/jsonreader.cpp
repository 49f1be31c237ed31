// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/jsonreader.h"

#include "core/limits.h"

#include <QJsonArray>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

/// Year 1 to year 9999: what a date can be shown as.
constexpr qint64 firstTime = -62'135'596'800'000;
constexpr qint64 lastTime = 253'402'300'799'999;

/// A number that is whole and fits; JSON itself knows only one kind.
std::optional<qint64> wholeNumber(const QJsonValue &value)
{
    if (!value.isDouble())
        return std::nullopt;
    const qint64 whole = value.toInteger(std::numeric_limits<qint64>::min());
    if (whole != std::numeric_limits<qint64>::min())
        return whole;
    return std::nullopt;
}

WallTime wallTime(qint64 milliseconds)
{
    return WallTime(std::chrono::milliseconds(milliseconds));
}

std::optional<RuleKind> ruleKind(const QString &word)
{
    if (word == u"boolean")
        return RuleKind::Boolean;
    if (word == u"attribute")
        return RuleKind::Attribute;
    if (word == u"percentage")
        return RuleKind::Percentage;
    if (word == u"unknown")
        return RuleKind::Unknown;
    return std::nullopt;
}

} // namespace

void JsonReader::fail(const QString &name)
{
    if (m_wrong.isEmpty())
        m_wrong = name;
}

QString JsonReader::text(const QString &name)
{
    const QJsonValue value = m_object.value(name);
    if (!value.isUndefined() && !value.isString())
        fail(name);
    return value.toString();
}

QString JsonReader::requiredText(const QString &name)
{
    const QString found = text(name);
    if (found.isEmpty())
        fail(name);
    return found;
}

bool JsonReader::flag(const QString &name)
{
    return optionalFlag(name).value_or(false);
}

std::optional<bool> JsonReader::optionalFlag(const QString &name)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isBool())
        fail(name);
    return value.toBool();
}

qint64 JsonReader::number(const QString &name, qint64 least, qint64 most)
{
    const auto found = optionalNumber(name, least, most);
    if (!found && least != 0)
        fail(name);
    return found.value_or(least);
}

std::optional<qint64> JsonReader::optionalNumber(const QString &name, qint64 least, qint64 most)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined())
        return std::nullopt;
    const auto whole = wholeNumber(value);
    if (!whole || *whole < least || *whole > most) {
        fail(name);
        return std::nullopt;
    }
    return whole;
}

std::optional<WallTime> JsonReader::optionalTime(const QString &name)
{
    const auto milliseconds = optionalNumber(name, firstTime, lastTime);
    return milliseconds ? std::optional(wallTime(*milliseconds)) : std::nullopt;
}

WallTime JsonReader::time(const QString &name)
{
    return wallTime(number(name, firstTime, lastTime));
}

QJsonObject JsonReader::object(const QString &name)
{
    const QJsonValue value = m_object.value(name);
    if (!value.isUndefined() && !value.isObject())
        fail(name);
    return value.toObject();
}

QJsonArray JsonReader::array(const QString &name)
{
    const QJsonValue value = m_object.value(name);
    if (!value.isUndefined() && !value.isArray())
        fail(name);
    return value.toArray();
}

FlagValue JsonReader::value(const QJsonValue &json, const QString &name)
{
    switch (json.type()) {
    case QJsonValue::Null: return nullptr;
    case QJsonValue::Bool: return json.toBool();
    case QJsonValue::Double: return json.toDouble();
    case QJsonValue::String: return json.toString();
    case QJsonValue::Object: {
        const QJsonValue text = json.toObject().value(u"json"_s);
        if (text.isString())
            return JsonText{text.toString()};
        break;
    }
    case QJsonValue::Array:
    case QJsonValue::Undefined: break;
    }
    fail(name);
    return nullptr;
}

Rule JsonReader::rule(const QJsonValue &json)
{
    if (!json.isObject())
        fail(u"rules"_s);
    const QJsonObject given = json.toObject();
    return within(given, [&given](JsonReader &in) {
        Rule rule;
        rule.id = RuleId(in.text(u"id"_s));
        rule.priority =
            int(in.number(u"priority"_s, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
        const auto kind = ruleKind(in.text(u"kind"_s));
        if (!kind)
            in.fail(u"kind"_s);
        rule.kind = kind.value_or(RuleKind::Unknown);
        rule.attribute = in.text(u"attribute"_s);
        rule.comparison = in.text(u"comparison"_s);
        const QJsonArray operands = in.array(u"operands"_s);
        for (const QJsonValue &operand : operands) {
            if (!operand.isString())
                in.fail(u"operands"_s);
            rule.operands.append(operand.toString());
        }
        rule.percentage = int(in.number(u"percentage"_s, 0, 100));
        rule.bucketBy = in.text(u"bucketBy"_s);
        rule.value = in.value(given.value(u"value"_s), u"value"_s);
        rule.active = in.optionalFlag(u"active"_s).value_or(true);
        rule.isRollout = in.flag(u"rollout"_s);
        return rule;
    });
}

QVector<Rule> JsonReader::rules(const QJsonValue &json)
{
    if (!json.isArray())
        fail(u"rules"_s);
    QVector<Rule> read;
    const QJsonArray array = json.toArray();
    read.reserve(array.size());
    for (const QJsonValue &each : array)
        read.append(rule(each));
    return read;
}

FlagKey JsonReader::key(const QString &name)
{
    const QString of = text(u"of"_s);
    const auto kind = of.isEmpty() ? FlagKind::Flag : flagKindFromWord(of);
    if (!kind)
        fail(u"of"_s);
    return FlagKey(text(name), kind.value_or(FlagKind::Flag));
}

FlagKey JsonReader::requiredKey(const QString &name)
{
    const FlagKey found = key(name);
    if (found.isEmpty())
        fail(name);
    return found;
}

ConfigFacts JsonReader::config(const QJsonObject &json)
{
    return within(json, [&json](JsonReader &in) {
        ConfigFacts facts;
        facts.type = in.text(u"type"_s);
        facts.folder = in.text(u"folder"_s);
        facts.inherited = in.flag(u"inherited"_s);
        if (json.contains(u"projectDefault"_s))
            facts.projectDefault = in.value(json.value(u"projectDefault"_s), u"projectDefault"_s);
        return facts;
    });
}

Schedule JsonReader::schedule(const QJsonValue &json)
{
    if (!json.isObject())
        fail(u"schedules"_s);
    return within(json.toObject(), [](JsonReader &in) {
        Schedule schedule;
        schedule.id = in.text(u"id"_s);
        schedule.action = in.text(u"action"_s);
        schedule.at = in.time(u"at"_s);
        schedule.status = in.text(u"status"_s);
        return schedule;
    });
}

Flag JsonReader::flagRecord(const QJsonValue &json)
{
    if (!json.isObject())
        fail(u"flag"_s);
    const QJsonObject given = json.toObject();
    return within(given, [&given](JsonReader &in) {
        Flag flag;
        flag.key = in.requiredKey(u"key"_s);
        flag.enabled = in.flag(u"on"_s);
        flag.id = FlagId(in.text(u"id"_s));
        flag.environment = EnvironmentId(in.text(u"environment"_s));
        flag.name = in.text(u"name"_s);
        flag.description = in.text(u"description"_s);
        if (given.contains(u"default"_s))
            flag.defaultValue = in.value(given.value(u"default"_s), u"default"_s);
        if (given.contains(u"rules"_s))
            flag.rules = in.rules(given.value(u"rules"_s));
        flag.createdAt = in.optionalTime(u"created"_s);
        flag.updatedAt = in.optionalTime(u"updated"_s);
        flag.updatedBy = in.text(u"by"_s);
        flag.version = in.optionalNumber(u"version"_s, std::numeric_limits<qint64>::min() + 1,
                                         std::numeric_limits<qint64>::max());
        if (in.has(u"config"_s))
            flag.config = Shared(in.config(in.object(u"config"_s)));
        if (in.has(u"schedules"_s)) {
            const QJsonArray schedules = in.array(u"schedules"_s);
            flag.schedules.emplace();
            for (const QJsonValue &each : schedules)
                flag.schedules->append(in.schedule(each));
        }
        return flag;
    });
}

FlagPatch JsonReader::patch(const QJsonObject &json)
{
    return within(json, [&json](JsonReader &in) {
        FlagPatch patch;
        patch.enabled = in.optionalFlag(u"on"_s);
        if (json.contains(u"default"_s))
            patch.defaultValue = in.value(json.value(u"default"_s), u"default"_s);
        if (const auto rollout = in.optionalNumber(u"rollout"_s, 0, 100))
            patch.rollout = int(*rollout);
        return patch;
    });
}

FlagDelta JsonReader::delta(const QJsonObject &json)
{
    return within(json, [](JsonReader &in) {
        const auto pair = [&in](const QString &name) -> std::optional<QJsonArray> {
            if (!in.has(name))
                return std::nullopt;
            const QJsonArray both = in.array(name);
            if (both.size() != 2)
                in.fail(name);
            return both;
        };
        FlagDelta delta;
        if (const auto on = pair(u"on"_s)) {
            if (!on->at(0).isBool() || !on->at(1).isBool())
                in.fail(u"on"_s);
            delta.enabled = {on->at(0).toBool(), on->at(1).toBool()};
        }
        if (const auto values = pair(u"default"_s))
            delta.defaultValue = {in.value(values->at(0), u"default"_s),
                                  in.value(values->at(1), u"default"_s)};
        if (const auto names = pair(u"name"_s)) {
            if (!names->at(0).isString() || !names->at(1).isString())
                in.fail(u"name"_s);
            delta.name = {names->at(0).toString(), names->at(1).toString()};
        }
        delta.description = in.flag(u"description"_s);
        if (const auto both = pair(u"rules"_s))
            delta.rules = {in.rules(both->at(0)), in.rules(both->at(1))};
        return delta;
    });
}

Error JsonReader::error(const QJsonObject &json)
{
    return within(json, [](JsonReader &in) {
        Error error;
        error.kind = in.enumerator(u"kind"_s, ErrorKind::Cancelled);
        error.detail = in.text(u"detail"_s).left(limits::errorDetailLength);
        if (const auto status = in.optionalNumber(u"status"_s, 0, 999))
            error.httpStatus = int(*status);
        constexpr qint64 aYear = 366LL * 24 * 3'600'000;
        if (const auto wait = in.optionalNumber(u"retryAfterMs"_s, 0, aYear))
            error.retryAfter = std::chrono::milliseconds(*wait);
        return error;
    });
}

FactDetail JsonReader::detail(const QJsonObject &json)
{
    return within(json, [&json](JsonReader &in) -> FactDetail {
        const auto optionalError = [&in] {
            return in.has(u"error"_s) ? std::optional(in.error(in.object(u"error"_s))) : std::nullopt;
        };
        const QString is = in.requiredText(u"is"_s);
        if (is == u"change") {
            ChangeDetail change;
            change.delta = in.delta(in.object(u"delta"_s));
            change.enabledNow = in.optionalFlag(u"now"_s);
            change.readBack = in.flag(u"readBack"_s);
            change.elsewhere = in.text(u"elsewhere"_s);
            return change;
        }
        if (is == u"command") {
            CommandDetail command;
            command.id = CommandId(in.requiredText(u"id"_s));
            command.stage = in.enumerator(u"stage"_s, CommandStage::Cancelled);
            command.wanted = in.patch(in.object(u"wanted"_s));
            command.enabledBefore = in.optionalFlag(u"before"_s);
            if (const auto rollout = in.optionalNumber(u"rolloutBefore"_s, 0, 100))
                command.rolloutBefore = int(*rollout);
            if (in.has(u"valueBefore"_s))
                command.valueBefore = in.value(json.value(u"valueBefore"_s), u"valueBefore"_s);
            command.reason = in.text(u"reason"_s);
            command.error = optionalError();
            return command;
        }
        if (is == u"link")
            return LinkDetail{in.enumerator(u"state"_s, LinkState::Polling), optionalError()};
        if (is == u"gap") {
            return GapDetail{in.time(u"from"_s), in.time(u"until"_s),
                             int(in.number(u"differing"_s, 0, limits::flagsPerEnvironment)),
                             in.enumerator(u"reason"_s, GapReason::Polling)};
        }
        if (is == u"clock")
            return ClockDetail{std::chrono::milliseconds(in.number(u"byMs"_s, -lastTime, lastTime))};
        if (is == u"resync") {
            ResyncDetail resync;
            resync.difference.key = in.requiredKey(u"key"_s);
            if (in.has(u"before"_s))
                resync.difference.before = in.flagRecord(in.object(u"before"_s));
            if (in.has(u"after"_s))
                resync.difference.after = in.flagRecord(in.object(u"after"_s));
            return resync;
        }
        if (is == u"text") {
            return TextDetail{in.text(u"text"_s),
                              in.has(u"about"_s) ? std::optional(in.time(u"about"_s)) : std::nullopt};
        }
        in.fail(u"is"_s);
        return TextDetail{};
    });
}

} // namespace signalbox
