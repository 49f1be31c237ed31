// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPalette>
#include <QString>

namespace signalbox {

struct ThemeColors;

[[nodiscard]] QPalette themePalette(const ThemeColors &colors);

/// The one style sheet. Widgets choose a look by their dynamic property "kind":
/// buttons "chip" (rounded pill, checkable), "primary" (accent fill), "danger" (the guarded button), "flat",
/// "link", "band"; labels "muted", "title", "heading"; text fields "flush"
/// (no frame at the sides); frames "bar" (panel tone, line below), "header" (goes
/// on where a table's header ends), "card".
/// Tool buttons with "iconic" true have an icon beside their text, which Qt sets off to the left.
[[nodiscard]] QString themeStyleSheet(const ThemeColors &colors);

} // namespace signalbox
