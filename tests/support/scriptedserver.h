// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QPair>
#include <QPointer>
#include <QTcpServer>
#include <QUrl>
#include <QVector>

#include <functional>

class QTcpSocket;

namespace signalbox {

/// One request as it came in, complete with its body.
struct ReceivedRequest
{
    QByteArray method;
    QByteArray target; ///< path and query as sent
    QByteArray path;   ///< as sent: percent-encoding kept
    QByteArray query;
    QVector<QPair<QByteArray, QByteArray>> headers; ///< names in lower case
    QByteArray body;
    int connection = 0; ///< counts the server's connections, from 1

    /// Value of the first header of this name; null when there is none.
    [[nodiscard]] QByteArray header(const QByteArray &name) const;
    [[nodiscard]] bool hasHeader(const QByteArray &name) const;
};

using ResponseHeaders = QVector<QPair<QByteArray, QByteArray>>;

/// The answer to one request, said by the test whenever it likes: at once, later, in pieces, broken, never.
/// Owned by the connection and deleted with it; keep a QPointer to it beyond the handler.
class Exchange final : public QObject
{
    Q_OBJECT

public:
    Exchange(QTcpSocket &socket, ReceivedRequest request, QObject *parent);

    [[nodiscard]] const ReceivedRequest &request() const { return m_request; }
    [[nodiscard]] bool isOpen() const;

    /// A whole answer with Content-Length; the connection is kept for the next request.
    void respond(int status, const QByteArray &body = {}, const QByteArray &contentType = "application/json",
                 const ResponseHeaders &headers = {});
    /// Status line and headers only. Without a Content-Length the body lasts until close().
    void sendHeaders(int status, const ResponseHeaders &headers);
    /// Headers of an event stream; the body goes on until close() or finish().
    void startStream(bool chunked = false, const ResponseHeaders &headers = {});
    /// Bytes as they are; after startStream(true) as one chunk.
    void write(const QByteArray &bytes);
    /// Ends a chunked body properly.
    void finish();
    /// Sends what was written, then closes.
    void close();
    /// Cuts the connection at once; what was not sent yet is lost.
    void abort();

private:
    QTcpSocket &m_socket;
    ReceivedRequest m_request;
    bool m_chunked = false;
};

/// An HTTP/1.1 server in this process that says exactly what a test tells it to say. Listens on a free port
/// of 127.0.0.1 from construction on. Deterministic: it does nothing by itself but read requests.
class ScriptedServer final : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<void(const ReceivedRequest &, Exchange &)>;

    explicit ScriptedServer(QObject *parent = nullptr);
    ~ScriptedServer() override;

    /// http://127.0.0.1:port and @p path (which may hold a query).
    [[nodiscard]] QUrl url(const QString &path = {}) const;

    /// Called for every complete request; without a handler requests wait unanswered.
    void onRequest(Handler handler);

    [[nodiscard]] const QVector<ReceivedRequest> &requests() const { return m_requests; }
    /// Those with this method and path.
    [[nodiscard]] QVector<ReceivedRequest> requests(const QByteArray &method, const QByteArray &path) const;
    [[nodiscard]] int connections() const { return m_connections; }
    /// The exchange of requests()[index]; null when its connection is gone.
    [[nodiscard]] Exchange *exchange(int index) const;
    [[nodiscard]] Exchange *lastExchange() const;
    /// Exchanges whose connection still stands.
    [[nodiscard]] int openExchanges() const;
    void clear();

    /// Stops listening and cuts every connection; the port stays reserved for listen().
    void shutDown();
    /// Listens again, on the same port.
    void listen();

signals:
    void requestReceived();

private:
    class Connection;
    void accept();
    void take(QTcpSocket &socket, ReceivedRequest request, QObject *parent);

    QTcpServer m_server;
    quint16 m_port = 0;
    Handler m_handler;
    QVector<ReceivedRequest> m_requests;
    QVector<QPointer<Exchange>> m_exchanges;
    QVector<QPointer<QTcpSocket>> m_sockets;
    int m_connections = 0;
};

} // namespace signalbox
