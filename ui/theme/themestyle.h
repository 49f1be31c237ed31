// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPalette>
#include <QString>

namespace signalbox {

struct ThemeColors;

[[nodiscard]] QPalette themePalette(const ThemeColors &colors);

/// The one style sheet. Widgets choose a look by their dynamic property "kind":
/// buttons "chip" (rounded pill, checkable), "primary" (accent fill), "danger" (the guarded button), "flat",
/// "link", "band"; labels "muted", "title", "heading"; frames "bar" (panel tone, line below), "card".
[[nodiscard]] QString themeStyleSheet(const ThemeColors &colors);

} // namespace signalbox
