// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/common/connector.h"
#include "apps/common/practiceserver.h"
#include "apps/signalbox/environmentmemory.h"
#include "apps/signalbox/openenvironment.h"
#include "apps/signalbox/openreplay.h"
#include "apps/signalbox/options.h"
#include "apps/signalbox/practicefaults.h"
#include "connect/connectrequest.h"
#include "core/pending.h"
#include "core/settings.h"
#include "mainwindow/mainwindow.h"
#include "protocol/networkaccess.h"
#include "providers/flagdash/flagdashdevicelogin.h"

#include <QObject>

#include <functional>
#include <memory>

namespace signalbox {

class Program;

/// Answers what the window asks for: starts the practice server, signs in, opens an environment, keeps
/// settings. Owns the parts behind the window; knows no widget but the window itself.
class Controller final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this.
    Controller(MainWindow &window, Program &program, const Options &options, QObject *parent = nullptr);
    ~Controller() override;

    /// What the command line asked for.
    void begin();

private:
    void startPractice();
    void signIn(const ConnectionOptions &options, const Credentials &credentials,
                std::unique_ptr<NetworkAccess> network);
    void signInFromForm(const ConnectRequest &request);
    void signInWithBrowser(const ConnectRequest &request);
    void test(const ConnectRequest &request);
    void examine();
    void openFromForm(const ConnectRequest &request);
    void openPractice();
    void offerFaults();
    void open(const ProjectEntry &project, const EnvironmentEntry &environment,
              EnvironmentClass environmentClass);
    void switchEnvironment(const EnvironmentId &id);
    void setEnvironmentClass(EnvironmentClass environmentClass);
    void close();
    void disconnectFromServer();
    void dropNetwork();
    void openSession(const QString &path);
    void showSession(const std::shared_ptr<SessionFile> &file);
    void renewSignIn(const NewSession &session);
    void renewWithBrowser();
    void startDeviceLogin(const QUrl &url, std::function<void(const FlagDashTokens &)> signedIn);
    void giveUp(const Error &error);
    [[nodiscard]] bool isShownElsewhere(const EnvironmentId &environment);
    void saveSettings();
    void handIn(const Settings &now);
    void takeSettings();
    void saveMarks();

    MainWindow &m_window;
    Program &m_program;
    Settings m_settings; ///< as this window last handed them in or got them
    const Options m_options;
    const Clock &m_clock;
    std::unique_ptr<NetworkAccess> m_network; ///< of the present connection or attempt

    std::unique_ptr<PracticeServer> m_practice;
    QByteArray m_control; ///< of the practice server; empty where it takes no orders for faults
    std::unique_ptr<PracticeFaults> m_faults;
    std::unique_ptr<FlagDashDeviceLogin> m_deviceLogin;
    std::unique_ptr<Connector> m_connector;
    ProjectEntry m_project;
    std::optional<EnvironmentMemory> m_memory; ///< of the environment that is or was open
    std::unique_ptr<OpenEnvironment> m_open;
    std::unique_ptr<SessionOpener> m_opener;
    std::unique_ptr<OpenReplay> m_replay;
    Pending m_renewal;
};

} // namespace signalbox
