// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/http/httpserver.h"
#include "server/stream/framelog.h"

#include <QObject>

#include <vector>

namespace signalbox {

struct StreamHubOptions
{
    std::chrono::milliseconds heartbeat{30'000};
    /// Bytes a reader may lag behind, beyond what its socket holds; past it the reader is cut off. Frames it
    /// skips, being for others, count as well: the number bounds this server's memory.
    quint64 lagBytes = 1 << 20;
    /// What every stream begins with. Without it a client of a quiet server could not tell a stream that
    /// works from one that a proxy holds back, until the first heartbeat.
    QByteArray greeting = ": connected\n\n";
};

/// What one stream may see and how long.
struct StreamScope
{
    QString organizationId;
    QString environmentId;             ///< empty: all of the organisation
    QString credentialId;              ///< session or API key; see cut()
    std::optional<WallTime> expiresAt; ///< the stream ends then
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
    virtual bool take(const QByteArray &frame, const QString &organizationId,
                      const QString &environmentId) = 0;
    /// Before its first byte.
    virtual void opened(StreamNumber stream, const StreamScope &scope) = 0;
    virtual void closed(StreamNumber stream) = 0;
};

/// Broadcasts frames to open streams of one dialect: order is kept, payloads are shared, silence costs
/// nothing but a heartbeat, and a reader that does not keep up harms only itself. Main thread only.
class StreamHub final : public QObject
{
    Q_OBJECT

public:
    /// @p clock must outlive this; so must this outlive the server its streams belong to.
    StreamHub(const Clock &clock, StreamHubOptions options, QObject *parent = nullptr);
    ~StreamHub() override;

    /// @p gate must outlive this; null takes it away.
    void setGate(StreamGate *gate) { m_gate = gate; }

    /// Answers @p reply with an event stream that begins now, with the greeting.
    void open(HttpReply reply, const StreamScope &scope);
    /// @p frame is complete, blank line included. Reaches the sockets with HttpServer::flush().
    void publish(const QByteArray &frame, const QString &organizationId, const QString &environmentId);
    /// What publish() does behind the gate.
    void deliver(const QByteArray &frame, const QString &organizationId, const QString &environmentId);
    /// The stream stays open and says nothing any more.
    void silence(StreamNumber stream);
    /// Cuts one stream off.
    void hangUp(StreamNumber stream);
    /// Ends the streams of a credential that is not valid any more.
    void cut(const QString &credentialId);

    [[nodiscard]] int streamCount() const { return int(m_readers.size()); }
    [[nodiscard]] quint64 pendingBytes() const { return m_log.bytes(); }
    [[nodiscard]] quint64 cutForLag() const { return m_cutForLag; }

signals:
    /// Something was published from a timer: move it to the sockets.
    void flushWanted();

private:
    class Reader;

    void beat();
    void expire();
    void armExpiry();
    void trim();
    void remove(Reader *reader);
    [[nodiscard]] Reader *find(StreamNumber stream) const;

    const Clock &m_clock;
    const StreamHubOptions m_options;
    FrameLog m_log;
    std::vector<Reader *> m_readers; // owned by the server's exchanges; they leave by themselves
    std::unique_ptr<Timer> m_heartbeat;
    std::unique_ptr<Timer> m_expiry;
    StreamGate *m_gate = nullptr;
    StreamNumber m_lastNumber = 0;
    quint64 m_cutForLag = 0;
};

} // namespace signalbox
