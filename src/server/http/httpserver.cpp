// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/httpserver.h"

#include "server/http/arrivalwatch.h"
#include "server/http/hangupwatch.h"
#include "server/http/httpexchange.h"
#include "server/http/listensocket.h"
#include "server/http/percentcoding.h"

#include <QLoggingCategory>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdarg>
#include <cstring>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcHttp, "signalbox.server.http", QtWarningMsg)

// A handler's answer may wake streams, whose sending may wake others: done in the same turn, but not forever.
constexpr int roundsPerTurn = 16;
constexpr std::size_t streamBlockBytes = 16 << 10; // advisory; connectionMemory bounds what is really used

void logLine(void *, const char *format, va_list arguments)
{
    qCDebug(lcHttp).noquote() << QString::vasprintf(format, arguments).trimmed();
}

/// The library shall hand over what was sent: cutting a path must come before decoding it.
std::size_t leaveEncoded(void *, MHD_Connection *, char *text)
{
    return std::strlen(text);
}

HttpAnswer plainAnswer(int status, const QByteArray &code, const QByteArray &message)
{
    HttpAnswer answer;
    answer.status = status;
    answer.body = R"({"code":")" + code + R"(","message":")" + message + R"(","details":null})";
    return answer;
}

HttpAnswer stoppingAnswer()
{
    return plainAnswer(503, "unavailable", "the server is stopping");
}

HttpAnswer tooLargeAnswer()
{
    return plainAnswer(413, "payload_too_large", "the request body is too large");
}

} // namespace

class HttpServer::Private final
{
public:
    Private(const Clock &clock, HttpLimits wanted, Handler callback)
        : limits(wanted)
        , handler(std::move(callback))
        , watch([this](quint64 id) { hungUp(id); })
        , arrivals(clock, limits.arrivalTimeout)
    {
        timer.setSingleShot(true);
        QObject::connect(&timer, &QTimer::timeout, &timer, [this] { run(); });
    }

    [[nodiscard]] Result<quint16> listen(const QHostAddress &address, quint16 port,
                                         const std::optional<TlsIdentity> &identity);
    void run();
    void runSoon();
    void stop();

    const HttpLimits limits;
    Handler handler;
    HangupWatch watch;
    ArrivalWatch arrivals;
    // The library's own waiting times (idle connections), hence its own timer and not a Clock's.
    QTimer timer;
    std::unique_ptr<QSocketNotifier> notifier;
    MHD_Daemon *daemon = nullptr;
    std::optional<TlsIdentity> tls;
    QByteArray tlsPriorities = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
    bool running = false;
    bool again = false;
    bool stopping = false;
    quint64 lastId = 0;
    AnswerCounts answers = {};
    std::unordered_map<quint64, std::shared_ptr<HttpExchange>> exchanges;

private:
    // What the library calls.
    static MHD_Result onRequest(void *server, MHD_Connection *connection, const char *path,
                                const char *method, const char *version, const char *bytes, std::size_t *size,
                                void **context);
    static void onCompleted(void *server, MHD_Connection *connection, void **context,
                            MHD_RequestTerminationCode code);
    static void onConnection(void *server, MHD_Connection *connection, void **context,
                             MHD_ConnectionNotificationCode code);
    static ssize_t onRead(void *holder, uint64_t position, char *to, std::size_t room);
    static void onResponseFreed(void *holder);

    MHD_Result begin(MHD_Connection *connection, const char *path, const char *method, void **context);
    MHD_Result upload(HttpExchange &exchange, const char *bytes, std::size_t *size);
    MHD_Result dispatch(HttpExchange &exchange);
    MHD_Result respond(HttpExchange &exchange);
    void completed(HttpExchange &exchange);
    void prepareStream(HttpExchange &exchange);
    static ssize_t readStream(HttpExchange &exchange, char *to, std::size_t room);
    void hungUp(quint64 id);
    void armTimer();
};

namespace {

/// Null only while a connection that could not be taken in goes away.
ArrivalWatch::Connection *watchedConnection(MHD_Connection *connection)
{
    const MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? static_cast<ArrivalWatch::Connection *>(info->socket_context) : nullptr;
}

MHD_Result collectHeader(void *call, MHD_ValueKind, const char *name, std::size_t nameSize, const char *value,
                         std::size_t valueSize)
{
    static_cast<HttpCall *>(call)->headers.emplace_back(QByteArray(name, qsizetype(nameSize)).toLower(),
                                                        QByteArray(value, qsizetype(valueSize)));
    return MHD_YES;
}

MHD_Result collectArgument(void *call, MHD_ValueKind, const char *name, std::size_t nameSize,
                           const char *value, std::size_t valueSize)
{
    static_cast<HttpCall *>(call)->arguments.emplace_back(
        percentDecoded({name, qsizetype(nameSize)}),
        value ? percentDecoded({value, qsizetype(valueSize)}) : QString());
    return MHD_YES;
}

} // namespace

// --- requests -------------------------------------------------------------------------------------------

MHD_Result HttpServer::Private::onRequest(void *server, MHD_Connection *connection, const char *path,
                                          const char *method, const char *, const char *bytes,
                                          std::size_t *size, void **context)
{
    auto *d = static_cast<Private *>(server);
    if (!*context)
        return d->begin(connection, path, method, context);
    auto &exchange = *static_cast<HttpExchange *>(*context);
    return *size > 0 ? d->upload(exchange, bytes, size) : d->dispatch(exchange);
}

void HttpServer::Private::onCompleted(void *server, MHD_Connection *connection, void **context,
                                      MHD_RequestTerminationCode)
{
    auto *d = static_cast<Private *>(server);
    if (void *exchange = std::exchange(*context, nullptr))
        d->completed(*static_cast<HttpExchange *>(exchange));
    if (ArrivalWatch::Connection *watched = watchedConnection(connection))
        d->arrivals.answered(*watched);
}

void HttpServer::Private::onConnection(void *server, MHD_Connection *connection, void **context,
                                       MHD_ConnectionNotificationCode code)
{
    ArrivalWatch &arrivals = static_cast<Private *>(server)->arrivals;
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        *context = &arrivals.opened(descriptorOf(connection));
    else if (void *watched = std::exchange(*context, nullptr))
        arrivals.closed(*static_cast<ArrivalWatch::Connection *>(watched));
}

MHD_Result HttpServer::Private::begin(MHD_Connection *connection, const char *path, const char *method,
                                      void **context)
{
    const quint64 id = ++lastId;
    auto exchange = std::make_shared<HttpExchange>([this] { runSoon(); }, connection, id);
    exchanges.emplace(id, exchange);
    *context = exchange.get();

    HttpCall &call = exchange->call;
    call.method = QByteArray(method);
    const QByteArray sentPath(path);
    call.path = percentDecoded(sentPath);
    for (const QByteArray &segment : sentPath.split('/'))
        call.segments.append(percentDecoded(segment));
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, collectHeader, &call);
    MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, collectArgument, &call);
    if (tls) { // as a proxy in front would say it; what the client says about it does not count
        call.headers.removeIf([](const auto &header) { return header.first == "x-forwarded-proto"; });
        call.headers.emplace_back("x-forwarded-proto", "https");
    }
    if (const MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS))
        call.remoteAddress = QHostAddress(info->client_addr).toString();

    if (stopping)
        exchange->answer = stoppingAnswer();
    else if (call.header("content-length").value_or("0").toLongLong() > limits.discardedBytes)
        exchange->answer = tooLargeAnswer(); // hang up instead of reading all that
    return exchange->answer ? respond(*exchange) : MHD_YES;
}

MHD_Result HttpServer::Private::upload(HttpExchange &exchange, const char *bytes, std::size_t *size)
{
    const auto count = qsizetype(*size);
    *size = 0;
    if (!exchange.tooLarge && exchange.call.body.size() + count <= limits.bodyBytes) {
        exchange.call.body.append(bytes, count);
        return MHD_YES;
    }
    exchange.tooLarge = true;
    exchange.discarded += count + std::exchange(exchange.call.body, {}).size();
    return exchange.discarded <= limits.discardedBytes ? MHD_YES : MHD_NO;
}

MHD_Result HttpServer::Private::dispatch(HttpExchange &exchange)
{
    if (!exchange.handled) {
        exchange.handled = true;
        if (ArrivalWatch::Connection *watched = watchedConnection(exchange.connection))
            arrivals.arrived(*watched);
        if (exchange.tooLarge)
            exchange.answer = tooLargeAnswer();
        else
            handler(exchange.call, HttpReply(exchanges.at(exchange.id)));
    }
    if (exchange.aborted)
        return MHD_NO;
    if (exchange.answer)
        return respond(exchange);
    exchange.suspended = true;
    MHD_suspend_connection(exchange.connection);
    return MHD_YES;
}

MHD_Result HttpServer::Private::respond(HttpExchange &exchange)
{
    MHD_Response *response = nullptr;
    if (exchange.source) {
        prepareStream(exchange);
        auto *holder = new std::shared_ptr<HttpExchange>(exchanges.at(exchange.id));
        const uint64_t size = exchange.answer->announcedBytes.value_or(MHD_SIZE_UNKNOWN);
        response = MHD_create_response_from_callback(size, streamBlockBytes, onRead, holder, onResponseFreed);
        if (!response)
            delete holder;
        else // its socket is tuned for a stream and has no time-out: not to be used for another request
            MHD_add_response_header(response, "Connection", "close");
    } else {
        // The exchange, and with it the body, outlives the sending.
        QByteArray &body = exchange.answer->body;
        response =
            MHD_create_response_from_buffer(std::size_t(body.size()), body.data(), MHD_RESPMEM_PERSISTENT);
    }
    if (!response)
        return MHD_NO;
    if (!exchange.answer->contentType.isEmpty())
        MHD_add_response_header(response, "Content-Type", exchange.answer->contentType.constData());
    for (const auto *headers : {&exchange.answer->headers, &exchange.headers}) {
        for (const auto &[name, value] : *headers)
            MHD_add_response_header(response, name.constData(), value.constData());
    }
    ++answers[std::size_t(std::clamp(exchange.answer->status / 100, 0, 5))];
    const MHD_Result queued =
        MHD_queue_response(exchange.connection, unsigned(exchange.answer->status), response);
    MHD_destroy_response(response);
    return queued;
}

void HttpServer::Private::completed(HttpExchange &exchange)
{
    if (exchange.source)
        watch.remove(exchange.descriptor());
    exchange.connection = nullptr;
    exchange.source.reset();
    exchanges.erase(exchange.id); // often the last owner
}

// --- streams --------------------------------------------------------------------------------------------

ssize_t HttpServer::Private::onRead(void *holder, uint64_t, char *to, std::size_t room)
{
    return readStream(**static_cast<std::shared_ptr<HttpExchange> *>(holder), to, room);
}

void HttpServer::Private::onResponseFreed(void *holder)
{
    delete static_cast<std::shared_ptr<HttpExchange> *>(holder);
}

void HttpServer::Private::prepareStream(HttpExchange &exchange)
{
    const int descriptor = exchange.descriptor();
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &limits.streamSendBuffer, sizeof limits.streamSendBuffer);
    const auto unacked =
        unsigned(std::chrono::duration_cast<std::chrono::milliseconds>(limits.streamUnacked).count());
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacked, sizeof unacked);
    MHD_set_connection_option(exchange.connection, MHD_CONNECTION_OPTION_TIMEOUT, 0U);
    watch.add(descriptor, exchange.id);
}

ssize_t HttpServer::Private::readStream(HttpExchange &exchange, char *to, std::size_t room)
{
    if (exchange.aborted || !exchange.source)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    const qsizetype count = exchange.source->read(to, qsizetype(room));
    if (count > 0)
        return ssize_t(count);
    if (count < 0)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (exchange.finishing)
        return MHD_CONTENT_READER_END_OF_STREAM;
    exchange.suspended = true;
    MHD_suspend_connection(exchange.connection);
    return 0;
}

void HttpServer::Private::hungUp(quint64 id)
{
    if (const auto found = exchanges.find(id); found != exchanges.end())
        found->second->abort();
}

// --- the loop -------------------------------------------------------------------------------------------

Result<quint16> HttpServer::Private::listen(const QHostAddress &address, quint16 port,
                                            const std::optional<TlsIdentity> &identity)
{
    if (identity && MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES)
        return tl::unexpected(Error{ErrorKind::Tls, u"the HTTP library was built without TLS"_s, {}, {}});
    const Result<ListenSocket> socket = openListenSocket(address, port);
    if (!socket)
        return tl::unexpected(socket.error());

    tls = identity; // the library keeps pointers to it
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    std::array<MHD_OptionItem, 4> encryption = {{{MHD_OPTION_END, 0, nullptr}}};
    if (tls) {
        flags |= MHD_USE_TLS;
        encryption = {{{MHD_OPTION_HTTPS_MEM_CERT, 0, tls->certificate.data()},
                       {MHD_OPTION_HTTPS_MEM_KEY, 0, tls->key.data()},
                       {MHD_OPTION_HTTPS_PRIORITIES, 0, tlsPriorities.data()},
                       {MHD_OPTION_END, 0, nullptr}}};
    }
    daemon = MHD_start_daemon(
        flags, 0, nullptr, nullptr, onRequest, this, MHD_OPTION_EXTERNAL_LOGGER, logLine, nullptr,
        MHD_OPTION_LISTEN_SOCKET, socket->descriptor, MHD_OPTION_NOTIFY_COMPLETED, onCompleted, this,
        MHD_OPTION_NOTIFY_CONNECTION, onConnection, this, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        std::size_t(limits.connectionMemory), MHD_OPTION_CONNECTION_LIMIT, limits.connections,
        MHD_OPTION_CONNECTION_TIMEOUT, unsigned(limits.idleTimeout.count()), MHD_OPTION_UNESCAPE_CALLBACK,
        leaveEncoded, nullptr, MHD_OPTION_ARRAY, encryption.data(), MHD_OPTION_END);
    const MHD_DaemonInfo *info = daemon ? MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD) : nullptr;
    if (!info) {
        if (daemon)
            MHD_stop_daemon(std::exchange(daemon, nullptr)); // closes the socket as well
        else
            ::close(socket->descriptor);
        return tl::unexpected(
            Error{tls ? ErrorKind::Tls : ErrorKind::Network, u"the HTTP server cannot be started"_s, {}, {}});
    }
    notifier = std::make_unique<QSocketNotifier>(info->epoll_fd, QSocketNotifier::Read);
    QObject::connect(notifier.get(), &QSocketNotifier::activated, notifier.get(), [this] { run(); });
    stopping = false;
    run();
    return socket->port;
}

void HttpServer::Private::run()
{
    if (running) {
        again = true;
        return;
    }
    if (!daemon)
        return;
    running = true;
    int rounds = 0;
    do {
        again = false;
        MHD_run(daemon);
    } while (again && ++rounds < roundsPerTurn);
    running = false;
    armTimer();
}

// A resumed connection is looked at by the next run, and nothing else: the library's epoll descriptor does
// not become readable for it.
void HttpServer::Private::runSoon()
{
    if (running)
        again = true;
    else if (!timer.isActive() || timer.interval() > 0)
        timer.start(0);
}

void HttpServer::Private::armTimer()
{
    MHD_UNSIGNED_LONG_LONG wait = 0;
    if (again)
        timer.start(0);
    else if (MHD_get_timeout(daemon, &wait) == MHD_YES)
        timer.start(int(std::min<MHD_UNSIGNED_LONG_LONG>(wait, 60'000)));
    else
        timer.stop();
}

void HttpServer::Private::stop()
{
    if (!daemon)
        return;
    stopping = true;
    if (const int descriptor = MHD_quiesce_daemon(daemon); descriptor >= 0)
        ::close(descriptor);
    // Every suspended connection must be resumed before the daemon may be stopped.
    const auto resumeAll = [this](bool hangUp) {
        std::vector<std::shared_ptr<HttpExchange>> open;
        open.reserve(exchanges.size());
        for (const auto &[id, exchange] : exchanges)
            open.push_back(exchange);
        for (const auto &exchange : open) {
            exchange->finishing = true;
            if (exchange->handled && !exchange->answer)
                exchange->answer = stoppingAnswer();
            if (hangUp && exchange->source)
                exchange->abort();
            exchange->resume();
        }
        run();
    };
    resumeAll(false);
    resumeAll(true); // who is still there does not read
    notifier.reset();
    timer.stop();
    MHD_stop_daemon(std::exchange(daemon, nullptr));
    exchanges.clear();
}

// --- the server -----------------------------------------------------------------------------------------

HttpServer::HttpServer(const Clock &clock, HttpLimits limits, Handler handler, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(clock, limits, std::move(handler)))
{}

HttpServer::~HttpServer()
{
    stop();
}

Result<quint16> HttpServer::listen(const QHostAddress &address, quint16 port,
                                   const std::optional<TlsIdentity> &tls)
{
    stop();
    return d->listen(address, port, tls);
}

void HttpServer::flush()
{
    d->run();
}

void HttpServer::stop()
{
    d->stop();
}

const HttpServer::AnswerCounts &HttpServer::answerCounts() const
{
    return d->answers;
}

int HttpServer::connectionCount() const
{
    const MHD_DaemonInfo *info =
        d->daemon ? MHD_get_daemon_info(d->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS) : nullptr;
    return info ? int(info->num_connections) : 0;
}

} // namespace signalbox
