// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/tickbox.h"

#include "theme/theme.h"

#include <QPainter>

namespace signalbox {

namespace {

constexpr int boxSide = 14;
constexpr int textGap = 8;

} // namespace

TickBox::TickBox(const Theme &theme, const QString &text, QWidget *parent)
    : QCheckBox(text, parent), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize TickBox::sizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    return {boxSide + textGap + metrics.horizontalAdvance(text()) + 4, std::max(24, metrics.height() + 4)};
}

QSize TickBox::minimumSizeHint() const
{
    return sizeHint();
}

bool TickBox::hitButton(const QPoint &position) const
{
    return rect().contains(position);
}

void TickBox::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = m_theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box(0.75, (height() - boxSide) / 2.0 + 0.25, boxSide - 0.5, boxSide - 0.5);
    const QColor edge = isEnabled() ? colors.on : colors.mutedText;
    painter.setPen(QPen(edge, hasFocus() ? 2.0 : 1.3));
    painter.setBrush(isChecked() ? edge : colors.base);
    painter.drawRoundedRect(box, 3, 3);
    if (isChecked()) {
        painter.setPen(QPen(colors.onText, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const auto at = [&box](double x, double y) {
            return box.topLeft() + QPointF(box.width() * x, box.height() * y);
        };
        painter.drawPolyline(QPolygonF({at(0.22, 0.52), at(0.42, 0.72), at(0.78, 0.28)}));
    }
    painter.setPen(isEnabled() ? colors.text : colors.mutedText);
    painter.drawText(rect().adjusted(boxSide + textGap, 0, 0, 0),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text());
}

} // namespace signalbox
