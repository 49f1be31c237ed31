// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/firstframe.h"

#include <QCoreApplication>
#include <QEvent>
#include <QTimer>
#include <QWidget>

namespace signalbox {

namespace {

class FirstFrame final : public QObject
{
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        // Fires from the event loop after the backing store of this paint event has been flushed.
        if (event->type() == QEvent::Paint)
            QTimer::singleShot(0, QCoreApplication::instance(), &QCoreApplication::quit);
        return QObject::eventFilter(watched, event);
    }
};

} // namespace

void quitAfterFirstFrame(QWidget &window)
{
    window.installEventFilter(new FirstFrame(&window));
}

} // namespace signalbox
