// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/stream/framelog.h"

#include <utility>

namespace signalbox {

quint64 FrameLog::append(StreamFrame frame)
{
    const quint64 position = end();
    const auto size = quint64(frame.bytes.size());
    m_frames.push_back({std::move(frame), m_total});
    m_total += size;
    return position;
}

quint64 FrameLog::bytesFrom(quint64 position) const
{
    return position < end() ? m_total - entry(position).startsAt : 0;
}

void FrameLog::dropBefore(quint64 position)
{
    while (m_first < position && !m_frames.empty()) {
        m_frames.pop_front();
        ++m_first;
    }
}

} // namespace signalbox
