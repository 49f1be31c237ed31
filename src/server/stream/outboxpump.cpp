// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/stream/outboxpump.h"

namespace signalbox {

namespace {
constexpr int batch = 500;
} // namespace

OutboxPump::OutboxPump(Database &database, QObject *parent) : QObject(parent), m_changes(database) {}

Outcome<void> OutboxPump::start()
{
    return m_changes.latestVersion().map([this](qint64 version) { m_position = version; });
}

void OutboxPump::pump()
{
    for (;;) {
        // A failure is in the storage log; what was missed is still there for the next call.
        const auto changes = m_changes.changesAfter(m_position, batch);
        if (!changes || changes->isEmpty())
            break;
        for (const OutboxRecord &change : *changes) {
            m_position = change.version;
            ++m_told;
            emit changed(change);
        }
    }
    emit drained();
}

bool OutboxPump::resume()
{
    const auto latest = m_changes.latestVersion();
    const auto oldest = m_changes.oldestVersion();
    const bool goesOn = latest && oldest && m_position + 1 >= *oldest && m_position <= *latest;
    if (goesOn)
        pump();
    else if (latest)
        m_position = *latest;
    return goesOn;
}

} // namespace signalbox
