// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/effectwords.h"

#include "core/effect.h"
#include "core/plaintext.h"
#include "model/kindwords.h"
#include "model/valuediff.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int valueLength = 60;
constexpr int keyOnButtonLength = 40;
constexpr int mostDifferences = 5; ///< members of an object, in the effect line

QString tr(const char *text)
{
    return QCoreApplication::translate("EffectWords", text);
}

QString bold(const FlagValue &value)
{
    const QString shown = plainLine(displayText(value, valueLength)).toHtmlEscaped();
    return u"<b>"_s % shown % u"</b>"_s;
}

int activeRules(const Flag &flag)
{
    return flag.rules ? int(std::count_if(flag.rules->cbegin(), flag.rules->cend(),
                                          [](const Rule &rule) { return rule.active && !rule.isRollout; }))
                      : 0;
}

QString outcome(const Effect &effect)
{
    switch (effect.kind) {
    case Effect::Kind::Everyone: return tr("Everyone will get %1.").arg(bold(effect.value));
    case Effect::Kind::Share:
        if (effect.rulePosition == 0) {
            return tr("%1 % of users will get %2, the others %3.")
                .arg(QString::number(effect.percentage), bold(effect.value), bold(effect.other));
        }
        return tr("%1 % of users will get %2 (rule %3), the others %4.")
            .arg(QString::number(effect.percentage), bold(effect.value), QString::number(effect.rulePosition),
                 bold(effect.other));
    case Effect::Kind::Depends:
        return effect.ruleCount == 1
                   ? tr("One rule will decide who gets what; everyone else gets %1.").arg(bold(effect.other))
                   : tr("%1 rules will decide who gets what; everyone else gets %2.")
                         .arg(QString::number(effect.ruleCount), bold(effect.other));
    case Effect::Kind::Unknown: break;
    }
    return tr("What users will get is <b>unknown</b>: the default value or the rules have not been read.");
}

QString rulesWords(const Flag &now, const FlagPatch &patch)
{
    const int rules = activeRules(now);
    if (!patch.enabled || *patch.enabled == now.enabled || rules == 0)
        return {};
    if (*patch.enabled)
        return rules == 1 ? tr("1 rule will apply again.") : tr("%1 rules will apply again.").arg(rules);
    return rules == 1 ? tr("1 rule will stop applying.") : tr("%1 rules will stop applying.").arg(rules);
}

/// What the share that a flag is rolled out to gets. Null where the flag has none that is known.
const Rule *rolloutRule(const Flag &flag)
{
    if (!flag.rules)
        return nullptr;
    const auto found = std::find_if(flag.rules->cbegin(), flag.rules->cend(),
                                    [](const Rule &rule) { return rule.isRollout && rule.active; });
    return found == flag.rules->cend() ? nullptr : &*found;
}

/// "<b>25 %</b> of users get <b>true</b> → <b>50 %</b>. The others get <b>false</b>."
QString shareWords(int before, int after, const FlagValue &value, const FlagValue &other, int rules)
{
    const auto percent = [](int share) -> QString { return u"<b>"_s % tr("%1 %").arg(share) % u"</b>"_s; };
    QStringList parts;
    if (rules == 1)
        parts.append(tr("1 rule decides first; for those it does not match:"));
    else if (rules > 1)
        parts.append(tr("%1 rules decide first; for those they do not match:").arg(rules));
    parts.append(tr("%1 of users get %2 → %3.").arg(percent(before), bold(value), percent(after)));
    if (after == 0)
        parts.append(rules == 0 ? tr("Everyone will get %1.").arg(bold(other))
                                : tr("All of them will get %1.").arg(bold(other)));
    else if (after < 100)
        parts.append(tr("The others get %1.").arg(bold(other)));
    return parts.join(u' ');
}

/// A new rollout: who gets what before and after.
EffectWords rolloutWords(const Flag &now, int wanted)
{
    const Rule *rule = rolloutRule(now);
    const auto before = rolloutOf(now);
    if (!rule || !before || !now.defaultValue) {
        return {tr("What users will get is <b>unknown</b>: the server does not report a value for those in "
                   "the rollout, or for the others."),
                false};
    }
    const QString share =
        rule->value == *now.defaultValue
            ? tr("Nothing changes for users: those in the rollout and the others get the same, %1.")
                  .arg(bold(rule->value))
            : shareWords(*before, wanted, rule->value, *now.defaultValue, activeRules(now));
    if (!now.enabled) {
        return {tr("<b>It is OFF, so nothing changes for users until it is turned on</b>: everyone gets %1. "
                   "Once it is ON: %2")
                    .arg(bold(*now.defaultValue), share),
                false};
    }
    if (wanted < *before && offServesTrue(now) && rule->value != *now.defaultValue) {
        return {tr("<b>More users will get TRUE</b>: those who leave the rollout get the default value. %1")
                    .arg(share),
                true};
    }
    return {share, false};
}

/// Of a config or an AI config: what programs will be given, and in what that differs.
EffectWords configWords(const Flag &now, const FlagPatch &patch)
{
    const bool isFile = now.kind() == FlagKind::AiConfig;
    QStringList parts;
    if (patch.enabled && *patch.enabled != now.enabled) {
        parts.append(*patch.enabled ? tr("It becomes <b>ACTIVE</b>: programs that ask are given it.")
                                    : tr("It becomes <b>INACTIVE</b>: programs that ask are not given it."));
    }
    if (patch.defaultValue && now.defaultValue && *patch.defaultValue != *now.defaultValue) {
        QStringList lines;
        for (const QString &line : valueDifferences(*now.defaultValue, *patch.defaultValue, mostDifferences))
            lines.append(line.toHtmlEscaped());
        if (lines.size() == 1)
            parts.append((isFile ? tr("Programs get another content: <b>%1</b>.")
                                 : tr("Users get another value: <b>%1</b>."))
                             .arg(lines.constFirst()));
        else
            parts.append((isFile ? tr("Programs get another content:") : tr("Users get another value:"))
                         + u"<br><b>"_s + lines.join(u"<br>"_s) + u"</b>"_s);
        if (now.config && now.config->inherited) {
            const QString own =
                tr("This environment gets a value of its own; so far it serves the project's default.");
            parts.append(lines.size() == 1 ? own : u"<br>"_s + own);
        }
    } else if (patch.defaultValue && now.config && now.config->inherited) {
        parts.append(
            tr("Nothing changes for users now: this environment gets a value of its own, the same as "
               "the project's default."));
    }
    if (parts.isEmpty())
        parts.append(tr("Nothing changes for users now."));
    return {parts.join(u' '), false};
}

} // namespace

EffectWords effectWords(const Flag &now, const FlagPatch &patch)
{
    if (now.kind() != FlagKind::Flag)
        return configWords(now, patch);
    if (patch.rollout && !patch.enabled && !patch.defaultValue)
        return rolloutWords(now, *patch.rollout);
    const Flag then = patched(now, patch);
    const bool turnsOff = patch.enabled && !*patch.enabled;
    if (turnsOff && offServesTrue(then))
        return {tr("<b>Turning this off serves TRUE to everyone</b>, because its default value is true. "
                   "To stop the feature, set the default to false too."),
                true};

    const Effect before = effectOf(now, now.enabled);
    const Effect after = effectOf(then, then.enabled);
    QStringList parts;
    if (after.kind != Effect::Kind::Unknown && before == after)
        parts.append(tr("Nothing changes for users now."));
    parts.append(outcome(after));
    if (const QString rules = rulesWords(now, patch); !rules.isEmpty())
        parts.append(rules);
    if (patch.defaultValue && now.defaultValue && *now.defaultValue != *patch.defaultValue)
        parts.append(tr("The default value becomes %1.").arg(bold(*patch.defaultValue)));
    return {parts.join(u' '), false};
}

QString differenceWords(const Flag &before, const Flag &after)
{
    const FlagDelta delta = deltaBetween(before, after);
    QStringList parts;
    if (delta.enabled)
        parts.append(tr("%1 → %2").arg(switchWord(delta.enabled->before, after.kind()),
                                       switchWord(delta.enabled->after, after.kind())));
    if (delta.defaultValue)
        parts.append(tr("%1 %2").arg(
            valueNoun(after.kind()),
            valueDifferences(delta.defaultValue->before, delta.defaultValue->after, 2).join(u", "_s)));
    const auto rolledOut = rolloutOf(before);
    const auto rollsOut = rolloutOf(after);
    if (rolledOut && rollsOut && rolledOut != rollsOut)
        parts.append(tr("rollout %1 % → %2 %").arg(*rolledOut).arg(*rollsOut));
    FlagPatch sameRollout;
    sameRollout.rollout = rollsOut;
    if (delta.rules && patched(before, sameRollout).rules != after.rules)
        parts.append(tr("its rules changed"));
    return parts.join(u", "_s);
}

namespace {

QString configActionWords(const FlagPatch &patch, FlagKind kind, const QString &key, const QString &where)
{
    const bool isFile = kind == FlagKind::AiConfig;
    if (patch.enabled && patch.defaultValue) {
        return (*patch.enabled ? tr("Set the content of %1 and make it ACTIVE in %2")
                               : tr("Set the content of %1 and make it INACTIVE in %2"))
            .arg(key, where);
    }
    if (patch.enabled)
        return (*patch.enabled ? tr("Make %1 ACTIVE in %2") : tr("Make %1 INACTIVE in %2")).arg(key, where);
    return (isFile ? tr("Set the content of %1 in %2") : tr("Set the value of %1 in %2")).arg(key, where);
}

} // namespace

QString actionWords(const FlagPatch &patch, const FlagKey &flag, const QString &environmentWord)
{
    const QString key = plainLine(flag.text(), keyOnButtonLength);
    if (flag.kind() != FlagKind::Flag)
        return configActionWords(patch, flag.kind(), key, environmentWord);
    if (patch.enabled)
        return (*patch.enabled ? tr("Turn ON %1 in %2") : tr("Turn OFF %1 in %2")).arg(key, environmentWord);
    if (patch.rollout)
        return tr("Roll out %1 to %2 % in %3").arg(key, QString::number(*patch.rollout), environmentWord);
    return tr("Set the default of %1 in %2").arg(key, environmentWord);
}

} // namespace signalbox
