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
///
/// Connections are kept for the next request, and with HTTP/2 shared by all of them. One whose way is broken
/// without a word (a sleep, another network, a proxy that forgot it) would swallow every request until the
/// system gives it up, a quarter of an hour later: see leaveConnections().
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

    /// Requests from now on go over new connections. Those under way keep theirs, which close with the last
    /// of them. For whoever waited in vain, or saw a connection break.
    void leaveConnections();

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *data) override;

private:
    class Lines;

    NetworkAccess(const NetworkSettings &settings, const NetworkSecrets &secrets, QSslConfiguration tls);

    NetworkSettings m_settings;
    QSslConfiguration m_tls;
    ProxyChoice *m_proxies; ///< the base class owns it
    Lines *m_lines;         ///< a child; those that were left are as well until they are empty
};

/// leaveConnections() where @p network is a NetworkAccess; nothing else can.
void leaveConnections(QNetworkAccessManager &network);

/// Why @p settings cannot be used, without making anything: missing host or port, files as in
/// tlsConfiguration(). Absent when they can.
[[nodiscard]] std::optional<NetworkProblem> checkNetwork(const NetworkSettings &settings,
                                                         const NetworkSecrets &secrets, WallTime now);

} // namespace signalbox
