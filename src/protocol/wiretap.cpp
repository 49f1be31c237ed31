// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/wiretap.h"

#include <algorithm>

namespace signalbox {

namespace {

/// How long the wall clock is not asked anew: reading it costs as much as all the rest.
constexpr auto anchorHolds = std::chrono::milliseconds(50);

} // namespace

WireTap::WireTap(const Clock &clock, WireLimits limits)
    : m_clock(clock), m_limits(limits), m_records(std::size_t(limits.pieces))
{
    m_limits.pieceBytes = std::min(m_limits.pieceBytes, m_limits.bytes);
}

void WireTap::beginConnection()
{
    ++m_connection;
}

void WireTap::add(Kind kind, std::string_view bytes, MonotonicTime at)
{
    m_bytes.resize(std::size_t(m_limits.bytes));
    const std::string_view kept = bytes.substr(0, std::size_t(m_limits.pieceBytes));
    const quint64 writtenThen = m_written + kept.size();
    while (m_records.isFull()
           || (!m_records.isEmpty() && m_records.at(0).offset + m_bytes.size() < writtenThen))
        m_records.dropFront(1);
    m_records.append(Record{kind, m_connection, wallTimeOf(at), at, qsizetype(bytes.size()),
                            qsizetype(kept.size()), m_written});
    ++m_end;
    write(kept);
}

void WireTap::write(std::string_view bytes)
{
    const std::size_t at = m_written % m_bytes.size();
    const std::size_t first = std::min(bytes.size(), m_bytes.size() - at);
    std::copy_n(bytes.data(), first, m_bytes.data() + at);
    std::copy_n(bytes.data() + first, bytes.size() - first, m_bytes.data());
    m_written += bytes.size();
}

WallTime WireTap::wallTimeOf(MonotonicTime at)
{
    if (m_end == 0 || at < m_anchor || at - m_anchor >= anchorHolds) {
        m_anchor = at;
        m_anchorWall = m_clock.wallTime();
    }
    return m_anchorWall + std::chrono::floor<std::chrono::milliseconds>(at - m_anchor);
}

WirePiece WireTap::piece(quint64 number) const
{
    Q_ASSERT(number >= first() && number < end());
    const Record &record = m_records.at(std::size_t(number - first()));
    const std::size_t at = record.offset % m_bytes.size();
    const std::size_t size = std::size_t(record.kept);
    const std::size_t part = std::min(size, m_bytes.size() - at);
    QByteArray bytes(m_bytes.data() + at, qsizetype(part));
    bytes.append(m_bytes.data(), qsizetype(size - part));
    return WirePiece{record.kind, record.connection, record.wall, record.at, record.size, bytes};
}

} // namespace signalbox
