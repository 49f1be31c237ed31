// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/stream/streamframe.h"

#include <deque>

namespace signalbox {

/// The frames that some reader has not taken yet, once for all readers: each holds only a position. Oldest
/// first. Knows no readers; its owner says how far they are.
class FrameLog final
{
public:
    /// Position of the frame that will be appended next.
    [[nodiscard]] quint64 end() const { return m_first + m_frames.size(); }
    [[nodiscard]] quint64 begin() const { return m_first; }
    /// @p position from begin() to end() - 1.
    [[nodiscard]] const StreamFrame &at(quint64 position) const { return entry(position).frame; }

    /// Returns the new frame's position.
    quint64 append(StreamFrame frame);
    /// Bytes from @p position to the end.
    [[nodiscard]] quint64 bytesFrom(quint64 position) const;
    [[nodiscard]] quint64 bytes() const { return bytesFrom(m_first); }
    /// Forgets what lies before @p position.
    void dropBefore(quint64 position);

private:
    struct Entry
    {
        StreamFrame frame;
        quint64 startsAt = 0; ///< bytes appended before it since the beginning of time
    };
    [[nodiscard]] const Entry &entry(quint64 position) const
    {
        return m_frames[std::size_t(position - m_first)];
    }

    std::deque<Entry> m_frames;
    quint64 m_first = 0;
    quint64 m_total = 0;
};

} // namespace signalbox
