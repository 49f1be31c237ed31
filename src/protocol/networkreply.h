// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/time.h"

#include <QNetworkReply>
#include <QNetworkRequest>

#include <memory>

class QNetworkAccessManager;

namespace signalbox {

/// Lets go of a reply: nothing of it reaches the receiver afterwards, the connection is closed.
struct ReplyDeleter
{
    QObject *receiver = nullptr;
    void operator()(QNetworkReply *reply) const;
};
using ReplyOwner = std::unique_ptr<QNetworkReply, ReplyDeleter>;

/// A request as all of ours are: no redirects, cookies, cache or stored credentials of the network stack's
/// own, and no compression (a compressing proxy holds events back, and a small answer could grow without
/// bound).
[[nodiscard]] QNetworkRequest plainRequest(const QUrl &url);

/// http or https, with a host.
[[nodiscard]] bool isWebUrl(const QUrl &url);
/// The port that an http or https address means.
[[nodiscard]] quint16 portOf(const QUrl &url);
[[nodiscard]] bool isSameOrigin(const QUrl &a, const QUrl &b);
/// Scheme, host and port for people and logs; nothing that could hold a secret.
[[nodiscard]] QString originText(const QUrl &url);

/// 0 before the headers came.
[[nodiscard]] int statusOf(const QNetworkReply &reply);
[[nodiscard]] bool isRedirectStatus(int status);
/// The content type as extractMediaType() reads it.
[[nodiscard]] QByteArray mediaTypeOf(const QNetworkReply &reply);
/// True when the body is encoded although identity was asked for.
[[nodiscard]] bool isEncoded(const QNetworkReply &reply);
[[nodiscard]] std::optional<std::chrono::milliseconds> retryAfterOf(const QNetworkReply &reply, WallTime now);

/// A proxy wants other credentials than it got.
[[nodiscard]] Error proxyRefusal();

/// Why the exchange broke below HTTP; absent when it did not (a 404 is an answer, not an error). @p tlsDetail
/// is what the handshake complained about.
[[nodiscard]] std::optional<Error> transportError(const QNetworkReply &reply, const QString &tlsDetail);

/// Where a redirect leads, or why it must not be followed: no target, not a web address, from https to http,
/// more than limits::redirects of them (@p followed counts those before).
[[nodiscard]] Result<QUrl> redirectTarget(const QNetworkReply &reply, int followed);

/// Makes direct connections of @p network read through a buffer. Left alone, the network stack reads plain
/// http unbuffered: five reads of the socket and four questions after its size for each HTTP chunk, which a
/// stream with one chunk per event pays for every event. Does nothing where a proxy was set.
void bufferDirectConnections(QNetworkAccessManager &network);

} // namespace signalbox
