// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/environmentband.h"

#include "core/plaintext.h"
#include "theme/accessiblerole.h"
#include "theme/elidedlabel.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int patternLeft = 120; // logical pixels, of the full band
constexpr int patternRight = 60;
constexpr int headerPattern = 44;

QString hostText(const QUrl &url)
{
    const QString host = plainLine(url.host());
    return url.port() < 0 ? host : u"%1:%2"_s.arg(host).arg(url.port());
}

} // namespace

QColor bandColor(EnvironmentClass environmentClass)
{
    switch (environmentClass) {
    case EnvironmentClass::Production: return {0x7A, 0x00, 0x19};
    case EnvironmentClass::Staging: return {0x4A, 0x3B, 0x00};
    case EnvironmentClass::Development:
    case EnvironmentClass::Lab: return {0x2F, 0x3A, 0x45};
    }
    return {};
}

QString bandWord(EnvironmentClass environmentClass)
{
    switch (environmentClass) {
    case EnvironmentClass::Production: return EnvironmentBand::tr("PRODUCTION");
    case EnvironmentClass::Staging: return EnvironmentBand::tr("STAGING");
    case EnvironmentClass::Development: return EnvironmentBand::tr("DEVELOPMENT");
    case EnvironmentClass::Lab: return EnvironmentBand::tr("PRACTICE");
    }
    return {};
}

EnvironmentBand::EnvironmentBand(const Theme &theme, Size size, QWidget *parent)
    : QFrame(parent)
    , m_size(size)
    , m_layout(new QHBoxLayout(this))
    , m_word(new QLabel(this))
    , m_name(new ElidedLabel(this))
{
    setObjectName(u"envBand"_s);
    setAccessibleRole(*this, QAccessible::StaticText);
    setMinimumHeight(size == Size::Full ? 28 : 26);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_layout->setSpacing(size == Size::Full ? 14 : 12);
    setMargins();
    m_layout->addWidget(m_word);
    m_layout->addWidget(m_name, 1);

    // White on a fixed fill in both themes, so the palette of the theme does not reach these two.
    const QString sheet = u"color: white; background: transparent;"_s;
    m_word->setStyleSheet(sheet);
    m_name->setStyleSheet(sheet);
    m_word->setTextFormat(Qt::PlainText);
    QFont bold = size == Size::Full ? font() : theme.smallFont();
    m_name->setFont(bold);
    bold.setWeight(QFont::Bold);
    bold.setLetterSpacing(QFont::PercentageSpacing, 104);
    m_word->setFont(bold);
}

void EnvironmentBand::setConnection(const ConnectionInfo &connection)
{
    m_class = connection.environmentClass;
    m_replay = connection.replay;
    const QString place =
        u"%1 / %2"_s.arg(plainLine(connection.projectName), plainLine(connection.environmentName));
    const QString host = m_size == Size::Full ? hostText(connection.url) : QString();
    const QString word = m_replay ? tr("REPLAY") : bandWord(m_class);
    m_word->setText(word);
    m_name->setText(host.isEmpty() ? place : tr("%1 · %2").arg(place, host));
    setAccessibleName(word + u' ' + place);
    setMargins();
    update();
}

/// Beside the pattern; where there is none, the words begin at the edge.
void EnvironmentBand::setMargins()
{
    const bool patterned = m_replay || m_class != EnvironmentClass::Lab;
    const bool full = m_size == Size::Full;
    const int left = full && patterned ? patternLeft : 0;
    const int right = !patterned ? 0 : full ? patternRight : headerPattern;
    const int room = full ? 14 : 12;
    m_layout->setContentsMargins(left + room, 0, right + room, 0);
}

void EnvironmentBand::addControl(QWidget *control)
{
    m_layout->addWidget(control);
}

void EnvironmentBand::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), bandColor(m_replay ? EnvironmentClass::Development : m_class));
    const int right = m_size == Size::Full ? patternRight : headerPattern;
    if (m_size == Size::Full)
        paintPattern(painter, QRect(0, 0, patternLeft, height()));
    paintPattern(painter, QRect(width() - right, 0, right, height()));
    if (m_class == EnvironmentClass::Lab && !m_replay) {
        painter.setPen(QPen(QColor(255, 255, 255, 200), 2, Qt::DotLine));
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

/// Each class has a pattern of its own, so that the band can be told without its colour.
void EnvironmentBand::paintPattern(QPainter &painter, const QRect &area) const
{
    const QColor ink(255, 255, 255, 64);
    painter.save();
    painter.setClipRect(area);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    if (m_replay) { // double arrows: time that was
        const qreal middle = area.height() / 2.0;
        for (int x = area.left() + 6; x + 14 <= area.right(); x += 22) { // whole ones only
            for (const int step : {0, 7})
                painter.drawPolygon(QPolygonF({QPointF(x + step, middle - 5), QPointF(x + step + 7, middle),
                                               QPointF(x + step, middle + 5)}));
        }
        painter.restore();
        return;
    }
    switch (m_class) {
    case EnvironmentClass::Production: // broad diagonal stripes
        for (int x = area.left() - area.height(); x < area.right() + area.height(); x += 20) {
            const QPolygonF stripe({QPointF(x, area.height()), QPointF(x + 10, area.height()),
                                    QPointF(x + 10 + area.height(), 0), QPointF(x + area.height(), 0)});
            painter.drawPolygon(stripe);
        }
        break;
    case EnvironmentClass::Staging: // upright bars
        for (int x = area.left() + 4; x < area.right(); x += 14)
            painter.drawRect(QRectF(x, 0, 4, area.height()));
        break;
    case EnvironmentClass::Development: // dots
        for (int x = area.left() + 6; x < area.right(); x += 14)
            painter.drawEllipse(QPointF(x, area.height() / 2.0), 2.5, 2.5);
        break;
    case EnvironmentClass::Lab: break; // the dotted border says it
    }
    painter.restore();
}

} // namespace signalbox
