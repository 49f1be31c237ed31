// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/celltext.h"

#include <QPainter>
#include <QStyle>

namespace signalbox {

namespace {

constexpr qreal noLineBreak = 0x01000000; ///< what QPainter::drawText takes for the width of a single line

} // namespace

CellText::CellText(int capacity) : m_lines(capacity) {}

void CellText::draw(QPainter &painter, const QRect &rect, const QString &text, Qt::Alignment alignment)
{
    if (text.isEmpty())
        return;
    const Qt::LayoutDirection direction = painter.layoutDirection();
    const QTextLine line =
        shaped(painter, {text, painter.font(), rect.width(), painter.device()->logicalDpiY(), direction})
            .lineAt(0);
    const Qt::Alignment visual = QStyle::visualAlignment(direction, alignment);
    const auto beside = [&rect, visual](qreal width) {
        if (visual & Qt::AlignRight)
            return rect.width() - width;
        return visual & Qt::AlignHCenter ? (rect.width() - width) / 2 : 0;
    };
    const qreal height = line.ascent() + line.descent(); // not rounded up, as line.height() is
    const qreal top = rect.y() + (rect.height() - height) / 2;
    const QRectF bounds(rect.x() + beside(line.naturalTextWidth()), top, line.naturalTextWidth(), height);
    const bool overflows =
        !QRectF(rect).contains(bounds); // the ellipsis alone may be too wide, a row too low
    if (overflows) {
        painter.save();
        painter.setClipRect(rect, Qt::IntersectClip);
    }
    line.draw(&painter, QPointF(rect.x() + beside(line.horizontalAdvance()), top));
    if (overflows)
        painter.restore();
}

const QTextLayout &CellText::shaped(const QPainter &painter, Key key)
{
    if (const QTextLayout *known = m_lines.object(key))
        return *known;
    ++m_shaped;
    auto *layout = new QTextLayout(painter.fontMetrics().elidedText(key.text, Qt::ElideRight, key.width),
                                   key.font, painter.device());
    QTextOption option;
    option.setTextDirection(key.direction);
    layout->setTextOption(option);
    layout->setCacheEnabled(true);
    layout->beginLayout();
    layout->createLine().setLineWidth(noLineBreak);
    layout->endLayout();
    m_lines.insert(std::move(key), layout); // takes it over, and never drops the one that has just come
    return *layout;
}

} // namespace signalbox
