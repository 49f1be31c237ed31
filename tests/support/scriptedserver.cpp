// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/scriptedserver.h"

#include <QHostAddress>
#include <QTcpSocket>

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

QByteArray reasonPhrase(int status)
{
    return status < 300 ? "OK" : status < 400 ? "Redirect" : "Refused";
}

QByteArray headBytes(int status, const ResponseHeaders &headers)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonPhrase(status) + "\r\n";
    for (const auto &[name, value] : headers)
        head += name + ": " + value + "\r\n";
    return head + "\r\n";
}

} // namespace

QByteArray ReceivedRequest::header(const QByteArray &name) const
{
    for (const auto &[candidate, value] : headers) {
        if (candidate == name.toLower())
            return value;
    }
    return {};
}

bool ReceivedRequest::hasHeader(const QByteArray &name) const
{
    return std::any_of(headers.begin(), headers.end(),
                       [&name](const auto &header) { return header.first == name.toLower(); });
}

Exchange::Exchange(QTcpSocket &socket, ReceivedRequest request, QObject *parent)
    : QObject(parent), m_socket(socket), m_request(std::move(request))
{}

bool Exchange::isOpen() const
{
    return m_socket.state() == QAbstractSocket::ConnectedState;
}

void Exchange::respond(int status, const QByteArray &body, const QByteArray &contentType,
                       const ResponseHeaders &headers)
{
    ResponseHeaders all = headers;
    if (!contentType.isEmpty())
        all.emplaceBack("Content-Type", contentType);
    if (status != 204 && status != 304)
        all.emplaceBack("Content-Length", QByteArray::number(body.size()));
    m_socket.write(headBytes(status, all) + body);
    m_socket.flush();
}

void Exchange::sendHeaders(int status, const ResponseHeaders &headers)
{
    m_socket.write(headBytes(status, headers));
    m_socket.flush();
}

void Exchange::startStream(bool chunked, const ResponseHeaders &headers)
{
    ResponseHeaders all = headers;
    all.emplaceBack("Content-Type", "text/event-stream");
    if (chunked)
        all.emplaceBack("Transfer-Encoding", "chunked");
    sendHeaders(200, all);
    m_chunked = chunked;
}

void Exchange::write(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    if (m_chunked)
        m_socket.write(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
    else
        m_socket.write(bytes);
    m_socket.flush();
}

void Exchange::finish()
{
    m_socket.write("0\r\n\r\n");
    m_socket.flush();
    m_chunked = false;
}

void Exchange::close()
{
    m_socket.disconnectFromHost();
}

void Exchange::abort()
{
    m_socket.abort();
}

/// Reads the requests of one socket, one after the other.
class ScriptedServer::Connection final : public QObject
{
public:
    Connection(ScriptedServer &server, QTcpSocket &socket, int number)
        : QObject(&socket), m_server(server), m_socket(socket), m_number(number)
    {
        connect(&socket, &QTcpSocket::readyRead, this, [this] { read(); });
        connect(&socket, &QTcpSocket::disconnected, &socket, &QObject::deleteLater);
    }

private:
    void read()
    {
        m_bytes += m_socket.readAll();
        while (takeOne()) {
        }
    }

    bool takeOne()
    {
        const qsizetype headEnd = m_bytes.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return false;
        const QList<QByteArray> lines = m_bytes.left(headEnd).split('\n');
        const QList<QByteArray> words = lines.first().trimmed().split(' ');
        ReceivedRequest request;
        request.connection = m_number;
        request.method = words.value(0);
        request.target = words.value(1);
        const qsizetype question = request.target.indexOf('?');
        request.path = question < 0 ? request.target : request.target.left(question);
        request.query = question < 0 ? QByteArray() : request.target.mid(question + 1);
        for (const QByteArray &line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            request.headers.emplaceBack(line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed());
        }
        const qsizetype bodyLength = request.header("content-length").toLongLong();
        if (m_bytes.size() < headEnd + 4 + bodyLength)
            return false;
        request.body = m_bytes.mid(headEnd + 4, bodyLength);
        m_bytes.remove(0, headEnd + 4 + bodyLength);
        m_server.take(m_socket, std::move(request), this);
        return true;
    }

    ScriptedServer &m_server;
    QTcpSocket &m_socket;
    QByteArray m_bytes;
    int m_number;
};

ScriptedServer::ScriptedServer(QObject *parent) : QObject(parent)
{
    connect(&m_server, &QTcpServer::newConnection, this, &ScriptedServer::accept);
    listen();
}

ScriptedServer::~ScriptedServer()
{
    shutDown();
}

QUrl ScriptedServer::url(const QString &path) const
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(m_port).arg(path));
}

void ScriptedServer::onRequest(Handler handler)
{
    m_handler = std::move(handler);
}

QVector<ReceivedRequest> ScriptedServer::requests(const QByteArray &method, const QByteArray &path) const
{
    QVector<ReceivedRequest> found;
    for (const ReceivedRequest &request : m_requests) {
        if (request.method == method && request.path == path)
            found.append(request);
    }
    return found;
}

Exchange *ScriptedServer::exchange(int index) const
{
    return m_exchanges.value(index);
}

Exchange *ScriptedServer::lastExchange() const
{
    return m_exchanges.isEmpty() ? nullptr : m_exchanges.last().data();
}

int ScriptedServer::openExchanges() const
{
    return int(std::count_if(m_exchanges.begin(), m_exchanges.end(), [](const QPointer<Exchange> &exchange) {
        return exchange && exchange->isOpen();
    }));
}

void ScriptedServer::clear()
{
    m_requests.clear();
    m_exchanges.clear();
}

void ScriptedServer::shutDown()
{
    m_server.close();
    for (const QPointer<QTcpSocket> &socket : std::as_const(m_sockets)) {
        if (socket) {
            socket->disconnect();
            socket->abort();
            socket->deleteLater();
        }
    }
    m_sockets.clear();
}

void ScriptedServer::listen()
{
    if (!m_server.listen(QHostAddress::LocalHost, m_port))
        qFatal("the scripted server cannot listen: %s", qPrintable(m_server.errorString()));
    m_port = m_server.serverPort();
}

void ScriptedServer::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        socket->setParent(this);
        m_sockets.removeAll(nullptr);
        m_sockets.append(socket);
        new Connection(*this, *socket, ++m_connections);
    }
}

void ScriptedServer::take(QTcpSocket &socket, ReceivedRequest request, QObject *parent)
{
    auto *exchange = new Exchange(socket, request, parent);
    m_requests.append(request);
    m_exchanges.append(exchange);
    if (const Handler handler = m_handler) // a copy: it may set another one
        handler(request, *exchange);
    emit requestReceived();
}

} // namespace signalbox
