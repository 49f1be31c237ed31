// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/statepill.h"

#include "flags/marks.h"
#include "model/facttext.h"
#include "model/flagtablemodel.h"
#include "model/kindwords.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr double wordFactor = 0.85;
constexpr int doubleInset = 3; ///< what the outer line of a double border adds on every side

QString tr(const char *text)
{
    return QCoreApplication::translate("StatePill", text);
}

QFont pillFont(const QFont &font)
{
    QFont word = scaledFont(font, wordFactor);
    word.setWeight(QFont::Bold);
    word.setLetterSpacing(QFont::PercentageSpacing, 103);
    return word;
}

QFont lampFont(const QFont &font)
{
    return strongFont(scaledFont(font, wordFactor));
}

QPainterPath outline(const QRectF &rect)
{
    QPainterPath path;
    path.addRoundedRect(rect, rect.height() / 2, rect.height() / 2);
    return path;
}

/// Diagonal lines inside @p path, anchored to its left edge so that they do not crawl while scrolling.
void hatch(QPainter *painter, const QPainterPath &path, QColor color)
{
    const QRectF bounds = path.boundingRect();
    color.setAlphaF(0.26F);
    painter->save();
    painter->setClipPath(path, Qt::IntersectClip);
    painter->setPen(QPen(color, 1.0));
    for (double x = bounds.left() - bounds.height(); x < bounds.right(); x += 5.5)
        painter->drawLine(QPointF(x, bounds.bottom()), QPointF(x + bounds.height(), bounds.top()));
    painter->restore();
}

} // namespace

PillLook pillLook(const FlagRow &row)
{
    using Shape = PillLook::Shape;
    const QString word = stateWord(row);
    if (row.knowledge == Knowledge::Gone)
        return {Shape::Struck, word};
    if (row.knowledge == Knowledge::Unknown)
        return {Shape::Unknown, word};
    if (row.lamp && row.lamp->stage == CommandStage::Disagrees)
        return {Shape::Double, word};
    if (row.knowledge == Knowledge::Unverified)
        return {Shape::Waiting, word};
    if (row.knowledge == Knowledge::Aged)
        return {Shape::Drained, word};
    return {row.flag.enabled ? Shape::Filled : Shape::Hollow, word};
}

PillLook pillLook(bool enabled, FlagKind kind)
{
    return {enabled ? PillLook::Shape::Filled : PillLook::Shape::Hollow, switchWord(enabled, kind)};
}

bool showsLamp(const FlagRow &row)
{
    return row.lamp && (!isSettled(row.lamp->stage) || row.lamp->stage == CommandStage::Disagrees);
}

QString lampWord(const CommandLamp &lamp, FlagKind kind)
{
    if (lamp.wanted.enabled)
        return switchWord(*lamp.wanted.enabled, kind);
    if (kind != FlagKind::Flag)
        return valueNoun(kind); // what it is has no room here
    if (lamp.wanted.rollout && !lamp.wanted.defaultValue)
        return tr("%1 %").arg(*lamp.wanted.rollout);
    return patchText(lamp.wanted, kind);
}

QSize pillSize(const PillLook &look, const QFont &font)
{
    const QFontMetrics metrics(pillFont(font));
    const int height = std::max(18, metrics.height() + 4);
    const int width = std::max(44, metrics.horizontalAdvance(look.word) + height);
    const int extra = look.shape == PillLook::Shape::Double ? 2 * doubleInset : 0;
    return {width + extra, height + extra - (extra > 0 ? 2 : 0)};
}

int lampWidth(const QString &word, const QFont &font)
{
    const QFontMetrics metrics(lampFont(font));
    return metrics.horizontalAdvance(word) + metrics.ascent() + 4;
}

void paintPill(QPainter *painter, const QRect &rect, const PillLook &look, const ThemeColors &colors,
               const QFont &font, CellText &text)
{
    using Shape = PillLook::Shape;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QRectF body = QRectF(rect).adjusted(0.75, 0.75, -0.75, -0.75);
    QColor ink = colors.off;
    QColor fill = Qt::transparent;
    Qt::PenStyle style = Qt::SolidLine;
    switch (look.shape) {
    case Shape::Filled:
        ink = colors.on;
        fill = colors.on;
        break;
    case Shape::Hollow: break;
    case Shape::Drained:
    case Shape::Unknown: ink = colors.stale; break;
    case Shape::Waiting:
        ink = colors.stale;
        style = Qt::DashLine;
        break;
    case Shape::Double: ink = colors.fault; break;
    case Shape::Struck: ink = colors.mutedText; break;
    }
    painter->setPen(QPen(ink, look.shape == Shape::Filled ? 1.5 : 1.3, style));
    painter->setBrush(Qt::NoBrush);
    if (look.shape == Shape::Double) {
        painter->drawPath(outline(body));
        body.adjust(doubleInset - 0.5, doubleInset - 0.5, -doubleInset + 0.5, -doubleInset + 0.5);
        painter->setPen(QPen(ink, 1.1));
    }
    painter->setBrush(fill);
    const QPainterPath path = outline(body);
    if (look.shape == Shape::Drained || look.shape == Shape::Unknown)
        hatch(painter, path, ink);
    painter->drawPath(path);

    painter->setFont(pillFont(font));
    painter->setPen(look.shape == Shape::Filled ? colors.onText : ink);
    text.draw(*painter, rect, look.word, Qt::AlignHCenter);
    if (look.shape == Shape::Struck) {
        const double half = QFontMetricsF(painter->font()).horizontalAdvance(look.word) / 2 + 2;
        const QPointF center = body.center();
        painter->drawLine(center - QPointF(half, 0), center + QPointF(half, 0));
    }
    painter->restore();
}

void paintLamp(QPainter *painter, const QRect &rect, const QString &word, const ThemeColors &colors,
               const QFont &font)
{
    painter->save();
    painter->setFont(lampFont(font));
    const QFontMetrics metrics(painter->font());
    const double side = metrics.ascent() * 0.85;
    const QRectF mark(rect.left(), rect.top() + (rect.height() - side) / 2, side * 0.9, side);
    paintOrderMark(painter, mark, colors.pending);
    painter->setPen(colors.pending);
    painter->drawText(rect.adjusted(metrics.ascent() + 2, 0, 0, 0),
                      Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, word);
    painter->restore();
}

StatePill::StatePill(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setLook({PillLook::Shape::Unknown, tr("— ?")});
}

void StatePill::setLook(const PillLook &look)
{
    if (m_look == look)
        return;
    m_look = look;
    setAccessibleName(look.word);
    updateGeometry();
    update();
}

QSize StatePill::sizeHint() const
{
    return pillSize(m_look, font());
}

void StatePill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintPill(&painter, rect(), m_look, m_theme.colors(), font(), m_text);
}

} // namespace signalbox
