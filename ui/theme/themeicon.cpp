// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/themeicon.h"

#include "theme/theme.h"

#include <QPainter>

namespace signalbox {

ThemeIcon::ThemeIcon(const Theme &theme, QString name, const QColor &color)
    : m_theme(&theme), m_name(std::move(name)), m_color(color)
{}

void ThemeIcon::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State)
{
    QColor color = m_color.isValid() ? m_color : m_theme->colors().text;
    if (mode == QIcon::Disabled)
        color.setAlphaF(0.4F);
    Theme::paintIcon(*painter, m_name, rect, color);
}

QPixmap ThemeIcon::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state)
{
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(0, 0), size), mode, state);
    return pixmap;
}

QIconEngine *ThemeIcon::clone() const
{
    return new ThemeIcon(*m_theme, m_name, m_color); // owned by the QIcon that asks
}

} // namespace signalbox
