// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/stream/outboxhistory.h"

#include "server/stream/outboxpump.h"

#include <algorithm>

namespace signalbox {

std::optional<qint64> versionFromEventId(QByteArrayView id)
{
    const bool digits =
        !id.isEmpty() && std::all_of(id.cbegin(), id.cend(), [](char c) { return c >= '0' && c <= '9'; });
    bool fits = false;
    const qint64 version = digits ? id.toByteArray().toLongLong(&fits) : 0;
    return fits ? std::optional(version) : std::nullopt;
}

qint64 OutboxHistory::catchUp()
{
    m_pump.pump();
    return m_pump.position();
}

qint64 OutboxHistory::position() const
{
    return m_pump.position();
}

Outcome<bool> OutboxHistory::reaches(qint64 version)
{
    if (version > position() || position() - version > resumedChanges)
        return false;
    return keeps(version);
}

Outcome<bool> OutboxHistory::keeps(qint64 version)
{
    return m_changes.oldestVersion().map([version](qint64 oldest) { return version + 1 >= oldest; });
}

Outcome<OutboxHistory::Piece> OutboxHistory::after(qint64 version, const StreamScope &scope)
{
    const qint64 end = position();
    return m_changes.changesBetween(version, end, scope.organizationId, scope.environmentId, changesPerPiece)
        .map([end](QVector<OutboxRecord> changes) {
            const qint64 upTo = changes.size() < changesPerPiece ? end : changes.last().version;
            return Piece{std::move(changes), upTo};
        });
}

} // namespace signalbox
