// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"

#include <QObject>
#include <QTimer>

#include <algorithm>
#include <ctime>
#include <utility>

namespace signalbox {

namespace {

class SystemTimer final : public Timer
{
public:
    explicit SystemTimer(std::function<void()> fired) : m_fired(std::move(fired))
    {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            if (m_left > std::chrono::milliseconds(0)) {
                startPart();
                return;
            }
            const auto call = m_fired; // it may destroy this timer
            call();
        });
    }

    void start(std::chrono::milliseconds delay) override
    {
        m_left = delay;
        startPart();
    }
    void stop() override { m_timer.stop(); }
    [[nodiscard]] bool isActive() const override { return m_timer.isActive(); }

private:
    /// QTimer counts milliseconds in an int: 24 days. A server's retry field may ask for more.
    void startPart()
    {
        const auto part = std::min<std::chrono::milliseconds>(m_left, std::chrono::hours(24));
        m_left -= part;
        m_timer.start(int(part.count()));
    }

    QTimer m_timer;
    std::function<void()> m_fired;
    std::chrono::milliseconds m_left{0};
};

} // namespace

WallTime SystemClock::wallTime() const
{
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

MonotonicTime SystemClock::now() const
{
#ifdef Q_OS_LINUX
    // The steady clock stops in suspend. A value that was read before eight hours of sleep is eight hours
    // old.
    timespec time{};
    if (clock_gettime(CLOCK_BOOTTIME, &time) == 0)
        return MonotonicTime(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
#endif
    return std::chrono::steady_clock::now();
}

MonotonicTime SystemClock::awakeTime() const
{
#ifdef Q_OS_LINUX
    return std::chrono::steady_clock::now();
#else
    return now();
#endif
}

std::unique_ptr<Timer> SystemClock::createTimer(std::function<void()> fired) const
{
    return std::make_unique<SystemTimer>(std::move(fired));
}

} // namespace signalbox
