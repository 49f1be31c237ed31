// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"

#include <QColor>
#include <QRectF>

class QPainter;

namespace signalbox {

struct ThemeColors;

/// Shape before the word of a row. Drawn, so that it is crisp at any scale and there in any font.
enum class Mark {
    Dot,     ///< flag or rule created or updated
    Ring,    ///< deleted
    Rings,   ///< everything changed
    Target,  ///< a reading nobody announced
    Diamond, ///< gap
    Pulse,   ///< link
    Turn,    ///< resync
    Lines,   ///< note
    Question,
    Exclamation,
    Sent,
    Accepted,
    Seen,
    Tick,
    TickQuestion,
    Cross,
    NotEqual,
    Back,
    Dash,
};

[[nodiscard]] Mark markOf(const Fact &fact);
[[nodiscard]] Mark markOf(CommandStage stage);
/// Colour of mark and word: plain unless the row means trouble. Never the only sign of it.
[[nodiscard]] QColor markColor(const Fact &fact, const ThemeColors &colors);
[[nodiscard]] QColor markColor(CommandStage stage, const ThemeColors &colors);

/// Draws in the left middle of @p box; shapes are about 12 logical pixels high and at most 20 wide.
void paintMark(QPainter &painter, const QRectF &box, Mark mark, const QColor &color);

/// Diagonal bands over @p rect, in phase with @p origin, so that neighbouring pieces join.
void paintBands(QPainter &painter, const QRectF &rect, const QPointF &origin, const QColor &color,
                qreal bandWidth, qreal period);

} // namespace signalbox
