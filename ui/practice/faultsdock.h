// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QAction;

namespace signalbox {

class Clock;
class DockTitle;
class FaultsPanel;
class Theme;
struct ConnectionInfo;

/// The faults of the practice server in a dock. Exists only while the window is connected to one.
class FaultsDock final : public QDockWidget
{
    Q_OBJECT

public:
    /// @p action opens and closes it and shows whether it is open. References must outlive this.
    FaultsDock(const Theme &theme, const Clock &clock, QAction &action, QWidget *parent = nullptr);
    ~FaultsDock() override;

    void setConnection(const ConnectionInfo &connection);

    [[nodiscard]] FaultsPanel &panel() { return *m_panel; }

private:
    FaultsPanel *m_panel;
    DockTitle *m_title = nullptr;
    QAction &m_action;
};

} // namespace signalbox
