// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/flagstore.h"

#include <functional>

namespace signalbox {

class Feed;

/// Who made a flag what a reading found.
using OriginOf = std::function<ChangeOrigin(const Flag &)>;

/// The store hears from now on what the feed reports, until one of the two is gone. @p originOf is asked for
/// each reading of a single flag. Main thread.
void followFlags(FlagStore &flags, const Feed &feed, OriginOf originOf);
/// As above, with the same origin for all.
void followFlags(FlagStore &flags, const Feed &feed, ChangeOrigin origin);

} // namespace signalbox
