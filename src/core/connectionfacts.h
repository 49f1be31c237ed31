// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"

#include <QString>

#include <optional>

namespace signalbox {

/// How far the server's clock is ahead of ours, as one answer's Date header and the time of its round trip
/// allow to say.
struct ClockSkew
{
    std::chrono::milliseconds ahead{0};
    std::chrono::milliseconds uncertainty{0}; ///< either way; Date counts whole seconds

    bool operator==(const ClockSkew &) const = default;
};

/// What is known of one connection below its bytes. Names come from a peer: plain text, bounded.
struct ConnectionFacts
{
    QString httpVersion; ///< "HTTP/1.1", "HTTP/2"; empty before the first answer
    bool encrypted = false;
    QString tlsVersion; ///< "TLS 1.3"; empty where not encrypted or not known
    QString cipher;
    QString peer;        ///< whom the certificate names
    QString issuer;      ///< who signed it
    QString proxy;       ///< host:port of the proxy that was used; empty: none
    QString contentType; ///< as the server said it
    QString server;      ///< the Server or Via header: who stands in between often names itself there
    std::optional<ClockSkew> skew;

    bool operator==(const ConnectionFacts &) const = default;
};

} // namespace signalbox
