// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"

namespace signalbox::flagdash {

/// What a stream event means (providers/flagdash.md 8.2). Names are taken with dots or underscores and in any
/// case; of the data only the key is used, and none of it is required: an event tells where to look, and what
/// is there is read. The environment is that of the connection.
[[nodiscard]] FlagChange decodeEvent(const StreamEvent &event);

} // namespace signalbox::flagdash
