// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventfiltermodel.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t screenful = 256;
constexpr std::chrono::milliseconds screenfulBudget = 1ms;
constexpr int rowsBetweenLooksAtTheClock = 64;
/// A view lays itself out anew for every announcement, which costs more than a slice.
constexpr auto announceInterval = 50ms;
/// More places in the list where amended rows come or go than this, and telling them one by one costs more
/// than starting over.
constexpr int mostRuns = 16;
constexpr quint64 mostReevaluated = 32'768;

bool passesChip(const FactRecord &record, EventFilterModel::Chip chip)
{
    switch (chip) {
    case EventFilterModel::Chip::All: return true;
    case EventFilterModel::Chip::Mine:
        return record.source == FactSource::Command || record.source == FactSource::Person;
    case EventFilterModel::Chip::Commands: return record.kind == FactKind::Command;
    case EventFilterModel::Chip::Gaps: return record.kind == FactKind::Gap || record.kind == FactKind::Resync;
    }
    return true;
}

} // namespace

EventFilterModel::EventFilterModel(EventLogModel &source, const Clock &clock, QObject *parent)
    : EventFilterModel(source, clock, Pace(), parent)
{}

EventFilterModel::EventFilterModel(EventLogModel &source, const Clock &clock, Pace pace, QObject *parent)
    : QAbstractTableModel(parent)
    , m_source(source)
    , m_clock(clock)
    , m_pace(pace)
    , m_slice(clock.createTimer([this] { scanSlice(); }))
    , m_matcher(source.log())
    , m_scanned(source.firstPlace())
    , m_announcedShown(source.rowCount())
    , m_announcedTotal(source.rowCount())
{
    connect(&source, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex &, int, int last) { sourceRowsLeaving(last); });
    connect(&source, &QAbstractItemModel::rowsRemoved, this, &EventFilterModel::sourceRowsLeft);
    connect(&source, &QAbstractItemModel::rowsAboutToBeInserted, this,
            [this](const QModelIndex &, int first, int last) {
                if (m_all)
                    beginInsertRows({}, first, last);
            });
    connect(&source, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { sourceRowsCame(first, last); });
    connect(&source, &QAbstractItemModel::headerDataChanged, this, &EventFilterModel::headerDataChanged);
    connect(&source, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &top, const QModelIndex &bottom) {
                sourceRowsChanged(top.row(), bottom.row());
            });
    connect(&source, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(&source, &QAbstractItemModel::modelReset, this, [this] {
        m_places.clear();
        m_older.clear();
        m_slice->stop();
        m_scanned = m_source.firstPlace();
        endResetModel();
        emit progressChanged();
        announceCounts();
    });
}

int EventFilterModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return m_all ? m_source.rowCount() : int(m_places.size());
}

int EventFilterModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_source.columnCount();
}

QVariant EventFilterModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int row = int(placeAt(index.row()) - m_source.firstPlace());
    return m_source.data(m_source.index(row, index.column()), role);
}

QVariant EventFilterModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_source.headerData(section, orientation, role);
}

std::optional<FilterError> EventFilterModel::setFilterText(const QString &text)
{
    if (text == m_text)
        return std::nullopt;
    auto query = FilterQuery::parse(text, EventMatcher::fields());
    if (!query)
        return query.error();
    m_text = text;
    m_matcher.setQuery(std::move(*query));
    restart();
    return std::nullopt;
}

void EventFilterModel::setChip(Chip chip)
{
    if (std::exchange(m_chip, chip) != chip)
        restart();
}

void EventFilterModel::setShownEnvironment(const QString &name)
{
    m_matcher.setShownEnvironment(name);
    if (!m_all)
        restart();
}

Fact EventFilterModel::factAt(const QModelIndex &index) const
{
    return factAt(index.row());
}

Fact EventFilterModel::factAt(int row) const
{
    if (row < 0 || row >= rowCount())
        return {};
    return m_source.factAt(int(placeAt(row) - m_source.firstPlace()));
}

const FactRecord &EventFilterModel::recordAt(int row) const
{
    return m_source.recordAt(int(placeAt(row) - m_source.firstPlace()));
}

int EventFilterModel::rowOf(quint64 serial) const
{
    const int sourceRow = m_source.rowOf(serial);
    if (sourceRow < 0 || m_all)
        return sourceRow;
    const quint64 place = m_source.firstPlace() + quint64(sourceRow);
    const int row = rowFrom(place);
    return row < rowCount() && placeAt(row) == place ? row : -1;
}

std::optional<int> EventFilterModel::progress() const
{
    const quint64 first = m_source.firstPlace();
    if (m_all || m_scanned <= first)
        return std::nullopt;
    const quint64 rows = quint64(std::max(m_source.rowCount(), 1));
    return int(100 - std::min<quint64>(100, (m_scanned - first) * 100 / rows));
}

bool EventFilterModel::showsAll() const
{
    return m_chip == Chip::All && m_matcher.query().isEmpty();
}

bool EventFilterModel::accepts(quint64 place)
{
    const int logRow = m_source.logRowAt(place);
    // What has left the log and is not announced as gone is about to be.
    return logRow >= 0 && passesChip(m_source.log().recordAt(logRow), m_chip) && m_matcher.accepts(logRow);
}

quint64 EventFilterModel::placeAt(int row) const
{
    return m_all ? m_source.firstPlace() + quint64(row) : m_places[std::size_t(row)];
}

/// First row whose place is at least @p place.
int EventFilterModel::rowFrom(quint64 place) const
{
    return int(std::lower_bound(m_places.begin(), m_places.end(), place) - m_places.begin());
}

void EventFilterModel::sourceRowsLeaving(int last)
{
    const quint64 firstLeft = m_source.firstPlace() + quint64(last) + 1;
    m_leaving = m_all ? last + 1 : rowFrom(firstLeft);
    while (!m_older.empty() && m_older.back() < firstLeft)
        m_older.pop_back();
    m_scanned = std::max(m_scanned, firstLeft);
    if (m_leaving > 0)
        beginRemoveRows({}, 0, m_leaving - 1);
}

void EventFilterModel::sourceRowsLeft()
{
    if (m_leaving > 0) {
        if (!m_all)
            m_places.erase(m_places.begin(), m_places.begin() + m_leaving);
        m_leaving = 0;
        endRemoveRows();
    }
    announceCounts();
}

void EventFilterModel::sourceRowsCame(int first, int last)
{
    if (m_all) {
        endInsertRows();
        announceCounts();
        return;
    }
    const MonotonicTime begin = m_clock.now();
    const quint64 end = m_source.firstPlace() + quint64(last) + 1;
    std::vector<quint64> found;
    int untilLook = rowsBetweenLooksAtTheClock;
    for (quint64 place = m_source.firstPlace() + quint64(first); place < end; ++place) {
        if (accepts(place))
            found.push_back(place);
        if (--untilLook > 0)
            continue;
        untilLook = rowsBetweenLooksAtTheClock;
        if (m_clock.now() - begin > m_pace.budget) {
            // More than can be looked at in one go: as after a change of the filter, newest first.
            restart();
            return;
        }
    }
    if (!found.empty()) {
        beginInsertRows({}, rowCount(), rowCount() + int(found.size()) - 1);
        m_places.insert(m_places.end(), found.begin(), found.end());
        endInsertRows();
    }
    announceCounts();
}

void EventFilterModel::sourceRowsChanged(int first, int last)
{
    if (m_all) {
        emit dataChanged(index(first, 0), index(last, columnCount() - 1));
        return;
    }
    const quint64 from = std::max(m_source.firstPlace() + quint64(first), m_scanned);
    const quint64 until = m_source.firstPlace() + quint64(last);
    if (from > until)
        return; // not looked at yet
    if (m_matcher.looksAtDetails()) {
        if (until - from >= mostReevaluated)
            restart();
        else
            reevaluate(from, until);
        announceCounts();
    }
    const int top = rowFrom(from);
    const int bottom = rowFrom(until + 1) - 1;
    if (top <= bottom)
        emit dataChanged(index(top, 0), index(bottom, columnCount() - 1));
}

/// Rows that were amended may come or go.
void EventFilterModel::reevaluate(quint64 first, quint64 last)
{
    struct Run
    {
        quint64 first;
        quint64 last;
        bool comes;
    };
    std::vector<Run> runs;
    for (quint64 place = last + 1; place-- > first;) { // downwards, as m_older is
        const bool now = accepts(place);
        if (!m_older.empty() && place <= m_older.front()) {
            // Found by a slice and not announced: nobody has to be told.
            const auto older = std::lower_bound(m_older.begin(), m_older.end(), place, std::greater<>());
            const bool before = older != m_older.end() && *older == place;
            if (now && !before)
                m_older.insert(older, place);
            else if (!now && before)
                m_older.erase(older);
            continue;
        }
        const int row = rowFrom(place);
        const bool before = row < rowCount() && m_places[std::size_t(row)] == place;
        if (now == before)
            continue;
        // Rows that were hidden between two of a run do not part it: no row of the list is between them.
        const bool continues =
            !runs.empty() && runs.back().comes == now
            && (now ? rowFrom(runs.back().first) == row : rowFrom(runs.back().first) == row + 1);
        if (continues)
            runs.back().first = place;
        else
            runs.push_back({place, place, now});
    }
    if (runs.size() > mostRuns) {
        restart();
        return;
    }
    for (const Run &run : runs) { // from the end: what is in front stays where it is
        const int row = rowFrom(run.first);
        if (run.comes) {
            std::vector<quint64> places;
            for (quint64 place = run.first; place <= run.last; ++place) {
                if (accepts(place))
                    places.push_back(place);
            }
            beginInsertRows({}, row, row + int(places.size()) - 1);
            m_places.insert(m_places.begin() + row, places.begin(), places.end());
            endInsertRows();
        } else {
            const int end = rowFrom(run.last + 1);
            beginRemoveRows({}, row, end - 1);
            m_places.erase(m_places.begin() + row, m_places.begin() + end);
            endRemoveRows();
        }
    }
}

/// Everything is looked at anew: the newest now, the rest from the event loop.
void EventFilterModel::restart()
{
    beginResetModel();
    m_slice->stop();
    m_places.clear();
    m_older.clear();
    m_all = showsAll();
    m_scanned = m_all ? m_source.firstPlace() : m_source.firstPlace() + quint64(m_source.rowCount());
    if (!m_all) {
        scanDown();
        m_places.assign(m_older.rbegin(), m_older.rend());
        m_older.clear();
    }
    endResetModel();
    m_announcedAt = m_clock.now();
    if (progress())
        m_slice->start(0ms);
    emit progressChanged();
    announceCounts();
}

/// Looks at the next rows towards the front until one of the bounds is reached.
void EventFilterModel::scanDown()
{
    const quint64 first = m_source.firstPlace();
    if (m_scanned <= first)
        return;
    const quint64 floor = m_scanned - std::min<quint64>(m_scanned - first, quint64(m_pace.rows));
    const MonotonicTime begin = m_clock.now();
    int untilLook = rowsBetweenLooksAtTheClock;
    while (m_scanned > floor) {
        --m_scanned;
        if (accepts(m_scanned))
            m_older.push_back(m_scanned);
        if (--untilLook > 0)
            continue;
        untilLook = rowsBetweenLooksAtTheClock;
        // Once the screen is full the rest can wait for the next slice.
        const bool screenIsFull = m_places.empty() && m_older.size() >= screenful;
        if (m_clock.now() - begin > (screenIsFull ? screenfulBudget : m_pace.budget))
            break;
    }
}

void EventFilterModel::scanSlice()
{
    scanDown();
    const bool more = progress().has_value();
    if (more)
        m_slice->start(0ms);
    if (!more || m_clock.now() - m_announcedAt >= announceInterval) {
        announceOlder();
        emit progressChanged();
        announceCounts();
    }
}

void EventFilterModel::announceOlder()
{
    m_announcedAt = m_clock.now();
    if (m_older.empty())
        return;
    beginInsertRows({}, 0, int(m_older.size()) - 1);
    m_places.insert(m_places.begin(), m_older.rbegin(), m_older.rend());
    m_older.clear();
    endInsertRows();
}

void EventFilterModel::announceCounts()
{
    const int shown = rowCount();
    const int total = m_source.rowCount();
    const bool same = shown == m_announcedShown && total == m_announcedTotal;
    m_announcedShown = shown;
    m_announcedTotal = total;
    if (!same)
        emit shownChanged();
}

} // namespace signalbox
