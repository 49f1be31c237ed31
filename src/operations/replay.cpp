// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/replay.h"

#include "core/later.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace signalbox {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr auto sliceTime = 6ms;      ///< leaves room for a frame of 16 ms
constexpr int stepsPerSlice = 2'000; ///< where the clock says nothing
constexpr int stepsBetweenLooks = 16;
constexpr auto longestWait = 1'000ms;

} // namespace

Replay::Replay(std::shared_ptr<const SessionFile> file, const Clock &base, QObject *parent)
    : Feed(parent)
    , m_file(std::move(file))
    , m_base(base)
    , m_clock(base, m_file->header().started)
    , m_provider(m_file->header())
    , m_timer(base.createTimer([this] { advance(); }))
{}

Replay::~Replay() = default;

void Replay::setPlaying(bool playing)
{
    if (playing && isAtEnd() && !m_target)
        restart();
    m_playing = playing;
    if (!m_target)
        m_clock.run(playing ? m_speed : 0);
    arm();
    emit stateChanged();
}

void Replay::setSpeed(double speed)
{
    m_speed = speed;
    if (m_playing && !m_target)
        m_clock.run(speed);
    arm();
    emit stateChanged();
}

void Replay::seek(milliseconds position)
{
    const milliseconds wanted = std::clamp(position, 0ms, length());
    goTo({stepAfter(wanted), wanted});
}

bool Replay::jumpToNext(SessionStep::Kind kind)
{
    for (qsizetype step = m_next; step < m_file->stepCount(); ++step) {
        const SessionStep::Kind found = m_file->step(step).kind;
        const bool wanted =
            kind == SessionStep::Kind::Row ? found != SessionStep::Kind::Other : found == kind;
        if (!wanted)
            continue;
        m_playing = false;
        goTo({step + 1, m_file->step(step).at});
        return true;
    }
    return false;
}

void Replay::goTo(const Target &target)
{
    m_clock.run(0);
    if (target.step < m_next || target.position < m_clock.position())
        restart();
    m_target = target;
    m_timer->start(0ms);
    emit stateChanged();
}

void Replay::restart()
{
    m_clock.restart();
    m_next = 0;
    m_rows.clear();
    m_flags.clear();
    m_link = {};
    m_history.clear();
    m_counters = {};
    m_everRead = false;
    emit restarted();
}

qsizetype Replay::stepAfter(milliseconds position) const
{
    qsizetype low = 0;
    qsizetype high = m_file->stepCount();
    while (low < high) {
        const qsizetype middle = low + (high - low) / 2;
        if (m_file->step(middle).at <= position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void Replay::advance()
{
    const milliseconds position = std::min(m_clock.position(), length());
    const Target target = m_target.value_or(Target{stepAfter(position), position});
    if (!sayUntil(target)) {
        if (m_timer && (m_playing || m_target))
            m_timer->start(0ms);
        return;
    }
    m_clock.moveTo(target.position);
    const bool arrived = m_target.has_value();
    m_target.reset();
    const bool ended = m_playing && isAtEnd();
    if (ended)
        m_playing = false;
    if (arrived || ended) {
        m_clock.run(m_playing ? m_speed : 0);
        emit stateChanged();
    }
    arm();
}

bool Replay::sayUntil(const Target &target)
{
    const MonotonicTime until = m_base.now() + sliceTime;
    int done = 0;
    while (m_next < target.step) {
        ++done;
        if (done > stepsPerSlice || (done % stepsBetweenLooks == 0 && m_base.now() >= until)) {
            sayRows();
            return false;
        }
        const Result<SessionLine> line = m_file->read(m_next);
        if (!line) {
            sayRows();
            m_playing = false;
            m_target.reset();
            m_clock.run(0);
            emit broken(line.error());
            emit stateChanged();
            return false;
        }
        m_clock.moveTo(line->at);
        ++m_next;
        say(line->entry);
    }
    sayRows();
    return true;
}

/// Wakes for the next line, or in a second: nothing else depends on when.
void Replay::arm()
{
    if (m_target) {
        m_timer->start(0ms);
        return;
    }
    if (!m_playing) {
        m_timer->stop();
        return;
    }
    milliseconds wait = 0ms;
    if (!isAtEnd()) {
        const double ahead = double((m_file->step(m_next).at - m_clock.position()).count());
        wait = milliseconds(qint64(std::ceil(std::max(ahead, 0.0) / m_speed)));
    }
    m_timer->start(std::min(wait, longestWait));
}

void Replay::say(const SessionEntry &entry)
{
    if (!std::holds_alternative<Fact>(entry))
        sayRows(); // in the order in which it was recorded
    std::visit([this](const auto &each) { say(each); }, entry);
}

void Replay::say(const RecordedReading &reading)
{
    for (const Flag &flag : reading.flags)
        m_flags.insert(flag.key, flag);
    for (const FlagKey &key : reading.gone)
        m_flags.remove(key);
    if (reading.more)
        return;
    m_everRead = true;
    emit snapshotRead(QVector<Flag>(m_flags.cbegin(), m_flags.cend()));
}

void Replay::say(const RecordedFlag &read)
{
    m_flags.insert(read.flag.key, read.flag);
    m_everRead = true;
    const MonotonicTime now = m_clock.now();
    emit flagRead({read.flag, read.source, now, now, m_clock.wallTime()});
}

void Replay::say(const RecordedGone &gone)
{
    m_flags.remove(gone.key);
    emit flagGone(gone.key);
}

void Replay::say(const RecordedInvalidation &invalidated)
{
    emit flagInvalidated(invalidated.key);
}

void Replay::say(const RecordedReadError &failed)
{
    emit flagReadFailed(failed.key, failed.error);
}

void Replay::say(const RecordedMarks &noted)
{
    QHash<FlagKey, FlagMarks> marks;
    for (const auto &[key, mark] : noted.marks)
        marks.insert(key, mark);
    emit marksRecorded(marks);
}

void Replay::say(const RecordedLink &recorded)
{
    const MonotonicTime now = m_clock.now();
    const bool entered = m_history.isEmpty() || m_history.constLast().state != recorded.status.state;
    m_link = recorded.status;
    m_link.since = now - recorded.sinceAgo;
    if (recorded.byteAgo)
        m_link.lastByte = now - *recorded.byteAgo;
    if (recorded.readAgo)
        m_link.lastRead = now - *recorded.readAgo;
    if (recorded.retryIn)
        m_link.retryAt = now + *recorded.retryIn;
    if (!entered)
        m_history.removeLast();
    else if (m_history.size() == limits::linkHistory)
        m_history.removeFirst();
    m_history.append(m_link);
    emit linkChanged(m_link);
}

void Replay::say(const RecordedPulse &pulse)
{
    m_link.lastByte = m_clock.now() - pulse.byteAgo;
    m_link.lastByteWall = m_clock.wallTime() - pulse.byteAgo;
    m_counters = pulse.counters;
}

void Replay::say(const Fact &fact)
{
    m_rows.append(fact);
}

void Replay::say(const FactAmendment &amendment)
{
    emit factAmended(amendment);
}

void Replay::say(const RecordedEnd &) {}

void Replay::sayRows()
{
    if (const QVector<Fact> rows = std::exchange(m_rows, {}); !rows.isEmpty())
        emit factsAdded(rows);
}

void Replay::pause() {}

void Replay::retryNow() {}

Pending Replay::readFlag(const FlagKey &key, Callback<FlagReading> done)
{
    return later([this, key, done = std::move(done)] {
        const MonotonicTime now = m_clock.now();
        if (const auto flag = reported(key))
            done(FlagReading{*flag, FactSource::Snapshot, now, now, m_clock.wallTime()});
        else
            done(tl::unexpected(Error{ErrorKind::NotFound, {}, {}, {}}));
    });
}

void Replay::setPrompt(const FlagKey &, bool) {}

void Replay::rereadAll() {}

void Replay::preferDetails(const QVector<FlagKey> &) {}

void Replay::applyAnswer(const Flag &, MonotonicTime) {}

std::optional<Flag> Replay::reported(const FlagKey &key) const
{
    const auto flag = m_flags.constFind(key);
    return flag == m_flags.cend() ? std::nullopt : std::optional(*flag);
}

QVector<Flag> Replay::elsewhere(const FlagKey &) const
{
    return {};
}

} // namespace signalbox
