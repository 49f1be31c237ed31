// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/burstmodel.h"

#include "core/limits.h"
#include "core/plaintext.h"
#include "model/facttext.h"

#include <algorithm>
#include <numeric>

namespace signalbox {

namespace {

using namespace std::chrono_literals;

/// Looked at in one go; a look costs some ten nanoseconds.
constexpr qint64 sliceRows = 32'768;
constexpr qint64 reach = limits::burstRows - 1;

} // namespace

BurstModel::BurstModel(EventFilterModel &rows, const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_rows(rows)
    , m_clock(clock)
    , m_slice(clock.createTimer([this] { lookSlice(); }))
{
    connect(&rows, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { rowsCame(first, last); });
    connect(&rows, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex &, int first, int last) { rowsLeaving(first, last); });
    connect(&rows, &QAbstractItemModel::rowsRemoved, this, &BurstModel::rowsLeft);
    connect(
        &rows, &QAbstractItemModel::dataChanged, this,
        [this](const QModelIndex &top, const QModelIndex &bottom) { rowsChanged(top.row(), bottom.row()); });
    connect(&rows, &QAbstractItemModel::headerDataChanged, this, &BurstModel::headerDataChanged);
    connect(&rows, &EventFilterModel::progressChanged, this, &BurstModel::announceCompletion);
    connect(&rows, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(&rows, &QAbstractItemModel::modelReset, this, [this] {
        startOver();
        endResetModel();
        lookSlice();
    });
    startOver();
    lookSlice();
}

int BurstModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : rowAt(m_end);
}

int BurstModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows.columnCount();
}

QVariant BurstModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto at = foldAtRow(index.row());
    const Fold *fold = at && m_folds[*at].said > 1 ? &m_folds[*at] : nullptr;
    if (role == EventCountRole)
        return fold ? fold->said : 1;
    if (fold && (role == Qt::DisplayRole || role == Qt::ToolTipRole)) {
        const QString text = foldText(*fold, index.column());
        if (!text.isNull())
            return role == Qt::DisplayRole ? text : plainToolTip(text);
    }
    const int row = filterRow(fold ? fold->shown : positionOf(index.row()));
    const QVariant one = m_rows.data(m_rows.index(row, index.column()), role);
    if (fold && role == Qt::AccessibleTextRole) {
        return index.column() == EventLogModel::Time
                   ? tr("%1 %2: %3")
                         .arg(one.toString().section(QLatin1Char(','), 0, 0), kindText(m_rows.factAt(row)),
                              foldText(*fold, EventLogModel::What))
                   : this->data(index, Qt::DisplayRole);
    }
    return one;
}

QVariant BurstModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_rows.headerData(section, orientation, role);
}

/// Null where the row says what its first event says.
QString BurstModel::foldText(const Fold &fold, int column) const
{
    switch (EventLogModel::Column(column)) {
    case EventLogModel::FlagColumn: return fold.severalFlags ? tr("several flags") : QString();
    case EventLogModel::What: {
        const WallTime from = m_rows.recordAt(filterRow(fold.shown)).time;
        const WallTime until = m_rows.recordAt(filterRow(fold.end - 1)).time;
        return tr("▸ %L1 events in %2").arg(fold.said).arg(durationText(until - from));
    }
    case EventLogModel::Source: return fold.severalPeople ? tr("several") : QString();
    case EventLogModel::Lag: return QLatin1String("");
    case EventLogModel::Time:
    case EventLogModel::Delta:
    case EventLogModel::Kind:
    case EventLogModel::ColumnCount: break;
    }
    return {};
}

void BurstModel::setFolding(bool folding)
{
    if (m_folding == folding)
        return;
    beginResetModel();
    m_folding = folding;
    startOver();
    endResetModel();
    lookSlice();
}

BurstModel::FilterRows BurstModel::filterRows(int row) const
{
    if (row < 0 || row >= rowCount())
        return {};
    const auto at = foldAtRow(row);
    if (!at || m_folds[*at].open)
        return {filterRow(positionOf(row)), 1};
    const Fold &fold = m_folds[*at];
    return {filterRow(fold.first), int(fold.end - fold.first)};
}

const FactRecord &BurstModel::recordAt(int row) const
{
    return m_rows.recordAt(filterRows(row).first);
}

const FactRecord &BurstModel::lastRecordAt(int row) const
{
    const FilterRows rows = filterRows(row);
    return m_rows.recordAt(rows.first + rows.count - 1);
}

Fact BurstModel::factAt(int row) const
{
    return row < 0 || row >= rowCount() ? Fact() : m_rows.factAt(filterRows(row).first);
}

int BurstModel::rowOf(quint64 serial) const
{
    const int row = m_rows.rowOf(serial);
    return row < 0 || row >= m_end - m_first ? -1 : rowAt(m_first + row);
}

int BurstModel::eventsAfter(quint64 serial) const
{
    int first = 0;
    int last = m_rows.rowCount();
    while (first < last) {
        const int middle = std::midpoint(first, last);
        if (m_rows.recordAt(middle).serial <= serial)
            first = middle + 1;
        else
            last = middle;
    }
    return m_rows.rowCount() - first;
}

bool BurstModel::isFolded(int row) const
{
    const auto at = foldAtRow(row);
    return at && !m_folds[*at].open;
}

bool BurstModel::isUnfolded(int row) const
{
    if (row < 0 || row >= rowCount())
        return false;
    const auto at = foldHolding(positionOf(row));
    return at && m_folds[*at].open;
}

void BurstModel::unfold(int row)
{
    if (!isFolded(row))
        return;
    noteOpen(recordAt(row).serial);
    unfoldAt(*foldAtRow(row));
}

void BurstModel::fold(int row)
{
    if (isUnfolded(row))
        foldAt(*foldHolding(positionOf(row)));
}

int BurstModel::reveal(quint64 serial)
{
    const int row = rowOf(serial);
    if (row < 0 || !isFolded(row))
        return row;
    unfold(row);
    return rowOf(serial);
}

/// Everything is to be looked at anew.
void BurstModel::startOver()
{
    m_slice->stop();
    m_folds.clear();
    m_first = 0;
    m_end = m_rows.rowCount();
    m_looked = m_folding ? m_end : m_first;
    m_pending = {};
    m_removing = false;
}

/// Looks at the next rows towards the front.
void BurstModel::lookSlice()
{
    if (m_looked > m_first) {
        const qint64 from = std::max(m_first, m_looked - sliceRows);
        const qint64 to = std::min(m_end, m_looked + reach);
        m_looked = from;
        foldBetween(from, to);
    }
    if (m_looked > m_first)
        m_slice->start(0ms);
    else
        announceCompletion();
}

void BurstModel::announceCompletion()
{
    if (m_looked <= m_first && !m_rows.progress())
        emit completed();
}

void BurstModel::rowsCame(int first, int last)
{
    const int count = last - first + 1;
    const qint64 at = m_first + first;
    const bool behind = at == m_end;
    const bool before = first == 0 && !behind;
    qint64 lookFrom = at - reach;
    qint64 lookTo = at + count + reach;
    m_pending = {at, count};
    // Rows that come in the middle part the burst they come into; what is left of it is looked at again.
    if (const auto holding = behind || before ? std::nullopt : foldHolding(at);
        holding && m_folds[*holding].first < at) {
        lookFrom = std::min(lookFrom, m_folds[*holding].first);
        lookTo = std::max(lookTo, m_folds[*holding].end + count);
        dissolve(*holding);
    }
    const int row = rowAt(at);
    beginInsertRows({}, row, row + count - 1);
    m_pending = {};
    if (before)
        m_first -= count;
    else
        makeRoom(at, count);
    endInsertRows();
    if (!m_folding) {
        m_looked = m_first;
        return;
    }
    if (behind && count > sliceRows)
        m_looked = m_end; // more than is looked at in one go
    else if (!before)
        foldBetween(std::max(m_looked, lookFrom), std::min(m_end, lookTo));
    if (m_looked > m_first && !m_slice->isActive())
        m_slice->start(0ms);
}

void BurstModel::makeRoom(qint64 at, int count)
{
    for (Index index = firstEndingAfter(at); index < m_folds.size(); ++index) {
        Fold &fold = m_folds[index];
        fold.first += count;
        fold.end += count;
        fold.shown += count;
    }
    m_end += count;
    if (m_looked > at)
        m_looked += count;
}

void BurstModel::rowsLeaving(int first, int last)
{
    m_leavingFrom = m_first + first;
    m_leavingEnd = m_first + last + 1;
    // A burst of which some go keeps its row; where its first goes, another speaks for it.
    int from = rowAt(m_leavingFrom);
    if (const auto at = foldHolding(m_leavingFrom);
        at && !m_folds[*at].open && m_folds[*at].first < m_leavingFrom)
        ++from;
    int end = rowAt(m_leavingEnd);
    if (const auto at = foldHolding(m_leavingEnd - 1);
        at && !m_folds[*at].open && m_folds[*at].end > m_leavingEnd) {
        Fold &fold = m_folds[*at];
        end = rowOfFold(*at);
        if (fold.shown >= m_leavingFrom) {
            fold.shown = m_leavingEnd;
            emit dataChanged(index(end, 0), index(end, columnCount() - 1));
        }
    }
    m_removing = from < end;
    if (m_removing)
        beginRemoveRows({}, from, end - 1);
}

void BurstModel::rowsLeft()
{
    const bool front = m_leavingFrom == m_first;
    const std::vector<qint64> smaller = front ? closeFront() : closeGap();
    if (m_removing)
        endRemoveRows();
    m_removing = false;
    for (const qint64 first : smaller)
        sayAt(first);
}

/// Positions of the rows whose burst is smaller now.
std::vector<qint64> BurstModel::closeFront()
{
    std::vector<qint64> smaller;
    m_first = m_leavingEnd;
    m_looked = std::max(m_looked, m_first);
    while (!m_folds.empty() && m_folds.front().end <= m_first)
        m_folds.pop_front();
    if (m_folds.empty() || m_folds.front().first >= m_first)
        return smaller;
    Fold &fold = m_folds.front();
    const qint64 hidden = fold.hidden();
    fold.first = m_first;
    fold.shown = std::max(fold.shown, m_first);
    fold.hiddenBefore += hidden - fold.hidden();
    if (fold.end - fold.first < 2)
        m_folds.pop_front();
    smaller.push_back(m_first);
    return smaller;
}

/// The same, for rows that left between others.
std::vector<qint64> BurstModel::closeGap()
{
    const qint64 count = m_leavingEnd - m_leavingFrom;
    const auto moved = [this, count](qint64 position) {
        return position >= m_leavingEnd ? position - count : std::min(position, m_leavingFrom);
    };
    std::vector<qint64> smaller;
    const Index from = firstEndingAfter(m_leavingFrom);
    Index kept = from;
    for (Index index = from; index < m_folds.size(); ++index) {
        Fold fold = m_folds[index];
        const qint64 size = fold.end - fold.first;
        fold.first = moved(fold.first);
        fold.end = moved(fold.end);
        fold.shown = moved(fold.shown);
        if (fold.end == fold.first)
            continue;
        if (fold.end - fold.first != size)
            smaller.push_back(fold.first);
        if (fold.end - fold.first > 1)
            m_folds[kept++] = fold;
    }
    m_folds.erase(m_folds.begin() + std::ptrdiff_t(kept), m_folds.end());
    m_end -= count;
    m_looked = moved(m_looked);
    for (Index index = std::max<Index>(from, 1); index < m_folds.size(); ++index)
        m_folds[index].hiddenBefore = m_folds[index - 1].hiddenBefore + m_folds[index - 1].hidden();
    return smaller;
}

void BurstModel::rowsChanged(int first, int last)
{
    const int top = rowAt(m_first + first);
    const int bottom = rowAt(m_first + last);
    emit dataChanged(index(top, 0), index(bottom, columnCount() - 1));
}

void BurstModel::foldBetween(qint64 from, qint64 to)
{
    if (to - from < limits::burstRows)
        return;
    const std::vector<Burst> bursts = findBursts(m_rows, filterRow(from), filterRow(to - 1) + 1, from);
    for (const Burst &burst : bursts)
        foldOne(burst);
}

/// Makes one row of a burst and of those known already that reach into it.
void BurstModel::foldOne(Burst burst)
{
    const Index from = firstEndingAfter(burst.first);
    Index to = from;
    bool open = false;
    for (; to < m_folds.size() && m_folds[to].first < burst.end; ++to) {
        const Fold &known = m_folds[to];
        burst.first = std::min(burst.first, known.first);
        burst.end = std::max(burst.end, known.end);
        open = open || known.open;
    }
    if (to == from + 1 && m_folds[from].first == burst.first && m_folds[from].end == burst.end)
        return;
    open = open || wasOpened(burst.first, burst.end);
    for (Index index = from; open && index < to; ++index) {
        if (!m_folds[index].open)
            unfoldAt(index);
    }

    Fold made;
    made.first = burst.first;
    made.end = burst.end;
    made.shown = burst.first;
    made.open = open;
    qint64 compared = burst.first;
    for (Index index = from; index < to; ++index) {
        const Fold &known = m_folds[index];
        compare(made, compared, known.first + 1);
        made.severalFlags = made.severalFlags || known.severalFlags;
        made.severalPeople = made.severalPeople || known.severalPeople;
        compared = known.end;
    }
    compare(made, compared, burst.end);
    if (from < to && m_folds[from].first == made.first)
        made.said = m_folds[from].said;

    const int row = rowAt(made.first);
    const int last = rowAt(made.end - 1);
    const bool removing = !open && last > row;
    if (removing)
        beginRemoveRows({}, row + 1, last);
    if (from == to)
        m_folds.insert(m_folds.begin() + std::ptrdiff_t(from), made);
    else
        m_folds.erase(m_folds.begin() + std::ptrdiff_t(from) + 1, m_folds.begin() + std::ptrdiff_t(to));
    made.hiddenBefore = m_folds[from].hiddenBefore;
    m_folds[from] = made;
    renumber(from);
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

/// The burst is one no longer.
void BurstModel::dissolve(Index index)
{
    if (!m_folds[index].open)
        unfoldAt(index);
    m_folds.erase(m_folds.begin() + std::ptrdiff_t(index));
}

void BurstModel::unfoldAt(Index at)
{
    Fold &fold = m_folds[at];
    const int row = rowOfFold(at);
    beginInsertRows({}, row + 1, row + int(fold.hidden()));
    fold.open = true;
    renumber(at);
    endInsertRows();
    sayAt(fold.first);
}

void BurstModel::foldAt(Index at)
{
    Fold &fold = m_folds[at];
    const quint64 first = m_rows.recordAt(filterRow(fold.first)).serial;
    const quint64 last = m_rows.recordAt(filterRow(fold.end - 1)).serial;
    std::erase_if(m_opened, [first, last](quint64 serial) { return serial >= first && serial <= last; });
    const int row = rowOfFold(at);
    beginRemoveRows({}, row + 1, row + int(fold.end - fold.first) - 1);
    fold.open = false;
    renumber(at);
    endRemoveRows();
    sayAt(fold.first);
}

/// The row of a burst says how many events it stands for.
void BurstModel::sayAt(qint64 position)
{
    if (const auto at = foldHolding(position))
        m_folds[*at].said = m_folds[*at].open ? 1 : int(m_folds[*at].end - m_folds[*at].first);
    const int row = rowAt(position);
    emit dataChanged(index(row, 0), index(row, columnCount() - 1));
}

/// What the folds hide before each other, after one of them has changed; from the nearer end.
void BurstModel::renumber(Index changed)
{
    if (changed >= m_folds.size() / 2) {
        for (Index index = std::max<Index>(changed, 1); index < m_folds.size(); ++index)
            m_folds[index].hiddenBefore = m_folds[index - 1].hiddenBefore + m_folds[index - 1].hidden();
    } else {
        for (Index index = changed + 1; index-- > 0;)
            m_folds[index].hiddenBefore = m_folds[index + 1].hiddenBefore - m_folds[index].hidden();
    }
}

void BurstModel::noteOpen(quint64 serial)
{
    if (m_opened.size() >= std::size_t(limits::openBursts))
        m_opened.erase(m_opened.begin());
    m_opened.insert(std::lower_bound(m_opened.begin(), m_opened.end(), serial), serial);
}

bool BurstModel::wasOpened(qint64 first, qint64 end) const
{
    const auto opened =
        std::lower_bound(m_opened.begin(), m_opened.end(), m_rows.recordAt(filterRow(first)).serial);
    return opened != m_opened.end() && *opened <= m_rows.recordAt(filterRow(end - 1)).serial;
}

BurstModel::Index BurstModel::firstEndingAfter(qint64 position) const
{
    return Index(std::partition_point(m_folds.begin(), m_folds.end(),
                                      [position](const Fold &fold) { return fold.end <= position; })
                 - m_folds.begin());
}

std::optional<BurstModel::Index> BurstModel::foldHolding(qint64 position) const
{
    const Index index = firstEndingAfter(position);
    return index < m_folds.size() && m_folds[index].first <= position ? std::optional(index) : std::nullopt;
}

/// The last fold whose row is not after @p row.
std::optional<BurstModel::Index> BurstModel::foldBefore(int row) const
{
    const auto after = std::partition_point(m_folds.begin(), m_folds.end(),
                                            [this, row](const Fold &fold) { return rowOfFold(fold) <= row; });
    return after == m_folds.begin() ? std::nullopt : std::optional(Index(after - m_folds.begin()) - 1);
}

std::optional<BurstModel::Index> BurstModel::foldAtRow(int row) const
{
    const auto index = foldBefore(row);
    return index && rowOfFold(*index) == row ? index : std::nullopt;
}

int BurstModel::rowOfFold(const Fold &fold) const
{
    return int(fold.first - m_first - (fold.hiddenBefore - m_folds.front().hiddenBefore));
}

int BurstModel::rowOfFold(Index index) const
{
    return rowOfFold(m_folds[index]);
}

qint64 BurstModel::positionOf(int row) const
{
    const auto index = foldBefore(row);
    if (!index)
        return m_first + row;
    const Fold &fold = m_folds[*index];
    const int after = row - rowOfFold(fold);
    return after == 0 ? fold.first : fold.first + after + fold.hidden();
}

int BurstModel::rowAt(qint64 position) const
{
    const Index after =
        Index(std::partition_point(m_folds.begin(), m_folds.end(),
                                   [position](const Fold &fold) { return fold.first <= position; })
              - m_folds.begin());
    if (after == 0)
        return int(position - m_first);
    const Fold &fold = m_folds[after - 1];
    if (!fold.open && position < fold.end)
        return rowOfFold(fold);
    return rowOfFold(fold) + int(position - fold.first - fold.hidden());
}

/// Of the filter model, also while some of its rows are not announced here.
int BurstModel::filterRow(qint64 position) const
{
    return int(position - m_first) + (position >= m_pending.at ? m_pending.count : 0);
}

} // namespace signalbox
