// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/eventdelegate.h"

#include "core/clock.h"
#include "core/limits.h"
#include "core/plaintext.h"
#include "events/eventmarks.h"
#include "events/rowmarkpainting.h"
#include "model/bookmarks.h"
#include "model/eventlogmodel.h"
#include "model/rowhighlights.h"
#include "theme/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace signalbox {

namespace {

constexpr int padding = 9;
constexpr int markWidth = 26;
constexpr int accentWidth = 3;
constexpr auto recent = std::chrono::seconds(60);

const Fact *factOf(const QModelIndex &index)
{
    return static_cast<const Fact *>(index.data(EventLogModel::FactRole).value<void *>());
}

bool isMuted(int column)
{
    return column == EventLogModel::Delta || column == EventLogModel::Source || column == EventLogModel::Lag;
}

constexpr int rowMarkWidth = 15;

/// A ribbon at the left edge.
void paintBookmark(QPainter &painter, const QRect &cell, const QColor &color)
{
    const QRectF box(cell.left() + 1, cell.top() + (cell.height() - 11) / 2.0, 6, 11);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF({box.topLeft(), box.topRight(), box.bottomRight(),
                                   QPointF(box.center().x(), box.bottom() - 3.5), box.bottomLeft()}));
    painter.restore();
}

} // namespace

EventDelegate::EventDelegate(const Clock &clock, const Theme &theme, bool reducedMotion, QObject *parent)
    : QStyledItemDelegate(parent), m_clock(clock), m_theme(theme), m_reducedMotion(reducedMotion)
{}

QFont EventDelegate::columnFont(int column) const
{
    const bool monospace = column == EventLogModel::Time || column == EventLogModel::Delta
                           || column == EventLogModel::FlagColumn;
    return monospace ? m_theme.monospaceFont() : QFont();
}

int EventDelegate::columnWidth(int column, const QString &sample) const
{
    const int text = QFontMetrics(columnFont(column)).horizontalAdvance(sample);
    constexpr int slack = 4; // advances are fractions, and a text that fits exactly is elided at some scales
    return text + slack + 2 * padding + (column == EventLogModel::Kind ? markWidth : 0);
}

QRect EventDelegate::textRect(const QRect &cell, int column) const
{
    return cell.adjusted(column == EventLogModel::Kind ? padding + markWidth : padding, 0, -padding, 0);
}

QString EventDelegate::cellText(const QModelIndex &index) const
{
    // Keys, names and values come from a server: nothing in them may turn the line around or hide.
    return plainLine(index.data(Qt::DisplayRole).toString(), limits::displayedNameLength);
}

void EventDelegate::setMarks(const Bookmarks &bookmarks, const RowHighlights &highlights)
{
    m_bookmarks = &bookmarks;
    m_highlights = &highlights;
}

std::optional<RowMark> EventDelegate::rowMarkOf(const Fact &fact) const
{
    return m_highlights ? m_highlights->markOf(fact.serial) : std::nullopt;
}

double EventDelegate::freshness(const Fact &fact) const
{
    if (fact.kind != FactKind::Command)
        return 0;
    const auto age = m_clock.wallTime() - fact.time;
    if (age < std::chrono::milliseconds(0) || age >= recent)
        return 0;
    return 1.0 - double(age.count()) / double(std::chrono::milliseconds(recent).count());
}

void EventDelegate::paintBackground(QPainter &painter, const QStyleOptionViewItem &option,
                                    const QModelIndex &index, const Fact &fact) const
{
    const ThemeColors &colors = m_theme.colors();
    const QRect cell = option.rect;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter.fillRect(cell, selected ? colors.selection : colors.base);
    const double fresh = freshness(fact);
    if (fresh > 0 && !selected && !m_reducedMotion) {
        QColor tint = colors.changeTint;
        tint.setAlphaF(float(tint.alphaF() * fresh));
        painter.fillRect(cell, tint);
    }
    if (const auto mark = rowMarkOf(fact); mark && !selected)
        painter.fillRect(cell, rowMarkTint(*mark, colors));
    if (fact.kind == FactKind::Gap) {
        QColor band = colors.stale;
        band.setAlphaF(colors.dark ? 0.16F : 0.08F);
        paintBands(painter, cell, QPointF(0, cell.top()), band, 10, 20);
    }
    painter.fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), colors.rowLine);
    if (fresh > 0 && index.column() == EventLogModel::Time)
        painter.fillRect(QRect(cell.left(), cell.top(), accentWidth, cell.height()), colors.on);
    if (index.column() == EventLogModel::Time && m_bookmarks && m_bookmarks->contains(fact.serial))
        paintBookmark(painter, cell, colors.on);
}

void EventDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Fact *fact = factOf(index);
    if (!fact)
        return;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const ThemeColors &colors = selected ? m_theme.selectedColors() : m_theme.colors();
    painter->save();
    paintBackground(*painter, option, index, *fact);

    const int column = index.column();
    QColor color = isMuted(column) ? colors.mutedText : colors.text;
    if (fact->kind == FactKind::Gap)
        color = colors.stale;
    if (column == EventLogModel::Kind) {
        const QColor meaning = markColor(*fact, colors);
        const QRectF box(option.rect.left() + padding, option.rect.top(), markWidth, option.rect.height());
        paintMark(*painter, box, markOf(*fact), meaning == colors.text ? colors.off : meaning);
        color = meaning;
    }
    painter->setFont(columnFont(column));
    painter->setPen(color);
    QRect rect = textRect(option.rect, column);
    if (const auto mark = column == EventLogModel::What ? rowMarkOf(*fact) : std::nullopt) {
        const QRectF box(rect.left(), rect.center().y() - 4, 9, 9);
        paintRowMark(*painter, box, *mark, colors);
        rect.setLeft(rect.left() + rowMarkWidth);
    }
    m_text.draw(*painter, rect, cellText(index),
                column == EventLogModel::Lag ? Qt::AlignRight : Qt::AlignLeft);
    painter->restore();
}

QSize EventDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {columnWidth(index.column(), cellText(index)), option.fontMetrics.height() + 8};
}

bool EventDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                              const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return false;
    const QString text = plainLine(index.data(Qt::DisplayRole).toString(), limits::displayedNameLength * 5);
    const bool cut = QFontMetrics(columnFont(index.column())).horizontalAdvance(text)
                     > textRect(option.rect, index.column()).width();
    QToolTip::showText(event->globalPos(), cut ? plainToolTip(text) : QString(), view);
    return true;
}

} // namespace signalbox
