// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace signalbox {

/// Why no window can be opened here, as a sentence with a next step; absent when it looks possible. Asked
/// before QApplication is made, which would end the program without words.
[[nodiscard]] std::optional<QString> missingDisplay();

} // namespace signalbox
