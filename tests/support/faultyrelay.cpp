// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/faultyrelay.h"

#include <QTcpSocket>

namespace signalbox {

namespace {

/// A reset: what was not sent yet is lost.
void cutSocket(const QPointer<QTcpSocket> &socket)
{
    if (socket)
        socket->abort();
}

} // namespace

FaultyRelay::FaultyRelay(quint16 target, QObject *parent) : QObject(parent), m_target(target)
{
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("the relay does not listen");
    connect(&m_server, &QTcpServer::newConnection, this, &FaultyRelay::accept);
}

FaultyRelay::~FaultyRelay()
{
    cut();
}

void FaultyRelay::accept()
{
    while (QTcpSocket *client = m_server.nextPendingConnection()) {
        ++m_accepted;
        const auto pair = std::make_shared<Pair>();
        pair->client = client;
        pair->server = new QTcpSocket(this);
        m_pairs.append(pair);
        connect(client, &QTcpSocket::readyRead, this, [this, pair] { pass(pair, false); });
        connect(pair->server, &QTcpSocket::connected, this, [this, pair] { pass(pair, false); });
        connect(pair->server, &QTcpSocket::readyRead, this, [this, pair] { pass(pair, true); });
        connect(client, &QTcpSocket::disconnected, this, [pair] { cutSocket(pair->server); });
        connect(pair->server, &QTcpSocket::disconnected, this, [pair] {
            if (pair->client && !pair->stalled)
                pair->client->disconnectFromHost();
        });
        pair->server->connectToHost(QHostAddress::LocalHost, m_target);
    }
}

void FaultyRelay::pass(const std::shared_ptr<Pair> &pair, bool toClient)
{
    QTcpSocket *from = toClient ? pair->server : pair->client;
    QTcpSocket *to = toClient ? pair->client : pair->server;
    if (pair->stalled || !from || !to || to->state() != QAbstractSocket::ConnectedState)
        return;
    QByteArray bytes = from->readAll();
    if (!toClient || m_limit < 0) {
        to->write(bytes);
        return;
    }
    bytes.truncate(std::max<qint64>(m_limit - pair->passed, 0));
    pair->passed += bytes.size();
    to->write(bytes);
    if (pair->passed < m_limit)
        return;
    pair->stalled = true; // what is written arrives, then comes the end
    to->disconnectFromHost();
    from->abort();
}

void FaultyRelay::stall()
{
    for (const auto &pair : std::as_const(m_pairs))
        pair->stalled = true;
}

void FaultyRelay::cut()
{
    for (const auto &pair : std::exchange(m_pairs, {})) {
        pair->stalled = true;
        cutSocket(pair->client);
        cutSocket(pair->server);
    }
}

} // namespace signalbox
