// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/changerepository.h"
#include "server/stream/streamscope.h"

#include <QByteArrayView>

namespace signalbox {

class OutboxPump;

/// The version in a Last-Event-ID; absent for what cannot be one of ours.
[[nodiscard]] std::optional<qint64> versionFromEventId(QByteArrayView id);

/// What a stream that comes back has missed: the part of the outbox before the place where the live feed
/// stands. Reads in pieces and keeps nothing. Main thread only.
class OutboxHistory final
{
public:
    /// Changes, of everybody's, that a stream may lie behind. Past it, reading all flags again is cheaper for
    /// both sides than the events one by one. The outbox itself keeps ChangeLog::outboxRows.
    static constexpr qint64 resumedChanges = 10'000;
    static constexpr int changesPerPiece = 200;

    /// References must outlive this.
    OutboxHistory(Database &database, OutboxPump &pump) : m_pump(pump), m_changes(database) {}

    /// Where the live feed stands. What was committed elsewhere and not told yet is told first.
    [[nodiscard]] qint64 catchUp();
    [[nodiscard]] qint64 position() const;

    /// Whether nothing that follows @p version is forgotten yet.
    [[nodiscard]] Outcome<bool> keeps(qint64 version);
    /// Whether a stream may come back after @p version: as keeps(), it was given out, and it is not long ago.
    [[nodiscard]] Outcome<bool> reaches(qint64 version);

    struct Piece
    {
        QVector<OutboxRecord> changes; ///< oldest first; those the scope may see
        qint64 upTo = 0;               ///< looked through up to here
    };
    /// Goes as far as position().
    [[nodiscard]] Outcome<Piece> after(qint64 version, const StreamScope &scope);

private:
    OutboxPump &m_pump;
    ChangeRepository m_changes;
};

} // namespace signalbox
