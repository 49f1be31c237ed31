// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/flagfiltermodel.h"

#include <algorithm>
#include <numeric>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr auto recently = std::chrono::minutes(10);

bool isReported(const FlagRow &row)
{
    return row.knowledge == Knowledge::Fresh || row.knowledge == Knowledge::Aged;
}

QString stateField(const FlagRow &row)
{
    switch (row.knowledge) {
    case Knowledge::Fresh:
    case Knowledge::Aged: return row.flag.enabled ? u"on"_s : u"off"_s;
    case Knowledge::Unverified: return u"unverified"_s;
    case Knowledge::Unknown: return u"unknown"_s;
    case Knowledge::Gone: return u"deleted"_s;
    }
    return {};
}

} // namespace

const QStringList &FlagFilterModel::fields()
{
    static const QStringList names = {u"key"_s,  u"flag"_s, u"name"_s,  u"state"_s,
                                      u"type"_s, u"by"_s,   u"users"_s, u"pinned"_s};
    return names;
}

FlagFilterModel::FlagFilterModel(FlagTableModel &source, QObject *parent)
    : QSortFilterProxyModel(parent), m_source(source)
{
    // Connected before setSourceModel(): entries have to be right when the base class asks about a row.
    connect(&source, &QAbstractItemModel::modelAboutToBeReset, this, &FlagFilterModel::rememberHeld);
    connect(&source, &QAbstractItemModel::modelReset, this, &FlagFilterModel::sourceReset);
    connect(&source, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { sourceInserted(first, last); });
    connect(&source, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) { sourceRemoved(first, last); });
    connect(&source, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &top, const QModelIndex &bottom, const QList<int> &roles) {
                sourceChanged(top.row(), bottom.row(),
                              roles.isEmpty() || roles.contains(FlagTableModel::SortRole));
            });
    sourceReset();
    setSourceModel(&source);
    QSortFilterProxyModel::sort(0, Qt::AscendingOrder); // lessThan() knows column and direction
    m_announcedShown = rowCount();
    m_announcedTotal = source.rowCount();

    // Connected after it: by then the rows of this model are what they will be.
    connect(&source, &QAbstractItemModel::modelReset, this, &FlagFilterModel::announceCounts);
    connect(&source, &QAbstractItemModel::rowsInserted, this, &FlagFilterModel::announceCounts);
    connect(&source, &QAbstractItemModel::rowsRemoved, this, &FlagFilterModel::announceCounts);
    connect(&source, &QAbstractItemModel::dataChanged, this, &FlagFilterModel::announceCounts);
}

void FlagFilterModel::setChip(Chip chip)
{
    if (std::exchange(m_chip, chip) != chip)
        refilter();
}

FlagFilterModel::Chip FlagFilterModel::chip() const
{
    return m_chip;
}

std::optional<FilterError> FlagFilterModel::setFilterText(const QString &text)
{
    if (text == m_text)
        return std::nullopt;
    auto query = FilterQuery::parse(text, fields());
    if (!query)
        return query.error();
    m_text = text;
    m_query = std::move(*query);
    refilter();
    return std::nullopt;
}

QString FlagFilterModel::filterText() const
{
    return m_text;
}

void FlagFilterModel::setOrder(std::optional<FlagTableModel::Column> column, Qt::SortOrder order)
{
    if (m_column == column && m_order == order)
        return;
    m_column = column;
    m_order = order;
    for (int row = 0; row < int(m_entries.size()); ++row)
        m_entries[std::size_t(row)].key = sortKey(row);
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
    m_held = held;
    if (held) {
        m_nextPlace = 0;
        for (int place = 0; place < rowCount(); ++place)
            m_entries[std::size_t(sourceRowAt(place))].heldPlace = m_nextPlace++;
    } else if (m_waiting > 0) {
        resort();
    } else {
        for (Entry &entry : m_entries)
            entry.moved = false;
    }
}

bool FlagFilterModel::isOrderHeld() const
{
    return m_held;
}

int FlagFilterModel::waitingMoves() const
{
    return m_waiting;
}

void FlagFilterModel::resort()
{
    const bool held = std::exchange(m_held, false);
    for (Entry &entry : m_entries) {
        entry.shown = entry.matches;
        entry.moved = false;
    }
    invalidateRowsFilter();
    // The base class sorts again only when something about sorting changes.
    setDynamicSortFilter(false);
    setDynamicSortFilter(true);
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
    return m_source.rowAt(mapToSource(proxyIndex).row());
}

bool FlagFilterModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    return m_entries[std::size_t(sourceRow)].shown;
}

bool FlagFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    if (m_held)
        return m_entries[std::size_t(left.row())].heldPlace < m_entries[std::size_t(right.row())].heldPlace;
    return orderedBefore(left.row(), right.row());
}

bool FlagFilterModel::orderedBefore(int left, int right) const
{
    const SortKey &a = m_entries[std::size_t(left)].key;
    const SortKey &b = m_entries[std::size_t(right)].key;
    const bool ascending = m_order == Qt::AscendingOrder;
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

bool FlagFilterModel::passesChip(const FlagRow &row) const
{
    switch (m_chip) {
    case Chip::All: return true;
    case Chip::Pinned: return row.marks.pinned;
    case Chip::On: return isReported(row) && row.flag.enabled;
    case Chip::Off: return isReported(row) && !row.flag.enabled;
    case Chip::OffNormal: return isOffNormal(row);
    case Chip::ChangedRecently: {
        const auto age = changeAge(row, m_source.store().clock());
        return age && *age < recently;
    }
    case Chip::Unverified:
        return row.knowledge == Knowledge::Unverified || row.knowledge == Knowledge::Unknown;
    case Chip::KillSwitches: return row.marks.safeState.has_value();
    }
    return true;
}

bool FlagFilterModel::isMatch(const FlagRow &row, int sourceRow) const
{
    if (!passesChip(row))
        return false;
    const auto cell = [this, sourceRow](FlagTableModel::Column column) {
        return m_source.data(m_source.index(sourceRow, column), Qt::DisplayRole).toString();
    };
    return m_query.matches([&](const QString &field) -> QString {
        if (field.isEmpty())
            return row.flag.key.text() + u'\n' + row.flag.name + u'\n' + row.flag.updatedBy;
        if (field == u"key" || field == u"flag")
            return row.flag.key.text();
        if (field == u"name")
            return row.flag.name;
        if (field == u"state")
            return stateField(row);
        if (field == u"type")
            return cell(FlagTableModel::Type);
        if (field == u"by")
            return cell(FlagTableModel::By);
        if (field == u"users")
            return cell(FlagTableModel::UsersGet);
        return row.marks.pinned ? u"yes"_s : u"no"_s;
    });
}

void FlagFilterModel::updateEntry(int row)
{
    Entry &entry = m_entries[std::size_t(row)];
    SortKey key = sortKey(row);
    entry.matches = isMatch(m_source.rowAt(row), row);
    const bool wasShown = entry.shown;
    entry.shown = entry.matches || (m_held && wasShown);
    if (m_held && entry.shown && !wasShown) {
        entry.heldPlace = m_nextPlace++;
        entry.moved = true;
    }
    if (m_held && (entry.key != key || !entry.matches))
        entry.moved = true;
    entry.key = std::move(key);
}

void FlagFilterModel::refilter()
{
    for (int row = 0; row < int(m_entries.size()); ++row)
        m_entries[std::size_t(row)].matches = isMatch(m_source.rowAt(row), row);
    resort();
}

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
    for (int row = 0; row < int(m_entries.size()); ++row) {
        const auto held = m_heldOverReset.constFind(m_source.rowAt(row).flag.key);
        if (held != m_heldOverReset.cend())
            m_entries[std::size_t(row)] = *held;
        updateEntry(row);
    }
    m_heldOverReset.clear();
    if (m_held && nothingWasHeld)
        holdRightOrder();
}

/// Where no row was shown before, nobody has an order in mind: the first one to be held is the right one.
void FlagFilterModel::holdRightOrder()
{
    std::vector<int> rows(m_entries.size());
    std::iota(rows.begin(), rows.end(), 0);
    std::sort(rows.begin(), rows.end(), [this](int left, int right) { return orderedBefore(left, right); });
    m_nextPlace = 0;
    for (const int row : rows) {
        m_entries[std::size_t(row)].heldPlace = m_nextPlace++;
        m_entries[std::size_t(row)].moved = false;
    }
}

void FlagFilterModel::sourceInserted(int first, int last)
{
    m_entries.insert(m_entries.begin() + first, std::size_t(last - first + 1), Entry());
    for (int row = first; row <= last; ++row)
        updateEntry(row);
}

void FlagFilterModel::sourceRemoved(int first, int last)
{
    m_entries.erase(m_entries.begin() + first, m_entries.begin() + last + 1);
}

void FlagFilterModel::sourceChanged(int first, int last, bool sortable)
{
    // A tick of the ages moves no row; it only takes rows out of "changed recently".
    if (!sortable && m_chip != Chip::ChangedRecently)
        return;
    for (int row = first; row <= last; ++row)
        updateEntry(row);
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
            moved.push_back({mapFromSource(m_source.index(row, 0)).row(), row});
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
                inPlace = sourceRowAt(place);
                break;
            }
        }
        if (after <= row.place) {
            after = row.place + 1;
            while (after < rowCount() && !isSettled(after))
                ++after;
            next = after < rowCount() ? sourceRowAt(after) : -1;
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
    return !m_entries[std::size_t(sourceRowAt(place))].moved;
}

int FlagFilterModel::sourceRowAt(int place) const
{
    return mapToSource(index(place, 0)).row();
}

void FlagFilterModel::announceCounts()
{
    updateWaiting();
    const int shown = rowCount();
    const int total = m_source.rowCount();
    const bool same = shown == m_announcedShown && total == m_announcedTotal;
    m_announcedShown = shown;
    m_announcedTotal = total;
    if (!same)
        emit shownChanged();
}

} // namespace signalbox
