// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/backoff.h"

#include <algorithm>
#include <utility>

namespace signalbox {

Backoff::Backoff(BackoffLimits limits, std::function<double()> jitter)
    : m_limits(limits), m_jitter(std::move(jitter))
{}

std::chrono::milliseconds Backoff::next(std::chrono::milliseconds serverFloor)
{
    std::chrono::milliseconds whole = m_limits.first;
    for (int doubled = 0; doubled < m_failures && whole < m_limits.cap; ++doubled)
        whole *= 2;
    whole = std::min(whole, m_limits.cap);
    ++m_failures;

    const double drawn = m_jitter();
    const double fraction = drawn > 0 ? std::min(drawn, 1.0) : 0.0; // not a number counts as 0
    const auto half = whole / 2;
    const auto spread = std::chrono::milliseconds(qRound64(fraction * double(half.count())));
    return std::max(std::max(half, serverFloor) + spread, m_limits.floor);
}

void Backoff::reset()
{
    m_failures = 0;
}

int Backoff::failures() const
{
    return m_failures;
}

} // namespace signalbox
