// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/faultsdock.h"

#include "practice/faultspanel.h"
#include "theme/docktitle.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace signalbox {

FaultsDock::FaultsDock(const Theme &theme, const Clock &clock, QAction &action, QWidget *parent)
    : QDockWidget(tr("Faults of the practice server"), parent)
    , m_panel(new FaultsPanel(theme, clock, this))
    , m_action(action)
{
    setObjectName(u"faultsDock"_s);
    m_title = new DockTitle(*this, DockTitle::Docked::Named, theme);
    setWidget(m_panel);
    setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    hide();
    m_action.setVisible(true);
    m_action.setEnabled(true);
    connect(&m_action, &QAction::triggered, this, [this](bool open) {
        setVisible(open);
        if (open) {
            raise();
            m_panel->setFocus();
        }
    });
    connect(toggleViewAction(), &QAction::toggled, &m_action, &QAction::setChecked);
}

FaultsDock::~FaultsDock()
{
    m_action.setVisible(false);
    m_action.setEnabled(false);
    m_action.setChecked(false);
}

void FaultsDock::setConnection(const ConnectionInfo &connection)
{
    m_title->setConnection(connection);
}

} // namespace signalbox
