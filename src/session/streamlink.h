// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/eventstream.h"
#include "session/heartbeatlearner.h"
#include "session/linkmonitor.h"

#include <QObject>
#include <QVector>

#include <memory>

namespace signalbox {

/// The stream of a session and what a person has to know of it: the event stream, the one refresh after a
/// 401, the state machine and its timer, the learned heartbeat, and when to stop waiting for the stream and
/// poll. Knows nothing of flags. Main thread only.
///
/// It says pollingWanted() when no stream can be had for now although nothing forbids one: after
/// limits::failuresBeforePolling attempts in a row that delivered nothing; when a connection was open for 2W
/// and never gave a byte (a proxy holds everything back); when the server answers with something that is not
/// a stream (404, other 4xx, a page); and when the credentials have no stream. The stream is
/// tried on meanwhile. 401, 403, a failed TLS handshake and a redirect to another origin stay full stops.
class StreamLink final : public QObject
{
    Q_OBJECT

public:
    /// All references must outlive this.
    /// @p window: W is that, and not learned. @p pollEvery: how often the session reads while it polls.
    StreamLink(Provider &provider, QNetworkAccessManager &network, const Clock &clock, StreamSink &sink,
               std::optional<std::chrono::milliseconds> window, std::chrono::milliseconds pollEvery,
               std::function<double()> jitter, QObject *parent = nullptr);
    ~StreamLink() override;

    /// From anything but a running state: connects. Else nothing.
    void start();
    void pause();
    /// A management read said that this can not go on: SignInNeeded by the kind of @p error, else Refused.
    void stopFor(const Error &error);
    /// Waiting: connects at once. Open but silent for more than W: replaces the connection.
    void retryNow();
    /// The connection may be dead without knowing it (sleep, another network): replaces it, or tries for one.
    void reconnect();
    /// From Refused, at a person's wish: works without the stream, which is tried again by retryNow() only.
    void pollInstead();

    /// The sign of life; called for every piece of the stream, so cheap.
    void noteBytes();
    /// A comment was among the bytes just noted.
    void noteHeartbeat();
    /// W is @p window from now on; absent: learned.
    void fixWindow(std::optional<std::chrono::milliseconds> window);
    void noteClump(const std::optional<Clump> &clump);
    void noteReadFailed(const Error &error);
    /// Everything was read on the present connection.
    void noteSynced(int flags);
    /// Everything was read without a stream.
    void notePolled(int flags);
    /// A reading failed for now. If the stream was refused before and nothing was read since, there is
    /// nothing left to try: Refused.
    void notePollFailed(const Error &error);

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] bool isOpen() const { return m_open; }
    /// pollingWanted() was said and the stream is not Live yet.
    [[nodiscard]] bool isToPoll() const { return m_running && m_monitor.isToPoll(); }
    [[nodiscard]] quint64 attempts() const { return m_attempts; }
    [[nodiscard]] const EventStream &stream() const { return m_stream; }
    [[nodiscard]] const LinkStatus &status() const { return m_monitor.status(); }
    /// One entry per state entered, newest last, at most limits::linkHistory.
    [[nodiscard]] const QVector<LinkStatus> &history() const { return m_history; }
    [[nodiscard]] const WireTap &wire() const { return m_wire; }

signals:
    /// A connection is there. Comes before its first byte.
    void opened();
    /// The connection that was open is there no more.
    void closed();
    /// There is no stream worth waiting for: read all flags, and again every LinkStatus::pollEvery.
    void pollingWanted();
    /// Anything but the times of the last byte and the last reading changed. @p entered: the state did.
    void changed(const signalbox::LinkStatus &status, bool entered);

private:
    Pending prepare(Callback<StreamRequest> done);
    void onStreamStatus(const StreamStatus &status);
    void onStopped(const StreamStatus &status);
    void goWithoutStream(const Error &error, bool tryOn);
    void wantPolling();
    void tryStream();
    void adoptRhythm();
    void setClosed();
    void publish();

    Provider &m_provider;
    const std::chrono::milliseconds m_pollEvery;
    const std::function<double()> m_jitter;
    HeartbeatLearner m_rhythm;
    LinkMonitor m_monitor;
    LinkStatus m_said;
    QVector<LinkStatus> m_history;
    WireTap m_wire;
    EventStream m_stream;
    std::unique_ptr<Timer> m_timer;
    std::unique_ptr<Timer> m_streamTimer; ///< next try of a stream that was refused
    std::optional<Error> m_refusal;       ///< what the stream was refused with, while polling is not proven
    bool m_everPolled = false;            ///< since start(): an outage later is one to wait out
    quint64 m_attempts = 0;               ///< to connect, since the beginning
    bool m_running = false;
    bool m_open = false;
    bool m_unauthorized = false; ///< the next request for an address has to refresh the credential
    bool m_refreshTried = false; ///< since a connection was last open
    bool m_sourceFailed = false; ///< the last attempt ended before a request was sent
};

} // namespace signalbox
