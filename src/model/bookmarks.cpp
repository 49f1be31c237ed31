// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/bookmarks.h"

#include "core/limits.h"
#include "model/eventlog.h"

namespace signalbox {

Bookmarks::Bookmarks(const EventLog &log, QObject *parent) : QObject(parent), m_log(log)
{
    connect(&log, &EventLog::cleared, this, [this] {
        m_serials.clear();
        emit changed();
    });
}

bool Bookmarks::toggle(quint64 serial)
{
    if (serial == 0)
        return true;
    if (m_serials.erase(serial) == 0) {
        if (count() >= limits::bookmarks)
            forgetLeft();
        if (count() >= limits::bookmarks)
            return false;
        m_serials.insert(serial);
    }
    emit changed();
    return true;
}

quint64 Bookmarks::next(quint64 serial, bool backwards)
{
    forgetLeft();
    if (m_serials.empty())
        return 0;
    if (backwards) {
        const auto from = m_serials.lower_bound(serial);
        return from == m_serials.cbegin() ? *m_serials.crbegin() : *std::prev(from);
    }
    const auto after = m_serials.upper_bound(serial);
    return after == m_serials.cend() ? *m_serials.cbegin() : *after;
}

void Bookmarks::forgetLeft()
{
    for (auto serial = m_serials.begin(); serial != m_serials.end();)
        serial = m_log.rowOf(*serial) < 0 ? m_serials.erase(serial) : std::next(serial);
}

} // namespace signalbox
