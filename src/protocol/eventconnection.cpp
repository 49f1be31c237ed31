// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/eventconnection.h"

#include "protocol/errorbody.h"
#include "protocol/networkaccess.h"
#include "protocol/replyfacts.h"
#include "protocol/tlserrors.h"
#include "protocol/wirehead.h"

#include <QNetworkAccessManager>
#include <QSslError>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::size_t readBytesAtOnce = 64 << 10;
/// How long one turn of the event loop may take bytes apart. A server that sends faster than that would keep
/// the loop busy for good, and nothing would be painted and no timer would fire.
constexpr auto longestTurn = std::chrono::milliseconds(4);
/// After a turn longer than this the next one waits for its place behind a frame that is to be painted.
constexpr auto shortTurn = std::chrono::milliseconds(1);

Error makeError(ErrorKind kind, const QString &detail, std::optional<int> status = std::nullopt)
{
    return Error{kind, detail, status, std::nullopt};
}

/// A field that is given twice is one list, as in a browser's Headers object; given once it replaces ours.
void setHeaders(QNetworkRequest &request, const QVector<std::pair<QByteArray, QByteArray>> &headers)
{
    QSet<QByteArray> given;
    for (const auto &[name, value] : headers) {
        const QByteArray lower = name.toLower();
        const QByteArray separator = lower == "cookie" ? "; " : ", ";
        request.setRawHeader(name,
                             given.contains(lower) ? request.rawHeader(name) + separator + value : value);
        given.insert(lower);
    }
}

bool isAscii(const QNetworkRequest &request)
{
    const QList<QByteArray> names = request.rawHeaderList();
    return std::all_of(names.begin(), names.end(), [&request](const QByteArray &name) {
        const QByteArray value = request.rawHeader(name);
        return std::all_of(value.begin(), value.end(), [](char c) { return quint8(c) < 0x80; });
    });
}

/// Statuses after which the same request may well be answered (with 5xx).
bool isTemporary(int status)
{
    return status == 408 || status == 425 || status == 429 || status >= 500;
}

/// For streams of no particular vendor.
Error generalError(int status, const QByteArray &body)
{
    const QString said = errorBodyText(body).left(limits::errorDetailLength);
    switch (status) {
    case 401: return makeError(ErrorKind::SignInNeeded, said, status);
    case 403: return makeError(ErrorKind::Forbidden, said, status);
    case 404: return makeError(ErrorKind::NotFound, said, status);
    case 408: return makeError(ErrorKind::Timeout, said, status);
    case 429: return makeError(ErrorKind::RateLimited, said, status);
    default: return makeError(status >= 500 ? ErrorKind::Server : ErrorKind::Rejected, said, status);
    }
}

} // namespace

EventConnection::EventConnection(QNetworkAccessManager &network, const Clock &clock,
                                 const EventStreamOptions &options)
    : m_network(network)
    , m_clock(clock)
    , m_options(options)
    , m_reply(nullptr, ReplyDeleter{this})
    , m_buffer(readBytesAtOnce)
{}

EventConnection::~EventConnection()
{
    close();
}

void EventConnection::open(const StreamRequest &request, const QByteArray &lastEventId)
{
    m_request = request;
    m_lastEventId = lastEventId;
    if (m_options.tap)
        m_options.tap->beginConnection();
    m_phase = Phase::Waiting;
    m_nextTurn = m_clock.createTimer([this] { readBytes(false); });
    m_timer = m_clock.createTimer([this] { endForSilence(u"no answer in time"_s); });
    m_timer->start(m_options.connectTimeout);
    if (isWebUrl(request.url)) {
        send(request.url);
        return;
    }
    QMetaObject::invokeMethod(
        this, [this] { end(makeError(ErrorKind::Network, u"not a web address"_s), true); },
        Qt::QueuedConnection);
}

void EventConnection::close()
{
    m_phase = Phase::Closed;
    m_nextTurn.reset(); // here and not with this: the clock may be gone when this is deleted later
    m_timer.reset();
    m_reply.reset();
}

void EventConnection::send(const QUrl &url)
{
    QNetworkRequest request = plainRequest(url);
    request.setRawHeader("Accept", "text/event-stream");
    // What the standard's cache mode no-store makes of a request (Fetch, HTTP-network-or-cache fetch).
    request.setRawHeader("Cache-Control", "no-cache");
    request.setRawHeader("Pragma", "no-cache");
    setHeaders(request, m_request.headers);
    if (!m_lastEventId.isEmpty() && m_lastEventId.size() <= limits::lastEventIdBytes)
        request.setRawHeader("Last-Event-ID", m_lastEventId);
    // The network stack's header compression spoils bytes beyond ASCII (Qt 6.4), and the peer then closes the
    // whole connection: an event ID with an umlaut would never connect again.
    if (!isAscii(request))
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    if (m_options.tap)
        tap(WirePiece::Kind::Request, requestHead(request).toStdString());
    m_sentAt = m_clock.now();
    m_reply.reset(m_network.get(request));
    m_reply->setReadBufferSize(limits::streamReadBufferBytes);
    connect(m_reply.get(), &QNetworkReply::metaDataChanged, this, &EventConnection::checkHeaders);
    connect(m_reply.get(), &QNetworkReply::readyRead, this, &EventConnection::onReadyRead);
    connect(m_reply.get(), &QNetworkReply::finished, this, &EventConnection::complete);
    connect(m_reply.get(), &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        m_tlsDetail = tlsErrorText(errors, m_reply->url().host());
    });
}

void EventConnection::checkHeaders()
{
    if (m_phase != Phase::Waiting)
        return;
    const int status = statusOf(*m_reply);
    if (status == 0)
        return;
    if (m_options.tap)
        tap(WirePiece::Kind::Response, responseHead(*m_reply).toStdString());
    if (isRedirectStatus(status))
        followRedirect();
    else if (status == 200)
        checkStream();
    else if (status == 204)
        end(makeError(ErrorKind::Rejected, u"the server says that this stream has ended for good (204)"_s,
                      status),
            true);
    else if (status == 407)
        end(proxyRefusal(), true);
    else if (status >= 400)
        refuse();
    else if (status < 200) // the network stack skips 100 alone; what follows is out of reach
        end(makeError(ErrorKind::BadAnswer,
                      u"an informational answer (status %1) that cannot be skipped"_s.arg(status), status),
            false);
    else
        end(makeError(ErrorKind::BadAnswer, u"an answer that is not a stream (status %1)"_s.arg(status),
                      status),
            true);
}

void EventConnection::followRedirect()
{
    auto target = redirectTarget(*m_reply, m_redirects);
    if (!target) {
        end(std::move(target.error()), true);
        return;
    }
    if (!isSameOrigin(*target, m_reply->url())) {
        if (!m_options.followAcrossOrigins) {
            end(makeError(ErrorKind::Redirected,
                          u"a redirect to another server: %1"_s.arg(originText(*target)), statusOf(*m_reply)),
                true);
            return;
        }
        // Any of them may be a credential. Gone for the rest of this attempt, also when a later redirect
        // leads back.
        m_request.headers.clear();
    }
    ++m_redirects;
    send(*target);
}

void EventConnection::checkStream()
{
    const QByteArray type = mediaTypeOf(*m_reply);
    if (type != "text/event-stream") {
        const QString shown = type.isEmpty() ? u"no content type"_s : QString::fromLatin1(type.left(100));
        end(makeError(ErrorKind::BadAnswer, u"the answer is not an event stream but %1"_s.arg(shown), 200),
            true);
        return;
    }
    if (isEncoded(*m_reply)) {
        const QByteArray coding = m_reply->rawHeader("Content-Encoding");
        m_decoder = ContentDecoder::create(coding);
        if (!m_decoder) {
            end(makeError(ErrorKind::BadAnswer,
                          u"the stream is compressed (%1) although it was asked not to be"_s.arg(
                              QString::fromLatin1(coding.left(100))),
                          200),
                true);
            return;
        }
    }
    m_phase = Phase::Streaming;
    m_lastByte = m_clock.now();
    const auto roundTrip = std::chrono::duration_cast<std::chrono::milliseconds>(m_lastByte - m_sentAt);
    m_facts = connectionFactsOf(*m_reply, m_network, m_clock.wallTime(), roundTrip);
    startWatch();
    emit opened();
}

void EventConnection::refuse()
{
    m_phase = Phase::Refused; // the start of the body says why
    m_timer = m_clock.createTimer([this] { finishRefused(); });
    m_timer->start(limits::errorBodyTimeout);
}

void EventConnection::onReadyRead()
{
    if (!m_nextTurn || m_nextTurn->isActive())
        return;
    // In the event queue more bytes come before painting, however long that has been waiting; a timer comes
    // after it.
    if (m_turnWasLong)
        m_nextTurn->start(std::chrono::milliseconds(0));
    else
        readBytes(false);
}

/// What has arrived, or as much of it as one turn may take.
void EventConnection::readBytes(bool all)
{
    if (m_phase == Phase::Refused) {
        readErrorBody();
        return;
    }
    if (m_phase != Phase::Streaming)
        return;
    m_lastByte = m_clock.now();
    while (m_phase == Phase::Streaming) {
        const qint64 count = m_reply->read(m_buffer.data(), qint64(m_buffer.size()));
        if (count <= 0)
            break;
        const std::string_view bytes(m_buffer.data(), std::size_t(count));
        if (m_options.tap)
            m_options.tap->add(WirePiece::Kind::Body, bytes, m_lastByte);
        take(bytes);
        if (!all && m_phase == Phase::Streaming && m_clock.now() - m_lastByte > longestTurn) {
            m_nextTurn->start(std::chrono::milliseconds(0));
            break;
        }
    }
    m_turnWasLong = m_phase == Phase::Streaming && m_clock.now() - m_lastByte > shortTurn;
    if (m_phase == Phase::Streaming)
        emit batchEnded();
}

void EventConnection::take(std::string_view bytes)
{
    if (!m_decoder) {
        emit received(bytes);
        return;
    }
    const auto decoded = m_decoder->feed(bytes, [this](std::string_view plain) {
        emit received(plain);
        return m_phase == Phase::Streaming;
    });
    if (!decoded)
        end(decoded.error(), false);
}

void EventConnection::readErrorBody()
{
    const QByteArray bytes = m_reply->read(limits::errorBodyBytes - m_errorBody.size());
    if (!bytes.isEmpty())
        tap(WirePiece::Kind::Body, std::string_view(bytes.data(), std::size_t(bytes.size())));
    m_errorBody.append(bytes);
    if (m_errorBody.size() >= limits::errorBodyBytes)
        finishRefused();
}

void EventConnection::finishRefused()
{
    const int status = statusOf(*m_reply);
    Error error = m_options.streamError ? m_options.streamError(status, m_errorBody)
                                        : generalError(status, m_errorBody);
    error.httpStatus = status;
    if (const auto after = retryAfterOf(*m_reply, m_clock.wallTime()))
        error.retryAfter = after;
    end(std::move(error), !isTemporary(status));
}

void EventConnection::complete()
{
    if (m_phase == Phase::Waiting)
        checkHeaders(); // an answer without a body may say both at once
    if (m_phase == Phase::Closed || !m_reply || !m_reply->isFinished())
        return;
    m_nextTurn->stop();
    readBytes(true);
    switch (m_phase) {
    case Phase::Closed: return;
    case Phase::Refused: finishRefused(); return;
    case Phase::Waiting:
    case Phase::Streaming: break;
    }
    if (const auto error = transportError(*m_reply, m_tlsDetail)) {
        leaveConnections(m_network); // Qt 6.4 may go on to wait for a connection of HTTP/2 that was cut
        end(*error, !isRetryable(*error));
    } else {
        end(makeError(ErrorKind::Network, u"the server closed the stream"_s), false);
    }
}

void EventConnection::idleTimeoutChanged()
{
    if (m_phase == Phase::Streaming)
        startWatch();
}

void EventConnection::startWatch()
{
    m_timer.reset();
    if (!m_options.idleTimeout)
        return;
    m_timer = m_clock.createTimer([this] { watchSilence(); });
    const auto left = m_lastByte + *m_options.idleTimeout - m_clock.now();
    m_timer->start(
        std::max(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds(0)));
}

void EventConnection::watchSilence()
{
    // The timer is not restarted for every byte; it looks how long the silence has been when it fires.
    const auto silence = m_clock.now() - m_lastByte;
    if (silence >= *m_options.idleTimeout)
        endForSilence(u"the stream fell silent"_s);
    else
        m_timer->start(std::chrono::ceil<std::chrono::milliseconds>(*m_options.idleTimeout - silence));
}

/// The connection may be dead, and the next attempt must not be made over it.
void EventConnection::endForSilence(const QString &detail)
{
    leaveConnections(m_network);
    end(makeError(ErrorKind::Timeout, detail), false);
}

void EventConnection::end(Error error, bool isFinal)
{
    if (m_phase == Phase::Closed)
        return;
    close();
    tap(WirePiece::Kind::End, error.detail.toStdString());
    emit ended(ConnectionEnd{std::move(error), isFinal});
}

void EventConnection::tap(WirePiece::Kind kind, std::string_view bytes)
{
    if (m_options.tap)
        m_options.tap->add(kind, bytes);
}

} // namespace signalbox
