// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include "theme/themeicon.h"
#include "theme/themestyle.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPainter>
#include <QPixmapCache>
#include <QScopedValueRollback>
#include <QStyle>
#include <QSvgRenderer>

#include <cmath>

// Outside of any namespace: the macro declares a function.
static void initIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int textPixels = 13;
constexpr int smallPixels = 12;

bool looksDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QByteArray drawing(const QString &name)
{
    QFile file(u":/signalbox/icons/"_s + name + u".svg"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

Theme::Theme(QApplication &application, ThemeChoice choice, QObject *parent)
    : QObject(parent), m_application(application), m_choice(choice)
{
    initIcons();
    m_systemDark = looksDark(m_application.palette());
    QApplication::setStyle(u"Fusion"_s);
    // A list, not a question: asking whether a family is there resolves every alias of the system.
    QFont font = m_application.font();
    font.setFamilies({u"Inter"_s, font.family()});
    font.setPixelSize(textPixels);
    QApplication::setFont(font);
    apply();
    m_application.installEventFilter(this);
}

void Theme::setChoice(ThemeChoice choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    if (m_choice == ThemeChoice::System)
        readSystem();
    apply();
}

ThemeChoice Theme::choice() const
{
    return m_choice;
}

bool Theme::isDark() const
{
    return m_colors.dark;
}

const ThemeColors &Theme::colors() const
{
    return m_colors;
}

const ThemeColors &Theme::selectedColors() const
{
    return m_selectedColors;
}

QFont Theme::monospaceFont() const
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setFamilies({u"DejaVu Sans Mono"_s, font.family()});
    font.setStyleHint(QFont::Monospace);
    font.setPixelSize(smallPixels);
    return font;
}

QFont Theme::smallFont() const
{
    QFont font = QApplication::font();
    font.setPixelSize(smallPixels);
    return font;
}

QIcon Theme::icon(const QString &name) const
{
    return QIcon(new ThemeIcon(*this, name)); // the icon owns its engine
}

QIcon Theme::icon(const QString &name, const QColor &color) const
{
    return QIcon(new ThemeIcon(*this, name, color));
}

void Theme::paintIcon(QPainter &painter, const QString &name, const QRectF &rect, const QColor &color)
{
    const qreal scale = painter.device()->devicePixelRatioF();
    const int side = int(std::ceil(std::min(rect.width(), rect.height()) * scale));
    if (side <= 0)
        return;
    const QString key = u"signalbox-icon/%1/%2/%3"_s.arg(name, color.name(QColor::HexArgb)).arg(side);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        QByteArray svg = drawing(name);
        svg.replace("#000", color.name(QColor::HexRgb).toLatin1());
        pixmap = QPixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter drawer(&pixmap);
        drawer.setOpacity(color.alphaF());
        QSvgRenderer(svg).render(&drawer, QRectF(0, 0, side, side));
        drawer.end();
        QPixmapCache::insert(key, pixmap);
    }
    const qreal logical = side / scale;
    const QPointF centre = rect.center();
    // On whole device pixels: a fraction would blur the strokes.
    const QPointF corner(std::round((centre.x() - logical / 2) * scale) / scale,
                         std::round((centre.y() - logical / 2) * scale) / scale);
    painter.drawPixmap(QRectF(corner, QSizeF(logical, logical)), pixmap, QRectF(pixmap.rect()));
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_application && !m_applying && m_choice == ThemeChoice::System) {
        const bool wasDark = m_systemDark;
        if (event->type() == QEvent::ApplicationPaletteChange)
            m_systemDark = looksDark(m_application.palette());
        else if (event->type() == QEvent::ThemeChange)
            readSystem();
        if (m_systemDark != wasDark)
            apply();
    }
    return QObject::eventFilter(watched, event);
}

/// Our own palette hides the system's: an empty one lets it through for a moment.
void Theme::readSystem()
{
    const QScopedValueRollback applying(m_applying, true);
    const QPalette own = m_application.palette();
    m_application.setPalette(QPalette());
    m_systemDark = looksDark(m_application.palette());
    m_application.setPalette(own);
}

void Theme::apply()
{
    {
        const QScopedValueRollback applying(m_applying, true);
        const bool dark = m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::System && m_systemDark);
        m_colors = dark ? darkColors() : lightColors();
        m_selectedColors = onSelection(m_colors);
        m_application.setPalette(themePalette(m_colors));
        m_application.setStyleSheet(themeStyleSheet(m_colors));
    }
    emit changed();
}

} // namespace signalbox
