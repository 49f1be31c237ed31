// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/networkprobe.h"

#include "core/limits.h"
#include "protocol/networkaccess.h"
#include "protocol/networkreply.h"
#include "protocol/tlserrors.h"

#include <QHostInfo>
#include <QSslSocket>

#include <memory>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Error makeError(ErrorKind kind, const QString &detail)
{
    return Error{kind, detail.left(limits::errorDetailLength), std::nullopt, std::nullopt};
}

Error tooLate()
{
    return makeError(ErrorKind::Timeout, u"no answer in time"_s);
}

Error socketError(const QSslSocket &socket)
{
    switch (socket.error()) {
    case QAbstractSocket::ProxyAuthenticationRequiredError:
        return makeError(ErrorKind::Proxy, u"The proxy does not accept the user name and password."_s);
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInvalidUserDataError:
    case QAbstractSocket::SslInternalError:
        return makeError(ErrorKind::Tls, tlsFailureText(socket.errorString()));
    case QAbstractSocket::HostNotFoundError: return makeError(ErrorKind::NotFound, socket.errorString());
    case QAbstractSocket::SocketTimeoutError:
    case QAbstractSocket::ProxyConnectionTimeoutError: return tooLate();
    default: return makeError(ErrorKind::Network, socket.errorString());
    }
}

QString protocolName(QSsl::SslProtocol protocol)
{
    switch (protocol) {
    case QSsl::TlsV1_2: return u"TLS 1.2"_s;
    case QSsl::TlsV1_3: return u"TLS 1.3"_s;
    default: return u"TLS"_s;
    }
}

TlsPeer peerOf(const QSslSocket &socket)
{
    const QSslCertificate certificate = socket.peerCertificate();
    TlsPeer peer;
    peer.subject = certificateName(certificate);
    peer.issuer = issuerName(certificate);
    peer.expires = certificate.expiryDate();
    peer.protocol = protocolName(socket.sessionProtocol());
    peer.http2 = socket.sslConfiguration().nextNegotiatedProtocol() == QSslConfiguration::ALPNProtocolHTTP2;
    return peer;
}

/// One connection that is made to be looked at. Kept alive by the Pending it hands out.
template <typename T>
class SocketTry final : public QObject, public std::enable_shared_from_this<SocketTry<T>>
{
public:
    SocketTry(const Clock &clock, Callback<T> done)
        : m_done(std::move(done)), m_timeout(clock.createTimer([this] { finish(tl::unexpected(tooLate())); }))
    {
        QObject::connect(&socket, &QAbstractSocket::errorOccurred, this,
                         [this] { finish(tl::unexpected(socketError(socket))); });
        m_timeout->start(limits::connectTimeout);
    }

    void finish(Result<T> result)
    {
        const auto self = this->shared_from_this(); // the callback may drop the handle that keeps this
        m_timeout->stop();
        socket.disconnect();
        // Not from inside the socket's own signal.
        QMetaObject::invokeMethod(
            &socket, [this, self] { socket.abort(); }, Qt::QueuedConnection);
        if (const auto done = std::exchange(m_done, nullptr))
            done(std::move(result));
    }

    void cancel()
    {
        if (!std::exchange(m_done, nullptr))
            return; // finished, perhaps from inside the socket's own signal: it lets go by itself
        m_timeout->stop();
        socket.disconnect();
        socket.abort();
    }

    [[nodiscard]] Pending handle()
    {
        return Pending([self = this->shared_from_this()] { self->cancel(); });
    }

    QSslSocket socket;

private:
    Callback<T> m_done;
    std::unique_ptr<Timer> m_timeout;
};

/// One question to the system's resolver. Kept alive as above.
class LookUp final : public QObject, public std::enable_shared_from_this<LookUp>
{
public:
    LookUp(const Clock &clock, Callback<QStringList> done)
        : m_done(std::move(done)), m_timeout(clock.createTimer([this] { finish(tl::unexpected(tooLate())); }))
    {}

    void start(const QString &host)
    {
        m_timeout->start(limits::connectTimeout);
        m_id = QHostInfo::lookupHost(host, this, [this](const QHostInfo &info) { take(info); });
    }

    void cancel()
    {
        m_done = nullptr;
        m_timeout->stop();
        QHostInfo::abortHostLookup(m_id);
    }

private:
    void take(const QHostInfo &info)
    {
        if (info.error() != QHostInfo::NoError) {
            const bool isUnknown = info.error() == QHostInfo::HostNotFound;
            finish(tl::unexpected(
                makeError(isUnknown ? ErrorKind::NotFound : ErrorKind::Network, info.errorString())));
            return;
        }
        QStringList addresses;
        const auto all = info.addresses();
        for (const QHostAddress &address : all)
            addresses.append(address.toString());
        finish(addresses);
    }

    void finish(Result<QStringList> result)
    {
        const auto self = shared_from_this(); // as above
        m_timeout->stop();
        QHostInfo::abortHostLookup(m_id);
        if (const auto done = std::exchange(m_done, nullptr))
            done(std::move(result));
    }

    Callback<QStringList> m_done;
    std::unique_ptr<Timer> m_timeout;
    int m_id = -1;
};

Pending connectPlain(const Clock &clock, const QNetworkProxy &proxy, const QString &host, quint16 port,
                     Callback<QString> done)
{
    const auto one = std::make_shared<SocketTry<QString>>(clock, std::move(done));
    one->socket.setProxy(proxy);
    QObject::connect(&one->socket, &QAbstractSocket::connected, one.get(),
                     [one = one.get()] { one->finish(one->socket.peerAddress().toString()); });
    one->socket.connectToHost(host, port);
    return one->handle();
}

} // namespace

SocketProbe::SocketProbe(const NetworkAccess &network, const Clock &clock)
    : m_network(network), m_clock(clock)
{}

std::optional<ProxyHop> SocketProbe::proxyFor(const QUrl &url) const
{
    const QNetworkProxy proxy = m_network.proxyFor(url);
    if (proxy.type() == QNetworkProxy::NoProxy)
        return std::nullopt;
    const bool isHttp = proxy.type() != QNetworkProxy::Socks5Proxy;
    return ProxyHop{proxy.hostName(), proxy.port(), isHttp && url.scheme() == u"http"};
}

Pending SocketProbe::lookUp(const QString &host, Callback<QStringList> done)
{
    const auto one = std::make_shared<LookUp>(m_clock, std::move(done));
    one->start(host);
    return Pending([one] { one->cancel(); });
}

Pending SocketProbe::connectTo(const QString &host, quint16 port, Callback<QString> done)
{
    return connectPlain(m_clock, QNetworkProxy::NoProxy, host, port, std::move(done));
}

Pending SocketProbe::tunnel(const QUrl &url, Callback<QString> done)
{
    return connectPlain(m_clock, m_network.proxyFor(url), url.host(), portOf(url), std::move(done));
}

Pending SocketProbe::handshake(const QUrl &url, Callback<TlsPeer> done)
{
    const auto one = std::make_shared<SocketTry<TlsPeer>>(m_clock, std::move(done));
    QSslConfiguration tls = m_network.tls();
    tls.setAllowedNextProtocols(
        {QSslConfiguration::ALPNProtocolHTTP2, QSslConfiguration::NextProtocolHttp1_1});
    one->socket.setSslConfiguration(tls);
    one->socket.setProxy(m_network.proxyFor(url));
    QObject::connect(&one->socket, &QSslSocket::encrypted, one.get(),
                     [one = one.get()] { one->finish(peerOf(one->socket)); });
    QObject::connect(&one->socket, &QSslSocket::sslErrors, one.get(),
                     [one = one.get(), host = url.host()](const QList<QSslError> &errors) {
                         const TlsComplaint complaint = tlsComplaint(errors, host);
                         TlsPeer peer = peerOf(one->socket);
                         peer.complaint = complaint.cause;
                         peer.remedy = complaint.next;
                         one->finish(peer);
                     });
    one->socket.connectToHostEncrypted(url.host(), portOf(url));
    return one->handle();
}

} // namespace signalbox
