// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/networkaccess.h"

#include <QCoreApplication>
#include <QNetworkReply>
#include <QNetworkRequest>

namespace signalbox {

namespace {

/// For managers that are not the choice's owner.
class SameChoice final : public QNetworkProxyFactory
{
public:
    explicit SameChoice(ProxyChoice &choice) : m_choice(choice) {}

    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        return m_choice.queryProxy(query);
    }

private:
    ProxyChoice &m_choice;
};

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

/// Connections that were opened since the others were left, and the requests over them.
class NetworkAccess::Lines final : public QNetworkAccessManager
{
public:
    Lines(ProxyChoice &proxies, QObject *parent) : QNetworkAccessManager(parent)
    {
        setProxyFactory(new SameChoice(proxies)); // the base class owns it
    }

    ~Lines() override
    {
        // Here and not in the base class: each tells that it is gone.
        qDeleteAll(findChildren<QNetworkReply *>(Qt::FindDirectChildrenOnly));
    }

    QNetworkReply *send(Operation operation, const QNetworkRequest &request, QIODevice *data)
    {
        QNetworkReply *reply = createRequest(operation, request, data);
        m_used = true;
        ++m_replies;
        connect(reply, &QObject::destroyed, this, [this] {
            --m_replies;
            closeIfDone();
        });
        return reply;
    }
    [[nodiscard]] bool isUsed() const { return m_used; }
    void leave()
    {
        m_left = true;
        closeIfDone();
    }

private:
    void closeIfDone()
    {
        if (m_left && m_replies == 0)
            deleteLater();
    }

    int m_replies = 0;
    bool m_used = false;
    bool m_left = false;
};

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
    : m_settings(settings)
    , m_tls(std::move(tls))
    , m_proxies(new ProxyChoice(settings, secrets))
    , m_lines(new Lines(*m_proxies, this))
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
    return m_lines->send(operation, ours, data);
}

void NetworkAccess::leaveConnections()
{
    if (!m_lines->isUsed())
        return; // several requests met the same end
    m_lines->leave();
    m_lines = new Lines(*m_proxies, this);
}

void leaveConnections(QNetworkAccessManager &network)
{
    if (auto *ours = qobject_cast<NetworkAccess *>(&network))
        ours->leaveConnections();
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
