// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace signalbox {

/// What one HTTP client may cost this server. Tests make the numbers smaller.
struct HttpLimits
{
    qsizetype bodyBytes = 1 << 20;        ///< a larger body is answered with 413
    qsizetype discardedBytes = 8 << 20;   ///< read and thrown away to deliver that 413; beyond it we hang up
    quint32 connectionMemory = 16 << 10;  ///< request line, headers and I/O buffer of one connection
    quint32 connections = 16'384;         ///< open at once; further ones wait in the kernel's queue
    std::chrono::seconds idleTimeout{60}; ///< without a byte, between requests and while one arrives
    /// From the opening of a connection, or from the answer before, until a request is whole, whatever comes
    /// meanwhile. More than idleTimeout: a request that begins at its end has the difference to arrive.
    std::chrono::seconds arrivalTimeout{90};
    int streamSendBuffer = 128 << 10;       ///< kernel bytes one stream may park; the kernel doubles it
    std::chrono::seconds streamUnacked{60}; ///< a stream whose peer acknowledges nothing this long is cut
};

} // namespace signalbox
