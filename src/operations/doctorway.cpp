// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/doctorprivate.h"

#include "core/loopback.h"
#include "core/plaintext.h"
#include "protocol/networkreply.h"

#include <QHostAddress>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr auto expiryWarning = std::chrono::hours(14 * 24);

} // namespace

QString Doctor::Private::hopHost() const
{
    return hop ? hop->host : patient.url.host();
}

quint16 Doctor::Private::hopPort() const
{
    return hop ? hop->port : portOf(patient.url);
}

QString Doctor::Private::hopText() const
{
    const QString name = tr("%1 on port %2").arg(plainLine(hopHost())).arg(hopPort());
    return hop ? tr("the proxy %1").arg(name) : name;
}

QString Doctor::Private::serverText() const
{
    return tr("%1 on port %2").arg(plainLine(patient.url.host())).arg(portOf(patient.url));
}

void Doctor::Private::lookUpName()
{
    hop = probe.proxyFor(patient.url);
    const QString host = hopHost();
    if (QHostAddress().setAddress(host)) {
        finish(DoctorVerdict::Skipped,
               tr("%1 is an address; there is no name to look up.").arg(plainLine(host)));
        return;
    }
    pending = probe.lookUp(host, [this, host](const Result<QStringList> &addresses) {
        if (!addresses) {
            fail(addresses.error(), hop ? tr("the proxy %1").arg(plainLine(host)) : plainLine(host));
        } else if (addresses->isEmpty()) {
            fail(Error{ErrorKind::NotFound, {}, {}, {}}, plainLine(host));
        } else if (addresses->size() == 1) {
            finish(DoctorVerdict::Ok, tr("%1 is %2.").arg(plainLine(host), addresses->constFirst()));
        } else {
            finish(DoctorVerdict::Ok, tr("%1 is %2, with %3 more addresses.")
                                          .arg(plainLine(host), addresses->constFirst())
                                          .arg(addresses->size() - 1));
        }
    });
}

void Doctor::Private::connectTcp()
{
    pending = probe.connectTo(hopHost(), hopPort(), [this](const Result<QString> &reached) {
        if (reached)
            finish(DoctorVerdict::Ok, tr("%1 answers.").arg(hopText()));
        else
            fail(reached.error(), hopText());
    });
}

void Doctor::Private::passProxy()
{
    if (!hop) {
        finish(DoctorVerdict::Skipped, tr("No proxy is used."));
        return;
    }
    if (hop->forwards) {
        finish(
            DoctorVerdict::Skipped,
            tr("The proxy forwards plain http one request at a time; the steps below show whether it does."));
        return;
    }
    pending = probe.tunnel(patient.url, [this](const Result<QString> &reached) {
        if (reached)
            finish(DoctorVerdict::Ok, tr("The proxy passes us on to %1.").arg(serverText()));
        else
            fail(reached.error(), serverText());
    });
}

void Doctor::Private::shakeHands()
{
    if (patient.url.scheme() != u"https") {
        if (isLoopbackHost(patient.url.host())) {
            finish(DoctorVerdict::Skipped, tr("Plain http to this machine itself; nothing to encrypt."));
        } else {
            finish(DoctorVerdict::Warning, tr("Plain http: anybody on the way can read password and token."),
                   tr("Use https."));
        }
        return;
    }
    pending = probe.handshake(patient.url, [this](const Result<TlsPeer> &peer) {
        if (peer)
            judgePeer(*peer);
        else
            fail(peer.error(), serverText());
    });
}

void Doctor::Private::judgePeer(const TlsPeer &peer)
{
    if (!peer.complaint.isEmpty()) {
        finish(DoctorVerdict::Failed, peer.complaint, peer.remedy);
        return;
    }
    const QString until = peer.expires.toUTC().date().toString(Qt::ISODate);
    const QString who =
        tr("“%1”, signed by %2, valid until %3; %4, %5.")
            .arg(peer.subject, peer.issuer, until, peer.protocol, peer.http2 ? u"HTTP/2"_s : u"HTTP/1.1"_s);
    if (fromDateTime(peer.expires) - clock.wallTime() < expiryWarning)
        finish(DoctorVerdict::Warning, who, tr("The certificate expires soon. Have it renewed."));
    else
        finish(DoctorVerdict::Ok, who);
}

} // namespace signalbox
