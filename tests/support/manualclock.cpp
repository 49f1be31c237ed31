// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/manualclock.h"

#include <algorithm>
#include <utility>

namespace signalbox {

class ManualClock::ManualTimer final : public Timer
{
public:
    ManualTimer(const ManualClock &clock, std::function<void()> fired)
        : m_clock(clock), m_fired(std::move(fired))
    {
        m_clock.m_timers.push_back(this);
    }
    ~ManualTimer() override { std::erase(m_clock.m_timers, this); }

    void start(std::chrono::milliseconds delay) override
    {
        m_due = m_clock.m_now + std::max(delay, std::chrono::milliseconds(0));
        m_sequence = ++m_clock.m_sequence;
    }
    void stop() override { m_due.reset(); }
    [[nodiscard]] bool isActive() const override { return m_due.has_value(); }

    void postpone(std::chrono::milliseconds by)
    {
        if (m_due)
            *m_due += by;
    }
    [[nodiscard]] const std::optional<MonotonicTime> &due() const { return m_due; }
    [[nodiscard]] quint64 sequence() const { return m_sequence; }
    void fire()
    {
        m_due.reset();
        const auto fired = m_fired; // the callback may destroy this timer
        fired();
    }

private:
    const ManualClock &m_clock;
    std::function<void()> m_fired;
    std::optional<MonotonicTime> m_due;
    quint64 m_sequence = 0;
};

ManualClock::ManualClock()
    : m_now(std::chrono::hours(1))
    , m_wall(std::chrono::milliseconds(1'781'187'600'000)) // 2026-06-11T14:20:00Z
{}

ManualClock::~ManualClock() = default;

WallTime ManualClock::wallTime() const
{
    return m_wall;
}

MonotonicTime ManualClock::now() const
{
    return m_now;
}

MonotonicTime ManualClock::awakeTime() const
{
    return m_now - m_slept;
}

std::unique_ptr<Timer> ManualClock::createTimer(std::function<void()> fired) const
{
    return std::make_unique<ManualTimer>(*this, std::move(fired));
}

void ManualClock::advance(std::chrono::milliseconds by)
{
    const MonotonicTime target = m_now + by;
    for (;;) {
        ManualTimer *next = nullptr;
        for (ManualTimer *timer : m_timers) {
            if (!timer->due() || *timer->due() > target)
                continue;
            if (!next
                || std::pair(*timer->due(), timer->sequence()) < std::pair(*next->due(), next->sequence()))
                next = timer;
        }
        if (!next)
            break;
        const auto step = std::max(*next->due(), m_now) - m_now;
        m_now += step;
        m_wall += std::chrono::duration_cast<std::chrono::milliseconds>(step);
        next->fire();
    }
    m_wall += std::chrono::duration_cast<std::chrono::milliseconds>(target - m_now);
    m_now = target;
}

void ManualClock::fireDue()
{
    const quint64 startedBefore = m_sequence;
    for (;;) {
        const auto due = std::find_if(m_timers.begin(), m_timers.end(), [&](const ManualTimer *timer) {
            return timer->due() && *timer->due() <= m_now && timer->sequence() <= startedBefore;
        });
        if (due == m_timers.end())
            return;
        (*due)->fire();
    }
}

void ManualClock::pass(std::chrono::milliseconds by)
{
    m_now += by;
    m_wall += by;
}

void ManualClock::sleep(std::chrono::milliseconds by)
{
    m_now += by;
    m_wall += by;
    m_slept += by;
    for (ManualTimer *timer : m_timers)
        timer->postpone(by);
}

void ManualClock::setWallTime(WallTime time)
{
    m_wall = time;
}

std::optional<std::chrono::milliseconds> ManualClock::nextTimer() const
{
    std::optional<std::chrono::milliseconds> next;
    for (const ManualTimer *timer : m_timers) {
        if (!timer->due())
            continue;
        const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(*timer->due() - m_now);
        next = next ? std::min(*next, wait) : wait;
    }
    return next;
}

} // namespace signalbox
