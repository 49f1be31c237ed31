// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIconEngine>

namespace signalbox {

class Theme;

/// Paints a drawing of ours in the theme's text colour, at the moment and at the scale it is asked for: no
/// icon has to be replaced when the theme changes.
class ThemeIcon final : public QIconEngine
{
public:
    /// @p theme must outlive every painting.
    ThemeIcon(const Theme &theme, QString name, const QColor &color = {});

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    [[nodiscard]] QIconEngine *clone() const override;

private:
    const Theme *m_theme;
    QString m_name;
    QColor m_color; ///< invalid: the theme's text colour
};

} // namespace signalbox
