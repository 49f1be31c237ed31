// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/docktitle.h"

#include "core/connection.h"
#include "theme/elidedlabel.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QDockWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize buttonSize(26, 24); // logical pixels; ux.md 14: nothing to press is smaller than 24
constexpr QSize iconSize(14, 14);

} // namespace

DockTitle::DockTitle(QDockWidget &dock, Docked docked, const Theme &theme)
    : QFrame(&dock)
    , m_dock(dock)
    , m_docked(docked)
    , m_theme(theme)
    , m_bar(new QFrame(this))
    , m_float(addButton("float", u"float"_s, tr("%1 in a window of its own"), false))
    , m_close(addButton("close", u"close"_s, tr("Close %1"), false))
    , m_band(new EnvironmentBand(theme, EnvironmentBand::Size::Header, this))
{
    setObjectName(dock.objectName() + u"Title"_s);
    m_bar->setProperty("kind", u"bar"_s);
    auto *name = new ElidedLabel(dock.windowTitle(), m_bar);
    name->setProperty("kind", u"title"_s);
    auto *row = new QHBoxLayout(m_bar);
    row->setContentsMargins(12, 3, 6, 3);
    row->setSpacing(2);
    row->addWidget(name, 1);
    row->addWidget(m_float);
    row->addWidget(m_close);
    m_band->addControl(addButton("dock", u"float"_s, tr("%1 back into the window"), true));
    m_band->addControl(addButton("closeFloating", u"close"_s, tr("Close %1"), true));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_band);
    column->addWidget(m_bar);
    connect(&dock, &QDockWidget::topLevelChanged, this, &DockTitle::showPlace);
    showPlace(dock.isFloating());
    dock.setTitleBarWidget(this);
}

void DockTitle::setConnection(const ConnectionInfo &connection)
{
    m_band->setConnection(connection);
}

QToolButton *DockTitle::addButton(const char *name, const QString &icon, const QString &tip, bool onBand)
{
    auto *button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setIcon(onBand ? m_theme.icon(icon, Qt::white) : m_theme.icon(icon));
    button->setIconSize(iconSize);
    button->setFixedSize(buttonSize);
    button->setProperty("kind", onBand ? u"bandIcon"_s : u"icon"_s);
    button->setFocusPolicy(Qt::TabFocus);
    const QString text = tip.arg(m_dock.windowTitle());
    button->setToolTip(text);
    button->setAccessibleName(text);
    if (icon == u"close")
        connect(button, &QToolButton::clicked, &m_dock, &QWidget::close);
    else
        connect(button, &QToolButton::clicked, &m_dock, [this] { m_dock.setFloating(!m_dock.isFloating()); });
    return button;
}

void DockTitle::showPlace(bool floating)
{
    m_band->setVisible(floating);
    m_bar->setVisible(m_docked == Docked::Named);
    for (QToolButton *button : {m_float, m_close}) // the band has its own
        button->setVisible(!floating);
}

} // namespace signalbox
