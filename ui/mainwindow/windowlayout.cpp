// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/windowlayout.h"

#include "mainwindow/actions.h"
#include "theme/docktitle.h"

#include <QAction>
#include <QDockWidget>
#include <QGuiApplication>
#include <QMainWindow>
#include <QMenu>
#include <QScreen>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int stateVersion = 1; // raise it when docks are renamed: an old state is then ignored
constexpr QSize defaultSize(1360, 840);
constexpr int eventsHeight = 300;
constexpr int inspectorWidth = 320;

bool isOnScreen(const QRect &frame)
{
    const QList<QScreen *> screens = QGuiApplication::screens();
    return std::any_of(screens.cbegin(), screens.cend(), [&frame](const QScreen *screen) {
        const QRect seen = screen->availableGeometry() & frame;
        return seen.width() >= 100 && seen.height() >= 40; // enough to take hold of
    });
}

} // namespace

WindowLayout::WindowLayout(QMainWindow &window, const Actions &actions, const Theme &theme)
    : QObject(&window)
    , m_window(window)
    , m_actions(actions)
    , m_theme(theme)
    , m_events(makeDock("eventsDock", tr("Events"), Qt::BottomDockWidgetArea))
    , m_inspector(makeDock("inspectorDock", tr("Inspector"), Qt::RightDockWidgetArea))
{
    connect(actions.layoutWatch, &QAction::triggered, this, &WindowLayout::showWatch);
    connect(actions.layoutLogOnly, &QAction::triggered, this, &WindowLayout::showLogOnly);
    connect(actions.resetLayout, &QAction::triggered, this, &WindowLayout::reset);
}

QDockWidget *WindowLayout::makeDock(const char *name, const QString &title, Qt::DockWidgetArea area)
{
    auto *dock = new QDockWidget(title, &m_window);
    dock->setObjectName(QLatin1String(name));
    dock->toggleViewAction()->setObjectName(dock->objectName() + u"Toggle"_s);
    m_window.addDockWidget(area, dock);
    connect(dock->toggleViewAction(), &QAction::triggered, this, &WindowLayout::noteLayout);
    dock->hide();
    return dock;
}

void WindowLayout::setConnection(const ConnectionInfo &connection)
{
    if (m_titles.isEmpty()) {
        for (QDockWidget *dock : {m_events, m_inspector})
            m_titles.append(new DockTitle(*dock, DockTitle::Docked::Bare, m_theme));
    }
    for (DockTitle *title : std::as_const(m_titles))
        title->setConnection(connection);
}

void WindowLayout::fill(QWidget *events, QWidget *inspector, const QByteArray &state, LayoutChoice choice)
{
    m_events->setWidget(events);
    m_inspector->setWidget(inspector);
    m_filled = true;
    const bool isFirst = m_state.isEmpty();
    const QByteArray &wanted = isFirst ? state : m_state;
    const LayoutChoice last = isFirst ? choice : m_choice;
    if (wanted.isEmpty() || !m_window.restoreState(wanted, stateVersion))
        reset();
    for (QDockWidget *dock : {m_events, m_inspector})
        bringBack(*dock);
    if (last == LayoutChoice::LogOnly)
        m_window.centralWidget()->hide();
    noteLayout();
}

void WindowLayout::empty()
{
    if (!m_filled)
        return;
    m_state = m_window.saveState(stateVersion);
    m_filled = false;
    for (QDockWidget *dock : {m_events, m_inspector}) {
        delete dock->widget();
        dock->hide();
    }
    if (QWidget *central = m_window.centralWidget())
        central->show();
}

void WindowLayout::addToMenu(QMenu &viewMenu) const
{
    viewMenu.addSeparator();
    for (QDockWidget *dock : {m_events, m_inspector}) {
        viewMenu.addAction(dock->toggleViewAction());
        QAction *separate = viewMenu.addAction(tr("%1 in a window of its own").arg(dock->windowTitle()));
        separate->setCheckable(true);
        connect(separate, &QAction::triggered, dock, [dock](bool checked) {
            dock->setFloating(checked);
            dock->show();
        });
        connect(dock, &QDockWidget::topLevelChanged, separate, &QAction::setChecked);
    }
}

void WindowLayout::showWatch()
{
    m_window.centralWidget()->show();
    m_events->show();
    m_inspector->show();
    noteLayout();
}

void WindowLayout::showLogOnly()
{
    m_events->setFloating(false);
    m_events->show();
    m_inspector->hide();
    m_window.centralWidget()->hide();
    noteLayout();
}

void WindowLayout::reset()
{
    for (QDockWidget *dock : {m_events, m_inspector})
        dock->setFloating(false);
    m_window.addDockWidget(Qt::BottomDockWidgetArea, m_events);
    m_window.addDockWidget(Qt::RightDockWidgetArea, m_inspector);
    showWatch();
    m_window.resizeDocks({m_events}, {eventsHeight}, Qt::Vertical);
    m_window.resizeDocks({m_inspector}, {inspectorWidth}, Qt::Horizontal);
}

void WindowLayout::showInspector()
{
    m_inspector->show();
    m_inspector->raise();
    noteLayout();
}

void WindowLayout::showEvents()
{
    m_events->show();
    m_events->raise();
    noteLayout();
}

void WindowLayout::showFlags()
{
    m_window.centralWidget()->show();
    noteLayout();
}

void WindowLayout::addBesideInspector(QDockWidget &dock)
{
    m_window.addDockWidget(Qt::RightDockWidgetArea, &dock);
    m_window.tabifyDockWidget(m_inspector, &dock);
}

QByteArray WindowLayout::state() const
{
    return m_filled ? m_window.saveState(stateVersion) : m_state;
}

/// A floating dock whose screen is gone comes back into the window.
void WindowLayout::bringBack(QDockWidget &dock)
{
    if (dock.isFloating() && !isOnScreen(dock.geometry()))
        dock.setFloating(false);
}

void WindowLayout::noteLayout()
{
    const bool central = m_window.centralWidget() && !m_window.centralWidget()->isHidden();
    if (central && !m_events->isHidden() && !m_inspector->isHidden())
        m_choice = LayoutChoice::Watch;
    else
        m_choice = !central && !m_events->isHidden() ? LayoutChoice::LogOnly : LayoutChoice::Own;
    m_actions.layoutWatch->setChecked(m_choice == LayoutChoice::Watch);
    m_actions.layoutLogOnly->setChecked(m_choice == LayoutChoice::LogOnly);
}

void WindowLayout::restoreGeometry(QMainWindow &window, const QByteArray &geometry)
{
    window.resize(defaultSize);
    if (!geometry.isEmpty())
        window.restoreGeometry(geometry);
    if (isOnScreen(window.frameGeometry()))
        return;
    if (const QScreen *screen = QGuiApplication::primaryScreen())
        window.move(screen->availableGeometry().topLeft());
}

} // namespace signalbox
