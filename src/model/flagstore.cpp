// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/flagstore.h"

#include <QScopeGuard>

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

/// Above this many separate holes a snapshot is announced as a reset: each hole costs every view a pass over
/// all of its rows.
constexpr std::size_t mostRemovedRanges = 32;

bool isUnverified(Knowledge knowledge)
{
    return knowledge == Knowledge::Unverified || knowledge == Knowledge::Unknown;
}

/// The value on screen counts as another one. Rules that were not read before are not a change.
bool differs(const Flag &before, const Flag &after)
{
    return !deltaBetween(before, after).isEmpty();
}

} // namespace

bool isOffNormal(const FlagRow &row)
{
    if (row.lamp && (!isSettled(row.lamp->stage) || row.lamp->stage == CommandStage::Disagrees))
        return true;
    switch (row.knowledge) {
    case Knowledge::Unknown:
    case Knowledge::Gone: return true;
    case Knowledge::Fresh:
    case Knowledge::Aged:
    case Knowledge::Unverified: break;
    }
    return row.marks.safeState && row.flag.enabled == *row.marks.safeState;
}

FlagStore::FlagStore(const Clock &clock, QObject *parent) : QObject(parent), m_clock(clock) {}

FlagStore::Times FlagStore::times() const
{
    return {m_clock.now(), m_clock.wallTime()};
}

Knowledge FlagStore::knowledgeOf(const FlagRow &row) const
{
    if (row.gone)
        return Knowledge::Gone;
    if (row.readError || row.readAt == MonotonicTime())
        return Knowledge::Unknown;
    if (row.invalidated)
        return Knowledge::Unverified;
    return row.proven && m_link.isCurrent() ? Knowledge::Fresh : Knowledge::Aged;
}

FlagRow FlagStore::newRow(const Flag &flag, const Times &times, ChangeOrigin origin) const
{
    FlagRow row;
    row.flag = flag;
    row.readAt = times.now;
    row.readWall = times.wall;
    row.proven = true;
    row.marks = m_marks.value(flag.key);
    if (m_lastSnapshot) { // it was not there a moment ago
        row.changedAt = times.wall;
        row.markedAt = times.now;
        row.origin = origin;
    } else {
        row.changedAt = flag.updatedAt;
    }
    row.knowledge = knowledgeOf(row);
    return row;
}

bool FlagStore::takeReading(FlagRow &row, const Flag &flag, const Times &times, ChangeOrigin origin)
{
    const bool neverRead = row.readAt == MonotonicTime();
    const bool same = row.flag == flag; // of a list read again nearly all are
    if (!neverRead && (row.gone || (!same && differs(row.flag, flag)))) {
        row.changedAt = times.wall;
        row.markedAt = times.now;
        row.origin = origin;
    } else if (flag.updatedAt
               && (neverRead || !row.flag.updatedAt || *flag.updatedAt > *row.flag.updatedAt)) {
        // First seen, or touched without a difference that we would show, or there and back between readings.
        row.changedAt = row.changedAt ? std::max(*row.changedAt, *flag.updatedAt) : *flag.updatedAt;
    }
    if (!same)
        row.flag = flag;
    row.readAt = times.now;
    row.readWall = times.wall;
    row.proven = true;
    row.invalidated = false;
    row.gone = false;
    row.readError.reset();
    return !same;
}

bool FlagStore::settle(FlagRow &row)
{
    const Knowledge before = std::exchange(row.knowledge, knowledgeOf(row));
    m_unverified += int(isUnverified(row.knowledge)) - int(isUnverified(before));
    return before != row.knowledge;
}

template <typename Change>
void FlagStore::changeRow(int row, const Change &change)
{
    const int unverifiedBefore = m_unverified;
    FlagRow &held = m_rows[std::size_t(row)];
    change(held);
    settle(held);
    emit changed(row);
    if (m_unverified != unverifiedBefore)
        emit countsChanged();
}

void FlagStore::applySnapshot(const QVector<Flag> &flags)
{
    const Times now = times();
    const auto finish = qScopeGuard([this, &now] {
        m_lastSnapshot = now.wall;
        emit countsChanged();
    });
    if (m_rows.empty()) {
        if (!flags.isEmpty())
            resetTo(flags, now);
        return;
    }
    std::vector<int> touched;
    const auto take = [this, &now, &touched](int row, const Flag &flag) {
        FlagRow &held = m_rows[std::size_t(row)];
        const bool ours = held.lamp && satisfies(flag, held.lamp->wanted);
        const bool isOther = takeReading(held, flag, now, ours ? ChangeOrigin::You : ChangeOrigin::Elsewhere);
        if (settle(held) || isOther)
            touched.push_back(row);
    };
    if (isInOrder(flags)) { // the same flags as before: nothing has to be looked up
        for (int row = 0; row < count(); ++row)
            take(row, flags.at(row));
        announceTouched(touched);
        return;
    }
    QHash<FlagKey, int> incoming; // key -> first place in flags
    incoming.reserve(flags.size());
    for (int i = 0; i < flags.size(); ++i) {
        if (!incoming.contains(flags.at(i).key))
            incoming.insert(flags.at(i).key, i);
    }
    std::vector<std::pair<int, int>> missing; // ranges of rows, ascending
    int staying = 0;
    for (int row = 0; row < count(); ++row) {
        if (incoming.contains(at(row).flag.key)) {
            ++staying;
        } else if (!missing.empty() && missing.back().second == row - 1) {
            missing.back().second = row;
        } else {
            missing.emplace_back(row, row);
        }
    }

    if (missing.size() > mostRemovedRanges || staying * 2 < incoming.size()) {
        resetTo(flags, now);
        return;
    }

    removeMissing(missing);
    std::vector<FlagRow> added;
    for (int i = 0; i < flags.size(); ++i) {
        const Flag &flag = flags.at(i);
        if (incoming.value(flag.key) != i)
            continue;
        if (const int row = rowOf(flag.key); row >= 0)
            take(row, flag);
        else
            added.push_back(newRow(flag, now, ChangeOrigin::Elsewhere));
    }
    announceTouched(touched);
    append(std::move(added));
}

/// Whether @p flags are those of the rows, one by one.
bool FlagStore::isInOrder(const QVector<Flag> &flags) const
{
    return std::equal(flags.cbegin(), flags.cend(), m_rows.cbegin(), m_rows.cend(),
                      [](const Flag &flag, const FlagRow &row) { return flag.key == row.flag.key; });
}

void FlagStore::announceTouched(const std::vector<int> &rows)
{
    if (rows.size() * 2 > m_rows.size()) {
        emit allChanged();
        return;
    }
    for (const int row : rows)
        emit changed(row);
}

void FlagStore::resetTo(const QVector<Flag> &flags, const Times &times)
{
    emit aboutToReset();
    std::vector<FlagRow> before = std::exchange(m_rows, {});
    const QHash<FlagKey, int> places = std::exchange(m_index, {});
    m_rows.reserve(std::size_t(flags.size()));
    m_index.reserve(flags.size());
    for (const Flag &flag : flags) {
        if (m_index.contains(flag.key))
            continue;
        m_index.insert(flag.key, int(m_rows.size()));
        const auto place = places.constFind(flag.key);
        if (place == places.cend()) {
            m_rows.push_back(newRow(flag, times, ChangeOrigin::Elsewhere));
            continue;
        }
        FlagRow row = std::move(before[std::size_t(*place)]);
        const bool ours = row.lamp && satisfies(flag, row.lamp->wanted);
        takeReading(row, flag, times, ours ? ChangeOrigin::You : ChangeOrigin::Elsewhere);
        row.knowledge = knowledgeOf(row);
        m_rows.push_back(std::move(row));
    }
    m_unverified = 0; // every row was read just now
    emit reset();
}

void FlagStore::clear()
{
    emit aboutToReset();
    m_rows.clear();
    m_index.clear();
    m_marks.clear();
    m_link.reset();
    m_lastSnapshot.reset();
    m_unverified = 0;
    emit reset();
    emit countsChanged();
}

void FlagStore::removeMissing(const std::vector<std::pair<int, int>> &ranges)
{
    for (auto range = ranges.crbegin(); range != ranges.crend(); ++range) { // from the back: places stay true
        emit aboutToRemove(range->first, range->second);
        for (int row = range->first; row <= range->second; ++row) {
            m_unverified -= int(isUnverified(at(row).knowledge));
            m_index.remove(at(row).flag.key);
        }
        m_rows.erase(m_rows.begin() + range->first, m_rows.begin() + range->second + 1);
        reindex(range->first);
        emit removed();
    }
}

void FlagStore::append(std::vector<FlagRow> rows)
{
    if (rows.empty())
        return;
    const int first = count();
    emit aboutToInsert(first, first + int(rows.size()) - 1);
    for (const FlagRow &row : rows)
        m_unverified += int(isUnverified(row.knowledge));
    m_rows.insert(m_rows.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    reindex(first);
    emit inserted();
}

void FlagStore::reindex(int from)
{
    for (int row = from; row < count(); ++row)
        m_index[at(row).flag.key] = row;
}

void FlagStore::applyFlag(const Flag &flag, ChangeOrigin origin)
{
    const int row = rowOf(flag.key);
    if (row < 0) {
        append({newRow(flag, times(), origin)});
        emit countsChanged();
        return;
    }
    changeRow(row, [&](FlagRow &held) { takeReading(held, flag, times(), origin); });
}

void FlagStore::invalidate(const FlagKey &key)
{
    const int row = rowOf(key);
    if (row < 0 || at(row).invalidated)
        return;
    changeRow(row, [](FlagRow &held) { held.invalidated = true; });
}

void FlagStore::setReadError(const FlagKey &key, const Error &error)
{
    const int row = rowOf(key);
    if (row < 0) {
        FlagRow unread;
        unread.flag.key = key;
        unread.readError = error;
        unread.marks = m_marks.value(key);
        append({std::move(unread)});
        emit countsChanged();
        return;
    }
    changeRow(row, [&error](FlagRow &held) { held.readError = error; });
}

void FlagStore::markGone(const FlagKey &key)
{
    const int row = rowOf(key);
    if (row < 0 || at(row).gone)
        return;
    const Times now = times();
    changeRow(row, [&now](FlagRow &held) {
        held.gone = true;
        held.changedAt = now.wall;
        held.markedAt = now.now;
        held.origin = ChangeOrigin::Elsewhere; // this console deletes nothing
    });
}

void FlagStore::setLink(const LinkStatus &status)
{
    const auto [matters, lost] = m_link.take(status);
    if (!matters)
        return;
    bool any = false;
    for (FlagRow &row : m_rows) {
        if (lost)
            row.proven = false;
        any |= settle(row);
    }
    if (any)
        emit allChanged();
}

void FlagStore::setLamp(const FlagKey &key, std::optional<CommandLamp> lamp)
{
    const int row = rowOf(key);
    if (row < 0 || at(row).lamp == lamp)
        return;
    m_rows[std::size_t(row)].lamp = std::move(lamp);
    emit changed(row);
}

void FlagStore::setMarks(const FlagKey &key, const FlagMarks &marks)
{
    if (marks == FlagMarks())
        m_marks.remove(key);
    else
        m_marks.insert(key, marks);
    const int row = rowOf(key);
    if (row < 0 || at(row).marks == marks)
        return;
    m_rows[std::size_t(row)].marks = marks;
    emit changed(row);
}

void FlagStore::setAllMarks(const QHash<FlagKey, FlagMarks> &marks)
{
    m_marks = marks;
    m_marks.removeIf([](const auto &entry) { return entry.value() == FlagMarks(); });
    bool any = false;
    for (FlagRow &row : m_rows) {
        const FlagMarks before = std::exchange(row.marks, m_marks.value(row.flag.key));
        any |= before != row.marks;
    }
    if (any)
        emit allChanged();
}

QHash<FlagKey, FlagMarks> FlagStore::allMarks() const
{
    return m_marks;
}

int FlagStore::count() const
{
    return int(m_rows.size());
}

int FlagStore::countOf(FlagKind kind) const
{
    return int(std::count_if(m_rows.cbegin(), m_rows.cend(),
                             [kind](const FlagRow &row) { return row.flag.kind() == kind; }));
}

const FlagRow &FlagStore::at(int row) const
{
    return m_rows[std::size_t(row)];
}

int FlagStore::rowOf(const FlagKey &key) const
{
    return m_index.value(key, -1);
}

int FlagStore::unverifiedCount() const
{
    return m_unverified;
}

std::optional<MonotonicTime> FlagStore::knownUntil(const FlagRow &row) const
{
    if (row.readAt == MonotonicTime())
        return std::nullopt;
    if (row.knowledge == Knowledge::Aged)
        return std::max(row.readAt, m_link.vouchedUntil().value_or(row.readAt));
    return row.readAt;
}

std::optional<WallTime> FlagStore::lastSnapshot() const
{
    return m_lastSnapshot;
}

const Clock &FlagStore::clock() const
{
    return m_clock;
}

} // namespace signalbox
