// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/eventstream.h"
#include "session/linkmonitor.h"

#include <QObject>
#include <QVector>

#include <memory>

namespace signalbox {

/// The stream of a session and what a person has to know of it: the event stream, the one refresh after a
/// 401, the state machine and its timer. Knows nothing of flags. Main thread only.
class StreamLink final : public QObject
{
    Q_OBJECT

public:
    /// All references must outlive this.
    StreamLink(Provider &provider, QNetworkAccessManager &network, const Clock &clock, StreamSink &sink,
               std::chrono::milliseconds window, std::function<double()> jitter, QObject *parent = nullptr);
    ~StreamLink() override;

    /// From anything but a running state: connects. Else nothing.
    void start();
    void pause();
    /// A management read said that this can not go on: SignInNeeded by the kind of @p error, else Refused.
    void stopFor(const Error &error);
    /// Waiting: connects at once. Open but silent for more than W: replaces the connection.
    void retryNow();

    /// The sign of life; called for every piece of the stream, so cheap.
    void noteBytes();
    void noteReadFailed(const Error &error);
    /// Everything was read on the present connection.
    void noteSynced(int flags);

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] bool isOpen() const { return m_open; }
    [[nodiscard]] const LinkStatus &status() const { return m_monitor.status(); }
    /// One entry per state entered, newest last, at most limits::linkHistory.
    [[nodiscard]] const QVector<LinkStatus> &history() const { return m_history; }
    [[nodiscard]] const WireTap &wire() const { return m_wire; }

signals:
    /// A connection is there. Comes before its first byte.
    void opened();
    /// The connection that was open is there no more.
    void closed();
    /// Anything but the time of the last byte changed. @p entered: the state did.
    void changed(const signalbox::LinkStatus &status, bool entered);

private:
    Pending prepare(Callback<StreamRequest> done);
    void onStreamStatus(const StreamStatus &status);
    void onStopped(const StreamStatus &status);
    void setClosed();
    void publish();

    Provider &m_provider;
    LinkMonitor m_monitor;
    LinkStatus m_said;
    QVector<LinkStatus> m_history;
    WireTap m_wire;
    EventStream m_stream;
    std::unique_ptr<Timer> m_timer;
    bool m_running = false;
    bool m_open = false;
    bool m_unauthorized = false; ///< the next request for an address has to refresh the credential
    bool m_refreshTried = false; ///< since a connection was last open
    bool m_sourceFailed = false; ///< the last attempt ended before a request was sent
};

} // namespace signalbox
