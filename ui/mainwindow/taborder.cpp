// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/taborder.h"

#include <QWidget>

namespace signalbox {

namespace {

QVector<QWidget *> chainInside(QWidget &area)
{
    QVector<QWidget *> result;
    QWidget *widget = &area;
    do {
        if (widget == &area || area.isAncestorOf(widget))
            result.append(widget);
        widget = widget->nextInFocusChain();
    } while (widget != &area);
    return result;
}

} // namespace

void chainTabOrder(const QVector<QWidget *> &areas)
{
    QWidget *last = nullptr;
    for (QWidget *area : areas) {
        const QVector<QWidget *> inside = chainInside(*area);
        for (QWidget *widget : inside) {
            // A widget that hands its focus on (a combo box's field) follows its proxy by itself.
            if (widget->focusPolicy() == Qt::NoFocus || widget->focusProxy())
                continue;
            if (last)
                QWidget::setTabOrder(last, widget);
            last = widget;
        }
    }
}

} // namespace signalbox
