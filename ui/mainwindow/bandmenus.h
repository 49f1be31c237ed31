// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/provider.h"
#include "operations/guard.h"

#include <QObject>

class QMenu;
class QToolButton;

namespace signalbox {

class EnvironmentBand;
class Theme;

/// The two buttons at the right end of the band: the profile with its environments, and the guard. The
/// present guard mode is the word on its button.
class BandMenus final : public QObject
{
    Q_OBJECT

public:
    BandMenus(EnvironmentBand &band, const Theme &theme);

    /// Returns to Guarded where the mode in force does not fit the class; a replay keeps its own.
    void setConnection(const ConnectionInfo &connection);
    void setEnvironments(const QVector<EnvironmentEntry> &environments);
    void setMode(GuardMode mode);
    /// The server says that this account may not change flags: so does the mode, until a person chooses
    /// another. False takes it back. Who chose Read-only keeps it.
    void setWatchOnly(bool watchOnly);
    [[nodiscard]] GuardMode mode() const { return m_mode; }

signals:
    void modeChanged(signalbox::GuardMode mode);
    void environmentChosen(const signalbox::EnvironmentId &environment);
    void classChosen(signalbox::EnvironmentClass environmentClass);
    void disconnectRequested();

private:
    void remakeProfileMenu();
    void remakeGuardMenu();
    void showMode();

    EnvironmentBand &m_band;
    const Theme &m_theme;
    QToolButton *m_profile;
    QToolButton *m_guard;
    QMenu *m_profileMenu;
    QMenu *m_guardMenu;
    ConnectionInfo m_connection;
    QVector<EnvironmentEntry> m_environments;
    GuardMode m_mode = GuardMode::Guarded;
    bool m_watchOnly = false;
};

/// Watch only, Read-only, Guarded, Direct.
[[nodiscard]] QString guardModeText(GuardMode mode);

} // namespace signalbox
