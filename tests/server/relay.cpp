// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/relay.h"

using namespace Qt::StringLiterals;

namespace signalbox {

Relay::Relay(quint16 to) : m_to(to)
{
    connect(&m_server, &QTcpServer::newConnection, this, [this] { take(); });
    mend();
}

void Relay::cut()
{
    m_server.close();
    for (const QPointer<QTcpSocket> &socket : std::exchange(m_sockets, {})) {
        if (socket)
            socket->abort();
    }
}

void Relay::mend()
{
    if (m_server.listen(QHostAddress::LocalHost, m_port))
        m_port = m_server.serverPort();
}

void Relay::take()
{
    while (QTcpSocket *near = m_server.nextPendingConnection()) {
        auto *far = new QTcpSocket(near);
        far->connectToHost(u"127.0.0.1"_s, m_to);
        connect(near, &QTcpSocket::readyRead, far, [near, far] { far->write(near->readAll()); });
        connect(far, &QTcpSocket::readyRead, near, [near, far] { near->write(far->readAll()); });
        connect(far, &QTcpSocket::disconnected, near, &QTcpSocket::disconnectFromHost);
        connect(near, &QTcpSocket::disconnected, far, &QTcpSocket::disconnectFromHost);
        connect(near, &QTcpSocket::disconnected, near, &QObject::deleteLater);
        m_sockets.append(near);
        m_sockets.append(far);
    }
}

} // namespace signalbox
