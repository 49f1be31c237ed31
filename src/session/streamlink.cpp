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

bool isUnauthorized(const Error &error)
{
    return error.kind == ErrorKind::SignInNeeded || error.httpStatus == 401;
}

} // namespace

StreamLink::StreamLink(Provider &provider, QNetworkAccessManager &network, const Clock &clock,
                       StreamSink &sink, std::chrono::milliseconds window, std::function<double()> jitter,
                       QObject *parent)
    : QObject(parent)
    , m_provider(provider)
    , m_monitor(clock, window)
    , m_said(m_monitor.status())
    , m_wire(clock)
    , m_stream(
          network, clock, [this](Callback<StreamRequest> done) { return prepare(std::move(done)); }, sink,
          streamOptions(provider, window, m_wire), std::move(jitter))
    , m_timer(clock.createTimer([this] {
        m_monitor.update();
        publish();
    }))
{
    connect(&m_stream, &EventStream::statusChanged, this, &StreamLink::onStreamStatus);
}

StreamLink::~StreamLink() = default;

void StreamLink::start()
{
    if (m_running)
        return;
    m_running = true;
    m_unauthorized = false;
    m_refreshTried = false;
    m_monitor.start();
    publish();
    if (m_running)
        m_stream.start();
}

void StreamLink::pause()
{
    m_running = false;
    m_stream.stop();
    m_monitor.pause();
    publish();
    setClosed();
}

void StreamLink::stopFor(const Error &error)
{
    m_running = false;
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

void StreamLink::noteBytes()
{
    m_monitor.bytes();
    if (m_monitor.status().state != m_said.state)
        publish();
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
        m_monitor.connecting(status.failures);
        publish();
        setClosed();
        break;
    case StreamState::Open:
        if (m_open)
            break; // said again because failures were forgotten
        m_open = true;
        m_refreshTried = false;
        m_monitor.opened();
        publish();
        if (m_open)
            emit opened();
        break;
    case StreamState::Waiting:
        m_monitor.lost(status.error, status.failures, status.retryIn);
        publish();
        setClosed();
        break;
    case StreamState::Stopped: onStopped(status); break;
    }
}

void StreamLink::onStopped(const StreamStatus &status)
{
    const Error error = status.error.value_or(Error{ErrorKind::Rejected, {}, {}, {}});
    if (isUnauthorized(error) && !m_sourceFailed && !m_refreshTried) {
        m_refreshTried = true;
        m_unauthorized = true;
        m_stream.start();
        return;
    }
    m_running = false;
    if (isUnauthorized(error))
        m_monitor.needSignIn(error);
    else
        m_monitor.refuse(error);
    publish();
    setClosed();
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
    // A mere byte is not news; the time of the last one can be asked for.
    m_said.lastByte = now.lastByte;
    m_said.lastByteWall = now.lastByteWall;
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
