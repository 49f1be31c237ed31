// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/facttext.h"

#include "core/plaintext.h"
#include "model/kindwords.h"
#include "model/valuediff.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int mostOperands = 5;
constexpr int mostMembers = 2; ///< of an object that changed, in one line

QString tr(const char *text)
{
    return QCoreApplication::translate("FactText", text);
}

QString valueText(const FlagValue &value)
{
    return plainLine(displayText(value));
}

/// "value 24 → 36", "value payment 4000 → 5000, tax 5 → 6".
QString valueChange(FlagKind of, const FlagValue &before, const FlagValue &after)
{
    return tr("%1 %2").arg(valueNoun(of), valueDifferences(before, after, mostMembers).join(u", "_s));
}

QString joined(const QStringList &parts)
{
    return parts.join(u" · "_s);
}

QString twoDigits(qint64 number)
{
    return QString::number(number).rightJustified(2, u'0');
}

QString comparisonText(const QString &comparison)
{
    if (comparison == u"eq" || comparison == u"equals")
        return u"="_s;
    if (comparison == u"neq" || comparison == u"ne" || comparison == u"not_equals")
        return u"≠"_s;
    return plainLine(QString(comparison).replace(u'_', u' '));
}

/// Rules in the order in which they run.
QVector<Rule> ordered(QVector<Rule> rules)
{
    std::stable_sort(rules.begin(), rules.end(),
                     [](const Rule &a, const Rule &b) { return a.priority < b.priority; });
    return rules;
}

QString ruleChange(int position, const Rule &before, const Rule &after)
{
    QStringList parts;
    if (!after.isRollout)
        parts += tr("rule %1").arg(position);
    const qsizetype named = parts.size();
    if (before.active != after.active)
        parts += after.active ? tr("switched on") : tr("switched off");
    if (before.percentage != after.percentage)
        parts += tr("rollout %1 % → %2 %").arg(before.percentage).arg(after.percentage);
    if (before.value != after.value)
        parts += tr("value %1 → %2").arg(valueText(before.value), valueText(after.value));
    if (parts.size() == named)
        parts += tr("now %1").arg(ruleText(after));
    return joined(parts);
}

QString rulesSummary(const QVector<Rule> &before, const QVector<Rule> &after)
{
    const QVector<Rule> old = ordered(before);
    const QVector<Rule> now = ordered(after);
    QStringList changes;
    const auto positionOf = [](const QVector<Rule> &rules, const RuleId &id) {
        for (int i = 0; i < rules.size(); ++i) {
            if (rules.at(i).id == id)
                return i;
        }
        return -1;
    };
    for (int i = 0; i < now.size(); ++i) {
        const int was = positionOf(old, now.at(i).id);
        if (was < 0)
            changes += joined({tr("rule %1 added").arg(i + 1), ruleText(now.at(i))});
        else if (old.at(was) != now.at(i))
            changes += ruleChange(i + 1, old.at(was), now.at(i));
    }
    for (int i = 0; i < old.size(); ++i) {
        if (positionOf(now, old.at(i).id) < 0)
            changes += joined({tr("rule %1 removed").arg(i + 1), ruleText(old.at(i))});
    }
    if (changes.size() == 1)
        return changes.constFirst();
    return changes.isEmpty() ? tr("rules reordered") : tr("%1 rules changed").arg(changes.size());
}

QString changeText(const Fact &fact, const ChangeDetail &detail)
{
    QStringList parts;
    if (!detail.elsewhere.isEmpty())
        parts += tr("in %1").arg(plainLine(detail.elsewhere));
    const bool found = fact.kind == FactKind::ReadBack;
    const FlagKind of = fact.flag.kind();
    const QString delta = deltaSummary(detail.delta, of);
    const QString now = detail.enabledNow ? switchWord(*detail.enabledNow, of) : QString();
    if (fact.kind == FactKind::FlagDeleted) {
        parts += tr("deleted");
    } else if (fact.kind == FactKind::FlagCreated) {
        parts += tr("new");
        if (!now.isEmpty())
            parts += now;
        else if (!detail.readBack && detail.elsewhere.isEmpty())
            parts += tr("not read yet");
    } else if (!delta.isEmpty()) {
        parts += delta;
    } else {
        parts += tr("stream says changed");
        if (detail.readBack || !now.isEmpty())
            parts += now.isEmpty() ? tr("read back, nothing differs") : tr("read back %1").arg(now);
    }
    if (found)
        parts += tr("found by reading, nobody announced it");
    return joined(parts);
}

/// A word of the interfaces for programs as a person writes it.
QString spoken(QString code)
{
    return code.replace(u'-', u' ');
}

QString errorText(const Error &error)
{
    const QString kind = spoken(word(error.kind));
    return error.httpStatus ? tr("%1 (HTTP %2)").arg(kind, QString::number(*error.httpStatus)) : kind;
}

QString commandText(const Fact &fact, const CommandDetail &detail)
{
    const FlagKind of = fact.flag.kind();
    const QString wanted = patchText(detail.wanted, of);
    QStringList parts;
    switch (detail.stage) {
    case CommandStage::Draft:
    case CommandStage::Sent:
    case CommandStage::Accepted:
    case CommandStage::Seen: parts += tr("set %1").arg(wanted); break;
    case CommandStage::Confirmed:
    case CommandStage::Overtaken:
    case CommandStage::Unseen:
        if (detail.wanted.enabled && detail.enabledBefore && *detail.enabledBefore != *detail.wanted.enabled)
            parts += tr("%1 → %2").arg(switchWord(*detail.enabledBefore, of), wanted);
        else if (detail.wanted.rollout && detail.rolloutBefore
                 && *detail.rolloutBefore != *detail.wanted.rollout)
            parts += tr("rollout %1 % → %2 %").arg(*detail.rolloutBefore).arg(*detail.wanted.rollout);
        else if (detail.wanted.defaultValue && detail.valueBefore && !detail.wanted.enabled
                 && *detail.valueBefore != *detail.wanted.defaultValue)
            parts += valueChange(of, *detail.valueBefore, *detail.wanted.defaultValue);
        else
            parts += tr("set %1").arg(wanted);
        if (detail.stage == CommandStage::Overtaken)
            parts += tr("then changed by somebody else");
        if (detail.stage == CommandStage::Unseen)
            parts += tr("read back, but the stream has not said so");
        break;
    case CommandStage::Refused: parts += tr("%1 refused").arg(wanted); break;
    case CommandStage::Unknown:
        parts += tr("%1 ordered").arg(wanted);
        parts += tr("no answer, may have been applied");
        break;
    case CommandStage::Disagrees: {
        parts += tr("%1 ordered").arg(wanted);
        const QString reported =
            detail.wanted.enabled ? switchWord(!*detail.wanted.enabled, of) : tr("another value");
        parts += fact.lag ? tr("server still reports %1 after %2").arg(reported, durationText(*fact.lag))
                          : tr("server still reports %1").arg(reported);
        break;
    }
    case CommandStage::Cancelled: parts += tr("%1 cancelled, not sent").arg(wanted); break;
    }
    if (detail.error)
        parts += errorText(*detail.error);
    if (!detail.reason.isEmpty())
        parts += tr("“%1”").arg(plainLine(detail.reason));
    return joined(parts);
}

/// Time of day with one decimal of a second.
QString shortClockText(WallTime time)
{
    return clockText(time).left(10);
}

QString gapText(const GapDetail &detail)
{
    const QString differing = detail.differing == 0   ? tr("nothing differs")
                              : detail.differing == 1 ? tr("1 flag differs")
                                                      : tr("%1 flags differ").arg(detail.differing);
    QString why;
    switch (detail.reason) {
    case GapReason::StreamLost: why = tr("stream lost"); break;
    case GapReason::Sleep: why = tr("this computer slept"); break;
    case GapReason::ClockJump: why = tr("the clock leapt ahead"); break;
    case GapReason::NetworkChange: why = tr("the network changed"); break;
    case GapReason::Paused: why = tr("paused"); break;
    case GapReason::Polling: why = tr("polled, no stream"); break;
    }
    return tr("%1 %2 – %3 (%4) · resynced · %5")
        .arg(why, shortClockText(detail.from), shortClockText(detail.until),
             durationText(detail.until - detail.from), differing);
}

QString clockSetText(const ClockDetail &detail)
{
    return detail.by.count() < 0
               ? tr("the clock of this computer was set back by %1 · ages and waits go on unchanged")
                     .arg(durationText(-detail.by))
               : tr("the clock of this computer was set ahead by %1 · ages and waits go on unchanged")
                     .arg(durationText(detail.by));
}

QString resyncText(const FlagDifference &difference)
{
    if (!difference.before && difference.after)
        return tr("created meanwhile · %1").arg(switchWord(difference.after->enabled, difference.key.kind()));
    if (difference.before && !difference.after)
        return tr("deleted meanwhile · was %1")
            .arg(switchWord(difference.before->enabled, difference.key.kind()));
    if (!difference.before)
        return {};
    return deltaSummary(deltaBetween(*difference.before, *difference.after), difference.key.kind());
}

QString linkText(const LinkDetail &detail)
{
    const QString state = word(detail.state);
    if (!detail.error)
        return spoken(state);
    const bool isSaid = word(detail.error->kind) == state; // not "sign in needed · sign in needed"
    return isSaid ? errorText(*detail.error) : joined({spoken(state), errorText(*detail.error)});
}

QString plainFactText(const Fact &fact, const QString &text)
{
    const QString safe = plainLine(text);
    switch (fact.kind) {
    case FactKind::Unknown:
        return safe.isEmpty() ? tr("event of an unknown kind")
                              : tr("event of an unknown kind “%1”").arg(safe);
    case FactKind::Unreadable: {
        const QString event = tr("unreadable event (%1 bytes)").arg(fact.raw.size());
        return safe.isEmpty() ? event : joined({event, safe});
    }
    case FactKind::WideChange: return safe.isEmpty() ? tr("everything is read again") : safe;
    case FactKind::FlagCreated: return safe.isEmpty() ? tr("new") : safe;
    case FactKind::FlagDeleted: return safe.isEmpty() ? tr("deleted") : safe;
    case FactKind::FlagUpdated:
    case FactKind::RuleCreated:
    case FactKind::RuleUpdated:
    case FactKind::RuleDeleted: return safe.isEmpty() ? tr("stream says changed") : safe;
    case FactKind::Command:
    case FactKind::ReadBack:
    case FactKind::Link:
    case FactKind::Gap:
    case FactKind::Resync:
    case FactKind::Note: return safe.isEmpty() ? tr("note deleted") : safe;
    }
    return safe;
}

struct DetailText
{
    const Fact &fact;
    QString operator()(const ChangeDetail &detail) const
    {
        // A wide change and what nobody could read say so whatever else is known.
        return fact.kind == FactKind::WideChange ? plainFactText(fact, {}) : changeText(fact, detail);
    }
    QString operator()(const CommandDetail &detail) const { return commandText(fact, detail); }
    QString operator()(const LinkDetail &detail) const { return linkText(detail); }
    QString operator()(const GapDetail &detail) const { return gapText(detail); }
    QString operator()(const ResyncDetail &detail) const { return resyncText(detail.difference); }
    QString operator()(const ClockDetail &detail) const { return clockSetText(detail); }
    QString operator()(const TextDetail &detail) const { return plainFactText(fact, detail.text); }
};

} // namespace

QString factText(const Fact &fact)
{
    return fact.detail ? std::visit(DetailText{fact}, *fact.detail) : plainFactText(fact, {});
}

QString clockText(WallTime time)
{
    const auto sinceMidnight = time - std::chrono::floor<std::chrono::days>(time);
    qint64 rest = sinceMidnight.count();
    QString text = u"00:00:00.000"_s;
    for (const int place : {11, 10, 9}) {
        text[place] = QChar(char16_t(u'0' + rest % 10));
        rest /= 10;
    }
    for (const int place : {7, 4, 1}) {
        const qint64 base = place == 1 ? 24 : 60;
        text[place] = QChar(char16_t(u'0' + rest % base % 10));
        text[place - 1] = QChar(char16_t(u'0' + rest % base / 10));
        rest /= base;
    }
    return text;
}

QString deltaText(std::chrono::milliseconds delta)
{
    const QChar sign = delta.count() < 0 ? QChar(u'−') : QChar(u'+');
    const qint64 ms = std::abs(delta.count());
    const qint64 seconds = ms / 1000;
    if (seconds < 10)
        return sign + QString::number(double(ms) / 1000.0, 'f', 3);
    if (seconds < 60)
        return sign + QString::number(double(ms / 100) / 10.0, 'f', 1);
    if (seconds < 3600)
        return sign + QString::number(seconds / 60) + u':' + twoDigits(seconds % 60);
    if (seconds < 24 * 3600)
        return sign + QString::number(seconds / 3600) + u':' + twoDigits(seconds / 60 % 60) + u':'
               + twoDigits(seconds % 60);
    return tr("%1%2 d %3 h").arg(sign).arg(seconds / (24 * 3600)).arg(seconds / 3600 % 24);
}

QString durationText(std::chrono::milliseconds duration)
{
    if (duration.count() < 0)
        return u'−' + durationText(-duration);
    const qint64 ms = duration.count();
    const qint64 seconds = ms / 1000;
    if (ms < 1000)
        return tr("%1 ms").arg(ms);
    if (seconds < 10)
        return tr("%1 s").arg(QString::number(double(ms / 10) / 100.0, 'f', 2));
    if (seconds < 60)
        return tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return tr("%1 m %2 s").arg(seconds / 60).arg(seconds % 60);
    return tr("%1 h %2 m").arg(seconds / 3600).arg(seconds / 60 % 60);
}

QString patchText(const FlagPatch &patch, FlagKind of)
{
    QStringList parts;
    if (patch.enabled)
        parts += switchWord(*patch.enabled, of);
    if (patch.defaultValue)
        parts += tr("%1 %2").arg(valueNoun(of), valueText(*patch.defaultValue));
    if (patch.rollout)
        parts += tr("rollout %1 %").arg(*patch.rollout);
    return joined(parts);
}

QString deltaSummary(const FlagDelta &delta, FlagKind of)
{
    QStringList parts;
    if (delta.enabled)
        parts +=
            tr("%1 → %2").arg(switchWord(delta.enabled->before, of), switchWord(delta.enabled->after, of));
    if (delta.defaultValue) {
        parts += valueChange(of, delta.defaultValue->before, delta.defaultValue->after);
    }
    if (delta.rules)
        parts += rulesSummary(delta.rules->before, delta.rules->after);
    if (delta.name)
        parts +=
            tr("name “%1” → “%2”").arg(plainLine(delta.name->before, 80), plainLine(delta.name->after, 80));
    if (delta.description)
        parts += tr("description changed");
    return joined(parts);
}

QString ruleText(const Rule &rule)
{
    QString condition;
    switch (rule.kind) {
    case RuleKind::Boolean: condition = tr("everyone"); break;
    case RuleKind::Percentage: condition = tr("%1 %").arg(rule.percentage); break;
    case RuleKind::Attribute: {
        QStringList operands = rule.operands.mid(0, mostOperands);
        std::for_each(operands.begin(), operands.end(),
                      [](QString &operand) { operand = plainLine(operand, 40); });
        if (rule.operands.size() > mostOperands)
            operands += u"…"_s;
        condition =
            tr("%1 %2 %3")
                .arg(plainLine(rule.attribute, 80), comparisonText(rule.comparison), operands.join(u", "_s));
        break;
    }
    case RuleKind::Unknown: condition = tr("rule of an unknown kind"); break;
    }
    const QString text = tr("%1 → %2").arg(condition, valueText(rule.value));
    return rule.active ? text : tr("%1 (inactive)").arg(text);
}

} // namespace signalbox
