// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/waitingrows.h"

#include "core/limits.h"

#include <algorithm>

namespace signalbox {

/// Where the next row of a flag goes; null where there is no room for another flag.
WaitingFlag *WaitingRows::place(const FlagRef &flag)
{
    // More rows than any log holds: the oldest left the log long ago. Every flag keeps its newest row, so
    // that its reading is still explained.
    if (m_count >= std::size_t(limits::logRowsMaximum)) {
        m_count = 0;
        for (WaitingFlag &waiting : m_flags) {
            waiting.rows.erase(waiting.rows.begin(), waiting.rows.end() - 1);
            ++m_count;
        }
    }
    if (m_flags.size() >= limits::flagsPerEnvironment && !m_flags.contains(flag))
        return nullptr; // the keys are made up, and reading all again answers them
    return &m_flags[flag];
}

void WaitingRows::append(WaitingFlag &waiting, const WaitingRow &row,
                         const std::optional<WallTime> &happenedAt)
{
    waiting.rows.push_back(row);
    ++m_count;
    if (!row.ofRule && happenedAt) {
        waiting.changed = waiting.changed ? std::max(*waiting.changed, *happenedAt) : *happenedAt;
        waiting.readTwice = false;
    }
}

WaitingFlag *WaitingRows::find(const FlagRef &flag)
{
    const auto entry = m_flags.find(flag);
    return entry == m_flags.end() ? nullptr : &*entry;
}

void WaitingRows::remove(const FlagRef &flag)
{
    take(flag, [](const WaitingRow &) { return true; });
}

} // namespace signalbox
