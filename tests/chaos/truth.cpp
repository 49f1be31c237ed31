// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/truth.h"

#include <algorithm>

namespace signalbox {

namespace {

std::pair<FlagKey, QString> placeOf(const FlagRef &flag)
{
    return {flag.key, flag.environment.text()};
}

} // namespace

WallTime Truth::timeAfter(WallTime previous) const
{
    return std::max(m_clock.wallTime(), previous + std::chrono::milliseconds(1));
}

void Truth::put(const Flag &flag, const QByteArray &type, bool announced)
{
    const FlagRef ref = refOf(flag);
    m_flags.insert_or_assign(placeOf(ref), flag);
    keep(ref, type, announced);
}

bool Truth::erase(const FlagRef &flag, const QByteArray &type, bool announced)
{
    if (m_flags.erase(placeOf(flag)) == 0)
        return false;
    keep(flag, type, announced);
    return true;
}

void Truth::keep(const FlagRef &ref, const QByteArray &type, bool announced)
{
    const Flag *flag = find(ref);
    m_history[ref].push_back({m_clock.now(), flag ? std::optional(*flag) : std::nullopt});
    Change change;
    change.flag = ref;
    change.type = type;
    change.when = m_clock.wallTime();
    change.announced = announced;
    m_changes.push_back(change);
    if (announced && m_announce)
        m_announce(m_changes.size() - 1);
}

const Flag *Truth::find(const FlagRef &flag) const
{
    const auto found = m_flags.find(placeOf(flag));
    return found == m_flags.end() ? nullptr : &found->second;
}

const Flag *Truth::findById(const QString &id) const
{
    const auto found = std::find_if(m_flags.begin(), m_flags.end(),
                                    [&id](const auto &entry) { return entry.second.id.text() == id; });
    return found == m_flags.end() ? nullptr : &found->second;
}

std::vector<Flag> Truth::flags() const
{
    std::vector<Flag> all;
    for (const auto &[place, flag] : m_flags)
        all.push_back(flag);
    return all;
}

std::vector<Flag> Truth::flagsOf(const EnvironmentId &environment) const
{
    std::vector<Flag> all = flags();
    std::erase_if(all, [&environment](const Flag &flag) { return flag.environment != environment; });
    return all;
}

bool Truth::ever(const FlagRef &flag, const std::function<bool(const Flag &)> &matches) const
{
    const std::vector<State> states = m_history.value(flag);
    const std::vector<Flag> said = m_said.value(flag);
    return std::any_of(states.cbegin(), states.cend(),
                       [&](const State &state) { return state.flag && matches(*state.flag); })
           || std::any_of(said.cbegin(), said.cend(), matches);
}

void Truth::noteSaid(const Flag &flag)
{
    m_said[refOf(flag)].push_back(flag);
}

bool Truth::everSatisfied(const FlagRef &flag, const FlagPatch &patch, MonotonicTime from,
                          MonotonicTime until) const
{
    const std::vector<State> states = m_history.value(flag);
    for (std::size_t i = 0; i < states.size(); ++i) {
        const bool endsBefore = i + 1 < states.size() && states[i + 1].from < from;
        if (!endsBefore && states[i].from <= until && states[i].flag && satisfies(*states[i].flag, patch))
            return true;
    }
    return false;
}

} // namespace signalbox
