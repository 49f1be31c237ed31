// SPDX-License-Identifier: GPL-3.0-or-later
// The part of FlagFilterModel that follows its source and holds the order.
#include "model/flagfiltermodel.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

/// Told one by one; with more, all rows between the first and the last are.
constexpr int mostChangedRuns = 16;

/// The numbers of source rows from @p first on move by @p by.
void shift(std::vector<int> &rows, int first, int by)
{
    for (int &row : rows) {
        if (row >= first)
            row += by;
    }
}

} // namespace

void FlagFilterModel::rememberHeld()
{
    m_heldOverReset.clear();
    if (!m_held)
        return;
    for (int row = 0; row < int(m_entries.size()); ++row) {
        if (m_entries[std::size_t(row)].shown)
            m_heldOverReset.insert(m_source.rowAt(row).flag.key, m_entries[std::size_t(row)]);
    }
}

void FlagFilterModel::sourceReset()
{
    const bool nothingWasHeld = m_heldOverReset.isEmpty();
    m_entries.assign(std::size_t(m_source.rowCount()), Entry());
    m_shown.clear();
    m_places.assign(m_entries.size(), -1);
    for (int row = 0; row < int(m_entries.size()); ++row) {
        if (!nothingWasHeld) {
            const auto held = m_heldOverReset.constFind(m_source.rowAt(row).flag.key);
            if (held != m_heldOverReset.cend())
                m_entries[std::size_t(row)] = *held;
        }
        updateEntry(row);
    }
    m_heldOverReset.clear();
    orderAll();
    if (m_held && nothingWasHeld)
        holdRightOrder();
    m_shown = wanted();
    number();
}

/// Where no row was shown before, nobody has an order in mind: the first one to be held is the right one.
void FlagFilterModel::holdRightOrder()
{
    m_nextPlace = 0;
    for (const int row : m_order) {
        m_entries[std::size_t(row)].heldPlace = m_nextPlace++;
        m_entries[std::size_t(row)].moved = false;
    }
}

void FlagFilterModel::sourceInserted(int first, int last)
{
    const int count = last - first + 1;
    shift(m_order, first, count);
    shift(m_shown, first, count);
    m_entries.insert(m_entries.begin() + first, std::size_t(count), Entry());
    m_places.insert(m_places.begin() + first, std::size_t(count), -1);
    number();
    SourceRows added;
    for (int row = first; row <= last; ++row) {
        updateEntry(row);
        added.push_back(row);
    }
    orderAnew(added);
    adopt(wanted());
    announceCounts();
}

/// Before the rows are gone: afterwards their numbers mean others.
void FlagFilterModel::sourceLeaving(int first, int last)
{
    finishScan();
    for (int row = first; row <= last; ++row)
        m_entries[std::size_t(row)].shown = false;
    adopt(wanted());
}

void FlagFilterModel::sourceRemoved(int first, int last)
{
    const int count = last - first + 1;
    m_entries.erase(m_entries.begin() + first, m_entries.begin() + last + 1);
    m_places.erase(m_places.begin() + first, m_places.begin() + last + 1);
    std::erase_if(m_order, [first, last](int row) { return row >= first && row <= last; });
    shift(m_order, first, -count);
    shift(m_shown, first, -count);
    number();
    m_scanned = m_order.size();
    announceCounts();
}

void FlagFilterModel::sourceChanged(const QModelIndex &top, const QModelIndex &bottom,
                                    const QList<int> &roles)
{
    // A tick of the ages moves no row; it only takes rows out of "changed recently".
    const bool sortable = roles.isEmpty() || roles.contains(FlagTableModel::SortRole);
    if (sortable || chip() == Chip::ChangedRecently) {
        finishScan();
        SourceRows moved;
        bool shownChanged = false;
        for (int row = top.row(); row <= bottom.row(); ++row) {
            const Effect effect = updateEntry(row);
            shownChanged |= effect.shown;
            if (effect.order)
                moved.push_back(row);
        }
        if (!moved.empty())
            orderAnew(moved);
        if (shownChanged || (!m_held && !moved.empty()))
            adopt(wanted());
    }
    announceChanged(top, bottom, roles);
    announceCounts();
}

void FlagFilterModel::announceChanged(const QModelIndex &top, const QModelIndex &bottom,
                                      const QList<int> &roles)
{
    const auto announce = [&](int first, int last) {
        emit dataChanged(index(first, top.column()), index(last, bottom.column()), roles);
    };
    if (m_shown.empty())
        return;
    if (top.row() == 0 && bottom.row() == m_source.rowCount() - 1) {
        announce(0, rowCount() - 1);
        return;
    }
    std::vector<int> places;
    for (int row = top.row(); row <= bottom.row(); ++row) {
        if (const int place = m_places[std::size_t(row)]; place >= 0)
            places.push_back(place);
    }
    if (places.empty())
        return;
    std::sort(places.begin(), places.end());
    int runs = 1;
    for (std::size_t i = 1; i < places.size(); ++i)
        runs += places[i] != places[i - 1] + 1 ? 1 : 0;
    if (runs > mostChangedRuns) {
        announce(places.front(), places.back());
        return;
    }
    for (std::size_t first = 0; first < places.size();) {
        std::size_t end = first + 1;
        while (end < places.size() && places[end] == places[end - 1] + 1)
            ++end;
        announce(places[first], places[end - 1]);
        first = end;
    }
}

void FlagFilterModel::updateWaiting()
{
    const int waiting = m_held ? countWaiting() : 0;
    if (std::exchange(m_waiting, waiting) != waiting)
        emit waitingMovesChanged(waiting);
}

int FlagFilterModel::countWaiting() const
{
    struct Moved
    {
        int place; ///< row of this model
        int source;
    };
    std::vector<Moved> moved;
    int waiting = 0;
    for (int row = 0; row < int(m_entries.size()); ++row) {
        const Entry &entry = m_entries[std::size_t(row)];
        if (!entry.moved || !entry.shown)
            continue;
        if (!entry.matches)
            ++waiting; // would go away
        else
            moved.push_back({m_places[std::size_t(row)], row});
    }
    std::sort(moved.begin(), moved.end(), [](const Moved &a, const Moved &b) { return a.place < b.place; });

    // Rows that did not move are in order among themselves. A moved row is where it belongs when it fits
    // between the last row that is in place and the next one that did not move.
    int inPlace = -1; // source row
    int after = 0;    // first place not looked at for a settled row
    int next = -1;    // source row of the settled row after the present one
    for (const Moved &row : moved) {
        for (int place = row.place - 1; place >= after; --place) {
            if (isSettled(place)) {
                inPlace = m_shown[std::size_t(place)];
                break;
            }
        }
        if (after <= row.place) {
            after = row.place + 1;
            while (after < rowCount() && !isSettled(after))
                ++after;
            next = after < rowCount() ? m_shown[std::size_t(after)] : -1;
        }
        const bool fits = (inPlace < 0 || orderedBefore(inPlace, row.source))
                          && (next < 0 || orderedBefore(row.source, next));
        if (fits)
            inPlace = row.source;
        else
            ++waiting;
    }
    return waiting;
}

bool FlagFilterModel::isSettled(int place) const
{
    return !m_entries[std::size_t(m_shown[std::size_t(place)])].moved;
}

void FlagFilterModel::announceCounts()
{
    updateWaiting();
    const int shown = rowCount();
    const int total = m_source.rowCount();
    const bool filtering = isFiltering();
    const bool same =
        shown == m_announcedShown && total == m_announcedTotal && filtering == m_announcedFiltering;
    m_announcedShown = shown;
    m_announcedTotal = total;
    m_announcedFiltering = filtering;
    if (!same)
        emit shownChanged();
}

} // namespace signalbox
