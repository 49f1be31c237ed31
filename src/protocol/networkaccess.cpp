// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/networkaccess.h"

#include <QCoreApplication>
#include <QNetworkRequest>

namespace signalbox {

namespace {

NetworkSettings direct()
{
    NetworkSettings settings;
    settings.proxy = ProxyMode::None;
    return settings;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::NetworkAccess", text);
}

std::optional<NetworkProblem> checkProxy(const NetworkSettings &settings)
{
    const bool isNamed = settings.proxy == ProxyMode::Http || settings.proxy == ProxyMode::Socks5;
    QUrl url;
    url.setHost(settings.proxyHost, QUrl::StrictMode);
    if (isNamed && (settings.proxyHost.isEmpty() || !url.isValid()))
        return NetworkProblem{NetworkProblem::Field::Proxy,
                              tr("Enter the proxy's name, for example proxy.example.com.")};
    if (isNamed && settings.proxyPort == 0)
        return NetworkProblem{NetworkProblem::Field::Proxy,
                              tr("Enter the proxy's port, a number from 1 to 65535.")};
    return std::nullopt;
}

} // namespace

tl::expected<std::unique_ptr<NetworkAccess>, NetworkProblem> NetworkAccess::create(
    const NetworkSettings &settings, const NetworkSecrets &secrets, WallTime now)
{
    if (auto wrong = checkProxy(settings))
        return tl::unexpected(std::move(*wrong));
    auto tls = tlsConfiguration(settings, secrets, now);
    if (!tls)
        return tl::unexpected(std::move(tls.error()));
    return std::unique_ptr<NetworkAccess>(new NetworkAccess(settings, secrets, std::move(*tls)));
}

NetworkAccess::NetworkAccess() : NetworkAccess(direct(), {}, QSslConfiguration::defaultConfiguration()) {}

NetworkAccess::NetworkAccess(const NetworkSettings &settings, const NetworkSecrets &secrets,
                             QSslConfiguration tls)
    : m_settings(settings), m_tls(std::move(tls)), m_proxies(new ProxyChoice(settings, secrets))
{
    // A proxy that asks again was given what there is: nobody answers proxyAuthenticationRequired(), so that
    // a wrong password is tried once and locks no account.
    setProxyFactory(m_proxies);
}

QNetworkReply *NetworkAccess::createRequest(Operation operation, const QNetworkRequest &request,
                                            QIODevice *data)
{
    QNetworkRequest ours = request;
    if (request.url().scheme() == QLatin1String("https"))
        ours.setSslConfiguration(m_tls);
    else if (const QByteArray header = m_proxies->authorizationFor(request.url()); !header.isEmpty())
        ours.setRawHeader("Proxy-Authorization", header);
    return QNetworkAccessManager::createRequest(operation, ours, data);
}

std::optional<NetworkProblem> checkNetwork(const NetworkSettings &settings, const NetworkSecrets &secrets,
                                           WallTime now)
{
    if (auto wrong = checkProxy(settings))
        return wrong;
    auto tls = tlsConfiguration(settings, secrets, now);
    return tls ? std::nullopt : std::optional(std::move(tls.error()));
}

} // namespace signalbox
