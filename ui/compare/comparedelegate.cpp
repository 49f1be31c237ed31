// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/comparedelegate.h"

#include "flags/marks.h"
#include "model/comparemodel.h"
#include "theme/theme.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int cellPadding = 9;
constexpr int rightPadding = 4;
constexpr int markWidth = 15; ///< of the ≠ and the gap after it
constexpr int pillGap = 8;

const CompareCell *cellOf(const QModelIndex &index)
{
    return static_cast<const CompareCell *>(index.data(CompareModel::CellRole).value<void *>());
}

PillLook lookOf(const CompareCell &cell, Knowledge knowledge)
{
    using Shape = PillLook::Shape;
    const QString word = compareWord(cell, knowledge);
    switch (knowledge) {
    case Knowledge::Gone: return {Shape::Struck, word};
    case Knowledge::Unknown: return {Shape::Unknown, word};
    case Knowledge::Unverified: return {Shape::Waiting, word};
    case Knowledge::Aged: return {Shape::Drained, word};
    case Knowledge::Fresh: break;
    }
    return {cell.record == CompareCell::Record::On ? Shape::Filled : Shape::Hollow, word};
}

} // namespace

CompareDelegate::CompareDelegate(const Theme &theme, const Settings &settings, QObject *parent)
    : QStyledItemDelegate(parent), m_theme(theme), m_settings(settings)
{}

QSize CompareDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    // Only a double click on the header's edge asks.
    const QString text = index.data(Qt::DisplayRole).toString();
    const int besides = cellOf(index) ? markWidth + pillGap + 24 : 0;
    return {option.fontMetrics.horizontalAdvance(text) + cellPadding + rightPadding + besides + 2,
            m_settings.rowHeight};
}

QSize CompareDelegate::sizeOfPill(const PillLook &look, const QFont &font) const
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

void CompareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const ThemeColors &colors = m_theme.colors();
    const CompareCell *cell = cellOf(index);
    painter->save();
    painter->setClipRect(option.rect);
    const bool selected = option.state & QStyle::State_Selected;
    const bool differs = cell && cell->differs;
    painter->fillRect(option.rect, selected ? colors.selection : differs ? colors.changeTint : colors.base);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      colors.rowLine);
    painter->setFont(option.font);
    painter->setPen(colors.text);
    if (cell) {
        paintEnvironment(painter, option, index, *cell);
    } else {
        const QRect rect = option.rect.adjusted(cellPadding, 0, -rightPadding, -1);
        const QString text = index.data(Qt::DisplayRole).toString();
        if (index.column() == CompareModel::Key)
            painter->setFont(m_theme.monospaceFont());
        else if (index.data(CompareModel::SortRole).toInt() == 0)
            painter->setPen(colors.mutedText);
        m_text.draw(*painter, rect, text);
    }
    painter->restore();
}

void CompareDelegate::paintEnvironment(QPainter *painter, const QStyleOptionViewItem &option,
                                       const QModelIndex &index, const CompareCell &cell) const
{
    const ThemeColors &colors = m_theme.colors();
    const auto knowledge = Knowledge(index.data(CompareModel::KnowledgeRole).toInt());
    QRect rect = option.rect.adjusted(cellPadding, 0, -rightPadding, -1);
    if (cell.differs) {
        painter->setFont(strongFont(option.font));
        m_text.draw(*painter, QRect(rect.left(), rect.top(), markWidth, rect.height()), u"≠"_s);
    }
    rect.setLeft(rect.left() + markWidth);
    const bool isKnown = knowledge == Knowledge::Fresh || knowledge == Knowledge::Aged;
    if (cell.record == CompareCell::Record::None && isKnown) {
        painter->setFont(cell.differs ? strongFont(option.font) : option.font);
        painter->setPen(knowledge == Knowledge::Aged ? colors.stale : colors.mutedText);
        m_text.draw(*painter, rect, compareWord(cell, knowledge));
        return;
    }
    const PillLook look = lookOf(cell, knowledge);
    const QSize size = sizeOfPill(look, option.font);
    const QRect pill(QPoint(rect.left(), rect.top() + (rect.height() - size.height()) / 2), size);
    paintPill(painter, pill, look, colors, option.font, m_text);
    // Pills of every word are about as wide: what stands beside them begins at one place.
    const int slot =
        std::max(size.width(), sizeOfPill({PillLook::Shape::Drained, u"OFF?"_s}, option.font).width());
    rect.setLeft(rect.left() + slot + pillGap);
    const bool isPoint = cell.differs & (CompareAspect::Value | CompareAspect::Rules);
    painter->setFont(isPoint ? strongFont(option.font) : option.font);
    painter->setPen(cell.differs || index.column() == CompareModel::Shown ? colors.text : colors.mutedText);
    m_text.draw(*painter, rect, detailText(cell));
}

} // namespace signalbox
