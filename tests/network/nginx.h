// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "network/certificates.h"
#include "network/toolprocess.h"

#include <QMap>
#include <QUrl>

namespace signalbox {

/// nginx with TLS in front of a server that speaks plain http. Every face has a port of its own.
class Nginx final
{
public:
    enum class Face {
        Good,       ///< certificate "server", HTTP/1.1
        Http2,      ///< the same with HTTP/2
        Buffering,  ///< the same, holding bytes back and ignoring what the server says about that
        Expired,    ///< certificate "expired"
        Elsewhere,  ///< certificate "elsewhere"
        SelfSigned, ///< certificate "self-signed"
        ClientOnly, ///< asks for a certificate that "ca" signed
        Plain,      ///< http without TLS
    };

    explicit Nginx(const Certificates &certificates) : m_certificates(certificates) {}

    /// Empty when it answers on all faces, else why not.
    [[nodiscard]] QString start(const QUrl &upstream);
    /// https://127.0.0.1:port, also where nobody speaks TLS.
    [[nodiscard]] QUrl url(Face face) const;
    /// One line a request: the protocol, the status and the path.
    [[nodiscard]] QByteArray accessLog() const;

private:
    [[nodiscard]] QByteArray configuration(const QUrl &upstream) const;

    const Certificates &m_certificates;
    QTemporaryDir m_folder;
    QMap<Face, quint16> m_ports;
    ToolProcess m_process;
};

} // namespace signalbox
