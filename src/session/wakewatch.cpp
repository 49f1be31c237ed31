// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/wakewatch.h"

#include "core/limits.h"

#include <utility>

namespace signalbox {

WakeWatch::WakeWatch(const Clock &clock, std::function<void(const Finding &)> found)
    : m_clock(clock), m_found(std::move(found)), m_timer(clock.createTimer([this] { compare(); }))
{}

void WakeWatch::start()
{
    if (m_timer->isActive())
        return;
    m_last = times();
    m_timer->start(limits::wakeTick);
}

void WakeWatch::stop()
{
    m_timer->stop();
}

WakeWatch::Times WakeWatch::times() const
{
    return {m_clock.now(), m_clock.awakeTime(), m_clock.wallTime()};
}

void WakeWatch::compare()
{
    using std::chrono::milliseconds;
    const Times now = times();
    const Times last = std::exchange(m_last, now);
    m_timer->start(limits::wakeTick);
    const auto passed = now.now - last.now;
    const auto slept = std::chrono::floor<milliseconds>(passed - (now.awake - last.awake));
    const auto jump = now.wall - last.wall - std::chrono::floor<milliseconds>(passed);
    // After sleep the wall clock is often put right: the sleep explains it.
    if (slept >= limits::sleepNoticed)
        m_found({Finding::Kind::Slept, slept, last.wall});
    else if (jump >= limits::clockJumpNoticed)
        m_found({Finding::Kind::LeaptAhead, jump, last.wall});
    else if (jump <= -limits::clockJumpNoticed)
        m_found({Finding::Kind::SetBack, jump, last.wall});
}

} // namespace signalbox
