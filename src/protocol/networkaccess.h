// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "protocol/proxychoice.h"
#include "protocol/tlsfiles.h"

#include <QNetworkAccessManager>

#include <memory>

namespace signalbox {

/// The network as one connection sees it: its proxy, its trust, its client certificate, applied to every
/// request that is sent through it. Settings do not change during its life; make another one. Main thread
/// only.
class NetworkAccess final : public QNetworkAccessManager
{
    Q_OBJECT

public:
    /// Reads and checks the files that @p settings name. Makes no connection.
    [[nodiscard]] static tl::expected<std::unique_ptr<NetworkAccess>, NetworkProblem> create(
        const NetworkSettings &settings, const NetworkSecrets &secrets, WallTime now);

    /// Straight to the server: no proxy, the system's trust. For servers of our own.
    NetworkAccess();

    [[nodiscard]] const NetworkSettings &settings() const { return m_settings; }
    [[nodiscard]] const QSslConfiguration &tls() const { return m_tls; }
    [[nodiscard]] QNetworkProxy proxyFor(const QUrl &url) const { return m_proxies->proxyFor(url); }

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *data) override;

private:
    NetworkAccess(const NetworkSettings &settings, const NetworkSecrets &secrets, QSslConfiguration tls);

    NetworkSettings m_settings;
    QSslConfiguration m_tls;
    ProxyChoice *m_proxies; ///< the base class owns it
};

/// Why @p settings cannot be used, without making anything: missing host or port, files as in
/// tlsConfiguration(). Absent when they can.
[[nodiscard]] std::optional<NetworkProblem> checkNetwork(const NetworkSettings &settings,
                                                         const NetworkSecrets &secrets, WallTime now);

} // namespace signalbox
