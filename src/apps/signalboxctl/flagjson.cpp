// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/flagjson.h"

#include "core/effect.h"
#include "core/plaintext.h"
#include "model/kindwords.h"
#include "words/sentences.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::flagLine", text);
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

QJsonValue timeOrNull(const std::optional<WallTime> &time)
{
    return time ? QJsonValue(timeText(*time)) : QJsonValue(QJsonValue::Null);
}

/// The value where everyone gets the same, the shares where one rollout decides, else null.
QJsonValue effectJson(const Effect &effect)
{
    switch (effect.kind) {
    case Effect::Kind::Everyone: return valueJson(effect.value);
    case Effect::Kind::Share:
        return QJsonObject{{u"percentage"_s, effect.percentage},
                           {u"value"_s, valueJson(effect.value)},
                           {u"otherwise"_s, valueJson(effect.other)}};
    case Effect::Kind::Depends:
    case Effect::Kind::Unknown: return QJsonValue::Null;
    }
    return QJsonValue::Null;
}

QString effectText(const Effect &effect)
{
    switch (effect.kind) {
    case Effect::Kind::Everyone: return plainLine(displayText(effect.value));
    case Effect::Kind::Share:
        return tr("%1 for %2 %, else %3")
            .arg(plainLine(displayText(effect.value)))
            .arg(effect.percentage)
            .arg(plainLine(displayText(effect.other)));
    case Effect::Kind::Depends: return tr("by rules");
    case Effect::Kind::Unknown: return tr("unknown");
    }
    return {};
}

/// What the details of a fact add to its line.
struct FactParts
{
    QString environment;
    std::optional<bool> enabled;
    bool isAboutFlag = false;
    QJsonObject more;
    QString text;
};

struct FactPartsOf
{
    QString environment;

    FactParts operator()(const ChangeDetail &detail) const
    {
        FactParts parts{
            detail.elsewhere.isEmpty() ? environment : detail.elsewhere, detail.enabledNow, true, {}, {}};
        if (const auto &value = detail.delta.defaultValue) {
            parts.more.insert(u"valueBefore"_s, valueJson(value->before));
            parts.more.insert(u"value"_s, valueJson(value->after));
            parts.text = valueChangeText(value->before, value->after);
        }
        return parts;
    }
    FactParts operator()(const ResyncDetail &detail) const
    {
        FactParts parts{environment, {}, true, {}, {}};
        if (detail.difference.after)
            parts.enabled = detail.difference.after->enabled;
        else
            parts.text = tr("gone");
        return parts;
    }
    FactParts operator()(const CommandDetail &detail) const
    {
        FactParts parts{
            environment, detail.wanted.enabled, true, {{u"stage"_s, word(detail.stage)}}, word(detail.stage)};
        if (detail.wanted.rollout) {
            parts.more.insert(u"rollout"_s, *detail.wanted.rollout);
            parts.text = tr("rollout %1 %  %2").arg(*detail.wanted.rollout).arg(parts.text);
        }
        if (detail.wanted.defaultValue) {
            parts.more.insert(u"value"_s, valueJson(*detail.wanted.defaultValue));
            parts.text =
                tr("value %1  %2").arg(plainLine(displayText(*detail.wanted.defaultValue)), parts.text);
        }
        return parts;
    }
    FactParts operator()(const LinkDetail &detail) const
    {
        FactParts parts;
        parts.more.insert(u"state"_s, word(detail.state));
        parts.text = word(detail.state);
        if (detail.error) {
            const QString reason = terminalSentence(*detail.error);
            parts.more.insert(u"reason"_s, reason);
            parts.text = u"%1: %2"_s.arg(parts.text, reason);
        }
        return parts;
    }
    FactParts operator()(const GapDetail &detail) const
    {
        FactParts parts;
        parts.more = {{u"from"_s, timeText(detail.from)},
                      {u"until"_s, timeText(detail.until)},
                      {u"differing"_s, detail.differing},
                      {u"reason"_s, word(detail.reason)}};
        parts.text = tr("blind since %1 (%2); %3 flags differ")
                         .arg(timeText(detail.from), word(detail.reason))
                         .arg(detail.differing);
        return parts;
    }
    FactParts operator()(const ClockDetail &detail) const
    {
        FactParts parts;
        parts.more.insert(u"clockSetByMs"_s, qint64(detail.by.count()));
        parts.text = tr("the clock was set by %1 ms").arg(detail.by.count());
        return parts;
    }
    FactParts operator()(const TextDetail &detail) const
    {
        FactParts parts;
        parts.more.insert(u"text"_s, detail.text);
        parts.text = plainLine(detail.text);
        return parts;
    }
};

FactParts partsOf(const Fact &fact, const QString &environment)
{
    if (fact.detail)
        return std::visit(FactPartsOf{environment}, *fact.detail);
    FactParts parts;
    parts.environment = environment;
    parts.isAboutFlag = !fact.flag.isEmpty();
    return parts;
}

} // namespace

QJsonValue valueJson(const FlagValue &value)
{
    struct Visitor
    {
        QJsonValue operator()(std::nullptr_t) const { return QJsonValue::Null; }
        QJsonValue operator()(bool held) const { return held; }
        QJsonValue operator()(double held) const { return held; }
        QJsonValue operator()(const QString &held) const { return held; }
        QJsonValue operator()(const JsonText &held) const
        {
            const auto document = QJsonDocument::fromJson(held.text.toUtf8());
            if (document.isArray())
                return document.array();
            return document.isObject() ? QJsonValue(document.object()) : QJsonValue(held.text);
        }
    };
    return std::visit(Visitor(), value);
}

QString timeText(WallTime time)
{
    return toDateTime(time).toString(Qt::ISODateWithMs);
}

QJsonObject flagJson(const Flag &flag, const QString &environment)
{
    QJsonValue rules = QJsonValue::Null;
    if (flag.rules)
        rules = int(flag.rules->size());
    QJsonValue rollout = QJsonValue::Null;
    if (const auto share = rolloutOf(flag))
        rollout = *share;
    QJsonValue version = QJsonValue::Null;
    if (flag.version)
        version = *flag.version;
    return {{u"flag"_s, flag.key.text()},
            {u"kind"_s, word(flag.kind())},
            {u"type"_s, flag.config ? textOrNull(flag.config->type) : QJsonValue(QJsonValue::Null)},
            {u"name"_s, textOrNull(flag.name)},
            {u"environment"_s, environment},
            {u"enabled"_s, flag.enabled},
            {u"serves"_s, effectJson(effectOf(flag, flag.enabled))},
            {u"rules"_s, rules},
            {u"rollout"_s, rollout},
            {u"version"_s, version},
            {u"updatedAt"_s, timeOrNull(flag.updatedAt)},
            {u"updatedBy"_s, textOrNull(flag.updatedBy)}};
}

QString flagLine(const Flag &flag, const QString &environment)
{
    const QString changed = flag.updatedAt ? timeText(*flag.updatedAt) : u"-"_s;
    return u"%1  %2  %3  %4  %5  %6"_s.arg(
        plainLine(environment).leftJustified(14), word(flag.kind()).leftJustified(9),
        switchWord(flag.enabled, flag.kind()).leftJustified(8), plainLine(flag.key.text()).leftJustified(32),
        effectText(effectOf(flag, flag.enabled)).leftJustified(16), changed);
}

QJsonObject factJson(const Fact &fact, const QString &environment)
{
    const FactParts parts = partsOf(fact, environment);
    QJsonObject line = parts.more;
    line.insert(u"time"_s, timeText(fact.time));
    line.insert(u"kind"_s, word(fact.kind, fact.flag.kind()));
    line.insert(u"source"_s, word(fact.source));
    if (parts.isAboutFlag) {
        line.insert(u"flag"_s, fact.flag.text());
        if (fact.flag.kind() != FlagKind::Flag)
            line.insert(u"record"_s, word(fact.flag.kind()));
        line.insert(u"environment"_s, parts.environment);
        line.insert(u"enabled"_s, parts.enabled ? QJsonValue(*parts.enabled) : QJsonValue(QJsonValue::Null));
    }
    if (!fact.by.isEmpty())
        line.insert(u"by"_s, fact.by);
    return line;
}

QString factLine(const Fact &fact, const QString &environment)
{
    const FactParts parts = partsOf(fact, environment);
    QStringList words = {timeText(fact.time), word(fact.kind, fact.flag.kind()).leftJustified(12)};
    if (parts.isAboutFlag) {
        words.append(plainLine(fact.flag.text()));
        words.append(plainLine(parts.environment));
        if (parts.enabled)
            words.append(switchWord(*parts.enabled, fact.flag.kind()));
    }
    if (!parts.text.isEmpty())
        words.append(parts.text);
    if (!fact.by.isEmpty())
        words.append(tr("by %1").arg(plainLine(fact.by)));
    return words.join(u"  "_s);
}

} // namespace signalbox
