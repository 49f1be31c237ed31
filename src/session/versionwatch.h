// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"

#include <QHash>

#include <optional>

namespace signalbox {

/// Counts what the version numbers of events give away: events that came twice, out of order, or not at all.
/// Only counts; nothing is ordered or dropped by it, because vendors do not say what their versions count and
/// some (Togul's samples) never move. A version that has not moved yet says nothing. Main thread only.
class VersionWatch final
{
public:
    struct Counts
    {
        quint64 duplicates = 0; ///< the version the same flag already had
        quint64 backward = 0;   ///< one that is lower
        quint64 missing = 0;    ///< numbers left out of a row that had no holes before

        bool operator==(const Counts &) const = default;
    };

    /// What is missing from the last connection was lost in a gap that has its own row.
    void connectionOpened();
    void note(const FlagRef &flag, qint64 version);
    [[nodiscard]] const Counts &counts() const { return m_counts; }
    /// False: all versions so far were the same number.
    [[nodiscard]] bool isMoving() const { return m_moving; }

private:
    struct Entry
    {
        qint64 last = 0;
        quint32 connection = 0;
    };
    /// How the numbers of one row (of the stream, of each flag) step.
    struct Steps
    {
        quint64 ones = 0;
        quint64 holes = 0;
        [[nodiscard]] bool isDense() const { return ones >= 8 && holes * 10 <= ones; }
    };

    /// Numbers left out between @p from and @p to, once the row is known to leave none out.
    static quint64 step(Steps &steps, qint64 from, qint64 to);

    Counts m_counts;
    QHash<FlagRef, Entry> m_flags;
    Steps m_streamSteps;
    Steps m_flagSteps;
    std::optional<qint64> m_first;
    std::optional<qint64> m_lastOfStream; ///< highest of the present connection
    quint32 m_connection = 0;
    bool m_moving = false;
};

} // namespace signalbox
