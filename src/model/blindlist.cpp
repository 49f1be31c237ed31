// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/blindlist.h"

#include "core/plaintext.h"
#include "model/facttext.h"
#include "model/flagtablemodel.h"
#include "model/kindwords.h"

#include <QSet>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString onOff(const Flag &flag)
{
    return switchWord(flag.enabled, flag.kind());
}

QString changeText(const BlindChange &change)
{
    if (!change.before && !change.after)
        return BlindList::tr("created and deleted again");
    if (!change.before)
        return BlindList::tr("created · %1").arg(onOff(*change.after));
    if (!change.after)
        return BlindList::tr("deleted · was %1").arg(onOff(*change.before));
    if (change.isBack())
        return BlindList::tr("changed, and back to what it was · %1").arg(onOff(*change.after));
    return deltaSummary(deltaBetween(*change.before, *change.after), change.key.kind());
}

QString usersGet(const std::optional<Flag> &flag)
{
    return flag ? usersGetText(*flag, flag->enabled) : u"—"_s;
}

QString usersGetChange(const BlindChange &change)
{
    const QString before = usersGet(change.before);
    const QString after = usersGet(change.after);
    return before == after ? after : BlindList::tr("%1 → %2").arg(before, after);
}

QString blindText(const BlindChange &change)
{
    const QString span =
        BlindList::tr("%1 – %2").arg(clockText(change.from).left(8), clockText(change.until).left(8));
    return change.gaps > 1 ? BlindList::tr("%1 · %2 gaps").arg(span).arg(change.gaps) : span;
}

QString cellText(const BlindChange &change, int column)
{
    switch (column) {
    case BlindList::FlagColumn: return nameOf(change.key, limits::displayedNameLength);
    case BlindList::ChangeColumn: return changeText(change);
    case BlindList::UsersGetColumn: return usersGetChange(change);
    case BlindList::ByColumn: return change.by.isEmpty() ? u"—"_s : plainLine(change.by, 60);
    case BlindList::BlindColumn: return blindText(change);
    }
    return {};
}

} // namespace

bool BlindChange::isBack() const
{
    if (!before || !after)
        return !before && !after;
    return deltaBetween(*before, *after).isEmpty();
}

BlindList::BlindList(int limit, QObject *parent) : QAbstractTableModel(parent), m_limit(std::max(limit, 1)) {}

int BlindList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

int BlindList::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BlindList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const BlindChange &change = at(index.row());
    switch (role) {
    case Qt::DisplayRole: return cellText(change, index.column());
    case Qt::ToolTipRole: return plainToolTip(cellText(change, index.column()));
    case KeyRole: return change.key.text();
    case SerialRole: return change.serial;
    case BackRole: return change.isBack();
    default: return {};
    }
}

QVariant BlindList::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FlagColumn: return tr("Flag");
    case ChangeColumn: return tr("Before → now");
    case UsersGetColumn: return tr("Users get");
    case ByColumn: return tr("By");
    case BlindColumn: return tr("Blind (UTC)");
    default: return {};
    }
}

void BlindList::add(const QVector<Fact> &facts)
{
    const GapDetail *gap = nullptr;
    int rest = 0; // resync rows of that gap still to come
    std::vector<BlindChange> added;
    QHash<FlagKey, qsizetype> addedAt;
    bool any = false;
    for (const Fact &fact : facts) {
        if (!fact.detail)
            continue;
        if (fact.kind == FactKind::Gap) {
            gap = std::get_if<GapDetail>(fact.detail.get());
            // What was polled was seen; its row counts it and no others follow.
            rest = gap && gap->reason != GapReason::Polling ? gap->differing : 0;
            continue;
        }
        const auto *resync =
            fact.kind == FactKind::Resync ? std::get_if<ResyncDetail>(fact.detail.get()) : nullptr;
        if (!resync || rest == 0)
            continue;
        --rest;
        any = true;
        BlindChange change{fact.flag,
                           resync->difference.before,
                           resync->difference.after,
                           fact.by,
                           gap->from,
                           gap->until,
                           gap->reason,
                           1,
                           fact.serial};
        BlindChange *known = nullptr;
        if (const auto row = m_index.constFind(fact.flag); row != m_index.cend())
            known = &m_rows[std::size_t(*row)];
        else if (const auto place = addedAt.constFind(fact.flag); place != addedAt.cend())
            known = &added[std::size_t(*place)];
        if (!known) {
            addedAt.insert(fact.flag, qsizetype(added.size()));
            added.push_back(std::move(change));
            continue;
        }
        known->after = std::move(change.after);
        known->by = std::move(change.by);
        known->until = change.until;
        known->reason = change.reason;
        known->serial = change.serial;
        ++known->gaps;
        if (const auto row = m_index.constFind(fact.flag); row != m_index.cend())
            emit dataChanged(index(*row, 0), index(*row, ColumnCount - 1));
    }
    append(std::move(added));
    if (any)
        emit countsChanged();
}

void BlindList::append(std::vector<BlindChange> changes)
{
    if (changes.empty())
        return;
    if (changes.size() > std::size_t(m_limit)) {
        const std::size_t surplus = changes.size() - std::size_t(m_limit);
        m_dropped += int(surplus);
        changes.erase(changes.begin(), changes.begin() + qptrdiff(surplus));
    }
    if (const int surplus = count() + int(changes.size()) - m_limit; surplus > 0) {
        m_dropped += surplus;
        removeRange(0, surplus - 1);
    }
    const int first = count();
    beginInsertRows({}, first, first + int(changes.size()) - 1);
    m_rows.insert(m_rows.end(), std::make_move_iterator(changes.begin()),
                  std::make_move_iterator(changes.end()));
    reindex();
    endInsertRows();
}

void BlindList::completeRules(const Flag &flag)
{
    const auto row = m_index.constFind(flag.key);
    if (row == m_index.cend() || !flag.rules)
        return;
    std::optional<Flag> &after = m_rows[std::size_t(*row)].after;
    // Only the rules of the very state that was found, not those of a later one.
    if (!after || after->rules || after->updatedAt != flag.updatedAt || !deltaBetween(*after, flag).isEmpty())
        return;
    after->rules = flag.rules;
    emit dataChanged(index(*row, 0), index(*row, ColumnCount - 1));
}

void BlindList::acknowledge(const QVector<FlagKey> &keys)
{
    std::vector<int> rows;
    for (const FlagKey &key : QSet<FlagKey>(keys.cbegin(), keys.cend())) {
        if (const int row = m_index.value(key, -1); row >= 0)
            rows.push_back(row);
    }
    if (rows.empty())
        return;
    std::sort(rows.begin(), rows.end());
    while (!rows.empty()) { // from the back, neighbours together
        const int last = rows.back();
        int first = last;
        rows.pop_back();
        while (!rows.empty() && rows.back() == first - 1) {
            first = rows.back();
            rows.pop_back();
        }
        removeRange(first, last);
    }
    emit countsChanged();
}

void BlindList::acknowledgeAll()
{
    if (m_rows.empty() && m_dropped == 0)
        return;
    m_dropped = 0;
    if (!m_rows.empty())
        removeRange(0, count() - 1);
    emit countsChanged();
}

void BlindList::removeRange(int first, int last)
{
    beginRemoveRows({}, first, last);
    m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
    reindex();
    endRemoveRows();
}

void BlindList::reindex()
{
    m_index.clear();
    for (int row = 0; row < count(); ++row)
        m_index.insert(at(row).key, row);
}

std::optional<WallTime> BlindList::blindFrom() const
{
    if (m_rows.empty())
        return std::nullopt;
    return std::min_element(m_rows.cbegin(), m_rows.cend(),
                            [](const BlindChange &a, const BlindChange &b) { return a.from < b.from; })
        ->from;
}

std::optional<WallTime> BlindList::blindUntil() const
{
    if (m_rows.empty())
        return std::nullopt;
    return std::max_element(m_rows.cbegin(), m_rows.cend(),
                            [](const BlindChange &a, const BlindChange &b) { return a.until < b.until; })
        ->until;
}

} // namespace signalbox
