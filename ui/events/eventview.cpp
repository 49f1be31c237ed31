// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/eventview.h"

#include "core/settings.h"
#include "events/eventdelegate.h"
#include "model/burstmodel.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

EventView::EventView(BurstModel &model, const Clock &clock, const Theme &theme, const Settings &settings,
                     QWidget *parent)
    : QTableView(parent)
    , m_model(model)
    , m_theme(theme)
    , m_delegate(new EventDelegate(clock, theme, settings.reducedMotion, this))
    , m_minimumRowHeight(settings.rowHeight)
{
    setObjectName(u"eventLog"_s);
    setAccessibleName(tr("Events"));
    setFrameShape(QFrame::NoFrame);
    setItemDelegate(m_delegate);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setModel(&m_model);

    QHeaderView *header = horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(EventLogModel::What, QHeaderView::Stretch);
    header->hide(); // the mock has no titles; the menu shows them
    applyFonts();

    connect(&m_model, &QAbstractItemModel::modelAboutToBeReset, this, &EventView::keepSelection);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &EventView::restoreSelection);
    connect(&m_model, &BurstModel::completed, this, &EventView::restoreSelection);
    connect(&theme, &Theme::changed, this, &EventView::applyFonts);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, &EventView::scrolledByPerson);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (m_placing)
            return;
        captureAnchor();
        noteSeen();
    });
    connect(this, &QTableView::activated, this, [this](const QModelIndex &index) {
        if (m_model.isFolded(index.row()))
            m_model.unfold(index.row());
        else
            emit serialActivated(serialAt(index.row()));
    });
}

void EventView::applyFonts()
{
    const int rowHeight = std::max(m_minimumRowHeight, fontMetrics().height() + 8);
    verticalHeader()->setMinimumSectionSize(rowHeight);
    verticalHeader()->setDefaultSectionSize(rowHeight);
    verticalScrollBar()->setSingleStep(rowHeight);
    setColumnWidth(EventLogModel::Time, m_delegate->columnWidth(EventLogModel::Time, u"00:00:00.000"_s));
    setColumnWidth(EventLogModel::Delta, m_delegate->columnWidth(EventLogModel::Delta, u"+00:00:00"_s));
    setColumnWidth(EventLogModel::Kind, m_delegate->columnWidth(EventLogModel::Kind, u"ai_config.updated"_s));
    setColumnWidth(EventLogModel::FlagColumn,
                   m_delegate->columnWidth(EventLogModel::FlagColumn, u"free-shipping-threshold"_s));
    setColumnWidth(EventLogModel::Source,
                   m_delegate->columnWidth(EventLogModel::Source, u"demo@signalbox.example"_s));
    setColumnWidth(EventLogModel::Lag, m_delegate->columnWidth(EventLogModel::Lag, u"00.00 s"_s));
    viewport()->update();
}

void EventView::setMarks(const Bookmarks &bookmarks, const RowHighlights &highlights)
{
    m_delegate->setMarks(bookmarks, highlights);
}

void EventView::setFollowing(bool following)
{
    if (m_following == following)
        return;
    executeDelayedItemsLayout(); // what has arrived was followed; only what comes from now on is new
    m_following = following;
    if (following) {
        restoreAnchor();
        noteSeen();
    } else {
        captureAnchor();
        m_seenSerial = lastSerialAt(m_model.rowCount() - 1);
    }
    emit followingChanged(following);
    emit unseenChanged();
}

int EventView::unseenCount() const
{
    return m_following ? 0 : m_model.eventsAfter(m_seenSerial);
}

bool EventView::goToEvent(quint64 serial)
{
    const int row = m_model.reveal(serial);
    if (row < 0)
        return false;
    setFollowing(false);
    const QModelIndex index = m_model.index(row, 0);
    setCurrentIndex(index);
    scrollTo(index);
    emit serialSelected(serial);
    return true;
}

bool EventView::setUnfolded(bool unfolded)
{
    const int row = currentIndex().row();
    if (unfolded ? !m_model.isFolded(row) : !m_model.isUnfolded(row))
        return false;
    const quint64 serial = serialAt(row);
    if (unfolded)
        m_model.unfold(row);
    else
        m_model.fold(row);
    setCurrentIndex(m_model.index(m_model.rowOf(serial), 0));
    return true;
}

void EventView::scrollToTime(WallTime time)
{
    setFollowing(false);
    int first = 0;
    int last = m_model.rowCount();
    while (first < last) {
        const int middle = std::midpoint(first, last);
        if (m_model.lastRecordAt(middle).time < time)
            first = middle + 1;
        else
            last = middle;
    }
    executeDelayedItemsLayout();
    verticalScrollBar()->setValue(first * verticalHeader()->defaultSectionSize());
}

/// First row that holds @p serial or one after it; the row count when there is none.
int EventView::rowFrom(quint64 serial) const
{
    int first = 0;
    int last = m_model.rowCount();
    while (first < last) {
        const int middle = std::midpoint(first, last);
        if (lastSerialAt(middle) < serial)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

quint64 EventView::serialAt(int row) const
{
    return row >= 0 && row < m_model.rowCount() ? m_model.recordAt(row).serial : 0;
}

quint64 EventView::lastSerialAt(int row) const
{
    return row >= 0 && row < m_model.rowCount() ? m_model.lastRecordAt(row).serial : 0;
}

quint64 EventView::currentSerial() const
{
    return currentIndex().isValid() ? serialAt(currentIndex().row()) : 0;
}

QVector<int> EventView::selectedRows() const
{
    QVector<int> rows;
    const QModelIndexList indexes = selectionModel()->selectedRows();
    rows.reserve(indexes.size());
    for (const QModelIndex &index : indexes)
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

/// Another filter starts the list anew; what was chosen is chosen still where it is shown.
void EventView::keepSelection()
{
    constexpr int most = 1'000;
    const QModelIndexList indexes = selectionModel()->selectedRows();
    if (indexes.isEmpty() && !currentIndex().isValid())
        return; // what an earlier filter hides may come back with this one
    m_keptCurrent = currentSerial();
    m_keptSelection.clear();
    for (const QModelIndex &index : indexes) {
        if (m_keptSelection.size() < most)
            m_keptSelection.append(serialAt(index.row()));
    }
}

void EventView::restoreSelection()
{
    if (currentIndex().isValid() || selectionModel()->hasSelection())
        return; // chosen anew meanwhile
    QItemSelection selection;
    for (const quint64 serial : std::as_const(m_keptSelection)) {
        if (const int row = m_model.rowOf(serial); row >= 0)
            selection.select(m_model.index(row, 0), m_model.index(row, EventLogModel::ColumnCount - 1));
    }
    const int current = m_model.rowOf(m_keptCurrent);
    const QScopedValueRollback placing(m_placing, true);
    setAutoScroll(false); // the view stays where it is
    if (current >= 0)
        selectionModel()->setCurrentIndex(m_model.index(current, 0), QItemSelectionModel::NoUpdate);
    selectionModel()->select(selection, QItemSelectionModel::Select);
    setAutoScroll(true);
}

void EventView::tick()
{
    viewport()->update();
}

void EventView::keyboardSearch(const QString &)
{
    // Letters are the window's shortcuts; jumping to a time that begins with one helps nobody.
}

void EventView::updateGeometries()
{
    {
        const QScopedValueRollback placing(m_placing, true);
        QTableView::updateGeometries();
    }
    restoreAnchor();
    noteSeen();
}

void EventView::scrolledByPerson(int)
{
    const QScrollBar *bar = verticalScrollBar();
    setFollowing(bar->sliderPosition() >= bar->maximum());
}

void EventView::captureAnchor()
{
    const int row = rowAt(0);
    m_anchorSerial = serialAt(row);
    m_anchorOffset = row < 0 ? 0 : -rowViewportPosition(row);
}

void EventView::restoreAnchor()
{
    const QScopedValueRollback placing(m_placing, true);
    QScrollBar *bar = verticalScrollBar();
    if (m_following) {
        bar->setValue(bar->maximum());
        return;
    }
    if (m_anchorSerial == 0)
        return;
    const int row = rowFrom(m_anchorSerial);
    const bool held = serialAt(row) <= m_anchorSerial && row < m_model.rowCount();
    const int offset = held ? m_anchorOffset : 0;
    bar->setValue(row * verticalHeader()->defaultSectionSize() + offset);
}

void EventView::noteSeen()
{
    if (m_model.rowCount() == 0) {
        emit unseenChanged();
        return;
    }
    const int below = rowAt(viewport()->height() - 1);
    const int row = below < 0 ? m_model.rowCount() - 1 : below;
    m_seenSerial = std::max(m_seenSerial, lastSerialAt(row));
    emit unseenChanged();
}

void EventView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        emit copyRequested();
        return;
    }
    if (event->key() == Qt::Key_End) {
        setFollowing(true);
        return;
    }
    // As in a tree; columns are not walked, since whole rows are chosen.
    if ((event->key() == Qt::Key_Right && setUnfolded(true))
        || (event->key() == Qt::Key_Left && setUnfolded(false)))
        return;
    const quint64 before = currentSerial();
    QTableView::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Home:
        setFollowing(false);
        if (const quint64 serial = currentSerial(); serial != 0 && serial != before)
            emit serialSelected(serial);
        break;
    default: break;
    }
}

void EventView::mousePressEvent(QMouseEvent *event)
{
    QTableView::mousePressEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (!index.isValid())
        return;
    const quint64 serial = serialAt(index.row());
    setFollowing(false);
    emit serialSelected(serial);
}

void EventView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid() && m_model.isFolded(index.row()))
        m_model.unfold(index.row());
    else
        QTableView::mouseDoubleClickEvent(event);
}

void EventView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    emit resized();
}

} // namespace signalbox
