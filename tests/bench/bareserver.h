// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <thread>

namespace signalbox::bench {

/// The least that a server can do, as a yardstick: one thread that reads whatever comes over its kept
/// connections and answers each piece of it with the same few bytes.
class BareServer final
{
public:
    /// Ends the program where it cannot listen on this machine.
    BareServer();
    ~BareServer();
    BareServer(const BareServer &) = delete;
    BareServer &operator=(const BareServer &) = delete;

    [[nodiscard]] unsigned short port() const { return m_port; }
    /// Of the thread that serves, as the kernel counts them.
    [[nodiscard]] int thread() const { return m_threadId; }

private:
    void serve();

    int m_listener = -1;
    int m_epoll = -1;
    unsigned short m_port = 0;
    std::atomic<bool> m_ending{false};
    std::atomic<int> m_threadId{0}; ///< known as soon as it is made
    std::thread m_thread;
};

} // namespace signalbox::bench
