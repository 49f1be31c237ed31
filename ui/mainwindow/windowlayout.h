// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"

#include <QByteArray>
#include <QObject>
#include <QVector>

class QAction;
class QDockWidget;
class QMainWindow;
class QMenu;

namespace signalbox {

class Actions;
class DockTitle;
class Theme;
struct ConnectionInfo;

/// The docks of the window and where they are: built-in layouts, what was saved, and back to the start. A
/// dock has no title bar while it is in the window (its content has a head of its own) and the environment's
/// band when it floats.
class WindowLayout final : public QObject
{
    Q_OBJECT

public:
    WindowLayout(QMainWindow &window, const Actions &actions, const Theme &theme);

    /// Says on the docks that float whose environment they show. To be called before fill(): it makes their
    /// title bars, which a window without a connection does not need.
    void setConnection(const ConnectionInfo &connection);

    /// Gives each dock its content, which it then owns, and shows what was last in use: @p state of the docks
    /// in layout @p choice, or what this window showed before.
    void fill(QWidget *events, QWidget *inspector, const QByteArray &state, LayoutChoice choice);
    /// Takes the contents out and deletes them; hides the docks. The state stays known.
    void empty();
    void addToMenu(QMenu &viewMenu) const;

    void showWatch();
    void showLogOnly();
    void reset();
    void showInspector();
    void showEvents();
    /// Brings the flag table back where only the log was shown.
    void showFlags();
    /// A dock that comes and goes, as a tab beside the inspector. Not part of the layout that is remembered.
    void addBesideInspector(QDockWidget &dock);

    /// QMainWindow's state, of the last time the docks were filled.
    [[nodiscard]] QByteArray state() const;
    /// The layout in use, of the last time the docks were filled. QMainWindow's state does not know it: it
    /// says nothing about the middle.
    [[nodiscard]] LayoutChoice choice() const { return m_choice; }

    /// Size and place as saved, put back onto a screen that is there; the default without one.
    static void restoreGeometry(QMainWindow &window, const QByteArray &geometry);

private:
    QDockWidget *makeDock(const char *name, const QString &title, Qt::DockWidgetArea area);
    void bringBack(QDockWidget &dock);
    void noteLayout();

    QMainWindow &m_window;
    const Actions &m_actions;
    const Theme &m_theme;
    QVector<DockTitle *> m_titles;
    QDockWidget *m_events;
    QDockWidget *m_inspector;
    QByteArray m_state;
    LayoutChoice m_choice = LayoutChoice::Watch;
    bool m_filled = false;
};

} // namespace signalbox
