// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/stream/framelog.h"

#include <utility>

namespace signalbox {

quint64 FrameLog::append(QByteArray bytes, QString organization, QString environment)
{
    const quint64 position = end();
    const auto size = quint64(bytes.size());
    m_frames.push_back({std::move(bytes), std::move(organization), std::move(environment), m_total});
    m_total += size;
    return position;
}

quint64 FrameLog::bytesFrom(quint64 position) const
{
    return position < end() ? m_total - at(position).startsAt : 0;
}

void FrameLog::dropBefore(quint64 position)
{
    while (m_first < position && !m_frames.empty()) {
        m_frames.pop_front();
        ++m_first;
    }
}

} // namespace signalbox
