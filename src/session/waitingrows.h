// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"
#include "core/time.h"

#include <QHash>
#include <QVector>

#include <optional>
#include <vector>

namespace signalbox {

/// A row of the log whose event said "changed" but not to what.
struct WaitingRow
{
    quint64 serial = 0; ///< 0: no row of the log waits, only the values do
    MonotonicTime arrivedAt;
    bool ofRule = false; ///< a rule event: only a reading with rules answers it
};

/// The rows of one flag that wait for a reading which was asked for after they arrived.
struct WaitingFlag
{
    std::vector<WaitingRow> rows;    ///< in order of arrival
    std::optional<Flag> before;      ///< what was held when the first of them came
    std::optional<WallTime> changed; ///< latest time the vendor gave for a change of the flag itself
    bool readTwice = false;          ///< an answer that looked too old was already asked for again
};

/// Which rows of the log wait for which flag's value. Main thread only.
class WaitingRows final
{
public:
    /// @p before is asked what was held when this is the first row of a flag.
    template <typename Before>
    void add(const FlagRef &flag, const WaitingRow &row, const std::optional<WallTime> &happenedAt,
             Before before)
    {
        WaitingFlag *waiting = place(flag);
        if (!waiting)
            return;
        if (waiting->rows.empty())
            waiting->before = before();
        append(*waiting, row, happenedAt);
    }
    [[nodiscard]] bool contains(const FlagRef &flag) const { return m_flags.contains(flag); }
    /// Null when no row waits. Valid until the next change.
    [[nodiscard]] WaitingFlag *find(const FlagRef &flag);
    void remove(const FlagRef &flag);
    [[nodiscard]] QVector<FlagRef> flags() const { return {m_flags.keyBegin(), m_flags.keyEnd()}; }
    [[nodiscard]] bool isEmpty() const { return m_flags.isEmpty(); }
    [[nodiscard]] std::size_t count() const { return m_count; }

    /// Takes out the rows for which @p answered says yes; the flag goes with its last row.
    template <typename Predicate>
    std::vector<WaitingRow> take(const FlagRef &flag, Predicate answered)
    {
        std::vector<WaitingRow> taken;
        const auto entry = m_flags.find(flag);
        if (entry == m_flags.end())
            return taken;
        std::erase_if(entry->rows, [&taken, &answered](const WaitingRow &row) {
            if (!answered(row))
                return false;
            taken.push_back(row);
            return true;
        });
        m_count -= taken.size();
        if (entry->rows.empty())
            m_flags.erase(entry);
        return taken;
    }

private:
    [[nodiscard]] WaitingFlag *place(const FlagRef &flag);
    void append(WaitingFlag &waiting, const WaitingRow &row, const std::optional<WallTime> &happenedAt);

    QHash<FlagRef, WaitingFlag> m_flags;
    std::size_t m_count = 0;
};

} // namespace signalbox
