// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/limits.h"

#include <QString>

namespace signalbox {

/// A server's text made safe for one line of plain text: control, bidirectional formatting and invisible
/// characters become visible replacements, and what is longer than @p maxLength characters ends in an
/// ellipsis. Looks at no more of @p text than it shows.
[[nodiscard]] QString plainLine(const QString &text, int maxLength = limits::displayedNameLength);

/// Text for a tool tip, or another place that guesses whether it was given rich text: escaped and marked as
/// rich text, so that there is nothing to guess. Line feeds in @p text become line breaks, and a long word
/// may be broken, where it would be wider than a screen.
[[nodiscard]] QString plainToolTip(const QString &text);

} // namespace signalbox
