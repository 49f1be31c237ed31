// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"

#include <QIcon>
#include <QString>

class QPainter;
class QRectF;

namespace signalbox {

class Theme;
struct ThemeColors;

/// "Square", "Triangle" ...: a mark is told by its shape; the colour only helps.
[[nodiscard]] QString rowMarkName(RowMark mark);
/// The shape, as large as @p box.
void paintRowMark(QPainter &painter, const QRectF &box, RowMark mark, const ThemeColors &colors);
/// What stands behind a row with that mark.
[[nodiscard]] QColor rowMarkTint(RowMark mark, const ThemeColors &colors);
[[nodiscard]] QIcon rowMarkIcon(RowMark mark, const Theme &theme);

} // namespace signalbox
