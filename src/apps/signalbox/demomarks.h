// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/flagstore.h"

#include <QHash>

namespace signalbox {

/// Pins and kill switches for the flags of the demo shop, from the program's resources.
[[nodiscard]] QHash<FlagKey, FlagMarks> demoMarks();

} // namespace signalbox
