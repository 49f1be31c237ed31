// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/replyfacts.h"

#include "protocol/networkaccess.h"
#include "protocol/networkreply.h"

#include <QDateTime>
#include <QLocale>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QSslCertificate>
#include <QSslCipher>
#include <QSslConfiguration>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr qsizetype longestName = 200; ///< of what a peer says about itself

QString nameOf(const QStringList &common, const QStringList &organisation)
{
    const QStringList &said = common.isEmpty() ? organisation : common;
    return said.isEmpty() ? QString() : said.first().left(longestName);
}

void addTls(const QNetworkReply &reply, ConnectionFacts &facts)
{
    const QSslConfiguration tls = reply.sslConfiguration();
    const QSslCertificate certificate = tls.peerCertificate();
    switch (tls.sessionProtocol()) {
    case QSsl::TlsV1_2: facts.tlsVersion = u"TLS 1.2"_s; break;
    case QSsl::TlsV1_3: facts.tlsVersion = u"TLS 1.3"_s; break;
    default: break; // older ones are not offered
    }
    facts.cipher = tls.sessionCipher().name().left(longestName);
    facts.peer = nameOf(certificate.subjectInfo(QSslCertificate::CommonName),
                        certificate.subjectInfo(QSslCertificate::Organization));
    facts.issuer = nameOf(certificate.issuerInfo(QSslCertificate::CommonName),
                          certificate.issuerInfo(QSslCertificate::Organization));
}

std::optional<WallTime> dateOf(const QNetworkReply &reply)
{
    // "Sun, 06 Nov 1994 08:49:37 GMT": the one form that is still written (RFC 9110 5.6.7).
    const QString said = QString::fromLatin1(reply.rawHeader("Date").left(longestName)).trimmed();
    QDateTime time = QLocale::c().toDateTime(said, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    if (!time.isValid())
        return std::nullopt;
    time.setTimeSpec(Qt::UTC);
    return fromDateTime(time);
}

QString proxyOf(const QNetworkReply &reply, const QNetworkAccessManager &network)
{
    const auto *access = qobject_cast<const NetworkAccess *>(&network);
    const QNetworkProxy proxy = access ? access->proxyFor(reply.url()) : network.proxy();
    if (proxy.type() == QNetworkProxy::NoProxy || proxy.type() == QNetworkProxy::DefaultProxy)
        return {};
    return u"%1:%2"_s.arg(proxy.hostName().left(longestName)).arg(proxy.port());
}

} // namespace

ConnectionFacts connectionFactsOf(const QNetworkReply &reply, const QNetworkAccessManager &network,
                                  WallTime received, milliseconds roundTrip)
{
    ConnectionFacts facts;
    facts.httpVersion =
        reply.attribute(QNetworkRequest::Http2WasUsedAttribute).toBool() ? u"HTTP/2"_s : u"HTTP/1.1"_s;
    facts.encrypted = reply.url().scheme() == u"https"_s;
    if (facts.encrypted)
        addTls(reply, facts);
    facts.proxy = proxyOf(reply, network);
    facts.contentType = QString::fromLatin1(reply.rawHeader("Content-Type").left(longestName));
    const QByteArray via = reply.rawHeader("Via");
    facts.server = QString::fromLatin1((via.isEmpty() ? reply.rawHeader("Server") : via).left(longestName));
    if (const auto date = dateOf(reply))
        facts.skew = skewFrom(*date, received, roundTrip);
    return facts;
}

ClockSkew skewFrom(WallTime date, WallTime received, milliseconds roundTrip)
{
    const auto half = roundTrip / 2;
    return {date + 500ms - (received - half), 500ms + half};
}

} // namespace signalbox
