// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/eventfind.h"

#include "events/eventview.h"
#include "events/findbar.h"
#include "model/rowsearch.h"

#include <QShortcut>

namespace signalbox {

EventFind::EventFind(const EventFilterModel &rows, const EventLog &log, const Clock &clock, EventView &view,
                     QWidget &panel)
    : QObject(&panel)
    , m_view(view)
    , m_bar(new FindBar(&panel))
    , m_search(new RowSearch(rows, log, clock, this))
{
    m_bar->hide();
    connect(m_bar, &FindBar::findRequested, this, &EventFind::next);
    connect(m_bar, &FindBar::closed, this, &EventFind::close);
    connect(m_search, &RowSearch::found, this, &EventFind::showFound);
    connect(m_search, &RowSearch::notFound, this, [this] { m_bar->showOutcome(FindBar::Outcome::NotFound); });
    auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_G), &panel);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, &EventFind::open);
}

QWidget *EventFind::bar() const
{
    return m_bar;
}

void EventFind::open()
{
    m_bar->open();
}

void EventFind::next(bool backwards)
{
    if (m_bar->text().isEmpty()) {
        open();
        return;
    }
    m_bar->show();
    quint64 from = m_view.currentSerial();
    // With nothing chosen yet the search begins with what is on screen.
    if (from == 0 && !backwards) {
        if (const int top = m_view.rowAt(0); top > 0)
            from = m_view.lastSerialAt(top - 1);
    }
    m_bar->showOutcome(FindBar::Outcome::Looking);
    m_search->start(m_bar->text(), from, backwards);
}

bool EventFind::close()
{
    m_search->stop();
    if (!m_bar->isVisible())
        return false;
    m_bar->hide();
    m_view.setFocus();
    return true;
}

void EventFind::showFound(quint64 serial, bool wrapped)
{
    if (!m_view.goToEvent(serial))
        m_bar->showOutcome(FindBar::Outcome::NotFound); // it left meanwhile
    else
        m_bar->showOutcome(wrapped ? FindBar::Outcome::Wrapped : FindBar::Outcome::Found);
}

} // namespace signalbox
