// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/togulstream.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace signalbox::bench {

/// Serves the same event stream to one client after the other from a thread of its own: HTTP/1.1, one chunk
/// per event, then the connection closes. Plain sockets, so that the server costs as little as a server can.
class StreamSource final
{
public:
    struct Pace
    {
        int events = eventCount; ///< a multiple of 1,000 unless perSecond is set
        int perSecond = 0;       ///< 0: as fast as the socket takes them
    };
    struct Sent
    {
        int events = 0; ///< so far
        std::chrono::steady_clock::time_point at;
    };

    StreamSource() : StreamSource(Pace()) {}
    explicit StreamSource(Pace pace);
    ~StreamSource();
    StreamSource(const StreamSource &) = delete;
    StreamSource &operator=(const StreamSource &) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }

    // Of a paced stream, while it is sent and afterwards; from any thread.
    /// When the event after the first @p events was sent; absent when it was not yet.
    [[nodiscard]] bool sentAfter(int events, std::chrono::steady_clock::time_point &when) const;
    [[nodiscard]] int sentCount() const { return m_sent; }
    [[nodiscard]] std::uint64_t hash() const { return m_hash; }
    /// What the thread has used of a core.
    [[nodiscard]] std::chrono::nanoseconds cpuTime() const { return std::chrono::nanoseconds(m_cpu.load()); }

private:
    void serve();
    void answer(int client);
    void sendPaced(int client);

    const Pace m_pace;
    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::vector<std::string> m_frames; ///< as chunks
    std::string m_block;               ///< 1,000 events as chunks
    mutable std::mutex m_mutex;
    std::vector<Sent> m_batches;
    std::atomic<int> m_sent = 0;
    std::atomic<std::uint64_t> m_hash = 0;
    std::atomic<std::int64_t> m_cpu = 0;
    std::thread m_thread;
};

} // namespace signalbox::bench
