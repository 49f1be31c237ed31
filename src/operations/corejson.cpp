// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/corejson.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

/// What is empty or absent is left out: most lines are short because of it.
void add(QJsonObject &object, const QString &name, const QString &text)
{
    if (!text.isEmpty())
        object.insert(name, text);
}

void add(QJsonObject &object, const QString &name, std::optional<bool> value)
{
    if (value)
        object.insert(name, *value);
}

void add(QJsonObject &object, const QString &name, const std::optional<WallTime> &time)
{
    if (time)
        object.insert(name, qint64(time->time_since_epoch().count()));
}

QJsonArray toJson(const QVector<Rule> &rules)
{
    QJsonArray array;
    for (const Rule &rule : rules)
        array.append(toJson(rule));
    return array;
}

QString kindWord(RuleKind kind)
{
    switch (kind) {
    case RuleKind::Boolean: return u"boolean"_s;
    case RuleKind::Attribute: return u"attribute"_s;
    case RuleKind::Percentage: return u"percentage"_s;
    case RuleKind::Unknown: return u"unknown"_s;
    }
    return {};
}

template <typename T, typename Convert>
QJsonArray change(const FlagDelta::Change<T> &value, const Convert &convert)
{
    return {convert(value.before), convert(value.after)};
}

QJsonObject detailJson(const ChangeDetail &detail)
{
    QJsonObject object{{u"is"_s, u"change"_s}};
    if (!detail.delta.isEmpty())
        object.insert(u"delta"_s, toJson(detail.delta));
    add(object, u"now"_s, detail.enabledNow);
    if (detail.readBack)
        object.insert(u"readBack"_s, true);
    add(object, u"elsewhere"_s, detail.elsewhere);
    return object;
}

QJsonObject detailJson(const CommandDetail &detail)
{
    QJsonObject object{{u"is"_s, u"command"_s},
                       {u"id"_s, detail.id.text()},
                       {u"stage"_s, word(detail.stage)},
                       {u"wanted"_s, toJson(detail.wanted)}};
    add(object, u"before"_s, detail.enabledBefore);
    if (detail.rolloutBefore)
        object.insert(u"rolloutBefore"_s, *detail.rolloutBefore);
    if (detail.valueBefore)
        object.insert(u"valueBefore"_s, toJson(*detail.valueBefore));
    add(object, u"reason"_s, detail.reason);
    if (detail.error)
        object.insert(u"error"_s, toJson(*detail.error));
    return object;
}

QJsonObject detailJson(const LinkDetail &detail)
{
    QJsonObject object{{u"is"_s, u"link"_s}, {u"state"_s, word(detail.state)}};
    if (detail.error)
        object.insert(u"error"_s, toJson(*detail.error));
    return object;
}

QJsonObject detailJson(const GapDetail &detail)
{
    return {{u"is"_s, u"gap"_s},
            {u"from"_s, qint64(detail.from.time_since_epoch().count())},
            {u"until"_s, qint64(detail.until.time_since_epoch().count())},
            {u"differing"_s, detail.differing},
            {u"reason"_s, word(detail.reason)}};
}

QJsonObject detailJson(const ClockDetail &detail)
{
    return {{u"is"_s, u"clock"_s}, {u"byMs"_s, qint64(detail.by.count())}};
}

QJsonObject detailJson(const ResyncDetail &detail)
{
    QJsonObject object{{u"is"_s, u"resync"_s}};
    addKey(object, u"key"_s, detail.difference.key);
    if (detail.difference.before)
        object.insert(u"before"_s, toJson(*detail.difference.before));
    if (detail.difference.after)
        object.insert(u"after"_s, toJson(*detail.difference.after));
    return object;
}

QJsonObject detailJson(const TextDetail &detail)
{
    QJsonObject object{{u"is"_s, u"text"_s}, {u"text"_s, detail.text}};
    if (detail.about)
        object.insert(u"about"_s, qint64(detail.about->time_since_epoch().count()));
    return object;
}

} // namespace

QJsonValue toJson(const FlagValue &value)
{
    if (const bool *flag = std::get_if<bool>(&value))
        return *flag;
    if (const double *number = std::get_if<double>(&value))
        return *number;
    if (const QString *text = std::get_if<QString>(&value))
        return *text;
    if (const JsonText *json = std::get_if<JsonText>(&value))
        return QJsonObject{{u"json"_s, json->text}};
    return QJsonValue::Null;
}

QJsonObject toJson(const Rule &rule)
{
    QJsonObject object{{u"id"_s, rule.id.text()},
                       {u"priority"_s, rule.priority},
                       {u"kind"_s, kindWord(rule.kind)},
                       {u"value"_s, toJson(rule.value)},
                       {u"active"_s, rule.active}};
    add(object, u"attribute"_s, rule.attribute);
    add(object, u"comparison"_s, rule.comparison);
    if (!rule.operands.isEmpty())
        object.insert(u"operands"_s, QJsonArray::fromStringList(rule.operands));
    if (rule.percentage != 0)
        object.insert(u"percentage"_s, rule.percentage);
    add(object, u"bucketBy"_s, rule.bucketBy);
    if (rule.isRollout)
        object.insert(u"rollout"_s, true);
    return object;
}

void addKey(QJsonObject &object, const QString &name, const FlagKey &key)
{
    object.insert(name, key.text());
    if (key.kind() != FlagKind::Flag)
        object.insert(u"of"_s, word(key.kind()));
}

QJsonObject toJson(const ConfigFacts &config)
{
    QJsonObject object;
    add(object, u"type"_s, config.type);
    add(object, u"folder"_s, config.folder);
    if (config.inherited)
        object.insert(u"inherited"_s, true);
    if (config.projectDefault)
        object.insert(u"projectDefault"_s, toJson(*config.projectDefault));
    return object;
}

QJsonObject toJson(const Schedule &schedule)
{
    QJsonObject object{{u"at"_s, qint64(schedule.at.time_since_epoch().count())}};
    add(object, u"id"_s, schedule.id);
    add(object, u"action"_s, schedule.action);
    add(object, u"status"_s, schedule.status);
    return object;
}

QJsonObject toJson(const Flag &flag)
{
    QJsonObject object{{u"on"_s, flag.enabled}};
    addKey(object, u"key"_s, flag.key);
    add(object, u"id"_s, flag.id.text());
    add(object, u"environment"_s, flag.environment.text());
    add(object, u"name"_s, flag.name);
    add(object, u"description"_s, flag.description);
    if (flag.defaultValue)
        object.insert(u"default"_s, toJson(*flag.defaultValue));
    if (flag.rules)
        object.insert(u"rules"_s, toJson(*flag.rules));
    add(object, u"created"_s, flag.createdAt);
    add(object, u"updated"_s, flag.updatedAt);
    add(object, u"by"_s, flag.updatedBy);
    if (flag.version)
        object.insert(u"version"_s, *flag.version);
    if (flag.config)
        object.insert(u"config"_s, toJson(*flag.config));
    if (flag.schedules) {
        QJsonArray schedules;
        for (const Schedule &schedule : *flag.schedules)
            schedules.append(toJson(schedule));
        object.insert(u"schedules"_s, schedules);
    }
    return object;
}

QJsonObject toJson(const FlagPatch &patch)
{
    QJsonObject object;
    add(object, u"on"_s, patch.enabled);
    if (patch.defaultValue)
        object.insert(u"default"_s, toJson(*patch.defaultValue));
    if (patch.rollout)
        object.insert(u"rollout"_s, *patch.rollout);
    return object;
}

QJsonObject toJson(const FlagDelta &delta)
{
    QJsonObject object;
    if (delta.enabled)
        object.insert(u"on"_s, change(*delta.enabled, [](bool on) { return QJsonValue(on); }));
    if (delta.defaultValue) {
        object.insert(u"default"_s,
                      change(*delta.defaultValue, [](const FlagValue &value) { return toJson(value); }));
    }
    if (delta.name)
        object.insert(u"name"_s, change(*delta.name, [](const QString &text) { return QJsonValue(text); }));
    if (delta.description)
        object.insert(u"description"_s, true);
    if (delta.rules) {
        object.insert(u"rules"_s,
                      change(*delta.rules, [](const QVector<Rule> &rules) { return toJson(rules); }));
    }
    return object;
}

QJsonObject toJson(const Error &error)
{
    QJsonObject object{{u"kind"_s, word(error.kind)}};
    add(object, u"detail"_s, error.detail);
    if (error.httpStatus)
        object.insert(u"status"_s, *error.httpStatus);
    if (error.retryAfter)
        object.insert(u"retryAfterMs"_s, qint64(error.retryAfter->count()));
    return object;
}

QJsonObject toJson(const FactDetail &detail)
{
    return std::visit([](const auto &held) { return detailJson(held); }, detail);
}

} // namespace signalbox
