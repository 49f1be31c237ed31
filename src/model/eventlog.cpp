// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventlog.h"

#include <algorithm>

namespace signalbox {

EventLog::EventLog(int capacity, QObject *parent) : QObject(parent), m_capacity(std::max(capacity, 1)) {}

void EventLog::add(const QVector<Fact> &facts)
{
    if (facts.isEmpty())
        return;
    const int incoming = int(std::min<qsizetype>(facts.size(), m_capacity)); // older ones would be dropped
    const int cut = int(facts.size()) - incoming;
    const int surplus = std::max(0, count() + incoming - m_capacity);
    if (surplus > 0) {
        emit aboutToDrop(surplus);
        m_facts.dropFront(surplus);
        m_dropped += quint64(surplus);
        emit dropped();
    }
    // The rows that were cut came and went between the two: those that stay are numbered after them.
    m_dropped += quint64(cut);
    emit aboutToAppend(incoming);
    quint64 last = count() > 0 ? recordAt(count() - 1).serial : 0;
    for (auto fact = facts.cend() - incoming; fact != facts.cend(); ++fact) {
        if (fact->serial < last)
            m_lastStraggler = m_dropped + quint64(count());
        m_facts.append(*fact);
        last = fact->serial;
    }
    emit appended();
}

void EventLog::amend(const FactAmendment &amendment)
{
    const int row = rowOf(amendment.serial);
    if (row < 0)
        return;
    m_facts.amend(row, amendment);
    emit amended(row);
}

void EventLog::clear()
{
    m_facts.clear();
    m_dropped = 0;
    m_lastStraggler.reset();
    emit cleared();
}

Fact EventLog::at(int row) const
{
    return m_facts.factAt(row);
}

FlagKey EventLog::flagAt(int row) const
{
    const FactRecord &record = recordAt(row);
    return FlagKey(strings().at(record.flag), record.flagKind);
}

int EventLog::rowOf(quint64 serial) const
{
    if (serial == 0 || count() == 0)
        return -1;
    // Serials that ascend without a hole say where the row is; a hole puts it further to the front, so the
    // guess is an upper bound that is mostly right.
    const quint64 first = recordAt(0).serial;
    int high = serial < first ? 0 : int(std::min<quint64>(serial - first + 1, quint64(count())));
    int low = 0;
    for (int step = 1; low < high; step *= 2) {
        const int look = std::max(low, high - step);
        if (recordAt(look).serial < serial) {
            low = look + 1;
            break;
        }
        high = look;
        if (recordAt(look).serial == serial)
            return look;
    }
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (recordAt(middle).serial < serial)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < count() && recordAt(low).serial == serial)
        return low;
    if (!m_lastStraggler || *m_lastStraggler < m_dropped)
        return -1;
    for (int row = count() - 1; row >= 0; --row) { // what is amended is mostly young
        if (recordAt(row).serial == serial)
            return row;
    }
    return -1;
}

} // namespace signalbox
