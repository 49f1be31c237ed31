// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/networksettings.h"

#include <QByteArray>
#include <QNetworkProxyFactory>
#include <QUrl>

namespace signalbox {

/// Which proxy a request goes through, by the settings of its connection. The network stack asks it for
/// every connection it opens.
class ProxyChoice final : public QNetworkProxyFactory
{
public:
    ProxyChoice(NetworkSettings settings, NetworkSecrets secrets);

    /// NoProxy when the address is reached directly. The system's answer may take a moment the first time.
    [[nodiscard]] QNetworkProxy proxyFor(const QUrl &url) const;
    /// What a forwarding proxy wants to see with a plain http request; null where none is needed. Said at
    /// once: waiting for the proxy to ask would need the request's body a second time, and a change is sent
    /// only once.
    [[nodiscard]] QByteArray authorizationFor(const QUrl &url) const;

    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override;

private:
    [[nodiscard]] QNetworkProxy withUser(QNetworkProxy proxy) const;

    NetworkSettings m_settings;
    NetworkSecrets m_secrets;
};

} // namespace signalbox
