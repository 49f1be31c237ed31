// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/elsewhere.h"

#include <algorithm>
#include <utility>

namespace signalbox {

QVector<FlagKey> Elsewhere::replace(const QVector<Flag> &flags, MonotonicTime askedAt, bool rulesMayDiffer,
                                    const QVector<UnreadKind> &unread)
{
    ByKey next;
    for (const Flag &flag : flags) {
        const Held *held = heldOf({flag.environment, flag.key});
        next[flag.key].append(held && held->askedAt > askedAt ? *held
                                                              : taken(flag, askedAt, held, rulesMayDiffer));
    }
    for (const UnreadKind &each : unread) { // the list says nothing about them
        for (auto entry = m_flags.cbegin(); entry != m_flags.cend(); ++entry) {
            if (entry.key().kind() == each.kind)
                next.insert(entry.key(), entry.value());
        }
    }
    QVector<FlagKey> changed;
    for (auto entry = next.begin(); entry != next.end(); ++entry) {
        std::sort(entry->begin(), entry->end(),
                  [](const Held &a, const Held &b) { return a.flag.environment < b.flag.environment; });
        const QVector<Held> before = m_flags.value(entry.key());
        const bool same = std::equal(
            before.cbegin(), before.cend(), entry->cbegin(), entry->cend(), [](const Held &a, const Held &b) {
                return a.flag == b.flag && a.doubtedAt.has_value() == b.doubtedAt.has_value();
            });
        if (!same)
            changed.append(entry.key());
    }
    for (auto entry = m_flags.cbegin(); entry != m_flags.cend(); ++entry) {
        if (!next.contains(entry.key()))
            changed.append(entry.key());
    }
    m_flags = std::move(next);
    return changed;
}

/// What is held of a reading of all flags.
Elsewhere::Held Elsewhere::taken(const Flag &flag, MonotonicTime askedAt, const Held *before,
                                 bool rulesMayDiffer)
{
    Held held{flag, askedAt, std::nullopt};
    if (!before)
        return held;
    if (before->doubtedAt && *before->doubtedAt > askedAt)
        held.doubtedAt = before->doubtedAt;
    if (!held.flag.rules && before->flag.rules && !rulesMayDiffer) {
        held.flag.rules = before->flag.rules;
        if (!(held.flag == before->flag))
            held.flag.rules.reset();
    }
    return held;
}

bool Elsewhere::apply(const Flag &flag, MonotonicTime askedAt)
{
    QVector<Held> &same = m_flags[flag.key];
    const auto place = std::lower_bound(
        same.begin(), same.end(), flag.environment,
        [](const Held &held, const EnvironmentId &id) { return held.flag.environment < id; });
    if (place == same.end() || place->flag.environment != flag.environment) {
        same.insert(place, {flag, askedAt, std::nullopt});
        return true;
    }
    if (place->askedAt > askedAt) {
        // A list was asked for in between. It need not hold rules: what this reading says of them stands.
        if (!place->doubtedAt || *place->doubtedAt > askedAt)
            return false;
        place->doubtedAt.reset();
        if (!place->flag.rules)
            place->flag.rules = flag.rules;
        return true;
    }
    place->askedAt = askedAt;
    const bool isSettled = place->doubtedAt && *place->doubtedAt <= askedAt;
    if (isSettled)
        place->doubtedAt.reset();
    if (place->flag == flag)
        return isSettled;
    place->flag = flag;
    return true;
}

bool Elsewhere::remove(const FlagRef &ref)
{
    const auto entry = m_flags.find(ref.key);
    if (entry == m_flags.end())
        return false;
    const auto removed =
        entry->removeIf([&ref](const Held &held) { return held.flag.environment == ref.environment; });
    if (entry->isEmpty())
        m_flags.erase(entry);
    return removed > 0;
}

bool Elsewhere::doubt(const FlagRef &ref, MonotonicTime when)
{
    const auto entry = m_flags.find(ref.key);
    if (entry == m_flags.end())
        return false;
    for (Held &held : *entry) {
        if (held.flag.environment != ref.environment)
            continue;
        const bool isNew = !held.doubtedAt;
        held.doubtedAt = std::max(held.doubtedAt.value_or(when), when);
        return isNew;
    }
    return false;
}

QVector<FlagKey> Elsewhere::doubtAll(MonotonicTime when)
{
    QVector<FlagKey> doubted;
    for (auto entry = m_flags.begin(); entry != m_flags.end(); ++entry) {
        bool isNew = false;
        for (Held &held : *entry) {
            isNew = isNew || !held.doubtedAt;
            held.doubtedAt = std::max(held.doubtedAt.value_or(when), when);
        }
        if (isNew)
            doubted.append(entry.key());
    }
    return doubted;
}

const Flag *Elsewhere::find(const FlagRef &ref) const
{
    const Held *held = heldOf(ref);
    return held ? &held->flag : nullptr;
}

QVector<Flag> Elsewhere::at(const FlagKey &key) const
{
    QVector<Flag> flags;
    const QVector<Held> held = m_flags.value(key);
    for (const Held &one : held)
        flags.append(one.flag);
    return flags;
}

QVector<ElsewhereReading> Elsewhere::readings(const FlagKey &key) const
{
    QVector<ElsewhereReading> readings;
    const QVector<Held> held = m_flags.value(key);
    readings.reserve(held.size());
    for (const Held &one : held)
        readings.append({one.flag, one.askedAt, one.doubtedAt.has_value()});
    return readings;
}

QVector<FlagKey> Elsewhere::keys() const
{
    return m_flags.keys();
}

bool Elsewhere::isDoubted(const FlagRef &ref) const
{
    const Held *held = heldOf(ref);
    return held && held->doubtedAt;
}

const Elsewhere::Held *Elsewhere::heldOf(const FlagRef &ref) const
{
    const auto entry = m_flags.constFind(ref.key);
    if (entry == m_flags.cend())
        return nullptr;
    const auto found = std::find_if(entry->cbegin(), entry->cend(), [&ref](const Held &held) {
        return held.flag.environment == ref.environment;
    });
    return found == entry->cend() ? nullptr : &*found;
}

} // namespace signalbox
