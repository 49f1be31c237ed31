// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"
#include "core/time.h"

namespace signalbox {

/// A flag in another environment of the project as it was last reported, and how that is known.
struct ElsewhereReading
{
    Flag flag;
    MonotonicTime askedAt;
    bool doubted = false; ///< an event said "changed" since, and the new value has not been read

    bool operator==(const ElsewhereReading &) const = default;
};

} // namespace signalbox
