// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/streamlink.h"

#include <utility>

namespace signalbox {

namespace {

EventStreamOptions streamOptions(const Provider &provider, std::chrono::milliseconds window, WireTap &wire)
{
    EventStreamOptions options;
    options.tap = &wire;
    options.idleTimeout = 2 * window; // Late is seen first, at one window
    options.streamError = [&provider](int status, const QByteArray &body) {
        return provider.streamError(status, body);
    };
    return options;
}

/// Answers that only say that there is no stream here, or that something on the way has put itself in
/// between. Reading the flags may work all the same.
bool leavesPolling(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::NotFound:
    case ErrorKind::BadAnswer:
    case ErrorKind::Rejected: return true;
    case ErrorKind::Network:
    case ErrorKind::Tls:
    case ErrorKind::Proxy:
    case ErrorKind::Timeout:
    case ErrorKind::SignInNeeded:
    case ErrorKind::Forbidden:
    case ErrorKind::Protected:
    case ErrorKind::Conflict:
    case ErrorKind::RateLimited:
    case ErrorKind::Server:
    case ErrorKind::TooLarge:
    case ErrorKind::Redirected:
    case ErrorKind::Storage:
    case ErrorKind::Cancelled: break;
    }
    return false;
}

bool isUnauthorized(const Error &error)
{
    return error.kind == ErrorKind::SignInNeeded || error.httpStatus == 401;
}

} // namespace

StreamLink::StreamLink(Provider &provider, QNetworkAccessManager &network, const Clock &clock,
                       StreamSink &sink, std::optional<std::chrono::milliseconds> window,
                       std::chrono::milliseconds pollEvery, std::function<double()> jitter, QObject *parent)
    : QObject(parent)
    , m_provider(provider)
    , m_pollEvery(pollEvery)
    , m_jitter(std::move(jitter))
    , m_rhythm(provider.traits().heartbeat, window)
    , m_monitor(clock, m_rhythm.window())
    , m_said(m_monitor.status())
    , m_wire(clock)
    , m_stream(
          network, clock, [this](Callback<StreamRequest> done) { return prepare(std::move(done)); }, sink,
          streamOptions(provider, m_rhythm.window(), m_wire), m_jitter)
    , m_timer(clock.createTimer([this] {
        m_monitor.update();
        publish();
    }))
    , m_streamTimer(clock.createTimer([this] { tryStream(); }))
{
    connect(&m_stream, &EventStream::statusChanged, this, &StreamLink::onStreamStatus);
    m_monitor.setRhythm(m_rhythm.rhythm(), m_rhythm.window(), m_rhythm.isFixed());
    m_said = m_monitor.status();
}

StreamLink::~StreamLink() = default;

void StreamLink::start()
{
    if (m_running)
        return;
    m_running = true;
    m_unauthorized = false;
    m_refreshTried = false;
    m_refusal.reset();
    m_everPolled = false;
    m_monitor.start();
    publish();
    if (m_running)
        m_stream.start();
}

void StreamLink::pause()
{
    m_running = false;
    m_streamTimer->stop();
    m_stream.stop();
    m_monitor.pause();
    publish();
    setClosed();
}

void StreamLink::stopFor(const Error &error)
{
    m_running = false;
    m_streamTimer->stop();
    m_stream.stop();
    if (error.kind == ErrorKind::SignInNeeded)
        m_monitor.needSignIn(error);
    else
        m_monitor.refuse(error);
    publish();
    setClosed();
}

void StreamLink::retryNow()
{
    const LinkState state = status().state;
    if (m_open && (state == LinkState::Late || state == LinkState::Stale))
        m_stream.reconnect();
    else
        m_stream.retryNow();
}

void StreamLink::reconnect()
{
    if (!m_running)
        return;
    if (m_stream.status().state != StreamState::Stopped)
        m_stream.reconnect();
    else if (m_streamTimer->isActive())
        tryStream();
}

void StreamLink::pollInstead()
{
    if (m_running)
        return;
    const auto error = m_monitor.status().error;
    m_running = true;
    m_everPolled = false;
    m_monitor.start();
    goWithoutStream(error.value_or(Error{ErrorKind::Rejected, {}, {}, {}}), false);
}

void StreamLink::noteBytes()
{
    m_monitor.bytes();
    if (m_rhythm.bytesArrived(*m_monitor.status().lastByte))
        adoptRhythm();
    if (m_monitor.status().state != m_said.state)
        publish();
}

void StreamLink::noteHeartbeat()
{
    if (m_rhythm.heartbeatArrived(*m_monitor.status().lastByte))
        adoptRhythm();
}

void StreamLink::adoptRhythm()
{
    m_monitor.setRhythm(m_rhythm.rhythm(), m_rhythm.window(), m_rhythm.isFixed());
    m_stream.setIdleTimeout(2 * m_rhythm.window());
    publish();
}

void StreamLink::fixWindow(std::optional<std::chrono::milliseconds> window)
{
    m_rhythm.fix(window);
    adoptRhythm();
}

void StreamLink::noteClump(const std::optional<Clump> &clump)
{
    m_monitor.setClump(clump);
    publish();
}

void StreamLink::notePolled(int flags)
{
    m_refusal.reset();
    m_everPolled = true;
    m_monitor.polled(flags);
    publish();
}

void StreamLink::notePollFailed(const Error &error)
{
    if (const auto refusal = std::exchange(m_refusal, std::nullopt)) {
        stopFor(*refusal);
        return;
    }
    noteReadFailed(error);
}

void StreamLink::noteReadFailed(const Error &error)
{
    m_monitor.readFailed(error);
    publish();
}

void StreamLink::noteSynced(int flags)
{
    m_monitor.synced(flags);
    publish();
}

Pending StreamLink::prepare(Callback<StreamRequest> done)
{
    m_sourceFailed = false;
    return m_provider.prepareStream(m_unauthorized,
                                    [this, done = std::move(done)](Result<StreamRequest> request) {
                                        if (request)
                                            m_unauthorized = false;
                                        else
                                            m_sourceFailed = true;
                                        done(std::move(request));
                                    });
}

void StreamLink::onStreamStatus(const StreamStatus &status)
{
    if (!m_running)
        return;
    switch (status.state) {
    case StreamState::Idle: break;
    case StreamState::Connecting:
        ++m_attempts;
        m_streamTimer->stop();
        m_monitor.connecting(status.failures);
        publish();
        setClosed();
        break;
    case StreamState::Open:
        if (m_open)
            break; // said again because failures were forgotten
        m_open = true;
        m_refreshTried = false;
        m_rhythm.connectionOpened();
        m_monitor.opened();
        publish();
        if (m_open)
            emit opened();
        break;
    case StreamState::Waiting: {
        const bool wasMute =
            m_open && !status.delivered && status.error && status.error->kind == ErrorKind::Timeout;
        m_monitor.lost(status.error, status.failures, status.retryIn);
        publish();
        setClosed();
        if (wasMute || status.failures >= limits::failuresBeforePolling)
            wantPolling();
        break;
    }
    case StreamState::Stopped: onStopped(status); break;
    }
}

void StreamLink::onStopped(const StreamStatus &status)
{
    const Error error = status.error.value_or(Error{ErrorKind::Rejected, {}, {}, {}});
    if (!m_sourceFailed && error.httpStatus && m_provider.tryOtherStream(*error.httpStatus)) {
        m_stream.start();
        return;
    }
    if (isUnauthorized(error) && !m_sourceFailed && !m_refreshTried) {
        m_refreshTried = true;
        m_unauthorized = true;
        m_stream.start();
        return;
    }
    const bool hasNoStream = m_sourceFailed && error.kind == ErrorKind::Forbidden && !error.httpStatus;
    if (hasNoStream || (!m_sourceFailed && leavesPolling(error))) {
        // 204 is the server's wish that nobody connects again (HTML standard 9.2.3).
        goWithoutStream(error, !hasNoStream && error.httpStatus != 204);
        return;
    }
    m_running = false;
    m_streamTimer->stop();
    if (isUnauthorized(error))
        m_monitor.needSignIn(error);
    else
        m_monitor.refuse(error);
    publish();
    setClosed();
}

/// The stream was refused in a way that leaves the readings: whether they work decides between Polling and
/// Refused.
void StreamLink::goWithoutStream(const Error &error, bool tryOn)
{
    if (!m_everPolled)
        m_refusal = error;
    std::optional<std::chrono::milliseconds> retryIn;
    if (tryOn) { // a little jitter, so that a hundred consoles do not come back together
        retryIn = std::chrono::ceil<std::chrono::milliseconds>(limits::streamRetryWhilePolling
                                                               * (1.0 + m_jitter() / 4.0));
        m_streamTimer->start(*retryIn);
    }
    m_monitor.lost(error, m_monitor.status().attempt + 1, retryIn);
    publish();
    setClosed();
    wantPolling();
}

void StreamLink::wantPolling()
{
    if (!m_running || m_monitor.isToPoll())
        return;
    m_monitor.poll(m_pollEvery);
    publish();
    emit pollingWanted();
}

void StreamLink::tryStream()
{
    m_streamTimer->stop();
    m_refreshTried = false;
    m_stream.start();
}

void StreamLink::setClosed()
{
    if (std::exchange(m_open, false))
        emit closed();
}

void StreamLink::publish()
{
    if (const auto wait = m_monitor.nextChange())
        m_timer->start(*wait);
    else
        m_timer->stop();
    LinkStatus now = m_monitor.status();
    const bool entered = now.state != m_said.state;
    // A mere byte or reading is not news; the time of the last one can be asked for.
    m_said.lastByte = now.lastByte;
    m_said.lastByteWall = now.lastByteWall;
    m_said.lastRead = now.lastRead;
    m_said.lastReadWall = now.lastReadWall;
    if (now == m_said)
        return;
    m_said = now;
    if (entered) {
        if (m_history.size() >= limits::linkHistory)
            m_history.removeFirst();
        m_history.append(now);
    }
    emit changed(now, entered);
}

} // namespace signalbox
