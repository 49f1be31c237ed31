// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/eventfiltermodel.h"

#include <vector>

namespace signalbox {

/// Rows that belong together: at least limits::burstRows events of one kind that follow each other, any
/// limits::burstRows of them within limits::burstSpan. A burst that goes on is cut where the wall clock
/// passes a multiple of limits::burstLength, so that it never becomes one endless row.
struct Burst
{
    qint64 first = 0;
    qint64 end = 0; ///< one past the last

    bool operator==(const Burst &) const = default;
};

/// The bursts among the rows from @p from to before @p to, ascending, as positions that count from
/// @p offset for row @p from. What is outside is not looked at: a burst that reaches out is found in part.
[[nodiscard]] std::vector<Burst> findBursts(const EventFilterModel &rows, int from, int to, qint64 offset);

} // namespace signalbox
