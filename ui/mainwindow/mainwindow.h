// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"
#include "core/settings.h"
#include "mainwindow/windowsummary.h"
#include "operations/guard.h"

#include <QMainWindow>
#include <QPointer>

#include <memory>

class QStackedWidget;
class QVBoxLayout;

namespace signalbox {

class Actions;
class BandMenus;
class ConnectForm;
struct Console;
struct ConnectRequest;
class Clock;
class Doctor;
class DoctorDialog;
class EnvironmentBand;
class FaultsDock;
class FaultsPanel;
class MessageBar;
class ShortcutOverlay;
class SignInDialog;
class StatusCells;
class Theme;
class Toolbar;
class TransportBar;
class WelcomePage;
class WindowLayout;
class Workspace;

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
    /// The panel that orders faults from a practice server, and its action. Gone with the console.
    [[nodiscard]] FaultsPanel &offerFaults(const Clock &clock);
    /// The start page, from the form.
    void showWelcome();
    /// The environments of @p project, for the profile menu while it is the one on screen. Kept until the
    /// next call.
    void setEnvironments(const QVector<EnvironmentEntry> &environments, const ProjectId &project);
    /// The connection's class or names changed while its console is shown.
    void setConnection(const ConnectionInfo &connection);

    /// Progress of a connection attempt, on the welcome page or the form.
    void showConnecting(const QString &what);
    /// Its failure; also of a renewed sign-in, in whose dialog it then appears.
    void showConnectError(const QString &sentence);
    /// The same where the way there is at fault: at the field of the form.
    void showNetworkProblem(const NetworkProblem &problem);
    /// The answer to testRequested() and doctorRequested(): a dialog that starts @p doctor. It is closed with
    /// the console.
    void showDoctor(std::shared_ptr<Doctor> doctor);
    /// The answer to browserSignInRequested() and browserRenewalRequested(): what a person takes to the
    /// browser.
    void showDeviceCode(const QString &code, const QUrl &page, const QUrl &pageWithCode);
    /// The answer to a connectRequested() without a project: the second step of the form.
    void showProjects(const QVector<ProjectEntry> &projects);
    /// The settings as they are now, layout included.
    [[nodiscard]] Settings currentSettings() const;
    /// Another window of the program changed them; the layout stays this window's own.
    void takeSettings(const Settings &settings);
    /// Where this window is connected and how its stream is, for a list of windows; without an id.
    [[nodiscard]] WindowSummary summary() const;

signals:
    void newWindowRequested();
    void switcherRequested();
    /// The program is to end, with all its windows.
    void quitRequested();
    void practiceRequested();
    /// Without a project: sign in and list the projects. With one: connect, with the sign-in of before; the
    /// password is then empty.
    void connectRequested(const signalbox::ConnectRequest &request);
    /// Sign in to the server of the request through the browser.
    void browserSignInRequested(const signalbox::ConnectRequest &request);
    void pageRequested(const QUrl &page);
    /// Look at the way to this server without connecting.
    void testRequested(const signalbox::ConnectRequest &request);
    /// The same for the connection on screen.
    void doctorRequested();
    void connectCancelled();
    void disconnectRequested();
    /// A recorded session was chosen or dropped.
    void sessionFileChosen(const QString &path);
    /// Sign in again with this password (same user and server).
    void signInRequested(const signalbox::NewSession &session);
    /// Sign in again, to the server of the open connection, through the browser.
    void browserRenewalRequested();
    void browserRenewalCancelled();
    void environmentClassChosen(signalbox::EnvironmentClass environmentClass);
    void environmentChosen(const signalbox::EnvironmentId &environment);
    void settingsChanged();
    void marksChanged();
    /// How much silence of its stream is normal in the environment on screen; absent: as learned.
    void windowChosen(std::optional<std::chrono::milliseconds> window);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void connectActions();
    void makeConnectionBars();
    void changeZone();
    void connectStart();
    [[nodiscard]] ConnectForm &form();
    void openSignIn();
    void chooseSessionFile();
    void showTransport(Console &console);
    void toggleOverlay();
    void setTheme(ThemeChoice choice);
    void addThemeMenu(QMenu &menu);
    void showStart(QWidget *page);
    void useReason(const QString &reason);
    void keepHeaders();

    Theme &m_theme;
    Settings m_settings;
    Actions *m_actions;
    EnvironmentBand *m_band = nullptr; ///< this, menus and status: with the first connection
    BandMenus *m_menus = nullptr;
    Toolbar *m_toolbar = nullptr;
    QVBoxLayout *m_head = nullptr;       ///< band, toolbar, transport, message
    TransportBar *m_transport = nullptr; ///< in a replay
    MessageBar *m_message;
    StatusCells *m_status = nullptr;
    QStackedWidget *m_stack;
    WelcomePage *m_welcome;
    ConnectForm *m_form = nullptr;
    WindowLayout *m_layout = nullptr;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<FaultsDock> m_faults;
    QPointer<SignInDialog> m_signIn;
    QPointer<ShortcutOverlay> m_overlay;
    QPointer<DoctorDialog> m_doctor;
    ConnectionInfo m_connection;
    QVector<EnvironmentEntry> m_environments;
    ProjectId m_environmentsProject;
};

} // namespace signalbox
