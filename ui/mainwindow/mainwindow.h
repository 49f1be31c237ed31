// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"
#include "operations/guard.h"

#include <QMainWindow>

#include <memory>

namespace signalbox {

struct Console;
struct ConnectRequest;
class Theme;

/// Assembles band, toolbar, message bar, table, docks, menus and status bar, and nothing more. Without a
/// console it shows the welcome page.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Theme &theme, const Settings &settings, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// @p console must outlive its showing; replaces an earlier one.
    void showConsole(Console &console);
    /// Back to the welcome page; call before the console is destroyed.
    void closeConsole();
    /// Progress or failure of a connection attempt, on the welcome page or over the form.
    void showConnecting(const QString &what);
    void showConnectError(const QString &sentence);
    /// The settings as they are now, layout included.
    [[nodiscard]] Settings currentSettings() const;

signals:
    void practiceRequested();
    void connectRequested(const signalbox::ConnectRequest &request);
    void connectCancelled();
    void disconnectRequested();
    /// Sign in again with this password (same user and server).
    void signInRequested(const QString &email, const QString &password);
    void environmentClassChosen(signalbox::EnvironmentClass environmentClass);
    void environmentChosen(const signalbox::EnvironmentId &environment);
    void settingsChanged();
    void marksChanged();

protected:
    void closeEvent(QCloseEvent *event) override;
};

} // namespace signalbox
