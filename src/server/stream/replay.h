// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/stream/outboxhistory.h"
#include "server/stream/streamwords.h"

namespace signalbox {

/// Tells one stream what it missed, as fast as its reader takes it, until it stands where the live feed does.
/// Nothing waits in memory for a slow reader: the outbox is read on when there is room.
class Replay final
{
public:
    /// References must outlive this. @p after: the last change this stream was told.
    Replay(OutboxHistory &history, const StreamWords &words, StreamScope scope, qint64 after)
        : m_history(history), m_words(words), m_scope(std::move(scope)), m_reached(after)
    {}

    struct Piece
    {
        QByteArray frames;
        int events = 0; ///< that tell changes
    };
    /// The next frames. None: everything the live feed has told is told here as well. Where the reader was
    /// so slow that the outbox has forgotten the rest, a resync. Errors: Storage.
    [[nodiscard]] Outcome<Piece> next();
    /// No frame up to this version is to be told again.
    [[nodiscard]] qint64 reached() const { return m_reached; }

private:
    OutboxHistory &m_history;
    const StreamWords &m_words;
    const StreamScope m_scope;
    qint64 m_reached;
};

} // namespace signalbox
