// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/contentdecoder.h"
#include "protocol/eventstream.h"
#include "protocol/networkreply.h"

#include <QObject>

#include <string_view>
#include <vector>

namespace signalbox {

/// How one attempt ended. Not final: worth another one.
struct ConnectionEnd
{
    Error error;
    bool isFinal = false;
};

/// One connection attempt of an EventStream: the request, its redirects, the checks of the answer, then the
/// bytes. Says opened() at most once and ended() exactly once, unless it is closed before. Knows nothing of
/// events, and never tries again. May be closed (not deleted) from inside its signals.
class EventConnection final : public QObject
{
    Q_OBJECT

public:
    /// All references must outlive this.
    EventConnection(QNetworkAccessManager &network, const Clock &clock, const EventStreamOptions &options);
    ~EventConnection() override;

    void open(const StreamRequest &request, const QByteArray &lastEventId);
    /// Lets go of the connection. Nothing is signalled afterwards.
    void close();
    /// The options' idle time-out is another one now.
    void idleTimeoutChanged();
    /// What the answer said of the connection; valid after opened().
    [[nodiscard]] const ConnectionFacts &facts() const { return m_facts; }

signals:
    void opened();
    void received(std::string_view bytes);
    /// All that had arrived was handed over.
    void batchEnded();
    void ended(const signalbox::ConnectionEnd &end);

private:
    void send(const QUrl &url);
    void checkHeaders();
    void followRedirect();
    void checkStream();
    void refuse();
    void onReadyRead();
    void readBytes(bool all);
    void take(std::string_view bytes);
    void readErrorBody();
    void finishRefused();
    void complete();
    void startWatch();
    void watchSilence();
    void endForSilence(const QString &detail);
    void end(Error error, bool isFinal);
    void tap(WirePiece::Kind kind, std::string_view bytes);

    enum class Phase { Closed, Waiting, Streaming, Refused };

    QNetworkAccessManager &m_network;
    const Clock &m_clock;
    const EventStreamOptions &m_options;
    StreamRequest m_request;
    QByteArray m_lastEventId;
    ReplyOwner m_reply;
    std::unique_ptr<Timer> m_nextTurn; ///< active: more has arrived than one turn of the loop may take
    std::unique_ptr<Timer> m_timer;    ///< Waiting: connect time-out; Streaming: watchdog; Refused: body
    bool m_turnWasLong = false;
    MonotonicTime m_lastByte;
    MonotonicTime m_sentAt;
    ConnectionFacts m_facts;
    std::vector<char> m_buffer;
    std::unique_ptr<ContentDecoder> m_decoder; ///< only where the server compresses although asked not to
    QByteArray m_errorBody;
    QString m_tlsDetail;
    int m_redirects = 0;
    Phase m_phase = Phase::Closed;
};

} // namespace signalbox
