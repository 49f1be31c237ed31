// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/service/flagservice.h"

#include <QRandomGenerator>

namespace signalbox {

/// Simulated colleagues of the practice shop: now and then one of them turns a flag or moves a rollout,
/// through the same service as everybody. Leaves alone what people practise on, see DemoFlag::lively.
class Colleagues final
{
public:
    /// A change every few seconds, as in a small team that is busy.
    static constexpr double usualChangesPerSecond = 0.3;
    static constexpr double mostChangesPerSecond = 1'000;

    /// @p changesPerSecond > 0 is an average. Everything must outlive this.
    Colleagues(FlagService &flags, const Clock &clock, double changesPerSecond, QRandomGenerator random);

    void start();
    [[nodiscard]] quint64 changes() const { return m_changes; }

private:
    void act();
    void armNext();
    [[nodiscard]] bool changeSomething();
    [[nodiscard]] bool moveRollout(const Caller &who, const FlagWithRules &flag);

    FlagService &m_flags;
    const Clock &m_clock;
    const double m_changesPerSecond;
    QRandomGenerator m_random;
    std::unique_ptr<Timer> m_timer;
    MonotonicTime m_due;
    quint64 m_changes = 0;
};

} // namespace signalbox
