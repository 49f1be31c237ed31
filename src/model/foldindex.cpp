// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/foldindex.h"

#include <algorithm>

namespace signalbox {

void FoldIndex::reset(qint64 first, qint64 end)
{
    m_folds.clear();
    m_first = first;
    m_end = end;
}

FoldIndex::Index FoldIndex::firstEndingAfter(qint64 position) const
{
    return Index(std::partition_point(m_folds.begin(), m_folds.end(),
                                      [position](const Entry &entry) { return entry.fold.end <= position; })
                 - m_folds.begin());
}

std::optional<FoldIndex::Index> FoldIndex::holding(qint64 position) const
{
    const Index index = firstEndingAfter(position);
    return index < m_folds.size() && at(index).first <= position ? std::optional(index) : std::nullopt;
}

/// The last fold whose row is not after @p row.
std::optional<FoldIndex::Index> FoldIndex::beforeRow(int row) const
{
    const auto after = std::partition_point(m_folds.begin(), m_folds.end(),
                                            [this, row](const Entry &entry) { return rowOf(entry) <= row; });
    return after == m_folds.begin() ? std::nullopt : std::optional(Index(after - m_folds.begin()) - 1);
}

std::optional<FoldIndex::Index> FoldIndex::atRow(int row) const
{
    const auto index = beforeRow(row);
    return index && rowOf(*index) == row ? index : std::nullopt;
}

int FoldIndex::rowOf(const Entry &entry) const
{
    return int(entry.fold.first - m_first - (entry.hiddenBefore - m_folds.front().hiddenBefore));
}

qint64 FoldIndex::positionOf(int row) const
{
    const auto index = beforeRow(row);
    if (!index)
        return m_first + row;
    const Fold &fold = at(*index);
    const int after = row - rowOf(*index);
    return after == 0 ? fold.first : fold.first + after + fold.hidden();
}

int FoldIndex::rowAt(qint64 position) const
{
    const Index after =
        Index(std::partition_point(m_folds.begin(), m_folds.end(),
                                   [position](const Entry &entry) { return entry.fold.first <= position; })
              - m_folds.begin());
    if (after == 0)
        return int(position - m_first);
    const Fold &fold = at(after - 1);
    const int row = rowOf(after - 1);
    if (!fold.open && position < fold.end)
        return row;
    return row + int(position - fold.first - fold.hidden());
}

void FoldIndex::setOpen(Index index, bool open)
{
    m_folds[index].fold.open = open;
    renumber(index);
}

void FoldIndex::sayCount(Index index)
{
    Fold &fold = m_folds[index].fold;
    fold.said = fold.open ? 1 : int(fold.end - fold.first);
}

void FoldIndex::replace(Index from, Index to, const Fold &made)
{
    const auto begin = m_folds.begin() + std::ptrdiff_t(from);
    if (from == to)
        m_folds.insert(begin, Entry{made});
    else
        m_folds.erase(begin + 1, m_folds.begin() + std::ptrdiff_t(to));
    m_folds[from].fold = made;
    renumber(from);
}

void FoldIndex::eraseOpen(Index index)
{
    m_folds.erase(m_folds.begin() + std::ptrdiff_t(index));
}

void FoldIndex::insert(qint64 position, int count)
{
    for (Index index = firstEndingAfter(position); index < m_folds.size(); ++index) {
        Fold &fold = m_folds[index].fold;
        fold.first += count;
        fold.end += count;
        fold.shown += count;
    }
    m_end += count;
}

std::vector<qint64> FoldIndex::removeFront(qint64 until)
{
    m_first = until;
    while (!m_folds.empty() && m_folds.front().fold.end <= m_first)
        m_folds.pop_front();
    if (m_folds.empty() || m_folds.front().fold.first >= m_first)
        return {};
    auto &[fold, hiddenBefore] = m_folds.front();
    const qint64 hidden = fold.hidden();
    fold.first = m_first;
    fold.shown = std::max(fold.shown, m_first);
    hiddenBefore += hidden - fold.hidden();
    if (fold.end - fold.first < 2)
        m_folds.pop_front();
    return {m_first};
}

std::vector<qint64> FoldIndex::removeBetween(qint64 from, qint64 until)
{
    const auto moved = [from, until](qint64 position) {
        return position >= until ? position - (until - from) : std::min(position, from);
    };
    std::vector<qint64> smaller;
    const Index begin = firstEndingAfter(from);
    Index kept = begin;
    for (Index index = begin; index < m_folds.size(); ++index) {
        Entry entry = m_folds[index];
        Fold &fold = entry.fold;
        const qint64 size = fold.end - fold.first;
        fold.first = moved(fold.first);
        fold.end = moved(fold.end);
        fold.shown = moved(fold.shown);
        if (fold.end == fold.first)
            continue;
        if (fold.end - fold.first != size)
            smaller.push_back(fold.first);
        if (fold.end - fold.first > 1)
            m_folds[kept++] = entry;
    }
    m_folds.erase(m_folds.begin() + std::ptrdiff_t(kept), m_folds.end());
    m_end -= until - from;
    renumberAfter(begin);
    return smaller;
}

/// What the folds hide before each other, after one of them has changed; from the nearer end.
void FoldIndex::renumber(Index changed)
{
    if (changed >= m_folds.size() / 2) {
        renumberAfter(changed);
        return;
    }
    for (Index index = changed + 1; index-- > 0;)
        m_folds[index].hiddenBefore = m_folds[index + 1].hiddenBefore - m_folds[index].fold.hidden();
}

void FoldIndex::renumberAfter(Index changed)
{
    for (Index index = std::max<Index>(changed, 1); index < m_folds.size(); ++index)
        m_folds[index].hiddenBefore = m_folds[index - 1].hiddenBefore + m_folds[index - 1].fold.hidden();
}

} // namespace signalbox
