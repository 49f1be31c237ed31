// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/eventmarks.h"

#include "theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace signalbox {

namespace {

constexpr qreal penWidth = 1.4;

const CommandDetail *commandOf(const Fact &fact)
{
    return fact.kind == FactKind::Command && fact.detail ? std::get_if<CommandDetail>(fact.detail.get())
                                                         : nullptr;
}

QPen markPen(const QColor &color)
{
    return QPen(color, penWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
}

/// Hollow triangles pointing right, side by side: one per step that a command has made.
void paintTriangles(QPainter &painter, const QPointF &start, int count)
{
    const qreal width = count == 1 ? 9 : 6;
    const qreal half = count == 1 ? 5 : 4;
    for (int i = 0; i < count; ++i) {
        const QPointF tip = start + QPointF(i * width, 0);
        painter.drawPolygon(
            QPolygonF({tip + QPointF(1, -half), tip + QPointF(width, 0), tip + QPointF(1, half)}));
    }
}

void paintTick(QPainter &painter, const QPointF &start)
{
    QPen pen = painter.pen();
    pen.setWidthF(2);
    painter.setPen(pen);
    painter.drawPolyline(
        QPolygonF({start + QPointF(1, 0.5), start + QPointF(4, 4), start + QPointF(10, -4.5)}));
}

void paintLetter(QPainter &painter, const QPointF &start, QChar letter)
{
    QFont font = painter.font();
    font.setBold(true);
    painter.setFont(font);
    painter.drawText(QRectF(start.x(), start.y() - 10, 12, 20), Qt::AlignVCenter | Qt::AlignLeft, letter);
}

/// Three quarters of a circle with an arrow head at its end.
void paintTurn(QPainter &painter, const QPointF &center, bool backwards)
{
    const qreal radius = 4.5;
    const QRectF circle(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius);
    painter.drawArc(circle, backwards ? -60 * 16 : 60 * 16, backwards ? 240 * 16 : 270 * 16);
    const QPointF head =
        backwards ? center + QPointF(-radius, 0.5) : center + QPointF(radius * 0.5, -radius * 0.87);
    painter.drawPolyline(backwards ? QPolygonF({head + QPointF(-2.5, -2), head, head + QPointF(3, -1.5)})
                                   : QPolygonF({head + QPointF(-3, -2), head, head + QPointF(-2, 3)}));
}

} // namespace

Mark markOf(CommandStage stage)
{
    switch (stage) {
    case CommandStage::Draft:
    case CommandStage::Cancelled: return Mark::Dash;
    case CommandStage::Sent: return Mark::Sent;
    case CommandStage::Accepted: return Mark::Accepted;
    case CommandStage::Seen: return Mark::Seen;
    case CommandStage::Confirmed: return Mark::Tick;
    case CommandStage::Refused: return Mark::Cross;
    case CommandStage::Unknown: return Mark::Question;
    case CommandStage::Disagrees: return Mark::NotEqual;
    case CommandStage::Overtaken: return Mark::Back;
    case CommandStage::Unseen: return Mark::TickQuestion;
    }
    return Mark::Dash;
}

Mark markOf(const Fact &fact)
{
    switch (fact.kind) {
    case FactKind::FlagCreated:
    case FactKind::FlagUpdated:
    case FactKind::RuleCreated:
    case FactKind::RuleUpdated: return Mark::Dot;
    case FactKind::FlagDeleted:
    case FactKind::RuleDeleted: return Mark::Ring;
    case FactKind::WideChange: return Mark::Rings;
    case FactKind::Command: {
        const CommandDetail *command = commandOf(fact);
        return command ? markOf(command->stage) : Mark::Sent;
    }
    case FactKind::ReadBack: return Mark::Target;
    case FactKind::Link: return Mark::Pulse;
    case FactKind::Gap: return Mark::Diamond;
    case FactKind::Resync: return Mark::Turn;
    case FactKind::Note: return Mark::Lines;
    case FactKind::Unknown: return Mark::Question;
    case FactKind::Unreadable: return Mark::Exclamation;
    }
    return Mark::Question;
}

QColor markColor(CommandStage stage, const ThemeColors &colors)
{
    switch (stage) {
    case CommandStage::Refused:
    case CommandStage::Disagrees: return colors.fault;
    case CommandStage::Unknown:
    case CommandStage::Unseen: return colors.stale;
    case CommandStage::Draft:
    case CommandStage::Sent:
    case CommandStage::Accepted:
    case CommandStage::Seen:
    case CommandStage::Confirmed:
    case CommandStage::Overtaken:
    case CommandStage::Cancelled: return colors.text;
    }
    return colors.text;
}

QColor markColor(const Fact &fact, const ThemeColors &colors)
{
    if (const CommandDetail *command = commandOf(fact))
        return markColor(command->stage, colors);
    switch (fact.kind) {
    case FactKind::Gap:
    case FactKind::Unknown:
    case FactKind::Unreadable: return colors.stale;
    case FactKind::FlagCreated:
    case FactKind::FlagUpdated:
    case FactKind::FlagDeleted:
    case FactKind::RuleCreated:
    case FactKind::RuleUpdated:
    case FactKind::RuleDeleted:
    case FactKind::WideChange:
    case FactKind::Command:
    case FactKind::ReadBack:
    case FactKind::Link:
    case FactKind::Resync:
    case FactKind::Note: return colors.text;
    }
    return colors.text;
}

void paintMark(QPainter &painter, const QRectF &box, Mark mark, const QColor &color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(markPen(color));
    painter.setBrush(Qt::NoBrush);
    const QPointF start(box.left(), box.center().y());
    const QPointF center = start + QPointF(5.5, 0);
    switch (mark) {
    case Mark::Dot:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(center, 5, 5);
        break;
    case Mark::Ring:
        painter.drawEllipse(center, 4.5, 4.5);
        painter.drawLine(center + QPointF(-3, 3), center + QPointF(3, -3));
        break;
    case Mark::Rings:
        painter.drawEllipse(center, 5, 5);
        painter.setBrush(color);
        painter.drawEllipse(center, 1.8, 1.8);
        break;
    case Mark::Target:
        painter.drawEllipse(center, 4.5, 4.5);
        painter.drawEllipse(center, 1, 1);
        break;
    case Mark::Diamond:
        painter.drawPolygon(QPolygonF({center + QPointF(0, -5.5), center + QPointF(5.5, 0),
                                       center + QPointF(0, 5.5), center + QPointF(-5.5, 0)}));
        break;
    case Mark::Pulse:
        painter.drawPolyline(
            QPolygonF({start + QPointF(0, 0), start + QPointF(3, 0), start + QPointF(4.7, -5),
                       start + QPointF(7, 4.5), start + QPointF(8.5, 0), start + QPointF(11.5, 0)}));
        break;
    case Mark::Turn: paintTurn(painter, center, false); break;
    case Mark::Back: paintTurn(painter, center, true); break;
    case Mark::Lines:
        for (int i = -1; i <= 1; ++i)
            painter.drawLine(start + QPointF(1, 3.5 * i), start + QPointF(i == 1 ? 6 : 10, 3.5 * i));
        break;
    case Mark::Question: paintLetter(painter, start + QPointF(1, 0), u'?'); break;
    case Mark::Exclamation: paintLetter(painter, start + QPointF(3, 0), u'!'); break;
    case Mark::Sent: paintTriangles(painter, start, 1); break;
    case Mark::Accepted: paintTriangles(painter, start, 2); break;
    case Mark::Seen: paintTriangles(painter, start, 3); break;
    case Mark::Tick: paintTick(painter, start); break;
    case Mark::TickQuestion:
        paintTick(painter, start);
        paintLetter(painter, start + QPointF(12, 0), u'?');
        break;
    case Mark::Cross:
        painter.setPen(QPen(color, 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(center + QPointF(-4, -4), center + QPointF(4, 4));
        painter.drawLine(center + QPointF(-4, 4), center + QPointF(4, -4));
        break;
    case Mark::NotEqual:
        painter.drawLine(center + QPointF(-4.5, -2), center + QPointF(4.5, -2));
        painter.drawLine(center + QPointF(-4.5, 2), center + QPointF(4.5, 2));
        painter.drawLine(center + QPointF(-2, 5), center + QPointF(2, -5));
        break;
    case Mark::Dash: painter.drawLine(center + QPointF(-4, 0), center + QPointF(4, 0)); break;
    }
    painter.restore();
}

void paintBands(QPainter &painter, const QRectF &rect, const QPointF &origin, const QColor &color,
                qreal bandWidth, qreal period)
{
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    // A band that passes x at the origin's height has moved left by as much as it has gone down.
    const qreal top = rect.top() - origin.y();
    const qreal height = rect.height();
    const qreal first = std::floor((rect.left() - origin.x() + top) / period) * period - period;
    for (qreal x = first; x - top - height < rect.right() - origin.x(); x += period) {
        const qreal left = origin.x() + x - top;
        painter.drawPolygon(QPolygonF({QPointF(left, rect.top()), QPointF(left + bandWidth, rect.top()),
                                       QPointF(left + bandWidth - height, rect.bottom()),
                                       QPointF(left - height, rect.bottom())}));
    }
    painter.restore();
}

} // namespace signalbox
