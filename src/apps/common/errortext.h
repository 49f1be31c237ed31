// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QString>

namespace signalbox {

/// What went wrong and what to do next, for a terminal: one line of plain text. @p error's detail is shown
/// where it holds the server's or the system's own words.
[[nodiscard]] QString errorText(const Error &error);

} // namespace signalbox
