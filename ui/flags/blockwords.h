// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/link.h"
#include "operations/guard.h"

#include <QString>

namespace signalbox {

/// Why a change may not leave now, and what to do about it.
[[nodiscard]] QString blockSentence(GuardBlock block, const LinkStatus &link, Qt::TimeSpec zone);

} // namespace signalbox
