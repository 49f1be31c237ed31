// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/eventstream.h"

#include "protocol/eventconnection.h"
#include "protocol/networkaccess.h"

#include <QNetworkAccessManager>

#include <algorithm>

namespace signalbox {

namespace {

/// Silences a connection and deletes it from the event loop: it may be the one that is calling us.
struct ConnectionDeleter
{
    void operator()(EventConnection *connection) const
    {
        connection->disconnect();
        connection->close();
        connection->deleteLater();
    }
};

} // namespace

class EventStream::Private final : public SseSink
{
public:
    Private(EventStream &stream, QNetworkAccessManager &network, const Clock &clock, RequestSource source,
            StreamSink &sink, EventStreamOptions options, std::function<double()> jitter)
        : q(stream)
        , m_network(network)
        , m_clock(clock)
        , m_source(std::move(source))
        , m_sink(sink)
        , m_options(std::move(options))
        , m_backoff(m_options.backoff, std::move(jitter))
        , m_parser(m_options.limits)
        , m_retryTimer(clock.createTimer([this] { connectNow(); }))
    {}

    void connectNow();
    void letGo();
    void setStatus(StreamStatus status);

    EventStream &q;
    QNetworkAccessManager &m_network;
    const Clock &m_clock;
    RequestSource m_source;
    StreamSink &m_sink;
    EventStreamOptions m_options;
    Backoff m_backoff;
    SseParser m_parser;
    StreamStatus m_status;
    Pending m_request;
    std::unique_ptr<EventConnection, ConnectionDeleter> m_connection;
    std::unique_ptr<Timer> m_retryTimer;
    std::chrono::milliseconds m_serverRetry{0};
    ConnectionFacts m_facts;
    bool m_gotBytes = false;

private:
    void open(const StreamRequest &request);
    void onOpened();
    void onReceived(std::string_view bytes);
    void onLost(const Error &error, bool isFinal);
    void onDelivered();

    void sseEvent(const StreamEvent &event) override;
    void sseComment(std::string_view text) override;
    void sseRetry(std::chrono::milliseconds time) override;
};

void EventStream::Private::connectNow()
{
    letGo();
    StreamStatus status;
    status.state = StreamState::Connecting;
    status.failures = m_backoff.failures();
    m_request = m_source([this](Result<StreamRequest> request) {
        if (request)
            open(*request);
        else
            onLost(request.error(), !isRetryable(request.error()));
    });
    setStatus(status); // last, because a receiver may move us on; the source answers later, never from inside
}

void EventStream::Private::letGo()
{
    m_request.cancel();
    m_retryTimer->stop();
    m_connection.reset();
    m_gotBytes = false;
}

void EventStream::Private::setStatus(StreamStatus status)
{
    if (m_status == status)
        return;
    m_status = std::move(status);
    const StreamStatus said = m_status; // a receiver may move us on
    emit q.statusChanged(said);
}

void EventStream::Private::open(const StreamRequest &request)
{
    m_parser.reset();
    m_connection.reset(new EventConnection(m_network, m_clock, m_options));
    connect(m_connection.get(), &EventConnection::opened, &q, [this] { onOpened(); });
    connect(m_connection.get(), &EventConnection::received, &q,
            [this](std::string_view bytes) { onReceived(bytes); });
    connect(m_connection.get(), &EventConnection::batchEnded, &q, [this] { m_sink.streamBatchEnd(); });
    connect(m_connection.get(), &EventConnection::ended, &q,
            [this](const ConnectionEnd &end) { onLost(end.error, end.isFinal); });
    m_connection->open(request, q.lastEventId());
}

void EventStream::Private::onOpened()
{
    m_facts = m_connection->facts();
    StreamStatus status;
    status.state = StreamState::Open;
    status.failures = m_backoff.failures();
    setStatus(status);
}

void EventStream::Private::onReceived(std::string_view bytes)
{
    m_gotBytes = true;
    m_sink.streamBytes(qsizetype(bytes.size()));
    if (!m_connection)
        return;
    const auto fed = m_parser.feed(bytes, *this);
    if (!fed && m_connection) {
        m_sink.streamBatchEnd();
        onLost(fed.error(), true);
    }
}

void EventStream::Private::onLost(const Error &error, bool isFinal)
{
    StreamStatus status;
    status.error = error;
    status.delivered = m_gotBytes;
    letGo();
    if (isFinal) {
        status.state = StreamState::Stopped;
        status.failures = m_backoff.failures();
    } else {
        const auto floor = std::max(m_serverRetry, error.retryAfter.value_or(std::chrono::milliseconds(0)));
        auto wait = m_backoff.next(floor);
        if (m_options.maximumRetryWait)
            wait = std::clamp(*m_options.maximumRetryWait, m_options.backoff.floor, wait);
        status.state = StreamState::Waiting;
        status.retryIn = wait;
        status.failures = m_backoff.failures();
        m_retryTimer->start(wait);
    }
    setStatus(std::move(status));
}

/// An event or a comment came: this connection is worth more than an endless row of empty ones.
void EventStream::Private::onDelivered()
{
    if (m_backoff.failures() == 0)
        return;
    m_backoff.reset();
    StreamStatus status = m_status;
    status.failures = 0;
    setStatus(std::move(status));
}

void EventStream::Private::sseEvent(const StreamEvent &event)
{
    if (!m_connection)
        return; // stopped from inside an earlier event of the same bytes
    onDelivered();
    if (m_connection)
        m_sink.sseEvent(event);
}

void EventStream::Private::sseComment(std::string_view text)
{
    if (!m_connection)
        return;
    onDelivered();
    if (m_connection)
        m_sink.sseComment(text);
}

void EventStream::Private::sseRetry(std::chrono::milliseconds time)
{
    if (!m_connection)
        return;
    m_serverRetry = time;
    m_sink.sseRetry(time);
}

EventStream::EventStream(QNetworkAccessManager &network, const Clock &clock, RequestSource source,
                         StreamSink &sink, EventStreamOptions options, std::function<double()> jitter,
                         QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, network, clock, std::move(source), sink, std::move(options),
                                  std::move(jitter)))
{
    bufferDirectConnections(network);
}

EventStream::~EventStream() = default;

void EventStream::start()
{
    d->m_backoff.reset();
    d->m_serverRetry = {};
    d->connectNow();
}

void EventStream::stop()
{
    d->letGo();
    d->setStatus({});
}

void EventStream::retryNow()
{
    if (d->m_status.state == StreamState::Waiting)
        d->connectNow();
    else if (d->m_status.state == StreamState::Stopped)
        start();
}

void EventStream::reconnect()
{
    if (d->m_status.state == StreamState::Idle || d->m_status.state == StreamState::Stopped)
        return;
    leaveConnections(d->m_network);
    d->connectNow();
}

const StreamStatus &EventStream::status() const
{
    return d->m_status;
}

QByteArray EventStream::lastEventId() const
{
    return QByteArray::fromStdString(d->m_parser.lastEventId());
}

void EventStream::setLastEventId(const QByteArray &id)
{
    d->m_parser.setLastEventId(id.toStdString());
}

void EventStream::setIdleTimeout(std::optional<std::chrono::milliseconds> timeout)
{
    d->m_options.idleTimeout = timeout;
    if (d->m_connection)
        d->m_connection->idleTimeoutChanged();
}

const ConnectionFacts &EventStream::connectionFacts() const
{
    return d->m_facts;
}

} // namespace signalbox
