// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/burstmodel.h"

#include "core/plaintext.h"
#include "model/facttext.h"

#include <algorithm>
#include <numeric>

namespace signalbox {

using namespace std::chrono_literals;

BurstModel::BurstModel(EventFilterModel &rows, const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent), m_rows(rows), m_slice(clock.createTimer([this] { lookSlice(); }))
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
        lookQuietly();
        endResetModel();
        lookOn();
    });
    startOver();
    lookQuietly();
    lookOn();
}

int BurstModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_folds.rowCount();
}

int BurstModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows.columnCount();
}

QVariant BurstModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto at = m_folds.atRow(index.row());
    const Fold *fold = at && m_folds.at(*at).said > 1 ? &m_folds.at(*at) : nullptr;
    if (role == EventCountRole)
        return fold ? fold->said : 1;
    if (fold && (role == Qt::DisplayRole || role == Qt::ToolTipRole)) {
        const QString text = foldText(*fold, index.column());
        if (!text.isNull())
            return role == Qt::DisplayRole ? text : plainToolTip(text);
    }
    const int row = filterRow(fold ? fold->shown : m_folds.positionOf(index.row()));
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
    lookQuietly();
    endResetModel();
    lookOn();
}

BurstModel::FilterRows BurstModel::filterRows(int row) const
{
    if (row < 0 || row >= rowCount())
        return {};
    const auto at = m_folds.atRow(row);
    if (!at || m_folds.at(*at).open)
        return {filterRow(m_folds.positionOf(row)), 1};
    const Fold &fold = m_folds.at(*at);
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
    return row < 0 || row >= m_folds.end() - m_folds.first() ? -1 : m_folds.rowAt(m_folds.first() + row);
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
    const auto at = m_folds.atRow(row);
    return at && !m_folds.at(*at).open;
}

bool BurstModel::isUnfolded(int row) const
{
    if (row < 0 || row >= rowCount())
        return false;
    const auto at = m_folds.holding(m_folds.positionOf(row));
    return at && m_folds.at(*at).open;
}

void BurstModel::unfold(int row)
{
    if (!isFolded(row))
        return;
    noteOpen(recordAt(row).serial);
    unfoldAt(*m_folds.atRow(row));
}

void BurstModel::fold(int row)
{
    if (isUnfolded(row))
        foldAt(*m_folds.holding(m_folds.positionOf(row)));
}

int BurstModel::reveal(quint64 serial)
{
    const int row = rowOf(serial);
    if (row < 0 || !isFolded(row))
        return row;
    unfold(row);
    return rowOf(serial);
}

void BurstModel::announceCompletion()
{
    if (m_looked <= m_folds.first() && !m_rows.progress())
        emit completed();
}

void BurstModel::rowsCame(int first, int last)
{
    const int count = last - first + 1;
    const qint64 at = m_folds.first() + first;
    const bool behind = at == m_folds.end();
    const bool before = first == 0 && !behind;
    qint64 lookFrom = at - reach;
    qint64 lookTo = at + count + reach;
    m_pending = {at, count};
    // Rows that come in the middle part the burst they come into; what is left of it is looked at again.
    if (const auto holding = behind || before ? std::nullopt : m_folds.holding(at);
        holding && m_folds.at(*holding).first < at) {
        lookFrom = std::min(lookFrom, m_folds.at(*holding).first);
        lookTo = std::max(lookTo, m_folds.at(*holding).end + count);
        dissolve(*holding);
    }
    const int row = m_folds.rowAt(at);
    beginInsertRows({}, row, row + count - 1);
    m_pending = {};
    if (before) {
        m_folds.addFront(count);
    } else {
        m_folds.insert(at, count);
        m_looked += m_looked > at ? count : 0;
    }
    endInsertRows();
    if (!m_folding) {
        m_looked = m_folds.first();
        return;
    }
    if (behind && count > sliceRows)
        m_looked = m_folds.end(); // more than is looked at in one go
    else if (!before)
        foldBetween(std::max(m_looked, lookFrom), std::min(m_folds.end(), lookTo));
    if (m_looked > m_folds.first() && !m_slice->isActive())
        m_slice->start(0ms);
}

void BurstModel::rowsLeaving(int first, int last)
{
    m_leavingFrom = m_folds.first() + first;
    m_leavingEnd = m_folds.first() + last + 1;
    // A burst of which some go keeps its row; where its first goes, another speaks for it.
    int from = m_folds.rowAt(m_leavingFrom);
    if (const auto at = m_folds.holding(m_leavingFrom);
        at && !m_folds.at(*at).open && m_folds.at(*at).first < m_leavingFrom)
        ++from;
    int end = m_folds.rowAt(m_leavingEnd);
    if (const auto at = m_folds.holding(m_leavingEnd - 1);
        at && !m_folds.at(*at).open && m_folds.at(*at).end > m_leavingEnd) {
        end = m_folds.rowOf(*at);
        if (m_folds.at(*at).shown >= m_leavingFrom) {
            m_folds.setShown(*at, m_leavingEnd);
            emit dataChanged(index(end, 0), index(end, columnCount() - 1));
        }
    }
    m_removing = from < end;
    if (m_removing)
        beginRemoveRows({}, from, end - 1);
}

void BurstModel::rowsLeft()
{
    std::vector<qint64> smaller;
    if (m_leavingFrom == m_folds.first()) {
        smaller = m_folds.removeFront(m_leavingEnd);
        m_looked = std::max(m_looked, m_leavingEnd);
    } else {
        smaller = m_folds.removeBetween(m_leavingFrom, m_leavingEnd);
        m_looked = m_looked >= m_leavingEnd ? m_looked - (m_leavingEnd - m_leavingFrom)
                                            : std::min(m_looked, m_leavingFrom);
    }
    if (m_removing)
        endRemoveRows();
    m_removing = false;
    for (const qint64 first : smaller)
        sayAt(first);
}

void BurstModel::rowsChanged(int first, int last)
{
    const int top = m_folds.rowAt(m_folds.first() + first);
    const int bottom = m_folds.rowAt(m_folds.first() + last);
    emit dataChanged(index(top, 0), index(bottom, columnCount() - 1));
}

/// The burst is one no longer.
void BurstModel::dissolve(Index index)
{
    if (!m_folds.at(index).open)
        unfoldAt(index);
    m_folds.eraseOpen(index);
}

void BurstModel::unfoldAt(Index at)
{
    const Fold &fold = m_folds.at(at);
    const int row = m_folds.rowOf(at);
    beginInsertRows({}, row + 1, row + int(fold.hidden()));
    m_folds.setOpen(at, true);
    endInsertRows();
    sayAt(fold.first);
}

void BurstModel::foldAt(Index at)
{
    const Fold &fold = m_folds.at(at);
    const quint64 first = m_rows.recordAt(filterRow(fold.first)).serial;
    const quint64 last = m_rows.recordAt(filterRow(fold.end - 1)).serial;
    std::erase_if(m_opened, [first, last](quint64 serial) { return serial >= first && serial <= last; });
    const int row = m_folds.rowOf(at);
    beginRemoveRows({}, row + 1, row + int(fold.end - fold.first) - 1);
    m_folds.setOpen(at, false);
    endRemoveRows();
    sayAt(fold.first);
}

/// The row of a burst says how many events it stands for.
void BurstModel::sayAt(qint64 position)
{
    if (const auto at = m_folds.holding(position))
        m_folds.sayCount(*at);
    const int row = m_folds.rowAt(position);
    emit dataChanged(index(row, 0), index(row, columnCount() - 1));
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

/// Of the filter model, also while some of its rows are not announced here.
int BurstModel::filterRow(qint64 position) const
{
    return int(position - m_folds.first()) + (position >= m_pending.at ? m_pending.count : 0);
}

} // namespace signalbox
