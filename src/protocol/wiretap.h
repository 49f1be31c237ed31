// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/limits.h"
#include "core/ringbuffer.h"

#include <QByteArray>

#include <string_view>
#include <vector>

namespace signalbox {

/// One thing that went over the wire.
struct WirePiece
{
    enum class Kind : quint8 {
        Request,  ///< head of a request, secrets masked
        Response, ///< head of an answer as the network stack tells it, secrets masked
        Body,     ///< what one read of the socket brought of the body, exactly
        End,      ///< why the connection is no more, in words
    };

    Kind kind = Kind::Body;
    int connection = 0; ///< counts attempts from 1; a redirect belongs to its attempt
    WallTime wall;
    MonotonicTime at;
    qsizetype size = 0; ///< as it came; bytes holds at most limits::wirePieceBytes of it
    QByteArray bytes;

    bool operator==(const WirePiece &) const = default;
};

struct WireLimits
{
    qsizetype bytes = limits::wireBytes;
    int pieces = limits::wirePieces;
    qsizetype pieceBytes = limits::wirePieceBytes;
};

/// The last of what went over a stream's wire, for somebody who may look later. Writing costs a copy into a
/// buffer that is allocated once, and tells nobody; who looks asks what is new by number. Main thread only.
class WireTap final
{
public:
    using Kind = WirePiece::Kind;

    /// @p clock must outlive this.
    explicit WireTap(const Clock &clock, WireLimits limits = {});

    void beginConnection();
    void add(Kind kind, std::string_view bytes) { add(kind, bytes, m_clock.now()); }
    /// @p at: when they arrived, for who knows it already.
    void add(Kind kind, std::string_view bytes, MonotonicTime at);

    /// The most pieces it holds.
    [[nodiscard]] std::size_t capacity() const { return m_records.capacity(); }
    /// Pieces are numbered from 0; those from first() to end() - 1 are still here.
    [[nodiscard]] quint64 first() const { return m_end - m_records.size(); }
    [[nodiscard]] quint64 end() const { return m_end; }
    /// @p number must be here.
    [[nodiscard]] WirePiece piece(quint64 number) const;

private:
    struct Record
    {
        Kind kind = Kind::Body;
        int connection = 0;
        WallTime wall;
        MonotonicTime at;
        qsizetype size = 0;
        qsizetype kept = 0;
        quint64 offset = 0; ///< of its first byte, counted over all bytes ever written
    };

    void write(std::string_view bytes);
    [[nodiscard]] WallTime wallTimeOf(MonotonicTime at);

    const Clock &m_clock;
    WireLimits m_limits;
    std::vector<char> m_bytes; ///< a ring; empty until the first piece
    RingBuffer<Record> m_records;
    MonotonicTime m_anchor; ///< when the wall clock was last read
    WallTime m_anchorWall;
    quint64 m_written = 0;
    quint64 m_end = 0;
    int m_connection = 0;
};

} // namespace signalbox
