// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/comparemodel.h"

#include "core/limits.h"
#include "core/plaintext.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr auto flushInterval = std::chrono::milliseconds(60);
/// Told one by one; with more, views are better off with one announcement for all.
constexpr int mostRanges = 64;

/// @p rows as ranges of neighbours, ascending.
std::vector<std::pair<int, int>> rangesOf(std::vector<int> rows)
{
    std::sort(rows.begin(), rows.end());
    std::vector<std::pair<int, int>> ranges;
    for (const int row : rows) {
        if (!ranges.empty() && ranges.back().second >= row - 1)
            ranges.back().second = row;
        else
            ranges.emplace_back(row, row);
    }
    return ranges;
}

} // namespace

CompareModel::CompareModel(FlagStore &store, Readings readings, const Place &place, QObject *parent)
    : QAbstractTableModel(parent)
    , m_store(store)
    , m_readings(std::move(readings))
    , m_trust(place.trust)
    , m_timer(store.clock().createTimer([this] { flush(); }))
{
    m_environments.push_back({place.shown, place.shownName});
    m_places.insert(place.shown, 0);
    for (const EnvironmentEntry &entry : place.environments) {
        if (m_places.contains(entry.id))
            continue;
        if (environmentCount() >= limits::comparedEnvironments) {
            m_leftOut.insert(entry.id);
            continue;
        }
        m_places.insert(entry.id, environmentCount());
        m_environments.push_back({entry.id, entry.name.isEmpty() ? entry.id.text() : entry.name});
    }
    followStore();
    m_ownPending = true;
    flush();
}

void CompareModel::followStore()
{
    connect(&m_store, &FlagStore::changed, this, [this](int row) {
        m_pending.insert(m_store.at(row).flag.key);
        later();
    });
    const auto lookAtAll = [this] {
        m_ownPending = true;
        later();
    };
    connect(&m_store, &FlagStore::allChanged, this, lookAtAll);
    connect(&m_store, &FlagStore::inserted, this, lookAtAll);
    connect(&m_store, &FlagStore::removed, this, lookAtAll);
    connect(&m_store, &FlagStore::reset, this, lookAtAll);
}

void CompareModel::setLink(const LinkStatus &status)
{
    const auto [matters, lost] = m_link.take(status);
    if (!matters)
        return;
    if (lost)
        ++m_losses;
    announceOthers();
    refreshAges();
}

void CompareModel::setReadAt(const std::optional<MonotonicTime> &askedAt, const QVector<FlagKey> &keys)
{
    const bool wasRead = m_readAt.has_value();
    m_readAt = askedAt;
    m_lossesBeforeRead = m_losses;
    if (wasRead != askedAt.has_value()) { // what has no record is known now, or not any more
        for (const Row &row : m_rows)
            m_pending.insert(row.key);
    }
    for (const FlagKey &key : keys) {
        if (!m_index.contains(key))
            m_pending.insert(key);
    }
    if (wasRead != askedAt.has_value())
        flush();
    else if (!m_pending.isEmpty())
        later();
    announceOthers();
    refreshAges();
}

void CompareModel::noteElsewhere(const FlagKey &key)
{
    m_pending.insert(key);
    later();
}

void CompareModel::refreshAges()
{
    emit headerDataChanged(Qt::Horizontal, Shown, columnCount() - 1);
    if (m_trust && m_link.status() && !isIn(LinkState::Polling))
        announceOthers(); // a reading may have become too old by itself
}

void CompareModel::announceOthers()
{
    if (rowCount() > 0 && environmentCount() > 1)
        emit dataChanged(index(0, Shown + 1), index(rowCount() - 1, columnCount() - 1),
                         {Qt::DisplayRole, Qt::AccessibleTextRole, Qt::ToolTipRole, KnowledgeRole});
}

void CompareModel::later()
{
    if (!m_timer->isActive())
        m_timer->start(flushInterval);
}

void CompareModel::flush()
{
    if (std::exchange(m_ownPending, false)) {
        collectOwnChanges();
        if (rowCount() > 0) // how they are known may be another matter now
            emit dataChanged(index(0, Shown), index(rowCount() - 1, Shown),
                             {Qt::DisplayRole, Qt::AccessibleTextRole, Qt::ToolTipRole, KnowledgeRole});
    }
    std::vector<int> gone;
    std::vector<int> changed;
    std::vector<Row> added;
    const QSet<FlagKey> keys = std::exchange(m_pending, {});
    for (const FlagKey &key : keys) {
        const int place = rowOf(key);
        auto row = workOut(key, place < 0 ? nullptr : &m_rows[std::size_t(place)]);
        if (!row) {
            if (place >= 0)
                gone.push_back(place);
        } else if (place < 0) {
            added.push_back(std::move(*row));
        } else {
            count(m_rows[std::size_t(place)], -1);
            m_rows[std::size_t(place)] = std::move(*row);
            count(m_rows[std::size_t(place)], 1);
            changed.push_back(place);
        }
    }
    announce(std::move(changed));
    takeOut(std::move(gone));
    appendRows(std::move(added));
    if (!keys.isEmpty())
        emit countsChanged();
}

/// Adds to what is pending the rows of the shown environment that are not as they are held here.
void CompareModel::collectOwnChanges()
{
    for (int i = 0; i < m_store.count(); ++i) {
        const FlagRow &held = m_store.at(i);
        const int place = rowOf(held.flag.key);
        if (place < 0) {
            m_pending.insert(held.flag.key);
            continue;
        }
        const Row &row = m_rows[std::size_t(place)];
        const bool isSame =
            row.cells.front().record == ownRecord(&held) && (!row.own || *row.own == held.flag);
        if (!isSame)
            m_pending.insert(held.flag.key);
    }
    for (const Row &row : m_rows) {
        if (!ownRow(row.key) && row.cells.front().record != ownRecord(nullptr))
            m_pending.insert(row.key);
    }
}

/// Environments that the project's list did not name.
void CompareModel::addEnvironments(const QVector<ElsewhereReading> &readings)
{
    for (const ElsewhereReading &reading : readings) {
        const EnvironmentId &id = reading.flag.environment;
        if (m_places.contains(id) || m_leftOut.contains(id))
            continue;
        if (environmentCount() >= limits::comparedEnvironments) {
            if (m_leftOut.size() < limits::environmentsPerProject)
                m_leftOut.insert(id);
            continue;
        }
        beginInsertColumns({}, columnCount(), columnCount());
        m_places.insert(id, environmentCount());
        m_environments.push_back({id, id.text()});
        for (Row &row : m_rows) {
            row.cells.resize(m_environments.size());
            m_pending.insert(row.key); // each of them may be missing there
        }
        endInsertColumns();
        later();
    }
}

/// Whether the list tells of other environments too. An AI config is read in the one that is shown.
bool CompareModel::isListedElsewhere(const FlagKey &key) const
{
    return m_readAt && key.kind() != FlagKind::AiConfig;
}

const FlagRow *CompareModel::ownRow(const FlagKey &key) const
{
    const int row = m_store.rowOf(key);
    return row < 0 ? nullptr : &m_store.at(row);
}

CompareCell::Record CompareModel::ownRecord(const FlagRow *held) const
{
    using Record = CompareCell::Record;
    if (!held)
        return m_store.lastSnapshot() ? Record::None : Record::NotRead;
    if (held->gone)
        return Record::None;
    if (held->knowledge == Knowledge::Unknown)
        return Record::NotRead;
    return held->flag.enabled ? Record::On : Record::Off;
}

std::optional<CompareModel::Row> CompareModel::workOut(const FlagKey &key, const Row *before)
{
    using Record = CompareCell::Record;
    const QVector<ElsewhereReading> readings = m_readings(key);
    const FlagRow *held = ownRow(key);
    if (!held && readings.isEmpty())
        return std::nullopt;
    addEnvironments(readings);

    Row row;
    row.key = key;
    row.cells.resize(m_environments.size());
    CompareCell &own = row.cells.front();
    const Record ownState = ownRecord(held);
    const bool hasOwn = ownState == Record::On || ownState == Record::Off;
    if (hasOwn) {
        row.own = held->flag;
        row.name = held->flag.name;
        own = compareCell(held->flag);
    }
    own.record = ownState;

    std::vector<const Flag *> flags(m_environments.size());
    for (const ElsewhereReading &reading : readings) {
        const int place = m_places.value(reading.flag.environment);
        if (place == 0)
            continue; // left out, or a peer that names the shown environment
        CompareCell &cell = row.cells[std::size_t(place)];
        cell = compareCell(reading.flag);
        cell.doubted = reading.doubted;
        cell.askedAt = reading.askedAt;
        const CompareCell *last = before ? &before->cells[std::size_t(place)] : nullptr;
        const bool isNewer = !last || last->askedAt < reading.askedAt;
        cell.lossesBefore = isNewer ? m_losses : last->lossesBefore;
        flags[std::size_t(place)] = &reading.flag;
        if (row.name.isEmpty())
            row.name = reading.flag.name;
    }
    for (std::size_t place = 1; place < row.cells.size(); ++place) {
        CompareCell &cell = row.cells[place];
        const Flag *flag = flags[place];
        if (!flag)
            cell.record = isListedElsewhere(key) ? Record::None : Record::NotRead;
        if (ownState == Record::NotRead || cell.record == Record::NotRead)
            continue;
        cell.differs = differencesOf(hasOwn ? &held->flag : nullptr, flag);
        cell.rulesUnknown = hasOwn && flag && (!held->flag.rules || !flag->rules);
        row.aspects |= cell.differs;
        row.differing += cell.differs ? 1 : 0;
        row.uncompared = row.uncompared || cell.rulesUnknown;
    }
    return row;
}

void CompareModel::count(const Row &row, int sign)
{
    m_differing += row.differing > 0 ? sign : 0;
    m_uncompared += row.uncompared ? sign : 0;
}

void CompareModel::announce(std::vector<int> rows)
{
    const auto ranges = rangesOf(std::move(rows));
    if (ranges.empty())
        return;
    const auto tell = [this](int first, int last) {
        emit dataChanged(index(first, 0), index(last, columnCount() - 1));
    };
    if (int(ranges.size()) > mostRanges) {
        tell(ranges.front().first, ranges.back().second);
        return;
    }
    for (const auto &[first, last] : ranges)
        tell(first, last);
}

void CompareModel::takeOut(std::vector<int> rows)
{
    const auto ranges = rangesOf(std::move(rows));
    if (ranges.empty())
        return;
    const bool resets = int(ranges.size()) > mostRanges;
    if (resets)
        beginResetModel();
    for (auto range = ranges.crbegin(); range != ranges.crend(); ++range) { // places before it stay true
        if (!resets)
            beginRemoveRows({}, range->first, range->second);
        for (int row = range->first; row <= range->second; ++row) {
            count(m_rows[std::size_t(row)], -1);
            m_index.remove(keyAt(row));
        }
        m_rows.erase(m_rows.begin() + range->first, m_rows.begin() + range->second + 1);
        if (!resets) {
            for (int row = range->first; row < rowCount(); ++row)
                m_index[keyAt(row)] = row;
            endRemoveRows();
        }
    }
    if (!resets)
        return;
    for (int row = 0; row < rowCount(); ++row)
        m_index[keyAt(row)] = row;
    endResetModel();
}

void CompareModel::appendRows(std::vector<Row> rows)
{
    if (rows.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + int(rows.size()) - 1);
    for (Row &row : rows) {
        if (row.cells.size() < m_environments.size()) { // one was found after it had been worked out
            row.cells.resize(m_environments.size());
            m_pending.insert(row.key);
        }
        count(row, 1);
        m_index.insert(row.key, rowCount());
        m_rows.push_back(std::move(row));
    }
    endInsertRows();
}

int CompareModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int CompareModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Shown + environmentCount();
}

bool CompareModel::isShown(const FlagKey &key) const
{
    const FlagRow *held = ownRow(key);
    return held && !held->gone;
}

} // namespace signalbox
