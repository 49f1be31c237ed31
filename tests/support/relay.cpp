// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/relay.h"

#include <QTcpSocket>

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

bool isConnected(const QTcpSocket *socket)
{
    return socket && socket->state() == QAbstractSocket::ConnectedState;
}

} // namespace

Relay::Relay(quint16 to) : m_to(to)
{
    connect(&m_server, &QTcpServer::newConnection, this, &Relay::accept);
    mend();
}

Relay::~Relay()
{
    cut();
}

void Relay::cut()
{
    m_server.close();
    for (const auto &line : std::exchange(m_lines, {})) {
        line->dead = true;
        for (QTcpSocket *socket : {line->near.data(), line->far.data()}) {
            if (socket)
                socket->abort();
        }
    }
}

void Relay::mend()
{
    if (m_server.listen(QHostAddress::LocalHost, m_port))
        m_port = m_server.serverPort();
}

void Relay::stall()
{
    for (const auto &line : std::as_const(m_lines))
        line->dead = true;
}

void Relay::accept()
{
    while (QTcpSocket *near = m_server.nextPendingConnection()) {
        ++m_accepted;
        auto *far = new QTcpSocket(near);
        const auto line = std::make_shared<Line>();
        line->near = near;
        line->far = far;
        m_lines.append(line);
        far->connectToHost(QHostAddress::LocalHost, m_to);
        connect(near, &QTcpSocket::readyRead, far, [this, line] { passOut(*line); });
        connect(far, &QTcpSocket::connected, near, [this, line] { passOut(*line); });
        connect(far, &QTcpSocket::readyRead, near, [this, line] { passBack(*line); });
        connect(far, &QTcpSocket::disconnected, near, [line] {
            if (!line->dead)
                line->near->disconnectFromHost();
        });
        connect(near, &QTcpSocket::disconnected, far, &QTcpSocket::disconnectFromHost);
        connect(near, &QTcpSocket::disconnected, near, &QObject::deleteLater);
    }
}

void Relay::passOut(const Line &line)
{
    if (!line.dead && isConnected(line.far))
        line.far->write(line.near->readAll());
}

void Relay::passBack(Line &line)
{
    if (line.dead || !isConnected(line.near))
        return;
    QByteArray bytes = line.far->readAll();
    if (m_limit >= 0)
        bytes.truncate(std::max<qint64>(m_limit - line.passed, 0));
    line.passed += bytes.size();
    line.near->write(bytes);
    if (m_limit < 0 || line.passed < m_limit)
        return;
    line.dead = true; // what is written arrives, then comes the end
    line.near->disconnectFromHost();
    line.far->abort();
}

} // namespace signalbox
