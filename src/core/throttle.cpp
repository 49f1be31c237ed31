// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/throttle.h"

namespace signalbox {

Throttle::Throttle(const Clock &clock, std::chrono::milliseconds interval, std::function<void()> action)
    : m_clock(clock)
    , m_interval(interval)
    , m_action(std::move(action))
    , m_timer(clock.createTimer([this] { run(); }))
{}

void Throttle::ask()
{
    if (m_timer->isActive())
        return;
    const MonotonicTime now = m_clock.now();
    if (!m_last || now - *m_last >= m_interval)
        run();
    else
        m_timer->start(std::chrono::ceil<std::chrono::milliseconds>(*m_last + m_interval - now));
}

void Throttle::run()
{
    m_last = m_clock.now();
    m_action();
}

} // namespace signalbox
