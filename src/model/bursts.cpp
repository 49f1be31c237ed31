// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/bursts.h"

#include "core/limits.h"

#include <algorithm>

namespace signalbox {

namespace {

/// What the stream says of itself; commands, findings and gaps are never hidden in a burst.
bool canFold(const FactRecord &record)
{
    return record.serial != 0 && record.source == FactSource::Stream && isStreamEvent(record.kind);
}

qint64 stretchOf(WallTime time)
{
    return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()) / limits::burstLength;
}

/// Cut where the clock passes into the next stretch.
void addCut(std::vector<Burst> &bursts, const EventFilterModel &rows, int first, int end, qint64 shift)
{
    int begin = first;
    for (int row = first + 1; row <= end; ++row) {
        if (row < end && stretchOf(rows.recordAt(row).time) == stretchOf(rows.recordAt(begin).time))
            continue;
        if (row - begin > 1)
            bursts.push_back({begin + shift, row + shift});
        begin = row;
    }
}

/// Bursts in a run of one kind.
void addFromRun(std::vector<Burst> &bursts, const EventFilterModel &rows, int first, int end, qint64 shift)
{
    int begin = -1;
    int until = -1;
    for (int row = first; row + limits::burstRows <= end; ++row) {
        const auto span = rows.recordAt(row + limits::burstRows - 1).time - rows.recordAt(row).time;
        if (span < std::chrono::milliseconds(0) || span > limits::burstSpan)
            continue; // too slow, or the clock was set back
        if (begin >= 0 && row >= until) {
            addCut(bursts, rows, begin, until, shift);
            begin = -1;
        }
        if (begin < 0)
            begin = row;
        until = row + limits::burstRows;
    }
    if (begin >= 0)
        addCut(bursts, rows, begin, until, shift);
}

} // namespace

std::vector<Burst> findBursts(const EventFilterModel &rows, int from, int to, qint64 offset)
{
    std::vector<Burst> bursts;
    const qint64 shift = offset - from;
    for (int row = from; row < to;) {
        const FactRecord &record = rows.recordAt(row);
        int end = row + 1;
        if (canFold(record)) {
            while (end < to && canFold(rows.recordAt(end)) && rows.recordAt(end).kind == record.kind
                   && rows.recordAt(end).flagKind == record.flagKind)
                ++end;
            addFromRun(bursts, rows, row, end, shift);
        }
        row = end;
    }
    return bursts;
}

} // namespace signalbox
