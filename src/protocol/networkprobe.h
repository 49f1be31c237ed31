// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/networksettings.h"
#include "core/pending.h"

#include <QDateTime>
#include <QStringList>
#include <QUrl>

namespace signalbox {

class NetworkAccess;

/// The proxy that stands between us and an address.
struct ProxyHop
{
    QString host;
    quint16 port = 0;
    bool forwards = false; ///< plain http through an HTTP proxy: request by request, no tunnel
};

/// Whom a TLS handshake reached.
struct TlsPeer
{
    QString subject;
    QString issuer; ///< as issuerName() says it
    QDateTime expires;
    QString protocol; ///< TLS 1.3
    bool http2 = false;
    // Set when the certificate was not accepted; whole sentences.
    QString complaint;
    QString remedy;
};

/// Looks at the way to a server one layer at a time, for the doctor. Nothing is sent above TLS. Errors:
/// NotFound (no such name), Network, Timeout (after limits::connectTimeout), Proxy, Tls.
class NetworkProbe
{
public:
    NetworkProbe() = default;
    virtual ~NetworkProbe() = default;
    NetworkProbe(const NetworkProbe &) = delete;
    NetworkProbe &operator=(const NetworkProbe &) = delete;

    /// Absent when the address is reached directly.
    [[nodiscard]] virtual std::optional<ProxyHop> proxyFor(const QUrl &url) const = 0;
    /// The addresses behind a name.
    virtual Pending lookUp(const QString &host, Callback<QStringList> done) = 0;
    /// Connects directly and lets go; answers with the address that was reached.
    virtual Pending connectTo(const QString &host, quint16 port, Callback<QString> done) = 0;
    /// Connects to the host and port of @p url through its proxy.
    virtual Pending tunnel(const QUrl &url, Callback<QString> done) = 0;
    /// Shakes hands with the server of @p url as a request would.
    virtual Pending handshake(const QUrl &url, Callback<TlsPeer> done) = 0;
};

/// The real one, by the settings of one connection.
class SocketProbe : public NetworkProbe
{
public:
    /// Both must outlive this and every Pending it returned.
    SocketProbe(const NetworkAccess &network, const Clock &clock);

    [[nodiscard]] std::optional<ProxyHop> proxyFor(const QUrl &url) const override;
    Pending lookUp(const QString &host, Callback<QStringList> done) override;
    Pending connectTo(const QString &host, quint16 port, Callback<QString> done) override;
    Pending tunnel(const QUrl &url, Callback<QString> done) override;
    Pending handshake(const QUrl &url, Callback<TlsPeer> done) override;

private:
    const NetworkAccess &m_network;
    const Clock &m_clock;
};

} // namespace signalbox
