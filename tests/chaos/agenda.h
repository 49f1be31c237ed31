// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/manualclock.h"

#include <functional>
#include <map>

namespace signalbox {

/// What will happen when, in the imagined world: in order of time, and of writing down for the same time.
class Agenda final
{
public:
    explicit Agenda(const Clock &clock) : m_clock(clock), m_timer(clock.createTimer([this] { run(); })) {}

    void at(MonotonicTime when, std::function<void()> what)
    {
        m_entries.emplace(std::max(when, m_clock.now()), std::move(what));
        arm();
    }
    void in(std::chrono::milliseconds delay, std::function<void()> what)
    {
        at(m_clock.now() + delay, std::move(what));
    }

private:
    void run()
    {
        while (!m_entries.empty() && m_entries.begin()->first <= m_clock.now())
            m_entries.extract(m_entries.begin()).mapped()();
        arm();
    }
    void arm()
    {
        if (!m_entries.empty())
            m_timer->start(
                std::chrono::ceil<std::chrono::milliseconds>(m_entries.begin()->first - m_clock.now()));
    }

    const Clock &m_clock;
    std::unique_ptr<Timer> m_timer;
    std::multimap<MonotonicTime, std::function<void()>> m_entries;
};

} // namespace signalbox
