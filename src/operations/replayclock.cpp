// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/replayclock.h"

#include <algorithm>
#include <utility>

namespace signalbox {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

ReplayClock::ReplayClock(const Clock &base, WallTime started)
    : m_base(base), m_started(started), m_origin(base.now()), m_anchor(base.now())
{}

nanoseconds ReplayClock::elapsed() const
{
    const nanoseconds real = m_base.now() - m_anchor;
    return m_at + nanoseconds(qint64(double(real.count()) * m_speed));
}

WallTime ReplayClock::wallTime() const
{
    return m_started + position();
}

MonotonicTime ReplayClock::now() const
{
    return m_origin + elapsed();
}

MonotonicTime ReplayClock::awakeTime() const
{
    return now();
}

std::unique_ptr<Timer> ReplayClock::createTimer(std::function<void()> fired) const
{
    return m_base.createTimer(std::move(fired));
}

milliseconds ReplayClock::position() const
{
    return std::chrono::duration_cast<milliseconds>(elapsed());
}

void ReplayClock::moveTo(milliseconds position)
{
    m_at = position;
    m_anchor = m_base.now();
}

void ReplayClock::run(double speed)
{
    m_at = elapsed();
    m_anchor = m_base.now();
    m_speed = speed;
}

void ReplayClock::restart()
{
    m_origin = now() + milliseconds(1);
    m_at = nanoseconds(0);
    m_anchor = m_base.now();
}

} // namespace signalbox
