// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/server.h"

#include "server/http/tlsidentity.h"
#include "server/servergraph.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

Server::Server(const Clock &clock, ServerOptions options, QObject *parent)
    : QObject(parent), d(std::make_unique<ServerGraph>(clock, std::move(options)))
{}

Server::~Server()
{
    stop();
}

Result<quint16> Server::start()
{
    Q_ASSERT(!d->http);
    const Result<void> ready = d->openStore().and_then([this] { return d->wire(); });
    if (!ready)
        return tl::unexpected(ready.error());
    const auto tls = readTlsIdentity(d->options.tlsCertificateFile, d->options.tlsKeyFile);
    if (!tls)
        return tl::unexpected(tls.error());
    const Result<quint16> port = d->http->listen(d->options.address, d->options.port, *tls);
    if (!port)
        return port;
    d->port = *port;
    if (d->scheduleRunner)
        d->scheduleRunner->start();
    if (d->options.lifeChangesPerSecond && d->options.seed == Seed::Demo) {
        d->colleagues = std::make_unique<Colleagues>(*d->flags, d->clock, *d->options.lifeChangesPerSecond,
                                                     QRandomGenerator::securelySeeded());
        d->colleagues->start();
    }
    return port;
}

void Server::stop()
{
    d->colleagues.reset();
    d->scheduleRunner.reset();
    if (d->region)
        d->region->stop();
    if (d->faults)
        d->faults->stop();
    if (d->http)
        d->http->stop();
}

QUrl Server::url() const
{
    QUrl url;
    url.setScheme(d->options.tlsCertificateFile.isEmpty() ? u"http"_s : u"https"_s);
    const bool any =
        d->options.address == QHostAddress::AnyIPv4 || d->options.address == QHostAddress::AnyIPv6;
    url.setHost(any ? u"127.0.0.1"_s : d->options.address.toString());
    url.setPort(d->port);
    return url;
}

QString Server::region() const
{
    return d->options.region;
}

std::optional<SeededLogin> Server::login() const
{
    return d->seeded ? std::optional(d->seeded->login) : std::nullopt;
}

QVector<SeededKey> Server::keys() const
{
    return d->seeded ? d->seeded->keys : QVector<SeededKey>();
}

QString Server::key(const QString &environment, const QString &scope) const
{
    const QVector<SeededKey> all = keys();
    const auto found = std::find_if(all.cbegin(), all.cend(), [&](const SeededKey &key) {
        return key.environment == environment && key.scope == scope;
    });
    return found == all.cend() ? QString() : found->secret;
}

QByteArray Server::controlToken() const
{
    return d->controlToken;
}

std::optional<quint32> Server::faultSeed() const
{
    return d->faults && d->options.faults ? std::optional(d->faults->state().seed) : std::nullopt;
}

ServerStatus Server::status() const
{
    return d->status();
}

int Server::streamCount() const
{
    return d->togulHub ? d->togulHub->streamCount() + d->flagDashHub->streamCount() : 0;
}

} // namespace signalbox
