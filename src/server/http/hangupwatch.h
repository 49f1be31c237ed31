// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSocketNotifier>

#include <functional>
#include <memory>

namespace signalbox {

/// Tells when the peer of a socket closes its side, without reading from it: a suspended stream's socket is
/// watched by nobody else. Each socket is reported once. Does not own the sockets.
class HangupWatch final
{
public:
    /// @p hungUp gets the token given to add(); called from the event loop.
    explicit HangupWatch(std::function<void(quint64 token)> hungUp);
    ~HangupWatch();
    HangupWatch(const HangupWatch &) = delete;
    HangupWatch &operator=(const HangupWatch &) = delete;

    void add(int descriptor, quint64 token);
    /// Must come before the descriptor is closed: its number may be given out again.
    void remove(int descriptor);

private:
    void collect();

    int m_epoll = -1;
    std::function<void(quint64)> m_hungUp;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace signalbox
