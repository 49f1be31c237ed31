// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "server/http/httpcall.h"
#include "server/http/httplimits.h"

#include <QByteArray>
#include <QHostAddress>
#include <QObject>
#include <QVector>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace signalbox {

struct HttpAnswer
{
    int status = 200;
    QByteArray contentType = "application/json";
    QVector<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    /// For HttpReply::stream(): the size that is announced, where the body has one. Absent: open end,
    /// chunked.
    std::optional<quint64> announcedBytes = {};
};

/// Where the bytes of a response without an end come from. The server owns it; its destruction is how the
/// owner of the data learns that the client is gone.
class HttpStreamSource
{
public:
    HttpStreamSource() = default;
    virtual ~HttpStreamSource() = default;
    HttpStreamSource(const HttpStreamSource &) = delete;
    HttpStreamSource &operator=(const HttpStreamSource &) = delete;

    /// Copies at most @p room bytes and returns how many. 0 means "nothing now": nothing is asked again until
    /// HttpStream::wake(). Below 0: the connection closes here, without the rest.
    virtual qsizetype read(char *to, qsizetype room) = 0;
};

class HttpExchange;

/// Handle of one open stream. Copies are cheap; calls after its end do nothing. Main thread only.
class HttpStream final
{
public:
    HttpStream() = default;
    explicit HttpStream(std::weak_ptr<HttpExchange> exchange) : m_exchange(std::move(exchange)) {}

    /// There is something to read. Sent by HttpServer::flush(), or when control returns to the event loop.
    void wake();
    /// Ends the response properly after what read() still gives.
    void finish();
    /// Hangs up at once; what the client has not taken is lost.
    void abort();
    [[nodiscard]] bool isOpen() const { return !m_exchange.expired(); }

private:
    std::weak_ptr<HttpExchange> m_exchange;
};

/// The answer that is owed to one request. Copies share it; the first answer counts. May be kept and used
/// later: the connection waits meanwhile. After the server has stopped it does nothing. Main thread only.
class HttpReply final
{
public:
    /// Sees the answer (of a stream: its head) before it leaves, and may change it. False: it does not leave
    /// as it is, because the reviser sent another, aborted, or will.
    using Reviser = std::function<bool(HttpAnswer &answer, HttpReply &reply)>;

    explicit HttpReply(std::weak_ptr<HttpExchange> exchange) : m_exchange(std::move(exchange)) {}

    void send(HttpAnswer answer);
    /// Sends status and headers of @p head and then whatever @p source gives. @p head.body is not used.
    HttpStream stream(HttpAnswer head, std::unique_ptr<HttpStreamSource> source);
    /// Hangs up without an answer.
    void abort();
    /// Called once, with the first answer from now on.
    void setReviser(Reviser reviser);
    /// Goes out with the answer, whoever gives it.
    void addHeader(const QByteArray &name, const QByteArray &value);

private:
    [[nodiscard]] bool revise(HttpExchange &exchange, HttpAnswer &answer);

    std::weak_ptr<HttpExchange> m_exchange;
};

/// What a server shows who it is with: both PEM.
struct TlsIdentity
{
    QByteArray certificate; ///< and those between it and its authority
    QByteArray key;
};

/// HTTP/1.1 server on the caller's event loop: one thread, epoll, bounded headers and bodies, keep-alive,
/// streams that cost nothing while they are silent; in the clear, or with TLS 1.2 and 1.3. The only place
/// that knows libmicrohttpd. No routing: the handler gets every request.
class HttpServer final : public QObject
{
    Q_OBJECT

public:
    /// Called once per request, on the main thread, never nested.
    using Handler = std::function<void(const HttpCall &call, HttpReply reply)>;

    /// @p clock outlives the server.
    HttpServer(const Clock &clock, HttpLimits limits, Handler handler, QObject *parent = nullptr);
    ~HttpServer() override;

    /// Binds to @p address only; port 0 takes a free one. Returns the port. Errors: Network, with a sentence
    /// and a next step as detail (port in use, no such address, no permission).
    /// With @p tls everything is encrypted; Tls when the library cannot, or cannot use it.
    [[nodiscard]] Result<quint16> listen(const QHostAddress &address, quint16 port,
                                         const std::optional<TlsIdentity> &tls = {});

    /// Moves what woken streams have to say to their sockets, now. Inside a handler it happens right after
    /// the handler's own answer.
    void flush();

    /// Takes no more connections, ends streams properly, answers what waits with 503, hangs up on who does
    /// not read. Safe to call twice.
    void stop();

    /// Connections of every kind that are open now.
    [[nodiscard]] int connectionCount() const;
    /// Answers given so far, by the first digit of their status (1 to 5).
    using AnswerCounts = std::array<quint64, 6>;
    [[nodiscard]] const AnswerCounts &answerCounts() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace signalbox
