// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/http/httpserver.h"
#include "server/stream/framelog.h"
#include "server/stream/outboxhistory.h"
#include "server/stream/streamwords.h"

#include <QObject>

#include <vector>

namespace signalbox {

struct StreamHubOptions
{
    std::chrono::milliseconds heartbeat{30'000};
    /// Bytes a reader may lag behind, beyond what its socket holds; past it the reader is cut off. Frames it
    /// skips, being for others, count as well: the number bounds this server's memory.
    quint64 lagBytes = 1 << 20;
};

/// One open stream of a hub; a number is never given out twice.
using StreamNumber = quint64;

/// May stand between what is published and the streams.
class StreamGate
{
public:
    StreamGate() = default;
    virtual ~StreamGate() = default;
    StreamGate(const StreamGate &) = delete;
    StreamGate &operator=(const StreamGate &) = delete;

    /// True: taken. The gate passes it, or something else, to StreamHub::deliver() when it likes.
    virtual bool take(const StreamFrame &frame) = 0;
    /// Before its first byte.
    virtual void opened(StreamNumber stream, const StreamScope &scope) = 0;
    virtual void closed(StreamNumber stream) = 0;
};

/// Tells changes to the open streams of one dialect: order is kept, payloads are shared, silence costs
/// nothing but a heartbeat, and a reader that does not keep up harms only itself. A stream that comes back is
/// told first what it missed, without a hole or a repetition where the live feed begins. Main thread only.
class StreamHub final : public QObject
{
    Q_OBJECT

public:
    /// @p clock and @p history must outlive this; so must this outlive the server its streams belong to.
    StreamHub(const Clock &clock, StreamHubOptions options, StreamWords words, OutboxHistory &history,
              QObject *parent = nullptr);
    ~StreamHub() override;

    /// @p gate must outlive this; null takes it away.
    void setGate(StreamGate *gate) { m_gate = gate; }

    /// Answers @p reply with an event stream that begins now, or, with a Last-Event-ID, after the change it
    /// names. One that leads nowhere (too old, not of ours) begins with a resync.
    void open(HttpReply reply, const StreamScope &scope, const QByteArray &lastEventId = {});
    /// Of the live feed, in order. Reaches the sockets with HttpServer::flush().
    void publish(const OutboxRecord &change);
    /// Tells every stream to read everything again: the outbox is another one.
    void resync();
    /// What publish() does behind the gate.
    void deliver(const StreamFrame &frame);
    /// The stream stays open and says nothing any more.
    void silence(StreamNumber stream);
    /// Cuts one stream off.
    void hangUp(StreamNumber stream);
    /// Ends the streams of a credential that is not valid any more.
    void cut(const QString &credentialId);
    /// Ends every stream properly, after what it is still told.
    void endAll();

    [[nodiscard]] int streamCount() const { return int(m_readers.size()); }
    [[nodiscard]] quint64 pendingBytes() const { return m_log.bytes(); }
    [[nodiscard]] quint64 cutForLag() const { return m_cutForLag; }
    /// Since the beginning: streams, events of changes that were handed to one, streams that came back.
    [[nodiscard]] quint64 opened() const { return m_lastNumber; }
    [[nodiscard]] quint64 events() const { return m_events; }
    [[nodiscard]] quint64 resumed() const { return m_resumed; }
    [[nodiscard]] quint64 resynced() const { return m_resynced; }

signals:
    /// Something was published from a timer: move it to the sockets.
    void flushWanted();

private:
    class Reader;

    void begin(Reader &reader, const QByteArray &lastEventId);
    void pass(const StreamFrame &frame);
    void end(Reader &reader);
    void beat();
    void expire();
    void armExpiry();
    void trim();
    void remove(Reader *reader);
    [[nodiscard]] Reader *find(StreamNumber stream) const;

    const Clock &m_clock;
    const StreamHubOptions m_options;
    const StreamWords m_words;
    OutboxHistory &m_history;
    FrameLog m_log;
    std::vector<Reader *> m_readers; // owned by the server's exchanges; they leave by themselves
    std::unique_ptr<Timer> m_heartbeat;
    std::unique_ptr<Timer> m_expiry;
    StreamGate *m_gate = nullptr;
    StreamNumber m_lastNumber = 0;
    quint64 m_cutForLag = 0;
    quint64 m_events = 0;
    quint64 m_resumed = 0;
    quint64 m_resynced = 0;
};

} // namespace signalbox
