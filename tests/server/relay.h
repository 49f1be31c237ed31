// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QVector>

namespace signalbox {

/// A line between two servers that can be cut: while it is, connections break and none come about.
class Relay final : public QObject
{
public:
    explicit Relay(quint16 to);

    [[nodiscard]] quint16 port() const { return m_port; }
    void cut();
    void mend();

private:
    void take();

    QTcpServer m_server;
    QVector<QPointer<QTcpSocket>> m_sockets;
    quint16 m_to;
    quint16 m_port = 0;
};

} // namespace signalbox
