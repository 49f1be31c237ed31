// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QVector>

#include <memory>

class QTcpSocket;

namespace signalbox {

/// A line between two programs that passes bytes to and fro, whatever they are, until it is told to fail.
/// Listens on a free port of 127.0.0.1 from construction on.
class Relay final : public QObject
{
    Q_OBJECT

public:
    explicit Relay(quint16 to);
    ~Relay() override;

    [[nodiscard]] quint16 port() const { return m_port; }
    /// Taken since the beginning.
    [[nodiscard]] int connections() const { return m_accepted; }

    /// Connections that stand break, and none come about until mend().
    void cut();
    void mend();
    /// Connections that stand are forgotten without a word: nothing passes any more, nothing is closed. New
    /// ones work.
    void stall();
    /// Each connection breaks after @p bytes have gone to the near end; with -1 none does.
    void cutAfter(qint64 bytes) { m_limit = bytes; }

private:
    struct Line
    {
        QPointer<QTcpSocket> near;
        QPointer<QTcpSocket> far;
        qint64 passed = 0; ///< to the near end
        bool dead = false;
    };

    void accept();
    void passOut(const Line &line);
    void passBack(Line &line);

    QTcpServer m_server;
    QVector<std::shared_ptr<Line>> m_lines;
    const quint16 m_to;
    quint16 m_port = 0;
    qint64 m_limit = -1;
    int m_accepted = 0;
};

} // namespace signalbox
