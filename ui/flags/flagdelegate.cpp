// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/flagdelegate.h"

#include "core/effect.h"
#include "flags/flagtableview.h"
#include "flags/marks.h"
#include "model/flagtablemodel.h"
#include "model/kindwords.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QPainter>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr int cellPadding = 9;
constexpr int rightPadding = 4;
constexpr int barWidth = 3;
constexpr double badgeScale = 0.82;
constexpr int badgePadding = 4;
constexpr int badgeGap = 6;
constexpr auto markLife = 60s;
constexpr auto foreignMarkLife = 10min;

/// The row behind an index; the pointer is good until control returns to the event loop.
const FlagRow &rowOf(const QModelIndex &index)
{
    return *static_cast<const FlagRow *>(index.data(FlagTableModel::RowRole).value<void *>());
}

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto blend = [share](int x, int y) { return qRound(x * share + y * (1 - share)); };
    return QColor(blend(a.red(), b.red()), blend(a.green(), b.green()), blend(a.blue(), b.blue()));
}

} // namespace

FlagDelegate::FlagDelegate(FlagTableView &view, const Theme &theme, const Settings &settings,
                           const Clock &clock)
    : QStyledItemDelegate(&view), m_view(view), m_theme(theme), m_settings(settings), m_clock(clock)
{}

QSize FlagDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    // Only a double click on the header's edge asks: wide enough for the text, with the cell's padding.
    const QString text = plainLine(index.data(Qt::DisplayRole).toString());
    const QString badge =
        index.column() == FlagTableModel::Key ? kindBadge(rowOf(index).flag.kind()) : QString();
    const int besides =
        badge.isEmpty() ? 0 : option.fontMetrics.horizontalAdvance(badge) + 2 * badgePadding + badgeGap;
    return {option.fontMetrics.horizontalAdvance(text) + besides + cellPadding + rightPadding + 2,
            m_settings.rowHeight};
}

double FlagDelegate::markStrength(const FlagRow &row) const
{
    if (!row.markedAt)
        return 0;
    const auto age = m_clock.now() - *row.markedAt;
    if (age < 0s || age >= markLife)
        return 0;
    return 1 - std::chrono::duration<double>(age) / markLife;
}

QSize FlagDelegate::sizeOfPill(const PillLook &look, const QFont &font) const
{
    if (m_pillFont != font) {
        m_pillFont = font;
        m_pillSizes.clear();
    }
    for (const auto &[measured, size] : m_pillSizes) {
        if (measured == look)
            return size;
    }
    return m_pillSizes.emplace_back(look, pillSize(look, font)).second;
}

QRect FlagDelegate::pillRect(const QRect &cell, const FlagRow &row, const QFont &font) const
{
    const QSize size = sizeOfPill(pillLook(row), font);
    return QRect(QPoint(cell.right() - cellPadding - size.width() + 1,
                        cell.top() + (cell.height() - size.height()) / 2),
                 size);
}

void FlagDelegate::paintBackground(QPainter *painter, const QStyleOptionViewItem &option,
                                   const QModelIndex &index, const FlagRow &row) const
{
    const ThemeColors &colors = m_theme.colors();
    const double strength = markStrength(row);
    QColor background = colors.base;
    if (strength > 0 && !m_settings.reducedMotion)
        background = mixed(colors.changeTint, colors.base, strength);
    if (option.state & QStyle::State_Selected)
        background = colors.selection;
    else if (m_view.hoveredRow() == index.row())
        background = mixed(colors.hover, background, 0.6);
    painter->fillRect(option.rect, background);

    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      colors.rowLine);
    if (strength > 0 && m_view.isFirstShown(index.column()))
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), barWidth, option.rect.height()),
                          colors.on);
}

void FlagDelegate::paintState(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                              const FlagRow &row) const
{
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const ThemeColors &colors = selected ? m_theme.selectedColors() : m_theme.colors();
    const QRect pill = pillRect(option.rect, row, option.font);
    paintPill(painter, pill, pillLook(row), colors, option.font, m_text);
    QRect beside(option.rect.left() + 2, option.rect.top(), pill.left() - 6 - option.rect.left() - 2,
                 option.rect.height());
    if (showsLamp(row)) {
        const QString word = lampWord(*row.lamp, row.flag.kind());
        const int width = std::min(lampWidth(word, option.font), beside.width());
        beside.setLeft(beside.right() - width + 1);
        paintLamp(painter, beside, word, colors, option.font);
    } else if (row.knowledge == Knowledge::Aged) {
        painter->setFont(scaledFont(option.font, 0.85));
        painter->setPen(colors.stale);
        const QVariant age = index.data(FlagTableModel::KnownAgeRole);
        if (age.isValid())
            m_text.draw(*painter, beside, ageText(std::chrono::milliseconds(age.toLongLong())),
                        Qt::AlignRight);
    }
}

/// The word that says what else than a flag it is stands behind the key, and keeps its room before the key
/// does: without it the row would be another one.
void FlagDelegate::paintKey(QPainter *painter, const QRect &cell, const QString &key, const QString &badge,
                            const ThemeColors &colors) const
{
    if (badge.isEmpty()) {
        m_text.draw(*painter, cell, key);
        return;
    }
    const QFont keyFont = painter->font();
    const QFont badgeFont = scaledFont(m_view.font(), badgeScale);
    const int badgeWidth = QFontMetrics(badgeFont).horizontalAdvance(badge) + 2 * badgePadding;
    const int keyWidth = std::min(QFontMetrics(keyFont).horizontalAdvance(key) + 1,
                                  std::max(0, cell.width() - badgeWidth - badgeGap));
    m_text.draw(*painter, QRect(cell.left(), cell.top(), keyWidth, cell.height()), key);
    const int height = QFontMetrics(badgeFont).height() + 1;
    const QRectF frame(cell.left() + keyWidth + badgeGap + 0.5, cell.center().y() - height / 2 + 0.5,
                       badgeWidth - 1, height);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colors.border, 1));
    painter->drawRoundedRect(frame, 3, 3);
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setFont(badgeFont);
    painter->setPen(colors.mutedText);
    m_text.draw(*painter, frame.toAlignedRect().adjusted(badgePadding, 0, 0, 0), badge);
}

void FlagDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const FlagRow &row = rowOf(index);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const ThemeColors &colors = selected ? m_theme.selectedColors() : m_theme.colors();
    painter->save();
    painter->setClipRect(option.rect);
    paintBackground(painter, option, index, row);

    const bool drained = row.knowledge == Knowledge::Gone;
    painter->setFont(option.font);
    painter->setPen(drained ? colors.mutedText : colors.text);
    QRect cell = option.rect.adjusted(cellPadding, 0, -rightPadding, -1);
    const QString text = plainLine(index.data(Qt::DisplayRole).toString());
    switch (FlagTableModel::Column(index.column())) {
    case FlagTableModel::Pin:
        if (row.marks.pinned) {
            const QPoint center = option.rect.center();
            Theme::paintIcon(*painter, u"star-filled"_s, QRectF(center.x() - 7, center.y() - 7, 14, 14),
                             colors.mutedText);
        }
        break;
    case FlagTableModel::State: paintState(painter, option, index, row); break;
    case FlagTableModel::Key:
        painter->setFont(m_theme.monospaceFont());
        paintKey(painter, cell, text, kindBadge(row.flag.kind()), colors);
        break;
    case FlagTableModel::UsersGet:
        // On: what turning it off would do. Off: it is serving true right now.
        if (offServesTrue(row.flag) && row.knowledge != Knowledge::Unknown && !drained) {
            const double side = painter->fontMetrics().ascent();
            paintWarningMark(painter,
                             QRectF(cell.left(), cell.center().y() - side / 2 + 0.5, side * 1.1, side),
                             colors.fault, selected ? colors.selection : colors.base);
            cell.adjust(qRound(side * 1.1) + 5, 0, 0, 0);
            painter->setFont(strongFont(option.font));
            painter->setPen(colors.fault);
            m_text.draw(*painter, cell, row.flag.enabled ? tr("OFF → TRUE") : usersGetText(row.flag, false));
        } else {
            m_text.draw(*painter, cell, text);
        }
        break;
    case FlagTableModel::By: {
        painter->setPen(colors.mutedText);
        const bool foreign = row.origin == ChangeOrigin::Elsewhere && row.changedAt
                             && m_clock.wallTime() - *row.changedAt < foreignMarkLife;
        if (foreign) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(QPen(colors.on, 1.4));
            painter->drawEllipse(QPointF(cell.left() + 3.5, cell.center().y() + 1), 3.0, 3.0);
            painter->setPen(colors.mutedText);
            cell.adjust(12, 0, 0, 0);
        }
        m_text.draw(*painter, cell, text);
        break;
    }
    case FlagTableModel::Rules:
    case FlagTableModel::Age:
    case FlagTableModel::Type:
    case FlagTableModel::Version:
        painter->setPen(colors.mutedText);
        m_text.draw(*painter, cell, text);
        break;
    case FlagTableModel::Name:
    case FlagTableModel::Changed:
    case FlagTableModel::ColumnCount: m_text.draw(*painter, cell, text); break;
    }
    painter->restore();
}

} // namespace signalbox
