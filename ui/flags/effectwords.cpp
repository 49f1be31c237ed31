// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/effectwords.h"

#include "core/effect.h"
#include "core/plaintext.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int valueLength = 60;
constexpr int keyOnButtonLength = 40;

QString tr(const char *text)
{
    return QCoreApplication::translate("EffectWords", text);
}

QString bold(const FlagValue &value)
{
    const QString shown = plainLine(displayText(value, valueLength)).toHtmlEscaped();
    return u"<b>"_s % shown % u"</b>"_s;
}

QString onOff(bool on)
{
    return on ? tr("ON") : tr("OFF");
}

int activeRules(const Flag &flag)
{
    return flag.rules ? int(std::count_if(flag.rules->cbegin(), flag.rules->cend(),
                                          [](const Rule &rule) { return rule.active; }))
                      : 0;
}

QString outcome(const Effect &effect)
{
    switch (effect.kind) {
    case Effect::Kind::Everyone: return tr("Everyone will get %1.").arg(bold(effect.value));
    case Effect::Kind::Share:
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

} // namespace

EffectWords effectWords(const Flag &now, const FlagPatch &patch)
{
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
        parts.append(tr("%1 → %2").arg(onOff(delta.enabled->before), onOff(delta.enabled->after)));
    if (delta.defaultValue)
        parts.append(tr("default %1 → %2")
                         .arg(plainLine(displayText(delta.defaultValue->before, valueLength)),
                              plainLine(displayText(delta.defaultValue->after, valueLength))));
    if (delta.rules)
        parts.append(tr("its rules changed"));
    return parts.join(u", "_s);
}

QString actionWords(const FlagPatch &patch, const FlagKey &flag, const QString &environmentWord)
{
    const QString key = plainLine(flag.text(), keyOnButtonLength);
    if (patch.enabled)
        return (*patch.enabled ? tr("Turn ON %1 in %2") : tr("Turn OFF %1 in %2")).arg(key, environmentWord);
    return tr("Set the default of %1 in %2").arg(key, environmentWord);
}

} // namespace signalbox
