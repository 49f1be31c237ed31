// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/exportrows.h"

#include "model/eventlog.h"

#include <algorithm>
#include <utility>

namespace signalbox {

LogRows::LogRows(const EventLog &log, std::function<bool(const Fact &)> accepts)
    : m_log(log)
    , m_accepts(std::move(accepts))
    , m_first(log.droppedCount())
    , m_end(log.droppedCount() + quint64(log.count()))
    , m_place(m_first)
{}

std::optional<Fact> LogRows::next()
{
    const quint64 oldest = m_log.droppedCount();
    const quint64 newest = oldest + quint64(m_log.count());
    if (m_place < oldest || m_place >= newest) { // left meanwhile, or the log was cleared
        const quint64 until = m_place < oldest ? std::min(oldest, m_end) : m_end;
        m_lost += qint64(until - m_place);
        m_place = until;
        return std::nullopt;
    }
    const Fact &fact = m_log.at(int(m_place - oldest));
    ++m_place;
    if (m_accepts && !m_accepts(fact))
        return std::nullopt;
    return fact;
}

ChosenRows::ChosenRows(const EventLog &log, QVector<quint64> serials)
    : m_log(log), m_serials(std::move(serials))
{}

std::optional<Fact> ChosenRows::next()
{
    const int row = m_log.rowOf(m_serials.at(m_done));
    ++m_done;
    if (row < 0) {
        ++m_lost;
        return std::nullopt;
    }
    return m_log.at(row);
}

} // namespace signalbox
