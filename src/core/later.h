// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pending.h"

namespace signalbox {

/// Calls @p call once from the event loop, unless the handle is dropped before.
Pending later(std::function<void()> call);

} // namespace signalbox
