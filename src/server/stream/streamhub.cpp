// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/stream/streamhub.h"

#include "server/stream/replay.h"

#include <QLoggingCategory>

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {
Q_LOGGING_CATEGORY(lcStream, "signalbox.server.stream", QtWarningMsg)
} // namespace

/// One stream's place: first in what it missed, then in the log. Idle readers have taken everything; their
/// position means nothing.
class StreamHub::Reader final : public HttpStreamSource
{
public:
    Reader(StreamHub &owner, StreamScope reach, StreamNumber streamNumber)
        : hub(&owner), scope(std::move(reach)), number(streamNumber)
    {}
    ~Reader() override
    {
        if (hub)
            hub->remove(this);
    }

    qsizetype read(char *to, qsizetype room) override
    {
        qsizetype copied = 0;
        while (hub && !cutOff && copied < room) {
            if (!own.isEmpty())
                copied += copyOwn(to + copied, room - copied);
            else if (!replay)
                break;
            else if (!replayOn())
                return -1;
        }
        if (hub && idle)
            position = hub->m_log.end(); // asked without a publish: only to end
        while (hub && !cutOff && copied < room && position < hub->m_log.end())
            copied += copyLive(to + copied, room - copied);
        idle = copied == 0;
        return copied;
    }

    [[nodiscard]] bool sees(const StreamFrame &frame) const
    {
        if (frame.organizationId.isEmpty())
            return true;
        // The gate may have held a frame while the replay told it.
        return frame.organizationId == scope.organizationId
               && (scope.environmentId.isEmpty() || frame.environmentId == scope.environmentId)
               && (frame.version == 0 || frame.version > toldBefore);
    }

    StreamHub *hub;
    const StreamScope scope;
    const StreamNumber number;
    HttpStream stream;
    QByteArray own;               // what is for this stream alone: the greeting, and what it missed
    std::optional<Replay> replay; // until it stands where the live feed does
    qint64 toldBefore = 0;        // by the replay, up to this version
    quint64 position = 0;
    qsizetype offset = 0; // within the frame at position
    bool idle = false;
    bool ending = false; // takes what is there already, and nothing new
    bool cutOff = false; // nothing is handed to it any more

private:
    qsizetype copyOwn(char *to, qsizetype room)
    {
        const qsizetype count = std::min(room, own.size() - m_ownOffset);
        std::memcpy(to, own.constData() + m_ownOffset, std::size_t(count));
        m_ownOffset += count;
        if (m_ownOffset == own.size()) {
            own.clear();
            m_ownOffset = 0;
        }
        return count;
    }

    /// False: the store cannot be read. The client comes back and goes on where it was.
    [[nodiscard]] bool replayOn()
    {
        auto piece = replay->next();
        if (!piece)
            return false;
        own = std::move(piece->frames);
        hub->m_events += quint64(piece->events);
        if (!own.isEmpty())
            return true;
        toldBefore = replay->reached();
        replay.reset();
        position = hub->m_log.end();
        return true;
    }

    qsizetype copyLive(char *to, qsizetype room)
    {
        const StreamFrame &frame = hub->m_log.at(position);
        if (offset == 0 && !sees(frame)) {
            ++position;
            return 0;
        }
        const qsizetype count = std::min(room, frame.bytes.size() - offset);
        std::memcpy(to, frame.bytes.constData() + offset, std::size_t(count));
        offset += count;
        if (offset == frame.bytes.size()) {
            offset = 0;
            ++position;
            hub->m_events += frame.version > 0 ? 1 : 0;
        }
        return count;
    }

    qsizetype m_ownOffset = 0;
};

StreamHub::StreamHub(const Clock &clock, StreamHubOptions options, StreamWords words, OutboxHistory &history,
                     QObject *parent)
    : QObject(parent), m_clock(clock), m_options(options), m_words(std::move(words)), m_history(history)
{
    m_heartbeat = clock.createTimer([this] { beat(); });
    m_expiry = clock.createTimer([this] { expire(); });
    m_heartbeat->start(m_options.heartbeat);
}

StreamHub::~StreamHub()
{
    for (Reader *reader : m_readers) {
        reader->hub = nullptr;
        reader->stream.finish();
    }
}

void StreamHub::open(HttpReply reply, const StreamScope &scope, const QByteArray &lastEventId)
{
    auto source = std::make_unique<Reader>(*this, scope, ++m_lastNumber);
    Reader *reader = source.get();
    begin(*reader, lastEventId);
    m_readers.push_back(reader);

    HttpAnswer head;
    head.contentType = "text/event-stream";
    head.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
    // The reader is gone after this where the client has left already.
    const HttpStream stream = reply.stream(std::move(head), std::move(source));
    if (std::find(m_readers.cbegin(), m_readers.cend(), reader) == m_readers.cend())
        return;
    reader->stream = stream;
    armExpiry();
    if (m_gate)
        m_gate->opened(reader->number, reader->scope);
}

/// Decides what the stream begins with. A greeting names no position before a resync: a client that loses the
/// connection in between has to be told again.
void StreamHub::begin(Reader &reader, const QByteArray &lastEventId)
{
    const qint64 now = m_history.catchUp();
    reader.position = m_log.end();
    if (lastEventId.isEmpty()) {
        reader.own = m_words.greeting(now);
        return;
    }
    const auto version = versionFromEventId(lastEventId);
    if (version && m_history.reaches(*version).value_or(false)) {
        ++m_resumed;
        reader.own = m_words.greeting(*version);
        reader.toldBefore = *version;
        reader.replay.emplace(m_history, m_words, reader.scope, *version);
        return;
    }
    ++m_resynced;
    reader.own = m_words.greeting(std::nullopt) + m_words.resync(now);
}

void StreamHub::publish(const OutboxRecord &change)
{
    if (m_readers.empty()) // a gate shall not hold, or throw dice over, what nobody hears
        return;
    if (QByteArray told = m_words.change(change); !told.isEmpty())
        pass({std::move(told), change.organizationId, change.environmentId, change.version});
}

void StreamHub::resync()
{
    for (Reader *reader : m_readers) {
        reader->toldBefore = 0;
        if (reader->replay) {
            reader->replay.reset();
            reader->position = m_log.end();
        }
        ++m_resynced;
    }
    deliver({m_words.resync(m_history.position()), {}, {}, 0});
    emit flushWanted();
}

void StreamHub::pass(const StreamFrame &frame)
{
    if (!m_gate || !m_gate->take(frame))
        deliver(frame);
}

void StreamHub::deliver(const StreamFrame &frame)
{
    const quint64 position = m_log.append(frame);
    const StreamFrame &appended = m_log.at(position);
    for (Reader *reader : m_readers) {
        if (reader->cutOff || reader->replay)
            continue; // too slow for it, or half open; or it finds this in the outbox
        if (reader->idle) {
            if (reader->ending || !reader->sees(appended))
                continue;
            reader->position = position;
            reader->idle = false;
            reader->stream.wake();
        } else if (m_log.bytesFrom(reader->position) > m_options.lagBytes) {
            reader->cutOff = true;
            ++m_cutForLag;
            qCInfo(lcStream) << "a stream is cut off: it lags more than" << m_options.lagBytes
                             << "bytes behind";
            reader->stream.abort();
        }
    }
    trim();
}

StreamHub::Reader *StreamHub::find(StreamNumber stream) const
{
    const auto found = std::find_if(m_readers.cbegin(), m_readers.cend(),
                                    [stream](const Reader *reader) { return reader->number == stream; });
    return found == m_readers.cend() ? nullptr : *found;
}

void StreamHub::silence(StreamNumber stream)
{
    if (Reader *reader = find(stream)) {
        reader->cutOff = true;
        trim();
    }
}

void StreamHub::hangUp(StreamNumber stream)
{
    if (Reader *reader = find(stream)) {
        reader->cutOff = true;
        reader->stream.abort();
        trim();
    }
}

void StreamHub::cut(const QString &credentialId)
{
    for (Reader *reader : m_readers) {
        if (reader->scope.credentialId == credentialId)
            end(*reader);
    }
    emit flushWanted();
}

void StreamHub::endAll()
{
    for (Reader *reader : m_readers)
        end(*reader);
    emit flushWanted();
}

void StreamHub::end(Reader &reader)
{
    if (reader.ending || reader.cutOff)
        return;
    reader.ending = true;
    if (reader.replay) { // the rest is not for this credential any more
        reader.replay.reset();
        reader.position = m_log.end();
    }
    reader.stream.finish();
}

void StreamHub::trim()
{
    quint64 needed = m_log.end();
    for (const Reader *reader : m_readers) {
        if (!reader->idle && !reader->cutOff && !reader->replay)
            needed = std::min(needed, reader->position);
    }
    m_log.dropBefore(needed);
}

void StreamHub::remove(Reader *reader)
{
    const auto found = std::find(m_readers.begin(), m_readers.end(), reader);
    if (found == m_readers.end())
        return;
    *found = m_readers.back();
    m_readers.pop_back();
    if (m_gate)
        m_gate->closed(reader->number);
}

void StreamHub::beat()
{
    m_heartbeat->start(m_options.heartbeat);
    if (!m_readers.empty())
        pass({": heartbeat\n\n", {}, {}, 0});
    emit flushWanted();
}

void StreamHub::armExpiry()
{
    std::optional<WallTime> next;
    for (const Reader *reader : m_readers) {
        if (reader->scope.expiresAt && !reader->ending && !reader->cutOff)
            next = next ? std::min(*next, *reader->scope.expiresAt) : *reader->scope.expiresAt;
    }
    if (!next) {
        m_expiry->stop();
        return;
    }
    // Looked at again at least every minute: the wall clock may jump.
    const auto wait = std::clamp<std::chrono::milliseconds>(
        *next - m_clock.wallTime(), std::chrono::milliseconds(0), std::chrono::minutes(1));
    m_expiry->start(wait);
}

void StreamHub::expire()
{
    const WallTime now = m_clock.wallTime();
    for (Reader *reader : m_readers) {
        if (reader->scope.expiresAt && *reader->scope.expiresAt <= now)
            end(*reader);
    }
    armExpiry();
    emit flushWanted();
}

} // namespace signalbox
