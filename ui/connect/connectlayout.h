// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Measures of the connect form's card, in logical pixels.
namespace signalbox::connectcard {

inline constexpr int width = 460;
inline constexpr int sideMargin = 28;
inline constexpr int border = 1; ///< of every card, see themestyle.cpp; inside of its width
inline constexpr int textWidth = width - 2 * (sideMargin + border);

} // namespace signalbox::connectcard
