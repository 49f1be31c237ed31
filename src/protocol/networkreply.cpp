// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/networkreply.h"

#include "core/limits.h"
#include "protocol/httpdate.h"
#include "protocol/mediatype.h"
#include "protocol/tlserrors.h"

#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Error redirectError(const QString &detail, int status)
{
    return Error{ErrorKind::Redirected, detail, status, std::nullopt};
}

/// Says "the default" where the answer is "no proxy". Both connect directly, but only for the latter word the
/// network stack takes the buffer away (QHttpNetworkConnectionChannel::ensureConnection).
class DirectProxyFactory final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        QList<QNetworkProxy> proxies = proxyForQuery(query);
        // The socket asks once more what the default is, and must get the same answer.
        const QNetworkProxyQuery socketQuery(query.peerHostName(), query.peerPort());
        if (isDirect(proxies) && isDirect(proxyForQuery(socketQuery)))
            proxies.first() = QNetworkProxy(QNetworkProxy::DefaultProxy);
        return proxies;
    }

private:
    static bool isDirect(const QList<QNetworkProxy> &proxies)
    {
        return proxies.size() == 1 && proxies.first().type() == QNetworkProxy::NoProxy;
    }
};

Error networkError(const QString &detail)
{
    return Error{ErrorKind::Network, detail, std::nullopt, std::nullopt};
}

/// The network stack's words without the query of the address that they may name: a credential may be in it.
QString errorText(const QNetworkReply &reply)
{
    QString text = reply.errorString();
    for (const auto form : {QUrl::PrettyDecoded, QUrl::FullyEncoded, QUrl::FullyDecoded}) {
        const QString query = reply.url().query(form);
        if (!query.isEmpty())
            text.replace(u'?' + query, u"?…"_s);
    }
    return text.left(limits::errorDetailLength);
}

/// Where a proxy stood in the way. What a person must mend first is Proxy; what may pass is Network.
std::optional<Error> proxyError(const QNetworkReply &reply)
{
    if (reply.error() == QNetworkReply::ProxyAuthenticationRequiredError || statusOf(reply) == 407)
        return proxyRefusal();
    // All that the network stack says of a proxy that answers CONNECT with neither 200 nor 407. Some answer a
    // wrong password with 401 (tinyproxy), and a server that is away with 500.
    if (reply.error() == QNetworkReply::UnknownNetworkError
        && reply.errorString() == u"Error communicating with HTTP proxy") {
        return networkError(
            u"the HTTP proxy does not open the way: it refuses the user name and password, or "
            "it cannot or may not reach the server"_s);
    }
    return std::nullopt;
}

} // namespace

void ReplyDeleter::operator()(QNetworkReply *reply) const
{
    if (receiver)
        QObject::disconnect(reply, nullptr, receiver, nullptr);
    reply->abort();
    reply->deleteLater();
}

QNetworkRequest plainRequest(const QUrl &url)
{
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setTransferTimeout(0);
    // Said by hand, so that the network stack neither asks for compression nor undoes it.
    request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("User-Agent", "Signalbox/" SIGNALBOX_VERSION);
    return request;
}

bool isWebUrl(const QUrl &url)
{
    return url.isValid() && !url.host().isEmpty() && (url.scheme() == u"https" || url.scheme() == u"http");
}

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && portOf(a) == portOf(b);
}

quint16 portOf(const QUrl &url)
{
    return quint16(url.port(url.scheme() == u"https" ? 443 : 80));
}

QString originText(const QUrl &url)
{
    return url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery
                               | QUrl::RemoveFragment);
}

int statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

bool isRedirectStatus(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

QByteArray mediaTypeOf(const QNetworkReply &reply)
{
    return extractMediaType(reply.rawHeader("Content-Type"));
}

bool isEncoded(const QNetworkReply &reply)
{
    const QByteArray encoding = reply.rawHeader("Content-Encoding").trimmed().toLower();
    return !encoding.isEmpty() && encoding != "identity";
}

std::optional<std::chrono::milliseconds> retryAfterOf(const QNetworkReply &reply, WallTime now)
{
    return parseRetryAfter(reply.rawHeader("Retry-After"), now);
}

Error proxyRefusal()
{
    return Error{
        ErrorKind::Proxy,
        u"The proxy does not accept the user name and password. Check them in the network settings."_s,
        std::nullopt, std::nullopt};
}

std::optional<Error> transportError(const QNetworkReply &reply, const QString &tlsDetail)
{
    const auto error = reply.error();
    if (error == QNetworkReply::NoError)
        return std::nullopt;
    if (error == QNetworkReply::SslHandshakeFailedError) {
        return Error{ErrorKind::Tls, tlsDetail.isEmpty() ? tlsFailureText(reply.errorString()) : tlsDetail,
                     std::nullopt, std::nullopt};
    }
    if (auto refusal = proxyError(reply))
        return refusal;
    // Codes from 201 on stand for HTTP statuses, but for these.
    const bool belowHttp =
        error < QNetworkReply::ContentAccessDenied || error == QNetworkReply::ContentReSendError
        || error == QNetworkReply::ProtocolUnknownError || error == QNetworkReply::ProtocolFailure;
    if (statusOf(reply) != 0 && !belowHttp)
        return std::nullopt;
    if (error == QNetworkReply::ContentReSendError)
        return Error{ErrorKind::Network, u"the connection closed before an answer came"_s, std::nullopt,
                     std::nullopt};
    return Error{ErrorKind::Network, errorText(reply), std::nullopt, std::nullopt};
}

Result<QUrl> redirectTarget(const QNetworkReply &reply, int followed)
{
    const int status = statusOf(reply);
    const QByteArray location = reply.rawHeader("Location");
    if (location.isEmpty())
        return tl::unexpected(redirectError(u"a redirect without a target"_s, status));
    if (followed >= limits::redirects)
        return tl::unexpected(redirectError(u"more than %1 redirects"_s.arg(limits::redirects), status));
    QUrl target = reply.url().resolved(QUrl(QString::fromUtf8(location)));
    if (!isWebUrl(target))
        return tl::unexpected(redirectError(u"a redirect to something that is not a web address"_s, status));
    if (reply.url().scheme() == u"https" && target.scheme() == u"http")
        return tl::unexpected(redirectError(
            u"a redirect from https to %1 without encryption"_s.arg(originText(target)), status));
    target.setUserInfo({});
    return target;
}

void bufferDirectConnections(QNetworkAccessManager &network)
{
    if (!network.proxyFactory() && network.proxy().type() == QNetworkProxy::DefaultProxy)
        network.setProxyFactory(new DirectProxyFactory); // the manager owns it
}

} // namespace signalbox
