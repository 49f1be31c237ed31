// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/elsewhere.h"

#include <algorithm>
#include <utility>

namespace signalbox {

QVector<FlagKey> Elsewhere::replace(const QVector<Flag> &flags)
{
    QHash<FlagKey, QVector<Flag>> next;
    for (const Flag &flag : flags)
        next[flag.key].append(flag);
    for (QVector<Flag> &same : next) {
        std::sort(same.begin(), same.end(),
                  [](const Flag &a, const Flag &b) { return a.environment < b.environment; });
    }
    QVector<FlagKey> changed;
    for (auto entry = next.cbegin(); entry != next.cend(); ++entry) {
        if (m_flags.value(entry.key()) != entry.value())
            changed.append(entry.key());
    }
    for (auto entry = m_flags.cbegin(); entry != m_flags.cend(); ++entry) {
        if (!next.contains(entry.key()))
            changed.append(entry.key());
    }
    m_flags = std::move(next);
    return changed;
}

bool Elsewhere::apply(const Flag &flag)
{
    QVector<Flag> &same = m_flags[flag.key];
    const auto place =
        std::lower_bound(same.begin(), same.end(), flag.environment,
                         [](const Flag &held, const EnvironmentId &id) { return held.environment < id; });
    if (place == same.end() || place->environment != flag.environment) {
        same.insert(place, flag);
        return true;
    }
    if (*place == flag)
        return false;
    *place = flag;
    return true;
}

bool Elsewhere::remove(const FlagRef &ref)
{
    const auto entry = m_flags.find(ref.key);
    if (entry == m_flags.end())
        return false;
    const auto removed =
        entry->removeIf([&ref](const Flag &flag) { return flag.environment == ref.environment; });
    if (entry->isEmpty())
        m_flags.erase(entry);
    return removed > 0;
}

const Flag *Elsewhere::find(const FlagRef &ref) const
{
    const auto entry = m_flags.constFind(ref.key);
    if (entry == m_flags.cend())
        return nullptr;
    const auto found = std::find_if(entry->cbegin(), entry->cend(),
                                    [&ref](const Flag &flag) { return flag.environment == ref.environment; });
    return found == entry->cend() ? nullptr : &*found;
}

} // namespace signalbox
