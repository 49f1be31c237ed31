// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/sessionrecorder.h"

#include "operations/commandrunner.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr auto flushInterval = 1s;
constexpr qsizetype bufferedBytes = 1 << 20; ///< more are written at once

milliseconds toMs(MonotonicTime::duration time)
{
    return std::chrono::duration_cast<milliseconds>(time);
}

/// How many from @p first on are written as one line: fewer where their values are long.
qsizetype flagsOfNextLine(const QVector<Flag> &flags, qsizetype first)
{
    qsizetype count = 0;
    qsizetype length = 0;
    while (count < limits::sessionFlagsPerLine && first + count < flags.size()) {
        const Flag &flag = flags.at(first + count);
        if (flag.defaultValue)
            length += textLength(*flag.defaultValue);
        if (flag.config && flag.config->projectDefault)
            length += textLength(*flag.config->projectDefault);
        if (count > 0 && length > limits::configValueLength)
            break;
        ++count;
    }
    return count;
}

} // namespace

SessionRecorder::SessionRecorder(Feed &feed, const FlagStore &flags, CommandRunner &commands,
                                 const ConnectionInfo &connection, const Clock &clock, QObject *parent,
                                 qint64 mostBytes)
    : QObject(parent)
    , m_feed(feed)
    , m_flags(flags)
    , m_commands(commands)
    , m_connection(connection)
    , m_clock(clock)
    , m_mostBytes(mostBytes)
    , m_flushTimer(clock.createTimer([this] {
        addPulse();
        flush();
        if (m_running)
            m_flushTimer->start(flushInterval);
    }))
    , m_sliceTimer(clock.createTimer([this] { writeSlice(); }))
{}

SessionRecorder::~SessionRecorder()
{
    if (m_running)
        stop();
}

Result<void> SessionRecorder::start(const QString &path)
{
    m_file.setFileName(path);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered))
        return tl::unexpected(Error{ErrorKind::Storage, m_file.errorString(), {}, {}});
    m_running = true;
    m_started = m_clock.now();
    SessionHeader header;
    header.program = u"" SIGNALBOX_VERSION ""_s;
    header.started = m_clock.wallTime();
    header.connection = m_connection;
    header.provider = m_feed.provider().traits().name;
    header.heartbeat = m_feed.provider().traits().heartbeat;
    append(toJsonLine(header));
    addState();
    connectSources();
    flush();
    if (m_running)
        m_flushTimer->start(flushInterval);
    return {};
}

void SessionRecorder::connectSources()
{
    connect(&m_feed, &Feed::linkChanged, this, &SessionRecorder::addLink);
    connect(&m_feed, &Feed::snapshotRead, this, &SessionRecorder::addReading);
    connect(&m_feed, &Feed::flagRead, this,
            [this](const FlagReading &reading) { addFlag(reading.flag, reading.source); });
    connect(&m_feed, &Feed::flagGone, this, [this](const FlagKey &key) {
        m_known.remove(key);
        add(RecordedGone{key});
    });
    connect(&m_feed, &Feed::flagInvalidated, this,
            [this](const FlagKey &key) { add(RecordedInvalidation{key}); });
    connect(&m_feed, &Feed::flagReadFailed, this, [this](const FlagKey &key, const Error &error) {
        add(RecordedReadError{key, error});
    });
    connect(&m_feed, &Feed::factsAdded, this, &SessionRecorder::addFacts);
    connect(&m_feed, &Feed::factAmended, this, &SessionRecorder::addAmendment);
    connect(&m_commands, &CommandRunner::factsAdded, this, &SessionRecorder::addFacts);
    connect(&m_commands, &CommandRunner::factAmended, this, &SessionRecorder::addAmendment);
}

/// What is on screen when the recording begins.
void SessionRecorder::addState()
{
    RecordedMarks noted;
    const QHash<FlagKey, FlagMarks> marks = m_flags.allMarks();
    for (auto it = marks.cbegin(); it != marks.cend(); ++it) {
        if (it.value() != FlagMarks())
            noted.marks.append({it.key(), it.value()});
    }
    std::sort(noted.marks.begin(), noted.marks.end(),
              [](const auto &a, const auto &b) { return a.first < b.first; });
    if (!noted.marks.isEmpty())
        add(noted);
    addLink(m_feed.link());
    if (!m_feed.everRead())
        return;
    QVector<Flag> flags;
    flags.reserve(m_flags.count());
    for (int row = 0; row < m_flags.count(); ++row) {
        const FlagRow &held = m_flags.at(row);
        if (held.readAt != MonotonicTime())
            flags.append(held.flag);
    }
    addReading(flags);
    for (int row = 0; row < m_flags.count(); ++row) {
        const FlagRow &held = m_flags.at(row);
        if (held.gone) {
            m_known.remove(held.flag.key);
            add(RecordedGone{held.flag.key});
        } else if (held.readError) {
            add(RecordedReadError{held.flag.key, *held.readError});
        } else if (held.invalidated) {
            add(RecordedInvalidation{held.flag.key});
        }
    }
}

void SessionRecorder::stop()
{
    if (m_running)
        finish(Ending::Asked, {});
}

qint64 SessionRecorder::bytes() const
{
    return m_written + m_buffer.size();
}

milliseconds SessionRecorder::length() const
{
    return toMs(m_clock.now() - m_started);
}

void SessionRecorder::addFacts(const QVector<Fact> &facts)
{
    for (const Fact &fact : facts)
        add(fact);
}

void SessionRecorder::addAmendment(const FactAmendment &amendment)
{
    add(amendment);
}

/// Only what differs is written: a reading every few seconds of many thousand flags is mostly the same.
void SessionRecorder::addReading(const QVector<Flag> &flags)
{
    LongReading reading{length(), {}, {}, 0, {}};
    QSet<FlagKey> present;
    present.reserve(flags.size());
    for (const Flag &flag : flags) {
        present.insert(flag.key);
        const auto known = m_known.constFind(flag.key);
        if (known != m_known.cend() && *known == flag)
            continue;
        m_known.insert(flag.key, flag);
        reading.flags.append(flag);
    }
    for (auto it = m_known.cbegin(); it != m_known.cend(); ++it) {
        if (!present.contains(it.key()))
            reading.gone.append(it.key());
    }
    std::sort(reading.gone.begin(), reading.gone.end());
    for (const FlagKey &key : std::as_const(reading.gone))
        m_known.remove(key);
    m_readings.push_back(std::move(reading));
    if (m_readings.size() == 1)
        writeSlice();
}

void SessionRecorder::addFlag(const Flag &flag, FactSource source)
{
    m_known.insert(flag.key, flag);
    add(RecordedFlag{flag, source});
}

void SessionRecorder::addLink(const LinkStatus &status)
{
    const MonotonicTime now = m_clock.now();
    RecordedLink link;
    link.status = status;
    link.status.since = {};
    link.status.lastByte.reset();
    link.status.retryAt.reset();
    link.status.lastRead.reset();
    link.sinceAgo = std::max(toMs(now - status.since), 0ms);
    if (status.since == MonotonicTime())
        link.sinceAgo = 0ms; // never started
    if (status.lastByte)
        link.byteAgo = std::max(toMs(now - *status.lastByte), 0ms);
    if (status.retryAt)
        link.retryIn = toMs(*status.retryAt - now);
    if (status.lastRead)
        link.readAgo = std::max(toMs(now - *status.lastRead), 0ms);
    m_recordedByte = status.lastByte;
    add(link);
}

/// A byte that changes nothing is no change of the link, but the age of what is shown hangs on it.
void SessionRecorder::addPulse()
{
    const LinkStatus &status = m_feed.link();
    const Feed::Counters &counters = m_feed.counters();
    if (!m_running || !status.lastByte
        || (status.lastByte == m_recordedByte && counters == m_recordedCounters))
        return;
    m_recordedByte = status.lastByte;
    m_recordedCounters = counters;
    add(RecordedPulse{std::max(toMs(m_clock.now() - *status.lastByte), 0ms), counters});
}

SessionLine SessionRecorder::lineAt(milliseconds at, SessionEntry entry) const
{
    return {at, std::move(entry)};
}

void SessionRecorder::add(const SessionEntry &entry)
{
    if (m_running)
        append(toJsonLine(lineAt(length(), entry)));
}

/// In the order in which it came: behind a reading that is still being written.
void SessionRecorder::append(const QByteArray &line)
{
    if (line.size() > limits::sessionLineBytes) {
        ++m_skipped;
        return;
    }
    if (!m_readings.empty()) {
        m_readings.back().after += line;
        return;
    }
    m_buffer += line;
    if (m_buffer.size() >= bufferedBytes)
        flush();
}

void SessionRecorder::writeSlice()
{
    if (!m_running || m_readings.empty())
        return;
    LongReading &reading = m_readings.front();
    RecordedReading slice;
    slice.flags = reading.flags.mid(reading.done, flagsOfNextLine(reading.flags, reading.done));
    reading.done += slice.flags.size();
    slice.more = reading.done < reading.flags.size();
    if (!slice.more)
        slice.gone = reading.gone;
    const QByteArray line = toJsonLine(lineAt(reading.at, slice));
    if (line.size() <= limits::sessionLineBytes)
        m_buffer += line;
    else
        ++m_skipped;
    if (!slice.more) {
        m_buffer += reading.after;
        m_readings.pop_front();
    }
    if (m_buffer.size() >= bufferedBytes)
        flush();
    if (!m_readings.empty() && m_running)
        m_sliceTimer->start(0ms);
}

void SessionRecorder::flush()
{
    if (!m_running || m_buffer.isEmpty())
        return;
    const bool full = m_written + m_buffer.size() > m_mostBytes;
    if (full) { // as many whole lines as have room
        const qsizetype room = qsizetype(std::max(m_mostBytes - m_written, qint64(0)));
        m_buffer.truncate(room == 0 ? 0 : m_buffer.lastIndexOf('\n', room - 1) + 1);
    }
    const qint64 written = m_file.write(m_buffer);
    if (written != m_buffer.size()) {
        finish(Ending::Failed, m_file.errorString());
        return;
    }
    m_written += written;
    m_buffer.clear();
    if (full)
        finish(Ending::Full, {});
}

/// What was written stays; a line that the disk took only half of is cut off again.
void SessionRecorder::finish(Ending ending, const QString &problem)
{
    m_flushTimer->stop();
    m_sliceTimer->stop();
    m_feed.disconnect(this);
    m_commands.disconnect(this);
    if (ending == Ending::Asked) {
        while (m_running && !m_readings.empty())
            writeSlice();
        add(RecordedEnd{m_skipped});
        flush();
        if (!m_running)
            return; // ended by that, and said so
    }
    m_running = false;
    m_readings.clear();
    m_buffer.clear();
    if (ending == Ending::Failed)
        cutBack();
    if (ending != Ending::Asked) { // without this line the file says that it was cut, which is true as well
        const QByteArray line = toJsonLine(lineAt(length(), RecordedEnd{m_skipped}));
        if (m_file.write(line) != line.size())
            cutBack();
    }
    m_file.close();
    emit ended(ending, problem);
}

void SessionRecorder::cutBack()
{
    if (m_file.isSequential())
        return;
    m_file.resize(m_written);
    m_file.seek(m_written);
}

} // namespace signalbox
