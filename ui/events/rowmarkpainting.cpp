// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/rowmarkpainting.h"

#include "theme/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPixmap>

namespace signalbox {

namespace {

constexpr int iconSize = 14;

QString tr(const char *text)
{
    return QCoreApplication::translate("RowMark", text);
}

QColor markColor(RowMark mark, const ThemeColors &colors)
{
    switch (mark) {
    case RowMark::Square: return colors.on;
    case RowMark::Triangle: return colors.pending;
    case RowMark::Diamond: return colors.fault;
    case RowMark::Circle: return colors.stale;
    }
    return {};
}

} // namespace

QString rowMarkName(RowMark mark)
{
    switch (mark) {
    case RowMark::Square: return tr("Square");
    case RowMark::Triangle: return tr("Triangle");
    case RowMark::Diamond: return tr("Diamond");
    case RowMark::Circle: return tr("Circle");
    }
    return {};
}

QColor rowMarkTint(RowMark mark, const ThemeColors &colors)
{
    QColor tint = markColor(mark, colors);
    tint.setAlphaF(colors.dark ? 0.14F : 0.09F);
    return tint;
}

void paintRowMark(QPainter &painter, const QRectF &box, RowMark mark, const ThemeColors &colors)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(markColor(mark, colors));
    const QPointF centre = box.center();
    switch (mark) {
    case RowMark::Square: painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5)); break;
    case RowMark::Triangle:
        painter.drawPolygon(QPolygonF({QPointF(centre.x(), box.top()), box.bottomRight(), box.bottomLeft()}));
        break;
    case RowMark::Diamond:
        painter.drawPolygon(QPolygonF({QPointF(centre.x(), box.top()), QPointF(box.right(), centre.y()),
                                       QPointF(centre.x(), box.bottom()), QPointF(box.left(), centre.y())}));
        break;
    case RowMark::Circle: painter.drawEllipse(box); break;
    }
    painter.restore();
}

QIcon rowMarkIcon(RowMark mark, const Theme &theme)
{
    QPixmap pixmap(2 * iconSize, 2 * iconSize);
    pixmap.fill(Qt::transparent);
    pixmap.setDevicePixelRatio(2);
    QPainter painter(&pixmap);
    paintRowMark(painter, QRectF(3, 3, iconSize - 6, iconSize - 6), mark, theme.colors());
    painter.end();
    return QIcon(pixmap);
}

} // namespace signalbox
