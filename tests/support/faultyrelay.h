// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QTcpServer>
#include <QVector>

class QTcpSocket;

namespace signalbox {

/// A proxy that passes bytes to and fro, whatever they are, until it is told to fail. Listens on a free port
/// of 127.0.0.1 from construction on.
class FaultyRelay final : public QObject
{
    Q_OBJECT

public:
    explicit FaultyRelay(quint16 target, QObject *parent = nullptr);
    ~FaultyRelay() override;

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    /// Of all times.
    [[nodiscard]] int connections() const { return m_accepted; }

    /// Connections that stand are forgotten without a word: nothing passes any more, nothing is closed. New
    /// ones work.
    void stall();
    /// Connections that stand are cut at once.
    void cut();
    /// Each connection from now on is cut after @p bytes have gone to the client.
    void cutAfter(qint64 bytes) { m_limit = bytes; }

private:
    struct Pair
    {
        QPointer<QTcpSocket> client;
        QPointer<QTcpSocket> server;
        qint64 passed = 0;
        bool stalled = false;
    };

    void accept();
    void pass(const std::shared_ptr<Pair> &pair, bool toClient);

    QTcpServer m_server;
    const quint16 m_target;
    QVector<std::shared_ptr<Pair>> m_pairs;
    qint64 m_limit = -1; ///< none
    int m_accepted = 0;
};

} // namespace signalbox
