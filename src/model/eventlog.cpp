// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventlog.h"

#include <algorithm>

namespace signalbox {

EventLog::EventLog(int capacity, QObject *parent)
    : QObject(parent), m_facts(std::size_t(std::max(capacity, 1)))
{}

void EventLog::add(const QVector<Fact> &facts)
{
    if (facts.isEmpty())
        return;
    const int incoming = std::min(int(facts.size()), capacity()); // older ones would be dropped at once
    const int cut = int(facts.size()) - incoming;
    const int surplus = std::max(0, count() + incoming - capacity());
    if (surplus > 0) {
        emit aboutToDrop(surplus);
        m_facts.dropFront(std::size_t(surplus));
        m_dropped += quint64(surplus);
        emit dropped();
    }
    // The rows that were cut came and went between the two: those that stay are numbered after them.
    m_dropped += quint64(cut);
    emit aboutToAppend(incoming);
    for (auto fact = facts.cend() - incoming; fact != facts.cend(); ++fact) {
        if (!m_facts.isEmpty() && fact->serial < at(count() - 1).serial)
            m_lastStraggler = m_dropped + quint64(count());
        m_facts.append(*fact);
    }
    emit appended();
}

void EventLog::amend(const FactAmendment &amendment)
{
    const int row = rowOf(amendment.serial);
    if (row < 0)
        return;
    Fact &fact = m_facts.at(std::size_t(row));
    fact.detail = makeDetail(amendment.detail);
    if (amendment.lag)
        fact.lag = amendment.lag;
    emit amended(row);
}

void EventLog::clear()
{
    m_facts.clear();
    m_dropped = 0;
    m_lastStraggler.reset();
    emit cleared();
}

int EventLog::count() const
{
    return int(m_facts.size());
}

int EventLog::capacity() const
{
    return int(m_facts.capacity());
}

const Fact &EventLog::at(int row) const
{
    return m_facts.at(std::size_t(row));
}

int EventLog::rowOf(quint64 serial) const
{
    if (serial == 0)
        return -1;
    int low = 0;
    int high = count();
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (at(middle).serial < serial)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < count() && at(low).serial == serial)
        return low;
    if (!m_lastStraggler || *m_lastStraggler < m_dropped)
        return -1;
    for (int row = count() - 1; row >= 0; --row) { // what is amended is mostly young
        if (at(row).serial == serial)
            return row;
    }
    return -1;
}

quint64 EventLog::droppedCount() const
{
    return m_dropped;
}

} // namespace signalbox
