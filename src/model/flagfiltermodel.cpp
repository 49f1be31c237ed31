// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/flagfiltermodel.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t screenful = 256;
constexpr std::chrono::milliseconds screenfulBudget = 1ms;
constexpr int rowsBetweenLooksAtTheClock = 64;
/// A view lays itself out anew for every announcement, which costs more than a slice.
constexpr auto announceInterval = 50ms;
/// More places where rows come or go than this, and telling them one by one costs more than starting over.
constexpr int mostRuns = 32;
/// More rows out of order than this, and sorting all costs less than putting each where it belongs.
constexpr std::size_t mostPutInPlace = 64;

} // namespace

FlagFilterModel::FlagFilterModel(FlagTableModel &source, QObject *parent)
    : FlagFilterModel(source, Pace(), parent)
{}

FlagFilterModel::FlagFilterModel(FlagTableModel &source, Pace pace, QObject *parent)
    : QAbstractProxyModel(parent)
    , m_source(source)
    , m_pace(pace)
    , m_matcher(source)
    , m_slice(source.store().clock().createTimer([this] { scanSlice(); }))
{
    setSourceModel(&source);
    sourceReset();
    m_announcedShown = rowCount();
    m_announcedTotal = source.rowCount();
    connectSource();
}

FlagFilterModel::~FlagFilterModel() = default;

void FlagFilterModel::connectSource()
{
    connect(&m_source, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        finishScan();
        rememberHeld();
        beginResetModel();
    });
    connect(&m_source, &QAbstractItemModel::modelReset, this, [this] {
        sourceReset();
        endResetModel();
        announceCounts();
    });
    // Rows are numbered anew in between, and what is still to be looked at is named by number.
    connect(&m_source, &QAbstractItemModel::rowsAboutToBeInserted, this, &FlagFilterModel::finishScan);
    connect(&m_source, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { sourceInserted(first, last); });
    connect(&m_source, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex &, int first, int last) { sourceLeaving(first, last); });
    connect(&m_source, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) { sourceRemoved(first, last); });
    connect(&m_source, &QAbstractItemModel::dataChanged, this, &FlagFilterModel::sourceChanged);
}

QModelIndex FlagFilterModel::index(int row, int column, const QModelIndex &parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

QModelIndex FlagFilterModel::parent(const QModelIndex &) const
{
    return {};
}

int FlagFilterModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int FlagFilterModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_source.columnCount();
}

bool FlagFilterModel::hasChildren(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_shown.empty();
}

QModelIndex FlagFilterModel::mapToSource(const QModelIndex &proxyIndex) const
{
    if (!proxyIndex.isValid())
        return {};
    return m_source.index(m_shown[std::size_t(proxyIndex.row())], proxyIndex.column());
}

QModelIndex FlagFilterModel::mapFromSource(const QModelIndex &sourceIndex) const
{
    if (!sourceIndex.isValid())
        return {};
    return index(m_places[std::size_t(sourceIndex.row())], sourceIndex.column());
}

QVariant FlagFilterModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_source.headerData(section, orientation, role); // the base class has none where no row is shown
}

void FlagFilterModel::setChip(Chip chip)
{
    if (chip == m_matcher.chip())
        return;
    m_matcher.setChip(chip);
    refilter();
}

std::optional<FilterError> FlagFilterModel::setFilterText(const QString &text)
{
    if (text == m_text)
        return std::nullopt;
    auto query = FilterQuery::parse(text, fields());
    if (!query)
        return query.error();
    m_text = text;
    m_matcher.setQuery(std::move(*query));
    refilter();
    return std::nullopt;
}

void FlagFilterModel::setOrder(std::optional<FlagTableModel::Column> column, Qt::SortOrder order)
{
    if (m_column == column && m_sortOrder == order)
        return;
    finishScan();
    m_column = column;
    m_sortOrder = order;
    for (int row = 0; row < int(m_entries.size()); ++row)
        m_entries[std::size_t(row)].key = sortKey(row);
    orderAll();
    resort();
}

void FlagFilterModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= FlagTableModel::ColumnCount)
        setOrder(std::nullopt, Qt::AscendingOrder);
    else
        setOrder(FlagTableModel::Column(column), order);
}

void FlagFilterModel::setOrderHeld(bool held)
{
    if (m_held == held)
        return;
    finishScan();
    m_held = held;
    if (held) {
        m_nextPlace = 0;
        holdPlaces(0);
    } else if (m_waiting > 0) {
        resort();
    } else {
        for (Entry &entry : m_entries)
            entry.moved = false;
    }
}

void FlagFilterModel::resort()
{
    finishScan();
    const bool held = std::exchange(m_held, false);
    for (Entry &entry : m_entries) {
        entry.shown = entry.matches;
        entry.moved = false;
    }
    adopt(wanted());
    if (held)
        setOrderHeld(true);
    updateWaiting();
    announceCounts();
}

int FlagFilterModel::hiddenCount() const
{
    return m_source.rowCount() - rowCount();
}

const FlagRow &FlagFilterModel::rowAt(const QModelIndex &proxyIndex) const
{
    return m_source.rowAt(m_shown[std::size_t(proxyIndex.row())]);
}

bool FlagFilterModel::orderedBefore(int left, int right) const
{
    const SortKey &a = m_entries[std::size_t(left)].key;
    const SortKey &b = m_entries[std::size_t(right)].key;
    const bool ascending = m_sortOrder == Qt::AscendingOrder;
    if (a.number < b.number || b.number < a.number)
        return (a.number < b.number) == ascending;
    if (const int order = a.text.compare(b.text); order != 0)
        return (order < 0) == ascending;
    return m_source.rowAt(left).flag.key < m_source.rowAt(right).flag.key; // equal ones by key either way
}

FlagFilterModel::SortKey FlagFilterModel::sortKey(int sourceRow) const
{
    if (!m_column) {
        const FlagRow &row = m_source.rowAt(sourceRow);
        return {row.marks.pinned ? 0.0 : isOffNormal(row) ? 1.0 : 2.0, QString()};
    }
    const QVariant value = m_source.data(m_source.index(sourceRow, *m_column), FlagTableModel::SortRole);
    if (value.typeId() == QMetaType::QString)
        return {0, value.toString()};
    return {value.toDouble(), QString()};
}

void FlagFilterModel::orderAll()
{
    m_order.resize(m_entries.size());
    std::iota(m_order.begin(), m_order.end(), 0);
    const auto before = [this](int left, int right) { return orderedBefore(left, right); };
    if (!std::is_sorted(m_order.begin(), m_order.end(), before)) // servers mostly list them by key
        std::sort(m_order.begin(), m_order.end(), before);
    m_scanned = m_order.size();
}

/// @p changed, ascending: rows that may stand elsewhere now, or are not in the order yet.
void FlagFilterModel::orderAnew(const SourceRows &changed)
{
    if (changed.size() > mostPutInPlace) {
        orderAll();
        return;
    }
    std::erase_if(m_order,
                  [&changed](int row) { return std::binary_search(changed.begin(), changed.end(), row); });
    for (const int row : changed) {
        const auto place = std::lower_bound(m_order.begin(), m_order.end(), row, [this](int left, int right) {
            return orderedBefore(left, right);
        });
        m_order.insert(place, row);
    }
    m_scanned = m_order.size();
}

FlagFilterModel::Effect FlagFilterModel::updateEntry(int row)
{
    Entry &entry = m_entries[std::size_t(row)];
    SortKey key = sortKey(row);
    entry.matches = m_matcher.accepts(row);
    const bool wasShown = entry.shown;
    entry.shown = entry.matches || (m_held && wasShown);
    if (m_held && entry.shown && !wasShown) {
        entry.heldPlace = m_nextPlace++;
        entry.moved = true;
    }
    const bool keyChanged = entry.key != key;
    if (m_held && (keyChanged || !entry.matches))
        entry.moved = true;
    entry.key = std::move(key);
    return {keyChanged, entry.shown != wasShown};
}

/// Everything is looked at anew: a screenful now, the rest from the event loop.
void FlagFilterModel::refilter()
{
    beginResetModel();
    m_slice->stop();
    for (Entry &entry : m_entries) {
        entry.matches = false;
        entry.shown = false;
        entry.moved = false;
    }
    m_places.assign(m_entries.size(), -1);
    m_found.clear();
    m_scanned = 0;
    scan(m_pace.firstBudget, true);
    m_shown = std::exchange(m_found, {});
    number();
    m_nextPlace = 0;
    holdPlaces(0);
    endResetModel();
    m_announcedAt = m_source.store().clock().now();
    if (isFiltering())
        m_slice->start(0ms);
    announceCounts();
}

/// Looks at the next rows, in order, until one of the bounds is reached.
void FlagFilterModel::scan(std::chrono::milliseconds budget, bool stopAtScreenful)
{
    const Clock &clock = m_source.store().clock();
    const MonotonicTime begin = clock.now();
    const std::size_t end = std::min(m_order.size(), m_scanned + std::size_t(m_pace.rows));
    int untilLook = rowsBetweenLooksAtTheClock;
    while (m_scanned < end) {
        const int row = m_order[m_scanned++];
        Entry &entry = m_entries[std::size_t(row)];
        entry.matches = m_matcher.accepts(row);
        entry.shown = entry.matches;
        if (entry.matches)
            m_found.push_back(row);
        if (--untilLook > 0)
            continue;
        untilLook = rowsBetweenLooksAtTheClock;
        // Once the screen is full the rest can wait for the next slice.
        const bool screenIsFull = stopAtScreenful && m_found.size() >= screenful;
        if (clock.now() - begin > (screenIsFull ? screenfulBudget : budget))
            break;
    }
}

void FlagFilterModel::scanSlice()
{
    scan(m_pace.budget, false);
    const bool more = isFiltering();
    if (more)
        m_slice->start(0ms);
    if (!more || m_source.store().clock().now() - m_announcedAt >= announceInterval)
        announceFound();
}

/// What comes now has to find every row looked at.
void FlagFilterModel::finishScan()
{
    if (!isFiltering())
        return;
    m_slice->stop();
    while (isFiltering())
        scan(std::chrono::hours(1), false);
    announceFound();
}

void FlagFilterModel::announceFound()
{
    m_announcedAt = m_source.store().clock().now();
    if (!m_found.empty()) {
        const std::size_t first = m_shown.size();
        beginInsertRows({}, int(first), int(first + m_found.size()) - 1);
        m_shown.insert(m_shown.end(), m_found.begin(), m_found.end());
        m_found.clear();
        number(first);
        holdPlaces(first);
        endInsertRows();
    }
    announceCounts();
}

/// Rows from @p from on are where they are held.
void FlagFilterModel::holdPlaces(std::size_t from)
{
    if (!m_held)
        return;
    for (std::size_t place = from; place < m_shown.size(); ++place)
        m_entries[std::size_t(m_shown[place])].heldPlace = m_nextPlace++;
}

FlagFilterModel::SourceRows FlagFilterModel::wanted() const
{
    const auto isShown = [this](int row) { return m_entries[std::size_t(row)].shown; };
    SourceRows rows;
    rows.reserve(m_shown.size() + 1);
    const SourceRows &order = m_held ? m_shown : m_order;
    std::copy_if(order.begin(), order.end(), std::back_inserter(rows), isShown);
    if (!m_held)
        return rows;
    const auto firstNew = rows.size();
    for (int row = 0; row < int(m_entries.size()); ++row) {
        if (isShown(row) && m_places[std::size_t(row)] < 0)
            rows.push_back(row);
    }
    std::sort(rows.begin() + std::ptrdiff_t(firstNew), rows.end(), [this](int left, int right) {
        return m_entries[std::size_t(left)].heldPlace < m_entries[std::size_t(right)].heldPlace;
    });
    return rows;
}

/// Shows @p rows instead, and tells views what that means for the rows they know.
void FlagFilterModel::adopt(SourceRows rows)
{
    if (rows == m_shown)
        return;
    std::vector<char> staying(m_entries.size(), 0);
    int runs = 0;
    bool inRun = false;
    for (const int row : rows) {
        staying[std::size_t(row)] = 1;
        const bool comes = m_places[std::size_t(row)] < 0;
        runs += comes && !inRun ? 1 : 0;
        inRun = comes;
    }
    inRun = false;
    for (const int row : m_shown) {
        const bool goes = staying[std::size_t(row)] == 0;
        runs += goes && !inRun ? 1 : 0;
        inRun = goes;
    }
    if (runs > mostRuns) {
        beginResetModel();
        m_shown = std::move(rows);
        m_places.assign(m_entries.size(), -1);
        number();
        endResetModel();
        return;
    }
    removeMissing(staying);
    SourceRows known;
    known.reserve(m_shown.size());
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(known),
                 [this](int row) { return m_places[std::size_t(row)] >= 0; });
    if (known != m_shown)
        relayout(std::move(known));
    insertMissing(rows);
}

void FlagFilterModel::removeMissing(const std::vector<char> &staying)
{
    const auto stays = [this, &staying](int place) {
        return staying[std::size_t(m_shown[std::size_t(place)])] != 0;
    };
    for (int last = rowCount() - 1; last >= 0; --last) { // from the end: what is in front stays where it is
        if (stays(last))
            continue;
        int first = last;
        while (first > 0 && !stays(first - 1))
            --first;
        beginRemoveRows({}, first, last);
        for (int place = first; place <= last; ++place)
            m_places[std::size_t(m_shown[std::size_t(place)])] = -1;
        m_shown.erase(m_shown.begin() + first, m_shown.begin() + last + 1);
        number(std::size_t(first));
        endRemoveRows();
        last = first;
    }
}

/// The same rows in another order.
void FlagFilterModel::relayout(SourceRows rows)
{
    emit layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    const SourceRows shownBefore = std::exchange(m_shown, std::move(rows));
    number();
    QModelIndexList after;
    after.reserve(before.size());
    for (const QModelIndex &known : before) {
        const int row = shownBefore[std::size_t(known.row())];
        after.append(createIndex(m_places[std::size_t(row)], known.column()));
    }
    changePersistentIndexList(before, after);
    emit layoutChanged();
}

void FlagFilterModel::insertMissing(const SourceRows &rows)
{
    const auto isMissing = [this, &rows](std::size_t place) {
        return place < rows.size() && m_places[std::size_t(rows[place])] < 0;
    };
    for (std::size_t first = 0; first < rows.size(); ++first) {
        if (!isMissing(first))
            continue;
        std::size_t end = first;
        while (isMissing(end))
            ++end;
        beginInsertRows({}, int(first), int(end) - 1);
        m_shown.insert(m_shown.begin() + std::ptrdiff_t(first), rows.begin() + std::ptrdiff_t(first),
                       rows.begin() + std::ptrdiff_t(end));
        number(first);
        endInsertRows();
        first = end;
    }
}

void FlagFilterModel::number(std::size_t from)
{
    for (std::size_t place = from; place < m_shown.size(); ++place)
        m_places[std::size_t(m_shown[place])] = int(place);
}

} // namespace signalbox
