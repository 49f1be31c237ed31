// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <thread>

namespace signalbox::bench {

/// Serves the same event stream to one client after the other, as fast as the socket takes it, from a thread
/// of its own: HTTP/1.1, one chunk per event, then the connection closes. Plain sockets, so that the server
/// costs as little as a server can.
class StreamSource final
{
public:
    StreamSource();
    ~StreamSource();
    StreamSource(const StreamSource &) = delete;
    StreamSource &operator=(const StreamSource &) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }

private:
    void serve();
    void answer(int client) const;

    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::string m_block; ///< 1,000 events as chunks
    std::thread m_thread;
};

} // namespace signalbox::bench
