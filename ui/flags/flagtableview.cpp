// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/flagtableview.h"

#include "flags/flagdelegate.h"
#include "flags/flagheader.h"
#include "theme/headercorner.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace signalbox {

FlagTableView::FlagTableView(FlagFilterModel &rows, const Theme &theme, const Settings &settings,
                             const Clock &clock, QWidget *parent)
    : QTableView(parent)
    , m_rows(rows)
    , m_settings(settings)
    , m_header(new FlagHeader(theme, this))
    , m_delegate(new FlagDelegate(*this, theme, settings, clock))
{
    setObjectName(u"flagTable"_s);
    setAccessibleName(tr("Flags"));
    setHorizontalHeader(m_header);
    setModel(&rows);
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    new HeaderCorner(*this); // owned by this
    setShowGrid(false);
    setWordWrap(false);
    setMouseTracking(true);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    setAlternatingRowColors(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(20);
    verticalHeader()->setDefaultSectionSize(settings.rowHeight);
    m_header->showDefaultColumns();

    connect(m_header, &QHeaderView::sectionClicked, this, &FlagTableView::sortByClick);
    connect(m_header, &FlagHeader::columnsChanged, this,
            [this] { m_header->distribute(viewport()->width()); });
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&rows, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_resetting = true; });
    connect(&rows, &QAbstractItemModel::modelReset, this, &FlagTableView::restoreCurrent);
    connect(&rows, &QAbstractItemModel::modelReset, this, &FlagTableView::shownRowsChanged);
    connect(&rows, &QAbstractItemModel::rowsInserted, this, &FlagTableView::restoreCurrent);
    connect(&rows, &QAbstractItemModel::rowsInserted, this, &FlagTableView::shownRowsChanged);
    connect(&rows, &QAbstractItemModel::rowsRemoved, this, &FlagTableView::shownRowsChanged);
    connect(&rows, &QAbstractItemModel::layoutChanged, this, &FlagTableView::shownRowsChanged);
}

QByteArray FlagTableView::columnState() const
{
    return m_header->columnState();
}

void FlagTableView::restoreColumnState(const QByteArray &state)
{
    if (state.isEmpty() || !m_header->restoreColumnState(state))
        return;
    m_header->distribute(viewport()->width());
    applyHeaderOrder();
}

bool FlagTableView::isFirstShown(int column) const
{
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int logical = m_header->logicalIndex(visual);
        if (!m_header->isSectionHidden(logical))
            return logical == column;
    }
    return false;
}

QModelIndex FlagTableView::indexOf(const FlagKey &key) const
{
    const auto &source = *qobject_cast<const FlagTableModel *>(m_rows.sourceModel());
    const int row = source.store().rowOf(key);
    return row < 0 ? QModelIndex() : m_rows.mapFromSource(source.index(row, FlagTableModel::Key));
}

FlagKey FlagTableView::currentKey() const
{
    return currentIndex().isValid() ? m_rows.rowAt(currentIndex()).flag.key : FlagKey();
}

void FlagTableView::setCurrentKey(const FlagKey &key)
{
    m_currentKey = key;
    const QModelIndex index = indexOf(key);
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    scrollTo(index);
}

void FlagTableView::restoreCurrent()
{
    m_resetting = false;
    if (m_currentKey.isEmpty() || currentIndex().isValid())
        return;
    if (const QModelIndex index = indexOf(m_currentKey); index.isValid())
        setCurrentIndex(index);
}

void FlagTableView::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    // The base would make a neighbour current: the next Space would be about a flag nobody chose.
    if (currentIndex().isValid() && currentIndex().row() >= start && currentIndex().row() <= end)
        selectionModel()->clear();
    QTableView::rowsAboutToBeRemoved(parent, start, end);
}

void FlagTableView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    if (m_resetting || !current.isValid())
        return; // a reset or a filter takes the row away for a moment: the choice stays
    const FlagKey key = m_rows.rowAt(current).flag.key;
    if (key == m_currentKey)
        return;
    m_currentKey = key;
    emit currentKeyChanged(key);
}

QRect FlagTableView::pillTarget(const QModelIndex &index) const
{
    if (!index.isValid() || isColumnHidden(FlagTableModel::State))
        return {};
    const QRect cell = visualRect(index.siblingAtColumn(FlagTableModel::State));
    const QRect pill = m_delegate->pillRect(cell, m_rows.rowAt(index), font());
    return QRect(pill.left(), cell.top(), pill.width(), cell.height());
}

FlagKey FlagTableView::pillAt(const QPoint &position) const
{
    const QModelIndex index = indexAt(position);
    return index.isValid() && pillTarget(index).contains(position) ? m_rows.rowAt(index).flag.key : FlagKey();
}

QVector<FlagKey> FlagTableView::shownKeys() const
{
    QVector<FlagKey> keys;
    const int first = rowAt(0);
    if (first < 0)
        return keys;
    const int last = rowAt(viewport()->height() - 1);
    const int end = last < 0 ? m_rows.rowCount() : last + 1;
    for (int row = first; row < end; ++row)
        keys.append(m_rows.rowAt(m_rows.index(row, 0)).flag.key);
    return keys;
}

bool FlagTableView::isInUse() const
{
    return m_pointerInside || m_menuOpen || hasFocus();
}

void FlagTableView::noteUse()
{
    if (m_inUse == isInUse())
        return;
    m_inUse = isInUse();
    emit inUseChanged(m_inUse);
}

void FlagTableView::sortByClick(int column)
{
    // First press sorts, the second turns it round, the third gives the default order back.
    const bool same = m_header->isSortIndicatorShown() && m_header->sortIndicatorSection() == column;
    if (same && m_header->sortIndicatorOrder() == Qt::DescendingOrder) {
        m_header->setSortIndicatorShown(false);
    } else {
        m_header->setSortIndicator(column, same ? Qt::DescendingOrder : Qt::AscendingOrder);
        m_header->setSortIndicatorShown(true);
    }
    applyHeaderOrder();
    // Asked for by hand: at once, although the pointer is over the table.
    m_rows.resort();
}

void FlagTableView::applyHeaderOrder()
{
    std::optional<FlagTableModel::Column> column;
    if (m_header->isSortIndicatorShown())
        column = FlagTableModel::Column(m_header->sortIndicatorSection());
    m_rows.setOrder(column, m_header->sortIndicatorOrder());
    m_header->viewport()->update();
}

void FlagTableView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    m_header->distribute(viewport()->width());
    emit shownRowsChanged();
}

void FlagTableView::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    emit shownRowsChanged();
}

void FlagTableView::setHoveredRow(int row)
{
    if (m_hoveredRow == row)
        return;
    const int before = std::exchange(m_hoveredRow, row);
    for (const int changed : {before, row}) {
        if (changed >= 0 && changed < m_rows.rowCount())
            viewport()->update(0, rowViewportPosition(changed), viewport()->width(), rowHeight(changed));
    }
}

bool FlagTableView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave) {
        m_pointerInside = event->type() == QEvent::Enter;
        if (!m_pointerInside)
            setHoveredRow(-1);
        noteUse();
    }
    return QTableView::viewportEvent(event);
}

void FlagTableView::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    noteUse();
}

void FlagTableView::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    noteUse();
}

void FlagTableView::mousePressEvent(QMouseEvent *event)
{
    m_pressedPill = event->button() == Qt::LeftButton ? pillAt(event->pos()) : FlagKey();
    QTableView::mousePressEvent(event);
}

void FlagTableView::mouseMoveEvent(QMouseEvent *event)
{
    QTableView::mouseMoveEvent(event);
    setHoveredRow(indexAt(event->pos()).row());
    if (pillAt(event->pos()).isEmpty())
        viewport()->unsetCursor();
    else
        viewport()->setCursor(Qt::PointingHandCursor);
}

void FlagTableView::mouseReleaseEvent(QMouseEvent *event)
{
    QTableView::mouseReleaseEvent(event);
    const FlagKey pressed = std::exchange(m_pressedPill, {});
    if (event->button() == Qt::LeftButton && !pressed.isEmpty() && pillAt(event->pos()) == pressed)
        askChange(pressed);
}

void FlagTableView::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_pressedPill = {};
    const QModelIndex index = indexAt(event->pos());
    // The first click on a pill has asked already; the second one must do nothing.
    if (event->button() != Qt::LeftButton || !index.isValid() || !pillAt(event->pos()).isEmpty())
        return;
    setCurrentIndex(index);
    emit inspectAsked(m_rows.rowAt(index).flag.key);
}

void FlagTableView::askChange(const FlagKey &key)
{
    const QModelIndex index = indexOf(key);
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    scrollTo(index.siblingAtColumn(FlagTableModel::State));
    const QRect target = pillTarget(index);
    emit changeAsked(key, QRect(viewport()->mapToGlobal(target.topLeft()), target.size()));
}

void FlagTableView::keyPressEvent(QKeyEvent *event)
{
    const FlagKey key = currentKey();
    const bool plain = event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier;
    event->accept();
    if (plain && event->key() == Qt::Key_R)
        return emit resortAsked();
    if (event->text() == u"/"_s)
        return emit filterAsked();
    if (plain && event->key() == Qt::Key_Escape)
        return emit clearFilterAsked();
    if (!key.isEmpty()) {
        if (plain && event->key() == Qt::Key_Space)
            return event->isAutoRepeat() ? void() : askChange(key);
        if (plain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
            return emit inspectAsked(key);
        if (plain && event->key() == Qt::Key_P)
            return emit pinAsked(key);
        if (plain && event->key() == Qt::Key_F5)
            return emit rereadAsked(key);
        if (event->matches(QKeySequence::Copy))
            return QApplication::clipboard()->setText(key.text());
        if (event->key() == Qt::Key_Menu
            || (event->key() == Qt::Key_F10 && event->modifiers() == Qt::ShiftModifier))
            return showMenu(key, viewport()->mapToGlobal(pillTarget(currentIndex()).bottomLeft()));
    }
    QTableView::keyPressEvent(event);
}

void FlagTableView::keyboardSearch(const QString &)
{
    // Letters are commands here; a jump to a name would sit between a hand and its switch.
}

QModelIndex FlagTableView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    const bool isEnd = action == MoveHome || action == MoveEnd;
    return QTableView::moveCursor(action, isEnd ? modifiers | Qt::ControlModifier : modifiers);
}

void FlagTableView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index =
        event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    if (index.isValid())
        showMenu(m_rows.rowAt(index).flag.key, event->globalPos());
}

void FlagTableView::showMenu(const FlagKey &key, const QPoint &globalPosition)
{
    const QModelIndex index = indexOf(key);
    if (!index.isValid())
        return;
    const FlagMarks marks = m_rows.rowAt(index).marks;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"flagMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [this, menu](const QString &text, const QString &keys, auto act) {
        // The keys are shown, not bound: the table handles them while it has focus.
        QAction *action = menu->addAction(keys.isEmpty() ? text : QString(text % u'\t' % keys));
        connect(action, &QAction::triggered, this, act);
        return action;
    };
    add(key.kind() == FlagKind::Flag ? tr("Change…") : tr("Edit…"), tr("Space"),
        [this, key] { askChange(key); });
    add(tr("Inspect"), tr("Enter"), [this, key] { emit inspectAsked(key); });
    add(tr("Re-read"), u"F5"_s, [this, key] { emit rereadAsked(key); });
    add(tr("Copy key"), u"Ctrl+C"_s, [key] { QApplication::clipboard()->setText(key.text()); });
    menu->addSeparator();
    add(marks.pinned ? tr("Unpin") : tr("Pin"), u"P"_s, [this, key] { emit pinAsked(key); });
    QMenu *safe = menu->addMenu(tr("Kill switch"));
    safe->menuAction()->setVisible(key.kind() == FlagKind::Flag);
    auto *group = new QActionGroup(safe);
    const auto addSafe = [this, safe, group, key, &marks](const QString &text, std::optional<bool> state) {
        QAction *action = safe->addAction(text);
        action->setCheckable(true);
        action->setChecked(marks.safeState == state);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, key, state] { emit safeStateAsked(key, state); });
    };
    addSafe(tr("Safe is OFF"), false);
    addSafe(tr("Safe is ON"), true);
    addSafe(tr("Not a kill switch"), std::nullopt);

    m_menuOpen = true;
    noteUse();
    connect(menu, &QMenu::aboutToHide, this, [this] {
        m_menuOpen = false;
        noteUse();
    });
    menu->popup(globalPosition);
}

} // namespace signalbox
