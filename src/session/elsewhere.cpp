// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/elsewhere.h"

#include <algorithm>
#include <utility>

namespace signalbox {

QVector<FlagKey> Elsewhere::replace(const QVector<Flag> &flags, MonotonicTime askedAt)
{
    ByKey next;
    for (const Flag &flag : flags) {
        const Held *held = find(m_flags, {flag.environment, flag.key});
        next[flag.key].append(held && held->askedAt > askedAt ? *held : Held{flag, askedAt});
    }
    QVector<FlagKey> changed;
    for (auto entry = next.begin(); entry != next.end(); ++entry) {
        std::sort(entry->begin(), entry->end(),
                  [](const Held &a, const Held &b) { return a.flag.environment < b.flag.environment; });
        const QVector<Held> before = m_flags.value(entry.key());
        const bool same = std::equal(before.cbegin(), before.cend(), entry->cbegin(), entry->cend(),
                                     [](const Held &a, const Held &b) { return a.flag == b.flag; });
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

bool Elsewhere::apply(const Flag &flag, MonotonicTime askedAt)
{
    QVector<Held> &same = m_flags[flag.key];
    const auto place = std::lower_bound(
        same.begin(), same.end(), flag.environment,
        [](const Held &held, const EnvironmentId &id) { return held.flag.environment < id; });
    if (place == same.end() || place->flag.environment != flag.environment) {
        same.insert(place, {flag, askedAt});
        return true;
    }
    if (place->askedAt > askedAt)
        return false;
    place->askedAt = askedAt;
    if (place->flag == flag)
        return false;
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

const Flag *Elsewhere::find(const FlagRef &ref) const
{
    const Held *held = find(m_flags, ref);
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

const Elsewhere::Held *Elsewhere::find(const ByKey &flags, const FlagRef &ref)
{
    const auto entry = flags.constFind(ref.key);
    if (entry == flags.cend())
        return nullptr;
    const auto found = std::find_if(entry->cbegin(), entry->cend(), [&ref](const Held &held) {
        return held.flag.environment == ref.environment;
    });
    return found == entry->cend() ? nullptr : &*found;
}

} // namespace signalbox
