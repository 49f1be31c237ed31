// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <algorithm>

namespace signalbox {

/// Monotonic times that are never equal: what happened later has the later stamp even where the clock did not
/// move in between. The order of a request and an event decides whether the answer can know of the event.
class Stamps final
{
public:
    /// @p clock must outlive this.
    explicit Stamps(const Clock &clock) : m_clock(clock) {}

    [[nodiscard]] MonotonicTime next() { return at(m_clock.now()); }
    /// Of something that is known to have happened at @p when; later than every stamp before all the same.
    [[nodiscard]] MonotonicTime at(MonotonicTime when)
    {
        m_last = std::max(when, m_last + MonotonicTime::duration(1));
        return m_last;
    }

private:
    const Clock &m_clock;
    MonotonicTime m_last;
};

} // namespace signalbox
