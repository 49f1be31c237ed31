// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/marks.h"

#include <QPainter>
#include <QPen>
#include <QPolygonF>

namespace signalbox {

void paintOrderMark(QPainter *painter, const QRectF &rect, const QColor &color)
{
    const QRectF inside = rect.adjusted(0.75, 0.75, -0.75, -0.75);
    const QPolygonF triangle(
        {inside.topLeft(), QPointF(inside.right(), inside.center().y()), inside.bottomLeft()});
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(Qt::NoBrush);
    painter->drawPolygon(triangle);
    painter->restore();
}

void paintWarningMark(QPainter *painter, const QRectF &rect, const QColor &color, const QColor &background)
{
    const double edge = 0.8; // half the pen that rounds the corners
    const QPolygonF triangle({QPointF(rect.center().x(), rect.top() + edge),
                              QPointF(rect.right() - edge, rect.bottom() - edge),
                              QPointF(rect.left() + edge, rect.bottom() - edge)});
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, 2 * edge, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(color);
    painter->drawPolygon(triangle);
    const double x = rect.center().x();
    const auto y = [&rect](double share) { return rect.top() + rect.height() * share; };
    painter->setPen(QPen(background, 1.3, Qt::SolidLine, Qt::RoundCap));
    painter->drawLine(QPointF(x, y(0.38)), QPointF(x, y(0.62)));
    painter->drawPoint(QPointF(x, y(0.82)));
    painter->restore();
}

QFont scaledFont(QFont font, double factor)
{
    if (font.pixelSize() > 0)
        font.setPixelSize(std::max(1, qRound(font.pixelSize() * factor)));
    else
        font.setPointSizeF(font.pointSizeF() * factor);
    return font;
}

QFont strongFont(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace signalbox
