// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/link.h"
#include "operations/guard.h"

#include <QString>

namespace signalbox {

/// Why a change may not leave now, and what to do about it.
[[nodiscard]] QString blockSentence(GuardBlock block, const LinkStatus &link, Qt::TimeSpec zone);

/// Why an order was not taken: nothing was sent and nothing was written.
[[nodiscard]] QString refusalSentence(const Error &error);

} // namespace signalbox
