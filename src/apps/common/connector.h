// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/common/providers.h"

#include <QObject>
#include <QString>
#include <QUrl>

#include <memory>
#include <optional>

class QNetworkAccessManager;

namespace signalbox {

/// The project and the environment that the options name. NotFound, or Conflict where they leave it open
/// which of several; the detail is a sentence that names what there is.
[[nodiscard]] Result<ProjectEntry> chooseProject(const QVector<ProjectEntry> &projects,
                                                 const ConnectionOptions &options);
[[nodiscard]] Result<EnvironmentEntry> chooseEnvironment(const ProjectEntry &project,
                                                         const QString &environment);

/// Signs in and reads which projects there are. Main thread only.
class Connector final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this.
    Connector(QNetworkAccessManager &network, const Clock &clock, QObject *parent = nullptr);
    ~Connector() override;

    /// Once. connected() or failed() follows. @p allowPlainHttp: a person agreed that credentials may travel
    /// unencrypted to another machine.
    void start(const ConnectionOptions &options, const Credentials &credentials, bool allowPlainHttp = false);

    /// After connected().
    [[nodiscard]] Provider &provider();
    /// A new session for a provider whose own has ended; calls that wait for one go on. After connected().
    Pending signInAgain(const NewSession &session, Callback<bool> done);
    /// As the provider knows it; after start().
    [[nodiscard]] const QUrl &url() const { return m_options.url; }
    [[nodiscard]] const QVector<ProjectEntry> &projects() const { return m_projects; }
    /// Makes @p environment the one that the provider is about, and describes it, with the class that its key
    /// suggests.
    [[nodiscard]] ConnectionInfo open(const ProjectEntry &project, const EnvironmentEntry &environment);

signals:
    void connected();
    void failed(const signalbox::Error &error);

private:
    QNetworkAccessManager &m_network;
    const Clock &m_clock;
    ConnectionOptions m_options;
    QString m_userName;
    std::unique_ptr<Provider> m_provider;
    QVector<ProjectEntry> m_projects;
    Pending m_pending;
};

} // namespace signalbox
