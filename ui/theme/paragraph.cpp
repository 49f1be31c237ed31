// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/paragraph.h"

#include "theme/accessiblerole.h"

#include <QEvent>
#include <QPainter>

#include <cmath>

namespace signalbox {

Paragraph::Paragraph(const QString &text, int width, QWidget *parent)
    : QWidget(parent), m_width(width), m_layout(text)
{
    m_layout.setCacheEnabled(true); // painting then shapes nothing again
    setAccessibleRole(*this, QAccessible::StaticText);
    setAccessibleName(text);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize Paragraph::sizeHint() const
{
    breakLines();
    return {m_width, m_height};
}

void Paragraph::paintEvent(QPaintEvent *)
{
    breakLines();
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    m_layout.draw(&painter, {0, 0});
}

void Paragraph::changeEvent(QEvent *event)
{
    // A style tells its widgets of a change more often than the font becomes another one.
    if (event->type() == QEvent::FontChange && font() != m_layout.font()) {
        m_height = 0;
        updateGeometry();
        update();
    }
    QWidget::changeEvent(event);
}

void Paragraph::breakLines() const
{
    ensurePolished(); // a style sheet may bring another font
    if (m_height > 0)
        return;
    m_layout.setFont(font());
    qreal y = 0;
    m_layout.beginLayout();
    for (QTextLine line = m_layout.createLine(); line.isValid(); line = m_layout.createLine()) {
        line.setLineWidth(m_width);
        line.setPosition({0, y});
        y += line.height();
    }
    m_layout.endLayout();
    m_height = int(std::ceil(y));
}

} // namespace signalbox
