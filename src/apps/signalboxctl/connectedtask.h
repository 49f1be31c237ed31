// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/common/connector.h"
#include "apps/signalboxctl/surroundings.h"
#include "apps/signalboxctl/task.h"
#include "providers/flagdash/flagdashdevicelogin.h"

#include <memory>

namespace signalbox {

/// A sub-command that begins by signing in and choosing a project.
class ConnectedTask : public Task
{
    Q_OBJECT

public:
    ConnectedTask(ConnectionOptions options, const Surroundings &surroundings, QObject *parent = nullptr);
    void start() override;

protected:
    /// The provider is ready; @p project is the one that was named.
    virtual void connected(const ProjectEntry &project) = 0;

    [[nodiscard]] const ConnectionOptions &options() const { return m_options; }
    [[nodiscard]] const Surroundings &surroundings() const { return m_surroundings; }
    [[nodiscard]] Connector &connector() { return m_connector; }
    /// Says why and ends with @p code.
    void fail(const QString &text, ExitCode code = ExitCode::Failed);
    /// Ends with what @p error comes to: see exitCodeOf().
    void fail(const Error &error);

private:
    void signInWithBrowser();
    void connectWith(const Credentials &credentials);

    ConnectionOptions m_options;
    Surroundings m_surroundings;
    std::unique_ptr<FlagDashDeviceLogin> m_deviceLogin;
    Connector m_connector;
};

} // namespace signalbox
