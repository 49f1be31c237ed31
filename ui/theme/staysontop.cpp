// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/staysontop.h"

#include <QChildEvent>
#include <QDockWidget>
#include <QMainWindow>

namespace signalbox {

StaysOnTop::StaysOnTop(QWidget &overlay, QMainWindow &window)
    : QObject(&overlay), m_overlay(overlay), m_window(window)
{
    window.installEventFilter(this);
    const QObjectList &children = window.children();
    for (QObject *child : children) {
        if (child != &overlay && child->isWidgetType())
            child->installEventFilter(this);
    }
}

bool StaysOnTop::isBeneath(const QObject *widget) const
{
    return widget == m_window.centralWidget() || qobject_cast<const QDockWidget *>(widget);
}

bool StaysOnTop::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ChildAdded && watched == &m_window) {
        QObject *child = static_cast<QChildEvent *>(event)->child();
        if (child != &m_overlay && child->isWidgetType())
            child->installEventFilter(this);
    } else if (event->type() == QEvent::ZOrderChange && isBeneath(watched)) {
        // Not before the dock has heard it: only one that finds itself on top chooses its tab.
        QMetaObject::invokeMethod(&m_overlay, &QWidget::raise, Qt::QueuedConnection);
    }
    return false;
}

} // namespace signalbox
