// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QRectF>

class QPainter;

namespace signalbox {

/// Hollow triangle pointing right: something was ordered. Drawn, because fonts draw it at any size and
/// height.
void paintOrderMark(QPainter *painter, const QRectF &rect, const QColor &color);

/// Filled triangle with an exclamation mark in @p background.
void paintWarningMark(QPainter *painter, const QRectF &rect, const QColor &color, const QColor &background);

/// @p font at @p factor of its size, whichever way the size was given.
[[nodiscard]] QFont scaledFont(QFont font, double factor);
/// Semi-bold, as the words on pills and lamps are.
[[nodiscard]] QFont strongFont(QFont font);

} // namespace signalbox
