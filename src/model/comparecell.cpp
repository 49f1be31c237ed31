// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/comparecell.h"

#include "core/effect.h"
#include "core/plaintext.h"
#include "model/flagtablemodel.h"
#include "model/kindwords.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int valueLength = 60;

QString tr(const char *text)
{
    return QCoreApplication::translate("CompareCell", text);
}

QVector<Rule> inOrder(QVector<Rule> rules)
{
    const auto first = [](const Rule &a, const Rule &b) { return a.priority < b.priority; };
    if (!std::is_sorted(rules.cbegin(), rules.cend(), first))
        std::stable_sort(rules.begin(), rules.end(), first);
    return rules;
}

} // namespace

CompareCell compareCell(const Flag &flag)
{
    CompareCell cell;
    cell.record = flag.enabled ? CompareCell::Record::On : CompareCell::Record::Off;
    cell.kind = flag.kind();
    cell.rules = flag.rules && flag.kind() == FlagKind::Flag ? int(flag.rules->size()) : -1;
    const Effect::Kind effect = effectOf(flag, flag.enabled).kind;
    cell.namesRules = effect == Effect::Kind::Depends;
    if (effect != Effect::Kind::Unknown)
        cell.serves = usersGetText(flag, flag.enabled);
    else if (flag.defaultValue)
        cell.serves = tr("default %1").arg(plainLine(displayText(*flag.defaultValue, valueLength)));
    return cell;
}

bool areAlike(const QVector<Rule> &a, const QVector<Rule> &b)
{
    if (a.size() != b.size())
        return false;
    const QVector<Rule> left = inOrder(a);
    const QVector<Rule> right = inOrder(b);
    return std::equal(left.cbegin(), left.cend(), right.cbegin(), [](const Rule &one, Rule other) {
        other.id = one.id;
        other.priority = one.priority;
        return one == other;
    });
}

CompareAspects differencesOf(const Flag *shown, const Flag *flag)
{
    if (!shown && !flag)
        return {};
    if (!shown || !flag)
        return CompareAspect::Record;
    CompareAspects aspects;
    aspects.setFlag(CompareAspect::State, shown->enabled != flag->enabled);
    aspects.setFlag(CompareAspect::Value,
                    shown->defaultValue && flag->defaultValue && *shown->defaultValue != *flag->defaultValue);
    aspects.setFlag(CompareAspect::Rules,
                    shown->rules && flag->rules && !areAlike(*shown->rules, *flag->rules));
    return aspects;
}

QString compareWord(const CompareCell &cell, Knowledge knowledge)
{
    using Record = CompareCell::Record;
    const Record record = cell.record;
    if (knowledge == Knowledge::Gone)
        return tr("DELETED");
    if (record == Record::NotRead || knowledge == Knowledge::Unknown)
        return u"— ?"_s;
    if (knowledge == Knowledge::Unverified)
        return u"…"_s;
    const bool aged = knowledge == Knowledge::Aged;
    if (record == Record::None)
        return aged ? tr("no record?") : tr("no record");
    const QString word = switchWord(record == Record::On, cell.kind);
    return aged ? tr("%1?").arg(word) : word;
}

QString aspectWords(CompareAspects aspects, FlagKind of)
{
    QStringList words;
    if (aspects.testFlag(CompareAspect::Record))
        words += tr("record");
    if (aspects.testFlag(CompareAspect::State))
        words += tr("state");
    if (aspects.testFlag(CompareAspect::Value))
        words += valueNoun(of);
    if (aspects.testFlag(CompareAspect::Rules))
        words += tr("rules");
    return words.join(u", "_s);
}

QString detailText(const CompareCell &cell)
{
    const bool differ = cell.differs.testFlag(CompareAspect::Rules);
    if (cell.rules < 0 || (!differ && (cell.rules == 0 || cell.namesRules)))
        return cell.serves;
    const QString rules = cell.rules == 0   ? tr("no rules")
                          : cell.rules == 1 ? tr("1 rule")
                                            : tr("%1 rules").arg(cell.rules);
    return cell.serves.isEmpty() ? rules : QString(cell.serves % u" · "_s % rules);
}

} // namespace signalbox
