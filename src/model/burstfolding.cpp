// SPDX-License-Identifier: GPL-3.0-or-later
// How BurstModel finds the bursts among the filter's rows and makes one row of each.
#include "model/burstmodel.h"

#include <algorithm>

namespace signalbox {

using namespace std::chrono_literals;

namespace {

/// What a view does when rows go costs as much as it has rows: more bursts than this are told at once.
constexpr std::size_t toldOneByOne = 4;

} // namespace

/// Everything is to be looked at anew.
void BurstModel::startOver()
{
    m_slice->stop();
    m_folds.reset(0, m_rows.rowCount());
    m_looked = m_folding ? m_folds.end() : m_folds.first();
    m_pending = {};
    m_removing = false;
}

/// Looks at the next rows towards the front.
std::vector<Burst> BurstModel::nextBursts()
{
    if (m_looked <= m_folds.first())
        return {};
    const qint64 from = std::max(m_folds.first(), m_looked - sliceRows);
    const qint64 to = std::min(m_folds.end(), m_looked + reach);
    m_looked = from;
    return findBursts(m_rows, filterRow(from), filterRow(to - 1) + 1, from);
}

/// The newest rows, after startOver() and before anybody sees them.
void BurstModel::lookQuietly()
{
    for (const Burst &burst : nextBursts()) {
        const Index at = m_folds.count();
        m_folds.replace(at, at, foldOf(burst, wasOpened(burst.first, burst.end)));
    }
}

void BurstModel::lookSlice()
{
    foldAll(nextBursts());
    lookOn();
}

void BurstModel::lookOn()
{
    if (m_looked > m_folds.first())
        m_slice->start(0ms);
    else
        announceCompletion();
}

void BurstModel::foldBetween(qint64 from, qint64 to)
{
    if (to - from < limits::burstRows)
        return;
    foldAll(findBursts(m_rows, filterRow(from), filterRow(to - 1) + 1, from));
}

/// @p bursts ascending.
void BurstModel::foldAll(const std::vector<Burst> &bursts)
{
    const Burst *const end = bursts.data() + bursts.size();
    if (bursts.size() <= toldOneByOne) {
        std::for_each(bursts.data(), end, [this](const Burst &burst) { foldOne(burst); });
        return;
    }
    std::vector<int> kept = keptRows();
    for (const Burst *from = bursts.data(); from != end;) {
        const int row = m_folds.rowAt(from->first);
        const auto next = std::lower_bound(kept.cbegin(), kept.cend(), row);
        const Burst *until = from;
        while (until != end && !wasOpened(until->first, until->end) && isUntouched(from->first, until->end)
               && (next == kept.cend() || m_folds.rowAt(until->end - 1) < *next))
            ++until;
        if (std::size_t(until - from) > toldOneByOne) {
            foldTogether(from, until);
            kept = keptRows();
            from = until;
        } else {
            const Burst *const last = std::max(until, from + 1);
            std::for_each(from, last, [this](const Burst &burst) { foldOne(burst); });
            kept = keptRows();
            from = last;
        }
    }
}

/// No fold is known there.
bool BurstModel::isUntouched(qint64 from, qint64 until) const
{
    const Index known = m_folds.firstEndingAfter(from);
    return known == m_folds.count() || m_folds.at(known).first >= until;
}

/// Rows that somebody holds on to, ascending: they must be there all the time.
std::vector<int> BurstModel::keptRows() const
{
    std::vector<int> rows;
    for (const QModelIndex &index : persistentIndexList())
        rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

/// All rows from the first burst to the last go, and come back folded: told in two pieces, however many they
/// are.
void BurstModel::foldTogether(const Burst *first, const Burst *end)
{
    const qint64 from = first->first;
    const int count = int((end - 1)->end - from);
    const int row = m_folds.rowAt(from);
    std::vector<Fold> folds;
    int left = count;
    for (const Burst *burst = first; burst != end; ++burst) {
        folds.push_back(foldOf(*burst, false));
        left -= int(folds.back().hidden());
    }
    beginRemoveRows({}, row, row + count - 1);
    m_folds.removeBetween(from, from + count);
    m_pending = {from, count};
    endRemoveRows();
    beginInsertRows({}, row, row + left - 1);
    m_folds.insert(from, count);
    m_pending = {};
    for (const Fold &fold : folds) {
        const Index at = m_folds.firstEndingAfter(fold.first);
        m_folds.replace(at, at, fold);
    }
    endInsertRows();
}

/// What @p burst becomes where nothing was known of it.
BurstModel::Fold BurstModel::foldOf(const Burst &burst, bool open) const
{
    Fold made;
    made.first = burst.first;
    made.end = burst.end;
    made.shown = burst.first;
    made.said = open ? 1 : int(burst.end - burst.first);
    made.open = open;
    compare(made, burst.first, burst.end);
    return made;
}

/// Makes one row of a burst and of those known already that reach into it.
void BurstModel::foldOne(Burst burst)
{
    const Index from = m_folds.firstEndingAfter(burst.first);
    Index to = from;
    bool open = false;
    for (; to < m_folds.count() && m_folds.at(to).first < burst.end; ++to) {
        const Fold &known = m_folds.at(to);
        burst.first = std::min(burst.first, known.first);
        burst.end = std::max(burst.end, known.end);
        open = open || known.open;
    }
    if (to == from + 1 && m_folds.at(from).first == burst.first && m_folds.at(from).end == burst.end)
        return;
    open = open || wasOpened(burst.first, burst.end);
    for (Index index = from; open && index < to; ++index) {
        if (!m_folds.at(index).open)
            unfoldAt(index);
    }

    Fold made;
    made.first = burst.first;
    made.end = burst.end;
    made.shown = burst.first;
    made.open = open;
    qint64 compared = burst.first;
    for (Index index = from; index < to; ++index) {
        const Fold &known = m_folds.at(index);
        compare(made, compared, known.first + 1);
        made.severalFlags = made.severalFlags || known.severalFlags;
        made.severalPeople = made.severalPeople || known.severalPeople;
        compared = known.end;
    }
    compare(made, compared, burst.end);
    if (from < to && m_folds.at(from).first == made.first)
        made.said = m_folds.at(from).said;

    const int row = m_folds.rowAt(made.first);
    const int last = m_folds.rowAt(made.end - 1);
    const bool removing = !open && last > row;
    if (removing)
        beginRemoveRows({}, row + 1, last);
    m_folds.replace(from, to, made);
    if (removing)
        endRemoveRows();
    if (!open)
        sayAt(made.first);
}

/// Notes whether rows are about another flag, or by somebody else, than the burst's first.
void BurstModel::compare(Fold &fold, qint64 from, qint64 to) const
{
    const FactRecord &first = m_rows.recordAt(filterRow(fold.first));
    for (qint64 at = from; at < to && !(fold.severalFlags && fold.severalPeople); ++at) {
        const FactRecord &record = m_rows.recordAt(filterRow(at));
        fold.severalFlags = fold.severalFlags || record.flag != first.flag;
        fold.severalPeople = fold.severalPeople || record.by != first.by;
    }
}

} // namespace signalbox
