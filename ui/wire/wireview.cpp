// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/wireview.h"

#include "model/wiremodel.h"
#include "theme/headercorner.h"
#include "theme/theme.h"

#include <QFontMetrics>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

WireView::WireView(WireModel &model, const Theme &theme, QWidget *parent) : QTableView(parent), m_theme(theme)
{
    setObjectName(u"wireTable"_s);
    setAccessibleName(tr("Raw wire"));
    setModel(&model);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setVerticalScrollMode(ScrollPerItem);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setHighlightSections(false);
    setProperty("kind", u"list"_s);
    new HeaderCorner(*this); // owned by this
    useTheme();
    connect(&theme, &Theme::changed, this, &WireView::useTheme);

    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_moving)
            noteFollowing(value >= verticalScrollBar()->maximum());
    });
    connect(&model, &QAbstractItemModel::rowsInserted, this, [this] {
        if (m_following)
            setFollowing(true);
    });
    connect(&model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex &, int first, int last) {
        const QScopedValueRollback moving(m_moving, true);
        if (!m_following) // one step of the bar is one row
            verticalScrollBar()->setValue(verticalScrollBar()->value() - (last - first + 1));
    });
}

void WireView::useTheme()
{
    setFont(m_theme.monospaceFont());
    const QFontMetrics metrics(m_theme.monospaceFont());
    const int digit = metrics.horizontalAdvance(u'0');
    verticalHeader()->setDefaultSectionSize(metrics.height() + 8);
    const std::pair<WireModel::Column, int> widths[] = {{WireModel::Time, 14},
                                                        {WireModel::Delta, 9},
                                                        {WireModel::Connection, 6},
                                                        {WireModel::Kind, 10},
                                                        {WireModel::Size, 8}};
    for (const auto &[column, characters] : widths)
        setColumnWidth(column, characters * digit + 20);
}

void WireView::setFollowing(bool following)
{
    if (following) {
        const QScopedValueRollback moving(m_moving, true);
        scrollToBottom();
    }
    noteFollowing(following);
}

void WireView::showRow(int row)
{
    setCurrentIndex(model()->index(row, 0));
    noteFollowing(row + 1 == model()->rowCount());
}

void WireView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    tellCurrentRow();
}

void WireView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    tellCurrentRow();
}

/// A table that gets the focus makes its first row the current one without selecting it: that is no choice.
void WireView::tellCurrentRow()
{
    const QModelIndex current = currentIndex();
    if (current.isValid() && selectionModel()->isRowSelected(current.row(), {}))
        emit currentRowChanged(current.row());
}

void WireView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_End)
        setFollowing(true); // a table would go to the end of the row
    else
        QTableView::keyPressEvent(event);
}

void WireView::noteFollowing(bool following)
{
    if (std::exchange(m_following, following) != following)
        emit followingChanged(following);
}

} // namespace signalbox
