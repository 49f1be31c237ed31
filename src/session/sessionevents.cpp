// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/sessionprivate.h"

#include "session/changefacts.h"

#include <utility>

namespace signalbox {

namespace {

using namespace std::chrono_literals;

// Names of environments on an organisation-wide stream are a peer's words: not more than this many are kept.
constexpr int keptEnvironmentNames = 1'000;
constexpr auto deletionCheckedAfter = 2s; ///< longer than events are usually out of order

/// Whether a list that was asked for at @p askedAt and holds @p flag already shows the change of an event.
bool listShows(const Flag &flag, const std::optional<WallTime> &happenedAt, const WaitingRow &row,
               MonotonicTime askedAt, bool holdsRules)
{
    if (row.ofRule)
        return holdsRules && row.arrivedAt <= askedAt;
    // The vendor's times may be whole seconds, so only a record of a later second proves itself newer.
    if (flag.updatedAt && happenedAt && *flag.updatedAt >= *happenedAt + 1s)
        return true;
    return row.arrivedAt <= askedAt;
}

} // namespace

void Session::Private::streamBytes(qsizetype size)
{
    counters.bytes += quint64(size);
    m_listAnswersBatch = false;
    link.noteBytes();
}

void Session::Private::sseComment(std::string_view)
{
    ++counters.comments;
    link.noteHeartbeat();
    m_clumps.heartbeat(arrival());
}

void Session::Private::sseRetry(std::chrono::milliseconds time)
{
    serverRetry = time;
}

void Session::Private::streamBatchEnd()
{
    flush();
    if (m_clumps.verdict() != link.status().clump)
        link.noteClump(m_clumps.verdict());
}

/// When the bytes came that are being taken apart.
MonotonicTime Session::Private::arrival() const
{
    const auto &lastByte = link.status().lastByte;
    return lastByte ? *lastByte : clock.now();
}

void Session::Private::sseEvent(const StreamEvent &event)
{
    ++counters.events;
    FlagChange change = provider.decode(event);
    if (change.kind == FlagChange::Kind::Nothing) {
        link.noteHeartbeat();
        return;
    }
    const bool isOfFlag = change.kind != FlagChange::Kind::Everything
                          && change.kind != FlagChange::Kind::Other
                          && change.kind != FlagChange::Kind::Unreadable;
    if (isOfFlag && change.flag.key.isEmpty())
        change.kind = FlagChange::Kind::Everything; // it does not say which: any flag may have changed

    // What came in the same bytes came at the same time; the clocks are not asked for each event.
    const MonotonicTime arrivedAt = arrival();
    m_clumps.event(arrivedAt, change.happenedAt);
    if (isOfFlag && change.version)
        versions.note(change.flag, *change.version);
    const WaitingRow row{serials.next(), stamps.at(arrivedAt), isRuleChange(change.kind)};
    const auto &wall = link.status().lastByteWall;
    m_facts.append(factOf(change, event.data, row.serial, wall ? *wall : clock.wallTime()));
    switch (change.kind) {
    case FlagChange::Kind::Nothing: break;
    case FlagChange::Kind::Unreadable:
        ++counters.unreadable;
        onEverything({0, row.arrivedAt, false});
        break;
    case FlagChange::Kind::Other: onEverything({0, row.arrivedAt, false}); break;
    case FlagChange::Kind::Everything: onEverything(row); break;
    case FlagChange::Kind::FlagCreated:
    case FlagChange::Kind::FlagUpdated:
    case FlagChange::Kind::FlagDeleted:
    case FlagChange::Kind::RuleCreated:
    case FlagChange::Kind::RuleUpdated:
    case FlagChange::Kind::RuleDeleted:
        m_facts.last().detail = waitingDetail(change.flag.environment);
        if (isOwn(change.flag))
            onChange(std::move(change), row);
        else
            onChangeElsewhere(change, row);
        break;
    }
}

bool Session::Private::isOwn(const FlagRef &flag) const
{
    return flag.environment == environment || flag.environment.isEmpty();
}

/// Any flag may be another one now. What could not be read may have been about one as well; its own row (then
/// 0 here) says what came and needs no answer.
void Session::Private::onEverything(const WaitingRow &row)
{
    const bool first = m_wideRows.empty();
    if (m_wideRows.size() >= std::size_t(limits::logRowsMaximum))
        m_wideRows.clear();
    if (!first && row.serial == 0 && m_wideRows.back().serial == 0)
        m_wideRows.back() = row;
    else
        m_wideRows.push_back(row);
    if (first)
        doubtAll(row.arrivedAt);
    if (!m_buffering)
        reader.readSoon();
}

void Session::Private::onChange(FlagChange &&change, const WaitingRow &row)
{
    change.flag.environment = environment;
    emit q.streamMentioned(change.flag.key, row.arrivedAt);
    if (m_buffering)
        buffer(std::move(change), row);
    else
        applyChange(change, row);
}

void Session::Private::buffer(FlagChange &&change, const WaitingRow &row)
{
    if (!change.value && change.kind != FlagChange::Kind::FlagDeleted)
        emit q.flagInvalidated(change.flag.key);
    if (m_buffer.size() >= std::size_t(limits::bufferedChanges)) {
        foldBuffer();
        m_overflowed = true;
    }
    m_buffer.push_back({std::move(change), row});
}

/// What is buffered loses its order and becomes "changed": the next reading of all flags answers it.
void Session::Private::foldBuffer()
{
    for (const BufferedChange &buffered : std::exchange(m_buffer, {})) {
        const FlagBook::Held *held = book.find(buffered.change.flag.key);
        if (buffered.row.ofRule)
            book.doubtRules(buffered.change.flag.key, buffered.row.arrivedAt);
        m_waiting.add(buffered.change.flag, buffered.row, buffered.change.happenedAt,
                      [held] { return held ? std::optional(held->comparable()) : std::nullopt; });
    }
}

/// The list is in the book; what the stream said meanwhile may be newer.
void Session::Private::applyBuffer(MonotonicTime listAskedAt, bool listHoldsRules)
{
    m_buffering = false;
    for (const BufferedChange &buffered : std::exchange(m_buffer, {})) {
        const FlagChange &change = buffered.change;
        const FlagBook::Held *held = book.find(change.flag.key);
        const bool deletes = change.kind == FlagChange::Kind::FlagDeleted;
        if (held && !deletes
            && listShows(held->flag, change.happenedAt, buffered.row, listAskedAt, listHoldsRules))
            setDetail(buffered.row, ChangeDetail{{}, held->flag.enabled, true, {}});
        else
            applyChange(change, buffered.row);
    }
    if (std::exchange(m_overflowed, false))
        reader.readSoon();
}

void Session::Private::applyChange(const FlagChange &change, const WaitingRow &row)
{
    if (change.kind == FlagChange::Kind::FlagDeleted) {
        applyDeletion(change, row);
    } else if (change.value) {
        const FlagBook::Held *held = book.find(change.flag.key);
        const FlagDelta delta = held ? deltaBetween(held->comparable(), *change.value) : FlagDelta();
        setDetail(row, ChangeDetail{delta, change.value->enabled, false, {}});
        applyReading(*change.value, row.arrivedAt, FactSource::Stream);
    } else {
        invalidate(change, row);
    }
}

void Session::Private::applyDeletion(const FlagChange &change, const WaitingRow &row)
{
    const FlagKey &key = change.flag.key;
    const FlagBook::Held *held = book.find(key);
    if (!held) {
        if (const auto last = book.lastOf(key))
            setDetail(row, ResyncDetail{{key, last, std::nullopt}});
        else
            setDetail(row, ChangeDetail{{}, {}, true, {}});
        return;
    }
    // Events may come twice and late: one that is older than the record it would delete has to be checked.
    const bool recordIsNewer =
        held->flag.createdAt && change.happenedAt && *held->flag.createdAt > *change.happenedAt;
    if (recordIsNewer || row.arrivedAt <= held->askedAt) {
        invalidate(change, row);
        return;
    }
    const std::optional<Flag> last = book.remove(key, row.arrivedAt);
    queue.drop(change.flag);
    setDetail(row, ResyncDetail{{key, last, std::nullopt}});
    amendAll(m_waiting.take(change.flag, [](const WaitingRow &) { return true; }),
             ChangeDetail{{}, {}, true, {}});
    emit q.flagGone(key);
    // Believed at once, and looked up all the same: the event may be a late one about a flag that has been
    // made anew since, and nothing would ever contradict it.
    queue.add(change.flag, ReadUrgency::Announced, deletionCheckedAfter);
    limitQueue();
}

void Session::Private::invalidate(const FlagChange &change, const WaitingRow &row)
{
    const FlagKey &key = change.flag.key;
    if (row.ofRule)
        book.doubtRules(key, row.arrivedAt);
    const FlagBook::Held *held = book.find(key);
    m_waiting.add(change.flag, row, change.happenedAt,
                  [held] { return held ? std::optional(held->comparable()) : std::nullopt; });
    const bool isListed = held != nullptr;
    emit q.flagInvalidated(key);
    if (isListed)
        readOne(change.flag, ReadUrgency::Announced);
    else
        reader.readSoon(); // there is no reading by key of a record that was never listed
}

void Session::Private::onChangeElsewhere(const FlagChange &change, const WaitingRow &row)
{
    const FlagRef &flag = change.flag;
    if (change.kind == FlagChange::Kind::FlagDeleted) {
        m_waiting.remove(flag);
        queue.drop(flag);
        if (elsewhere.remove(flag)) {
            emit q.elsewhereChanged(flag.key);
            queue.add(flag, ReadUrgency::Elsewhere, deletionCheckedAfter);
            limitQueue();
        }
        return;
    }
    const Flag *held = elsewhere.find(flag);
    // A flag that is new to the whole project has a row beside those of the other environments.
    const bool isOfProject = elsewhereReadAt && projectEnvironments.contains(flag.environment);
    const bool hasRow = held || book.find(flag.key) || isOfProject;
    if (change.value) {
        setDetail(row, ChangeDetail{{}, change.value->enabled, false, elsewhereName(flag)});
        if (hasRow && elsewhere.apply(*change.value, row.arrivedAt))
            emit q.elsewhereChanged(flag.key);
        return;
    }
    if (!hasRow)
        return; // of no row that anybody can look at
    m_waiting.add(flag, row, change.happenedAt,
                  [held] { return held ? std::optional(*held) : std::nullopt; });
    doubt(flag, row.arrivedAt);
    readOne(flag, ReadUrgency::Elsewhere);
}

/// Reads a flag that an event named, unless the list that is due for the events before it answers it too.
void Session::Private::readOne(const FlagRef &flag, ReadUrgency urgency)
{
    const bool isListed = urgency == ReadUrgency::Announced || !elsewhere.isEmpty();
    if (m_listAnswersBatch && isListed && !queue.isPrompt(flag))
        return;
    queue.add(flag, urgency);
    limitQueue();
}

/// Past a number of waiting reads one list is cheaper than all of them.
void Session::Private::limitQueue()
{
    if (m_buffering)
        return;
    const int elsewhereWaiting = elsewhere.isEmpty() ? 0 : queue.waiting(ReadUrgency::Elsewhere);
    if (queue.waiting(ReadUrgency::Announced) + elsewhereWaiting <= limits::pendingReadsBeforeSnapshot)
        return;
    queue.dropWaiting(ReadUrgency::Announced);
    if (elsewhereWaiting > 0)
        queue.dropWaiting(ReadUrgency::Elsewhere);
    reader.readSoon();
    m_listAnswersBatch = true;
}

QString Session::Private::elsewhereName(const FlagRef &flag) const
{
    return isOwn(flag) ? QString() : provider.environmentName(flag.environment);
}

/// What every row of an environment begins with; shared, because there may be very many.
const std::shared_ptr<const FactDetail> &Session::Private::waitingDetail(const EnvironmentId &id)
{
    if (id == environment || id.isEmpty())
        return m_ownDetail;
    if (m_elsewhereDetails.size() >= keptEnvironmentNames && !m_elsewhereDetails.contains(id))
        m_elsewhereDetails.clear();
    std::shared_ptr<const FactDetail> &detail = m_elsewhereDetails[id];
    if (!detail)
        detail = makeDetail(ChangeDetail{{}, {}, false, provider.environmentName(id)});
    return detail;
}

} // namespace signalbox
