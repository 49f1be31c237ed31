// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/toolbar.h"

#include "mainwindow/actions.h"
#include "mainwindow/linkchip.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace signalbox {

using namespace Qt::StringLiterals;

Toolbar::Toolbar(const Theme &theme, const Actions &actions, QMenu &menu, QWidget *parent)
    : QFrame(parent), m_chip(new LinkChip(theme, this))
{
    setObjectName(u"toolbar"_s);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 7, 10, 7);
    row->setSpacing(6);
    const auto addButton = [&](QAction *action) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setObjectName(action->objectName() + u"Button"_s);
        button->setToolButtonStyle(action->icon().isNull() ? Qt::ToolButtonTextOnly
                                                           : Qt::ToolButtonTextBesideIcon);
        button->setIconSize(QSize(16, 16));
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
        m_connectedOnly.append(button);
    };
    const auto addLine = [&] {
        auto *line = new QFrame(this);
        line->setFixedWidth(1);
        line->setStyleSheet(u"background: palette(mid);"_s);
        row->addSpacing(4);
        row->addWidget(line);
        row->addSpacing(4);
        m_connectedOnly.append(line);
    };
    row->addWidget(m_chip);
    m_connectedOnly.append(m_chip);
    addLine();
    addButton(actions.follow);
    addButton(actions.pause);
    addButton(actions.rereadAll);
    addLine();
    addButton(actions.find);
    row->addStretch(1);
    addButton(actions.layoutWatch);
    addButton(actions.layoutLogOnly);

    auto *more = new QToolButton(this);
    more->setObjectName(u"moreButton"_s);
    more->setAccessibleName(tr("Menu"));
    more->setToolTip(tr("All actions, themes and panels (F10)"));
    more->setIcon(theme.icon(u"more"_s));
    more->setPopupMode(QToolButton::InstantPopup);
    more->setFocusPolicy(Qt::TabFocus);
    more->setShortcut(QKeySequence(Qt::Key_F10));
    more->setMenu(&menu);
    row->addWidget(more);
}

void Toolbar::setConnected(bool connected)
{
    for (QWidget *widget : std::as_const(m_connectedOnly))
        widget->setVisible(connected);
}

} // namespace signalbox
