// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/hangupwatch.h"

#include <array>
#include <sys/epoll.h>
#include <unistd.h>

namespace signalbox {

HangupWatch::HangupWatch(std::function<void(quint64)> hungUp)
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC)), m_hungUp(std::move(hungUp))
{
    if (m_epoll < 0)
        return; // streams are then noticed at their next write, at the latest with the heartbeat
    m_notifier = std::make_unique<QSocketNotifier>(m_epoll, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { collect(); });
}

HangupWatch::~HangupWatch()
{
    m_notifier.reset();
    if (m_epoll >= 0)
        ::close(m_epoll);
}

void HangupWatch::add(int descriptor, quint64 token)
{
    epoll_event event = {};
    event.events = EPOLLRDHUP | EPOLLONESHOT;
    event.data.u64 = token;
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
}

void HangupWatch::remove(int descriptor)
{
    epoll_event unused = {};
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, &unused);
}

void HangupWatch::collect()
{
    std::array<epoll_event, 64> events;
    const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), 0);
    for (int i = 0; i < count; ++i)
        m_hungUp(events[std::size_t(i)].data.u64);
}

} // namespace signalbox
