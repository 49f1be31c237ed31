// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/flagheader.h"

#include "flags/marks.h"
#include "model/flagtablemodel.h"
#include "theme/theme.h"

#include <QContextMenuEvent>
#include <QDataStream>
#include <QIODevice>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>

#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int cellPadding = 9;
constexpr int rightPadding = 4;
constexpr quint32 stateVersion = 1;

/// Widths at a text height of 13 pixels.
struct ColumnWidth
{
    int least;
    int preferred;
    int share; ///< of what is left when every column has its preferred width
};

constexpr std::array<ColumnWidth, FlagTableModel::ColumnCount> columnWidths{{
    {26, 26, 0},   // Pin
    {112, 112, 0}, // State: the lamp, the widest pill
    {134, 156, 2}, // Key
    {78, 152, 3},  // Name
    {90, 150, 3},  // UsersGet
    {44, 48, 0},   // Rules
    {70, 72, 0},   // Changed
    {52, 114, 1},  // By
    {66, 66, 0},   // Age: "not read"
    {60, 70, 0},   // Type
    {60, 70, 0},   // Version
}};

} // namespace

FlagHeader::FlagHeader(const Theme &theme, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent), m_theme(theme)
{
    setSectionsMovable(true);
    setSectionsClickable(true);
    setHighlightSections(false);
    setSortIndicatorShown(false);
    setMinimumSectionSize(24);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setMouseTracking(true);
    connect(this, &QHeaderView::sectionResized, this, [this](int logicalIndex, int, int newSize) {
        if (m_distributing || newSize == 0 || isSectionHidden(logicalIndex))
            return;
        m_sizedByPerson.insert(logicalIndex);
        emit columnsChanged();
    });
    connect(this, &QHeaderView::sectionMoved, this, &FlagHeader::columnsChanged);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

double FlagHeader::scale() const
{
    return std::max(1.0, QFontInfo(font()).pixelSize() / 13.0);
}

void FlagHeader::distribute(int available)
{
    const QScopedValueRollback<bool> guard(m_distributing, true);
    const double factor = scale();
    QVector<int> flexible;
    double least = 0;
    double preferred = 0;
    int shares = 0;
    for (int column = 0; column < count(); ++column) {
        if (isSectionHidden(column))
            continue;
        if (m_sizedByPerson.contains(column)) {
            available -= sectionSize(column);
            continue;
        }
        const ColumnWidth &width = columnWidths.at(size_t(column));
        flexible.append(column);
        least += width.least * factor;
        preferred += width.preferred * factor;
        shares += width.share;
    }
    const double stretch =
        preferred > least ? std::clamp((available - least) / (preferred - least), 0.0, 1.0) : 1.0;
    double surplus = std::max(0.0, available - preferred);
    int used = 0;
    int lastSharing = -1;
    for (const int column : std::as_const(flexible)) {
        const ColumnWidth &width = columnWidths.at(size_t(column));
        double size = (width.least + (width.preferred - width.least) * stretch) * factor;
        if (shares > 0)
            size += surplus * width.share / shares;
        resizeSection(column, int(size));
        used += int(size);
        if (width.share > 0)
            lastSharing = column;
    }
    // Rounding leaves a few pixels; without them the last hairline would end early.
    if (lastSharing >= 0 && used < available && available - used < int(flexible.size()) + 1)
        resizeSection(lastSharing, sectionSize(lastSharing) + available - used);
}

void FlagHeader::showDefaultColumns()
{
    {
        const QScopedValueRollback<bool> guard(m_distributing, true);
        m_sizedByPerson.clear();
        for (int column = 0; column < count(); ++column) {
            setSectionHidden(column, column == FlagTableModel::Type || column == FlagTableModel::Version);
            moveSection(visualIndex(column), column);
        }
    }
    emit columnsChanged();
}

QByteArray FlagHeader::columnState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << stateVersion << qint32(count()) << saveState() << m_sizedByPerson;
    return state;
}

bool FlagHeader::restoreColumnState(const QByteArray &state)
{
    QDataStream stream(state);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 version = 0;
    qint32 columns = 0;
    QByteArray sections;
    QSet<int> sized;
    stream >> version >> columns >> sections >> sized;
    // A state of another version of the table would hide the wrong columns.
    if (stream.status() != QDataStream::Ok || version != stateVersion || columns != count())
        return false;
    const QScopedValueRollback<bool> guard(m_distributing, true);
    if (!restoreState(sections))
        return false;
    m_sizedByPerson = sized;
    setSectionHidden(FlagTableModel::State, false);
    setSectionHidden(FlagTableModel::Key, false);
    return true;
}

QSize FlagHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), std::max(27, QFontMetrics(font()).height() + 11)};
}

void FlagHeader::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    const ThemeColors &colors = m_theme.colors();
    painter->save();
    painter->setFont(scaledFont(font(), 0.93));
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == logicalIndex;
    painter->setPen(sorted ? colors.text : colors.mutedText);
    const bool right = logicalIndex == FlagTableModel::State;
    QRect cell = rect.adjusted(cellPadding, 0, right ? -cellPadding : -rightPadding, -1);
    const QString mark =
        sorted ? (sortIndicatorOrder() == Qt::AscendingOrder ? u" ↑"_s : u" ↓"_s) : QString();
    // The pin column's name is for screen readers and menus: it is too narrow to show one.
    const QString title = logicalIndex == FlagTableModel::Pin
                              ? QString()
                              : model()->headerData(logicalIndex, Qt::Horizontal, Qt::DisplayRole).toString();
    const int room = cell.width() - painter->fontMetrics().horizontalAdvance(mark);
    painter->drawText(cell,
                      int(right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter | Qt::TextSingleLine,
                      QString(painter->fontMetrics().elidedText(title, Qt::ElideRight, room) % mark));
    painter->restore();
}

void FlagHeader::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int visual = 0; visual < count(); ++visual) {
        const int column = logicalIndex(visual);
        QAction *action =
            menu->addAction(model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!isSectionHidden(column));
        // Without state and key a row says nothing.
        action->setEnabled(column != FlagTableModel::State && column != FlagTableModel::Key);
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            setSectionHidden(column, !shown);
            emit columnsChanged();
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Reset columns")), &QAction::triggered, this, &FlagHeader::showDefaultColumns);
    menu->popup(event->globalPos());
    event->accept();
}

} // namespace signalbox
