// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/flagfactsmodel.h"

#include "core/plaintext.h"
#include "model/eventlog.h"
#include "model/eventlogmodel.h"
#include "model/facttext.h"

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace signalbox {

FlagFactsModel::FlagFactsModel(const EventLog &log, Choice choice, QObject *parent)
    : QAbstractListModel(parent), m_log(log), m_choice(choice)
{
    connect(&log, &EventLog::aboutToAppend, this, [this](int count) { m_incoming = count; });
    connect(&log, &EventLog::appended, this, &FlagFactsModel::takeAppended);
    connect(&log, &EventLog::dropped, this, &FlagFactsModel::dropGone);
    connect(&log, &EventLog::amended, this, &FlagFactsModel::takeAmended);
    connect(&log, &EventLog::cleared, this, &FlagFactsModel::reload);
}

void FlagFactsModel::setFlag(const FlagKey &flag)
{
    if (m_flag == flag)
        return;
    m_flag = flag;
    reload();
}

int FlagFactsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_serials.size());
}

QVariant FlagFactsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const quint64 serial = m_serials.at(index.row());
    if (role == SerialRole)
        return serial;
    const int logRow = m_log.rowOf(serial);
    if (logRow < 0)
        return {};
    m_looked = m_log.at(logRow);
    const Fact *fact = &m_looked;
    switch (role) {
    case Qt::DisplayRole: return plainLine(factText(*fact));
    case Qt::AccessibleTextRole:
        return QString(clockText(fact->time) + u' ' + kindText(*fact) + u' ' + plainLine(factText(*fact)));
    case FactRole: return QVariant::fromValue(const_cast<void *>(static_cast<const void *>(fact)));
    default: return {};
    }
}

bool FlagFactsModel::wants(int logRow) const
{
    if (m_flag.isEmpty() || m_log.flagAt(logRow) != m_flag)
        return false;
    return m_choice == Choice::All || isChange(m_log.at(logRow));
}

bool FlagFactsModel::isChange(const Fact &fact) const
{
    switch (fact.kind) {
    case FactKind::FlagCreated:
    case FactKind::FlagUpdated:
    case FactKind::FlagDeleted:
    case FactKind::RuleCreated:
    case FactKind::RuleUpdated:
    case FactKind::RuleDeleted:
    case FactKind::ReadBack: {
        const auto *change = fact.detail ? std::get_if<ChangeDetail>(fact.detail.get()) : nullptr;
        if (!change)
            return fact.kind == FactKind::FlagCreated || fact.kind == FactKind::FlagDeleted;
        if (!change->elsewhere.isEmpty())
            return false;
        // An event that led to no difference (our own change comes back as one) is not history.
        return !change->delta.isEmpty() || fact.kind == FactKind::FlagCreated
               || fact.kind == FactKind::FlagDeleted;
    }
    case FactKind::Command:
    case FactKind::Resync:
    case FactKind::Note: return true;
    case FactKind::WideChange:
    case FactKind::Link:
    case FactKind::Gap:
    case FactKind::Unknown:
    case FactKind::Unreadable: return false;
    }
    return false;
}

void FlagFactsModel::reload()
{
    beginResetModel();
    m_serials.clear();
    for (int row = m_log.count() - 1; row >= 0 && m_serials.size() < capacity; --row) {
        if (wants(row))
            m_serials.append(m_log.recordAt(row).serial);
    }
    std::sort(m_serials.begin(), m_serials.end(), std::greater<>());
    endResetModel();
}

void FlagFactsModel::takeAppended()
{
    QVector<quint64> fresh;
    for (int row = std::max(0, m_log.count() - m_incoming); row < m_log.count(); ++row) {
        if (wants(row))
            fresh.append(m_log.recordAt(row).serial);
    }
    std::sort(fresh.begin(), fresh.end(), std::greater<>());
    if (fresh.size() > capacity)
        fresh.resize(capacity);
    if (fresh.isEmpty())
        return;
    if (const qsizetype surplus = m_serials.size() + fresh.size() - capacity; surplus > 0) {
        beginRemoveRows({}, int(m_serials.size() - surplus), int(m_serials.size()) - 1);
        m_serials.resize(m_serials.size() - surplus);
        endRemoveRows();
    }
    beginInsertRows({}, 0, int(fresh.size()) - 1);
    m_serials = fresh + m_serials;
    endInsertRows();
}

void FlagFactsModel::dropGone()
{
    qsizetype kept = m_serials.size();
    while (kept > 0 && m_log.rowOf(m_serials.at(kept - 1)) < 0)
        --kept;
    if (kept == m_serials.size())
        return;
    beginRemoveRows({}, int(kept), int(m_serials.size()) - 1);
    m_serials.resize(kept);
    endRemoveRows();
}

void FlagFactsModel::takeAmended(int logRow)
{
    const quint64 serial = m_log.recordAt(logRow).serial;
    const auto place = std::lower_bound(m_serials.begin(), m_serials.end(), serial, std::greater<>());
    const int row = int(place - m_serials.begin());
    const bool held = place != m_serials.end() && *place == serial;
    if (held && wants(logRow)) {
        emit dataChanged(index(row), index(row));
    } else if (held) {
        beginRemoveRows({}, row, row);
        m_serials.remove(row);
        endRemoveRows();
    } else if (wants(logRow) && m_serials.size() < capacity) {
        beginInsertRows({}, row, row);
        m_serials.insert(row, serial);
        endInsertRows();
    }
}

} // namespace signalbox
