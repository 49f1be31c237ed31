// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"
#include "core/settings.h"
#include "model/bookmarks.h"
#include "model/rowhighlights.h"

#include <QObject>
#include <QPointer>

class QMenu;
class QPoint;
class QWidget;

namespace signalbox {

class BurstModel;
struct Console;
class EventFilterModel;
class EventLogModel;
class EventView;
class ExportDialog;
class Theme;

/// What can be done with rows of the event list, from its context menu and its keys: copy, export, inspect,
/// note, mark, measure, narrow the filter. Belongs to the events panel.
class RowTools final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this; @p panel is the parent of what opens.
    RowTools(Console &console, EventLogModel &model, EventFilterModel &filter, BurstModel &rows,
             EventView &view, const Theme &theme, const Settings &settings, QWidget &panel);

    /// The selected rows as tab separated text.
    void copySelection();
    void openExport();
    /// A note at now, or about the chosen row where the list has the focus.
    void addNote();
    /// Of the chosen row.
    void toggleBookmark();
    void goToBookmark(bool backwards);
    /// Ends what "Measure from here" began; false when nothing was measured.
    bool endMeasuring();
    /// The rules by which rows are marked, with one more for @p filter where that is not empty.
    void openHighlighters(const QString &filter = {});
    /// The settings are not what they were.
    void refresh();

signals:
    /// A term to add to the filter.
    void filterTermChosen(const QString &term);
    void inspectRequested(quint64 serial);
    /// Δ is the time since this row, said in words; empty: since the row before again.
    void measuringChanged(const QString &from);
    void findRequested();
    /// Something to be said for a few seconds.
    void noticed(const QString &sentence);
    /// A person changed what is remembered; all of it, as it is now.
    void settingsEdited(const signalbox::Settings &settings);

private:
    void openMenu(const QPoint &position);
    void mark(quint64 serial);
    void measureFrom(const Fact &fact);
    void addRowActions(QMenu &menu, const Fact &fact);
    void addBurstActions(QMenu &menu, int row);
    void addNoteActions(QMenu &menu, const Fact &fact);
    void writeNote(const Fact &about);
    void editNote(quint64 serial, const QString &text);
    void copyAsJson();
    [[nodiscard]] QVector<int> selectedFilterRows() const;
    [[nodiscard]] QVector<quint64> selectedSerials() const;

    Console &m_console;
    EventLogModel &m_model;
    EventFilterModel &m_filter;
    BurstModel &m_rows;
    EventView &m_view;
    const Theme &m_theme;
    const Settings &m_settings;
    QWidget &m_panel;
    Bookmarks m_bookmarks;
    RowHighlights m_highlights;
    QPointer<ExportDialog> m_export;
};

} // namespace signalbox
