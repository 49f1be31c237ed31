// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/proxychoice.h"

#include "core/loopback.h"

using namespace Qt::StringLiterals;

namespace signalbox {

ProxyChoice::ProxyChoice(NetworkSettings settings, NetworkSecrets secrets)
    : m_settings(std::move(settings)), m_secrets(std::move(secrets))
{}

QNetworkProxy ProxyChoice::proxyFor(const QUrl &url) const
{
    switch (m_settings.proxy) {
    case ProxyMode::None: break;
    case ProxyMode::Http:
        return withUser({QNetworkProxy::HttpProxy, m_settings.proxyHost, m_settings.proxyPort});
    case ProxyMode::Socks5:
        return withUser({QNetworkProxy::Socks5Proxy, m_settings.proxyHost, m_settings.proxyPort});
    case ProxyMode::System:
        if (!isLoopbackHost(url.host())) {
            const auto proxies = systemProxyForQuery(QNetworkProxyQuery(url));
            if (!proxies.isEmpty() && proxies.constFirst().type() != QNetworkProxy::DefaultProxy)
                return withUser(proxies.constFirst());
        }
        break;
    }
    return QNetworkProxy::NoProxy;
}

QByteArray ProxyChoice::authorizationFor(const QUrl &url) const
{
    if (url.scheme() != u"http")
        return {}; // goes through a tunnel, which is opened with it
    const QNetworkProxy proxy = proxyFor(url);
    const bool forwards =
        proxy.type() == QNetworkProxy::HttpProxy || proxy.type() == QNetworkProxy::HttpCachingProxy;
    if (!forwards || proxy.user().isEmpty())
        return {};
    return "Basic " + (proxy.user() + u':' + proxy.password()).toUtf8().toBase64();
}

QList<QNetworkProxy> ProxyChoice::queryProxy(const QNetworkProxyQuery &query)
{
    QUrl url = query.url();
    if (url.isEmpty()) {
        url.setScheme(u"https"_s);
        url.setHost(query.peerHostName());
        url.setPort(query.peerPort());
    }
    const QNetworkProxy proxy = proxyFor(url);
    // "The default", which is direct as nobody sets another: only for the word "none" the network stack takes
    // the buffer away (see bufferDirectConnections).
    if (proxy.type() == QNetworkProxy::NoProxy)
        return {QNetworkProxy(QNetworkProxy::DefaultProxy)};
    return {proxy};
}

QNetworkProxy ProxyChoice::withUser(QNetworkProxy proxy) const
{
    if (proxy.type() != QNetworkProxy::NoProxy && proxy.user().isEmpty() && !m_settings.proxyUser.isEmpty()) {
        proxy.setUser(m_settings.proxyUser);
        proxy.setPassword(m_secrets.proxyPassword);
    }
    return proxy;
}

} // namespace signalbox
