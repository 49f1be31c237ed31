// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace signalbox {

class Clock;
class EventFilterModel;
class EventLog;
class EventView;
class FindBar;
class RowSearch;

/// Finding in the event log: the bar, the search behind it, and the way to the row that was found.
class EventFind final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this; @p panel owns the bar and hears Ctrl+G.
    EventFind(const EventFilterModel &rows, const EventLog &log, const Clock &clock, EventView &view,
              QWidget &panel);

    /// To be put where it shall stand.
    [[nodiscard]] QWidget *bar() const;
    /// Opens the field; next() uses what was typed there.
    void open();
    void next(bool backwards);
    /// False when it was not open.
    bool close();

private:
    void showFound(quint64 serial, bool wrapped);

    EventView &m_view;
    FindBar *m_bar;
    RowSearch *m_search;
};

} // namespace signalbox
