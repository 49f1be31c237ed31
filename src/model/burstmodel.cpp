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
/// What a view does when rows go costs as much as it has rows: more bursts than this are told at once.
constexpr std::size_t toldOneByOne = 4;

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
