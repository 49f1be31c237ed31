// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>

class QAction;
class QDockWidget;
class QMainWindow;
class QMenu;

namespace signalbox {

class Actions;

/// The docks of the window and where they are: built-in layouts, what was saved, and back to the start. A
/// dock has no title bar while it is in the window (its content has a head of its own) and the desktop's
/// when it floats.
class WindowLayout final : public QObject
{
    Q_OBJECT

public:
    WindowLayout(QMainWindow &window, const Actions &actions);

    /// Gives each dock its content, which it then owns, and shows what was last in use.
    void fill(QWidget *events, QWidget *inspector, const QByteArray &state);
    /// Takes the contents out and deletes them; hides the docks. The state stays known.
    void empty();
    void addToMenu(QMenu &viewMenu) const;

    void showWatch();
    void showLogOnly();
    void reset();
    void showInspector();
    void showEvents();

    /// QMainWindow's state, of the last time the docks were filled.
    [[nodiscard]] QByteArray state() const;

    /// Size and place as saved, put back onto a screen that is there; the default without one.
    static void restoreGeometry(QMainWindow &window, const QByteArray &geometry);

private:
    QDockWidget *makeDock(const char *name, const QString &title, Qt::DockWidgetArea area);
    void showTitle(QDockWidget &dock);
    void bringBack(QDockWidget &dock);
    void noteLayout();

    QMainWindow &m_window;
    const Actions &m_actions;
    QDockWidget *m_events;
    QDockWidget *m_inspector;
    QByteArray m_state;
    bool m_filled = false;
};

} // namespace signalbox
