// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/stream/streamhub.h"

#include <QLoggingCategory>

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {
Q_LOGGING_CATEGORY(lcStream, "signalbox.server.stream", QtWarningMsg)
} // namespace

/// One stream's place in the log. Idle readers have taken everything; their position means nothing.
class StreamHub::Reader final : public HttpStreamSource
{
public:
    Reader(StreamHub &owner, StreamScope reach, StreamNumber streamNumber)
        : hub(&owner), greeting(owner.m_options.greeting), scope(std::move(reach)), number(streamNumber)
    {}
    ~Reader() override
    {
        if (hub)
            hub->remove(this);
    }

    qsizetype read(char *to, qsizetype room) override
    {
        qsizetype copied = cutOff ? 0 : greet(to, room);
        if (hub && idle)
            position = hub->m_log.end(); // asked without a publish: only to end
        while (hub && !cutOff && copied < room && position < hub->m_log.end()) {
            const FrameLog::Frame &frame = hub->m_log.at(position);
            if (!sees(frame)) {
                ++position;
                continue;
            }
            const qsizetype count = std::min(room - copied, frame.bytes.size() - offset);
            std::memcpy(to + copied, frame.bytes.constData() + offset, std::size_t(count));
            copied += count;
            offset += count;
            if (offset == frame.bytes.size()) {
                offset = 0;
                ++position;
            }
        }
        idle = copied == 0;
        return copied;
    }

    /// Copies what is left of the greeting, whose bytes all streams share.
    qsizetype greet(char *to, qsizetype room)
    {
        const qsizetype count = std::min(room, greeting.size() - greeted);
        std::memcpy(to, greeting.constData() + greeted, std::size_t(count));
        greeted += count;
        return count;
    }

    [[nodiscard]] bool sees(const FrameLog::Frame &frame) const
    {
        if (frame.organization.isEmpty())
            return true;
        return frame.organization == scope.organizationId
               && (scope.environmentId.isEmpty() || frame.environment == scope.environmentId);
    }

    StreamHub *hub;
    const QByteArray greeting;
    const StreamScope scope;
    const StreamNumber number;
    HttpStream stream;
    qsizetype greeted = 0; // bytes of the greeting that are out
    quint64 position = 0;
    qsizetype offset = 0; // within the frame at position
    bool idle = false;
    bool ending = false; // takes what is there already, and nothing new
    bool cutOff = false; // nothing is handed to it any more
};

StreamHub::StreamHub(const Clock &clock, StreamHubOptions options, QObject *parent)
    : QObject(parent), m_clock(clock), m_options(options)
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

void StreamHub::open(HttpReply reply, const StreamScope &scope)
{
    auto source = std::make_unique<Reader>(*this, scope, ++m_lastNumber);
    Reader *reader = source.get();
    reader->position = m_log.end();
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

void StreamHub::publish(const QByteArray &frame, const QString &organizationId, const QString &environmentId)
{
    if (m_readers.empty()) // a gate shall not hold, or throw dice over, what nobody hears
        return;
    if (!m_gate || !m_gate->take(frame, organizationId, environmentId))
        deliver(frame, organizationId, environmentId);
}

void StreamHub::deliver(const QByteArray &frame, const QString &organizationId, const QString &environmentId)
{
    const quint64 position = m_log.append(frame, organizationId, environmentId);
    const FrameLog::Frame &appended = m_log.at(position);
    for (Reader *reader : m_readers) {
        if (reader->cutOff)
            continue; // too slow for it, or half open
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
        if (reader->scope.credentialId == credentialId && !reader->ending && !reader->cutOff) {
            reader->ending = true;
            reader->stream.finish();
        }
    }
    emit flushWanted();
}

void StreamHub::trim()
{
    quint64 needed = m_log.end();
    for (const Reader *reader : m_readers) {
        if (!reader->idle && !reader->cutOff)
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
    publish(QByteArray(": heartbeat\n\n"), {}, {});
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
        if (reader->scope.expiresAt && *reader->scope.expiresAt <= now && !reader->ending
            && !reader->cutOff) {
            reader->ending = true;
            reader->stream.finish();
        }
    }
    armExpiry();
    emit flushWanted();
}

} // namespace signalbox
