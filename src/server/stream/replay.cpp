// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/stream/replay.h"

namespace signalbox {

Outcome<Replay::Piece> Replay::next()
{
    Piece told;
    while (told.frames.isEmpty() && m_reached < m_history.position()) {
        const auto isKept = m_history.keeps(m_reached);
        if (!isKept)
            return passOn(isKept);
        if (!*isKept) {
            m_reached = m_history.position();
            return Piece{m_words.resync(m_reached), 0};
        }
        const auto piece = m_history.after(m_reached, m_scope);
        if (!piece)
            return passOn(piece);
        for (const OutboxRecord &change : piece->changes) {
            const QByteArray frame = m_words.change(change);
            told.frames += frame;
            told.events += frame.isEmpty() ? 0 : 1;
        }
        m_reached = piece->upTo;
    }
    return told;
}

} // namespace signalbox
