// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/connectionfacts.h"
#include "core/pending.h"
#include "core/provider.h"
#include "protocol/backoff.h"
#include "protocol/sseparser.h"
#include "protocol/wiretap.h"

#include <QObject>

#include <memory>
#include <optional>

class QNetworkAccessManager;

namespace signalbox {

/// What a stream delivers, in order. Calls come from the event loop, many in a row; streamBatchEnd() closes
/// each row of them, so that a receiver can announce once.
class StreamSink : public SseSink
{
public:
    /// Bytes arrived (any bytes: this is the sign of life).
    virtual void streamBytes(qsizetype) {}
    virtual void streamBatchEnd() {}
};

enum class StreamState { Idle, Connecting, Open, Waiting, Stopped };

struct StreamStatus
{
    StreamState state = StreamState::Idle;
    std::optional<Error> error;                       ///< Waiting, Stopped: why
    std::optional<std::chrono::milliseconds> retryIn; ///< Waiting
    int failures = 0;       ///< failed attempts in a row; 0 once a connection delivered an event or a comment
    bool delivered = false; ///< Waiting, Stopped: the connection had delivered bytes

    bool operator==(const StreamStatus &) const = default;
};

struct EventStreamOptions
{
    std::chrono::milliseconds connectTimeout = limits::connectTimeout;
    /// Silence after which the connection counts as half open and is replaced. Absent: never.
    std::optional<std::chrono::milliseconds> idleTimeout = std::chrono::milliseconds(75'000);
    BackoffLimits backoff;
    /// The longest wait between attempts whatever the server asks. Absent: what the server asks.
    std::optional<std::chrono::milliseconds> maximumRetryWait = limits::serverRetryCap;
    /// False: a redirect to another origin is a permanent stop (a vendor's connection). True: it is followed
    /// with every header of the request source's dropped (the raw stream command). Never from https to http.
    bool followAcrossOrigins = false;
    /// What a refused connection means, from its status and the start of its body; absent: a general mapping.
    /// Which statuses stop the stream is decided here all the same.
    std::function<Error(int httpStatus, const QByteArray &body)> streamError;
    SseLimits limits;
    /// Where to write down what goes over the wire; must outlive the stream. Null: nowhere.
    WireTap *tap = nullptr;
};

/// Holds one event stream open over QNetworkAccessManager: request, headers, idle watchdog, reconnection with
/// backoff and jitter, Last-Event-ID, Retry-After and retry as floors, redirects, permanent stops (204, 401,
/// 403, 404 and other 4xx but 408, 425, 429; a wrong content type; a failed TLS handshake; an event beyond
/// the limits; docs/event-stream.md has the whole table). Every attempt begins at the address the source
/// names, whatever an earlier one was redirected to. Says what it does as one status. The sink and receivers
/// of statusChanged() may stop and start the stream, but not delete it. Main thread only.
class EventStream final : public QObject
{
    Q_OBJECT

public:
    /// Asked for the request before every attempt, so that each one carries a valid credential. A retryable
    /// error is waited out like a lost connection; any other stops the stream.
    using RequestSource = std::function<Pending(Callback<StreamRequest>)>;

    /// @p network, @p clock and @p sink must outlive this. @p jitter as in Backoff.
    EventStream(QNetworkAccessManager &network, const Clock &clock, RequestSource source, StreamSink &sink,
                EventStreamOptions options, std::function<double()> jitter, QObject *parent = nullptr);
    ~EventStream() override;

    /// Connects; forgets earlier failures. Starting a running stream starts it anew.
    void start();
    /// Lets go of the connection. Nothing is delivered and no status but Idle is said afterwards.
    void stop();
    /// Waiting: tries at once. Stopped: starts again. Else nothing.
    void retryNow();
    /// Drops the present connection or wait and connects again at once (after a resume from sleep, a token
    /// refresh). Idle, Stopped: nothing.
    void reconnect();

    [[nodiscard]] const StreamStatus &status() const;
    [[nodiscard]] QByteArray lastEventId() const;
    void setLastEventId(const QByteArray &id);
    /// Changes the watchdog of the present connection and of later ones.
    void setIdleTimeout(std::optional<std::chrono::milliseconds> timeout);
    /// Of the last connection that was answered with a stream.
    [[nodiscard]] const ConnectionFacts &connectionFacts() const;

signals:
    void statusChanged(const signalbox::StreamStatus &status);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace signalbox
