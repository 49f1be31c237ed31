// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace signalbox {

/// Lays out for reading what a server sent on one line: each line of @p text that is a whole JSON object or
/// array is broken and indented, token by token. Nothing is parsed, sorted or rounded, and a line that is
/// something else, or is cut short, stays as it is.
[[nodiscard]] QString withIndentedJson(const QString &text);

} // namespace signalbox
