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
