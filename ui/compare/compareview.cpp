// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/compareview.h"

#include "compare/comparedelegate.h"
#include "compare/compareheader.h"
#include "operations/exportformat.h"
#include "theme/theme.h"

#include <QItemSelectionModel>
#include <QKeyEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

CompareView::CompareView(CompareFilterModel &rows, const Theme &theme, const Settings &settings,
                         QWidget *parent)
    : QTableView(parent), m_rows(rows), m_header(new CompareHeader(theme, this))
{
    setObjectName(u"compareTable"_s);
    setAccessibleName(tr("Compared environments"));
    setHorizontalHeader(m_header);
    setModel(&rows);
    setItemDelegate(new CompareDelegate(theme, settings, this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(20);
    verticalHeader()->setDefaultSectionSize(settings.rowHeight);
    m_header->setSortIndicator(CompareModel::Key, Qt::AscendingOrder);
    connect(m_header, &QHeaderView::sectionClicked, this, &CompareView::sortByClick);
    const auto layOut = [this] { m_header->distribute(viewport()->width()); };
    connect(m_header, &CompareHeader::columnSized, this, layOut);
    connect(&rows, &QAbstractItemModel::columnsInserted, this, layOut);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&rows, &QAbstractItemModel::rowsInserted, this, &CompareView::shownRowsChanged);
    connect(&rows, &QAbstractItemModel::rowsRemoved, this, &CompareView::shownRowsChanged);
    connect(&rows, &QAbstractItemModel::layoutChanged, this, &CompareView::shownRowsChanged);
    connect(&rows, &QAbstractItemModel::modelReset, this, &CompareView::shownRowsChanged);
}

FlagKey CompareView::currentKey() const
{
    return m_rows.keyAt(currentIndex());
}

void CompareView::setCurrentKey(const FlagKey &key)
{
    const QModelIndex index = m_rows.indexOf(key);
    if (!index.isValid())
        return;
    makeCurrent(index);
    scrollTo(index);
}

void CompareView::makeCurrent(const QModelIndex &index)
{
    // Not setCurrentIndex(): the Ctrl of the shortcut that opened us may still be down, and would select
    // nothing.
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

QVector<FlagKey> CompareView::shownKeys() const
{
    QVector<FlagKey> keys;
    const int first = rowAt(0);
    if (first < 0)
        return keys;
    const int last = rowAt(viewport()->height() - 1);
    const int end = last < 0 ? m_rows.rowCount() : last + 1;
    for (int row = first; row < end; ++row)
        keys.append(m_rows.keyAt(m_rows.index(row, 0)));
    return keys;
}

QString CompareView::rowsAsText() const
{
    QStringList lines;
    const auto addLine = [this, &lines](const auto &textOf) {
        QStringList cells;
        for (int visual = 0; visual < m_header->count(); ++visual)
            cells += pastedCell(textOf(m_header->logicalIndex(visual)));
        lines += cells.join(u'\t');
    };
    addLine(
        [this](int column) { return m_rows.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(); });
    QModelIndexList chosen = selectionModel()->selectedRows();
    std::sort(chosen.begin(), chosen.end());
    QVector<int> rows;
    for (const QModelIndex &index : std::as_const(chosen))
        rows += index.row();
    for (int row = 0; chosen.isEmpty() && row < m_rows.rowCount(); ++row)
        rows += row;
    for (const int row : std::as_const(rows))
        addLine([this, row](int column) { return m_rows.index(row, column).data().toString(); });
    return lines.join(u'\n') + u'\n';
}

void CompareView::sortByClick(int column)
{
    if (column >= CompareModel::Shown) { // cells of an environment have no order of their own
        m_header->setSortIndicator(m_rows.sortColumn(), m_rows.sortOrder());
        return;
    }
    const bool same = m_rows.sortColumn() == column;
    const Qt::SortOrder first = column == CompareModel::Differs ? Qt::DescendingOrder : Qt::AscendingOrder;
    const Qt::SortOrder other = first == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
    const Qt::SortOrder order = same && m_rows.sortOrder() == first ? other : first;
    m_rows.sort(column, order);
    m_header->setSortIndicator(column, order);
    if (currentIndex().isValid())
        scrollTo(currentIndex());
}

void CompareView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    m_header->distribute(viewport()->width());
    emit shownRowsChanged();
}

void CompareView::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    emit shownRowsChanged();
}

void CompareView::keyPressEvent(QKeyEvent *event)
{
    const bool plain = event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier;
    if (event->matches(QKeySequence::Copy))
        return emit copyAsked();
    if (event->text() == u"/"_s)
        return emit filterAsked();
    if (plain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        if (const FlagKey key = currentKey(); !key.isEmpty())
            emit flagChosen(key);
        return;
    }
    QTableView::keyPressEvent(event);
}

void CompareView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const FlagKey key = m_rows.keyAt(indexAt(event->pos()));
    if (event->button() == Qt::LeftButton && !key.isEmpty())
        emit flagChosen(key);
}

} // namespace signalbox
