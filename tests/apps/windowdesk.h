// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/signalbox/program.h"
#include "apps/signalbox/settingsstore.h"
#include "mainwindow/mainwindow.h"
#include "theme/theme.h"

class QTableView;

namespace signalbox {

/// The whole program but its main(), with somebody at it: the real window on real time, worked through its
/// widgets. Everything that waits gives up after a generous time and says false. The journal is where
/// XDG_DATA_HOME points.
class WindowDesk final
{
public:
    /// Settings are kept in @p folder.
    explicit WindowDesk(const QString &folder);
    ~WindowDesk();

    /// Signs in through the form and opens @p environment, a production.
    [[nodiscard]] bool connectTo(const QUrl &url, const QString &environment);
    /// What was typed into the form.
    static constexpr QLatin1StringView password{"correct horse battery"};
    static constexpr QLatin1StringView email{"mia@example.org"};
    /// Chooses the row, opens the change panel, says why, and presses the button that names the place.
    [[nodiscard]] bool order(const QString &flag, bool enabled, const QString &reason);

    /// The state cell of @p flag; empty when there is no such row.
    [[nodiscard]] QString stateOf(const QString &flag) const;
    /// A row of the log about @p flag that says @p word.
    [[nodiscard]] bool logSays(const QString &flag, const QString &word) const;

private:
    [[nodiscard]] QTableView *table(const char *name) const;
    [[nodiscard]] int rowOf(const QString &flag) const;

    SystemClock m_clock;
    Theme m_theme;
    SettingsStore m_store;
    Program m_program;
    MainWindow &m_window;
};

} // namespace signalbox
