// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/limits.h"

#include <chrono>
#include <functional>

namespace signalbox {

struct BackoffLimits
{
    std::chrono::milliseconds first = limits::backoffFirst;
    std::chrono::milliseconds cap = limits::backoffCap;
    std::chrono::milliseconds floor = limits::backoffFloor; ///< never sooner, whatever the jitter draws
};

/// How long to wait before the next connection attempt: about first, doubling up to cap, with jitter. Holds
/// no timer; the caller arms one. Main thread only.
class Backoff final
{
public:
    /// @p jitter returns a fraction in [0, 1); tests pass a constant.
    Backoff(BackoffLimits limits, std::function<double()> jitter);

    /// Counts one failure and draws the wait, within [d/2, d] for d = first * 2^(failures-1), at most cap. @p
    /// serverFloor (the server's retry or Retry-After) is a floor that jitter only lengthens, also above the
    /// cap.
    [[nodiscard]] std::chrono::milliseconds next(std::chrono::milliseconds serverFloor = {});
    /// A connection delivered something: earlier failures are forgotten.
    void reset();
    [[nodiscard]] int failures() const;

private:
    BackoffLimits m_limits;
    std::function<double()> m_jitter;
    int m_failures = 0;
};

} // namespace signalbox
