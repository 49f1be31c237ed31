// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QBoxLayout;
class QDockWidget;
class QLabel;
class QToolButton;

namespace signalbox {

class EnvironmentBand;
class Theme;
struct ConnectionInfo;

/// The head of a dock: its name while it stands in the window (nothing where its content has a head of its
/// own), and the environment's band once it floats, as every window has one that shows an environment. Both
/// have buttons of a size that can be hit. The dock is moved by what is beside the buttons.
class DockTitle final : public QFrame
{
    Q_OBJECT

public:
    enum class Docked { Named, Bare };

    /// Becomes the title bar of @p dock, which owns it.
    DockTitle(QDockWidget &dock, Docked docked, const Theme &theme);

    void setConnection(const ConnectionInfo &connection);

private:
    QToolButton *addButton(const char *name, const QString &icon, const QString &tip, bool onBand);
    void showPlace(bool floating);

    QDockWidget &m_dock;
    const Docked m_docked;
    const Theme &m_theme;
    QFrame *m_bar;
    QToolButton *m_float;
    QToolButton *m_close;
    EnvironmentBand *m_band;
};

} // namespace signalbox
