// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flagvalue.h"

#include <QStringList>

namespace signalbox {

/// What differs between two values, in few words and from the top: of objects the members that changed
/// ("payment 4000 → 5000", "+ tax 5", "− old"), of texts with lines how many were taken out and put in, and
/// the first; of anything else both sides. At most @p most entries, the last of which says how many more
/// there are. Empty where nothing differs. Plain text, each on one line.
[[nodiscard]] QStringList valueDifferences(const FlagValue &before, const FlagValue &after, int most = 4);

} // namespace signalbox
