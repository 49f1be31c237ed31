// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/sessionprivate.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

using namespace std::chrono_literals;

// A record may come from a replica that has not heard of the change (providers/togul.md 6.6).
constexpr auto toleratedLag = 2s;
constexpr auto secondReadAfter = 2s;

/// Whether a reading looks as if the change that was announced had not reached the place it was read from.
bool looksTooOld(const WaitingFlag &waiting, const Flag &value)
{
    if (waiting.changed)
        return value.updatedAt && *value.updatedAt + toleratedLag < *waiting.changed;
    // Rule events need not touch the record's time; all they promise is that the rules differ.
    const bool onlyRules = std::all_of(waiting.rows.cbegin(), waiting.rows.cend(),
                                       [](const WaitingRow &row) { return row.ofRule; });
    return onlyRules && waiting.before && waiting.before->rules && value.rules
           && *waiting.before->rules == *value.rules;
}

} // namespace

void Session::Private::onListAnswered(MonotonicTime askedAt, Result<Snapshot> result)
{
    if (!result) {
        const Error &error = result.error();
        if (!isRetryable(error))
            stopFor(error);
        else if (link.isToPoll())
            link.notePollFailed(error); // and the reader tries again
        else if (!link.isOpen())
            reader.stop(); // the next connection reads again anyway
        else
            link.noteReadFailed(error);
        flush();
        return;
    }
    flush();
    const bool wasRead = std::exchange(everRead, true);
    const bool resync = m_buffering;
    const bool holdsRules = provider.traits().snapshotHoldsRules;
    const bool polling = link.isToPoll() && (m_polledFrom || !link.isOpen());
    const bool afterGap = (resync || polling) && m_gapFrom;
    const bool afterPolling = resync && m_polledFrom; // readings without a stream saw no rules change
    if (!m_wideRows.empty())
        book.doubtAllRules(m_wideRows.back().arrivedAt); // this list proves nothing about rules
    else if ((afterGap || afterPolling) && !holdsRules)
        book.doubtAllRules(askedAt); // nor does this one: a rule may have changed without its record
    const FlagBook::ListOutcome outcome =
        book.applyList(result->flags, askedAt, stamps.next(), result->unread);
    const bool rulesMayDiffer = !holdsRules && (!m_wideRows.empty() || afterGap || afterPolling || polling);
    const QVector<FlagKey> changedElsewhere =
        elsewhere.replace(result->elsewhere, askedAt, rulesMayDiffer, result->unread);
    unreadKinds = result->unread;
    elsewhereReadAt = result->wholeProject ? std::optional(askedAt) : std::nullopt;
    if (resync || polling) {
        m_syncAskedAt = askedAt;
        m_syncAskedWall =
            clock.wallTime() - std::chrono::duration_cast<std::chrono::milliseconds>(clock.now() - askedAt);
    }

    emit q.snapshotRead(outcome.flags);
    sayUnread(outcome.flags);
    for (const FlagKey &key : changedElsewhere)
        emit q.elsewhereChanged(key);
    const bool polled = polling && link.isToPoll(); // still: a receiver above may have let go of it
    if (polled) {
        noteReadingWithoutStream(outcome.differences, wasRead);
    } else if (afterGap) {
        addGap(outcome.differences);
    } else if (wasRead) {
        for (const FlagDifference &difference : outcome.differences) {
            if (!m_waiting.contains(refOf(difference.key)))
                addUnannounced(difference);
        }
    }
    settleFromList(askedAt, holdsRules, !elsewhere.isEmpty());
    settleWideRows(askedAt);
    if (resync)
        applyBuffer(askedAt, holdsRules);
    sayInvalidated();
    if (link.isOpen()) // not when a receiver of the signals above let go of it
        link.noteSynced(int(outcome.flags.size()));
    else if (link.isToPoll())
        link.notePolled(int(outcome.flags.size()));
    queueDetails(outcome.flags, afterGap || afterPolling || polled);
    queue.setHeld(!link.isOpen() && !link.isToPoll());
    limitQueue();
    armPoll();
    flush();
}

void Session::Private::onFlagAnswered(const FlagRef &flag, MonotonicTime askedAt, const Result<Flag> &result)
{
    if (!result) {
        onReadFailed(flag, result.error());
    } else if (isOwn(flag)) {
        applyReading(*result, askedAt, FactSource::ReadBack);
        refused.noteAnswered(flag.key);
    } else {
        applyElsewhere(*result, askedAt);
    }
    if (!result && result.error().kind == ErrorKind::NotFound)
        applyGone(flag, askedAt);
    flush();
}

void Session::Private::onDirectAnswered(const FlagKey &key, MonotonicTime askedAt, const Result<Flag> &result,
                                        const Callback<FlagReading> &done)
{
    if (!result) {
        const Error error = result.error();
        onReadFailed(refOf(key), error);
        if (error.kind == ErrorKind::NotFound)
            applyGone(refOf(key), askedAt);
        flush();
        done(tl::unexpected(error));
        return;
    }
    const FlagReading reading{*result, FactSource::ReadBack, askedAt, clock.now(), clock.wallTime()};
    applyReading(*result, askedAt, FactSource::ReadBack);
    refused.noteAnswered(key);
    flush();
    done(reading);
}

void Session::Private::applyReading(const Flag &flag, MonotonicTime askedAt, FactSource source)
{
    const FlagRef ref = refOf(flag.key);
    const FlagBook::Outcome outcome = book.apply(flag, askedAt, stamps.next());
    const FlagBook::Held *held = book.find(flag.key);
    if (!held)
        return; // deleted after this was asked for
    const Flag value = held->flag;
    if (outcome.taken) {
        emit q.flagRead({value, source, askedAt, clock.now(), clock.wallTime()});
        const bool announced = source != FactSource::ReadBack || m_waiting.contains(ref);
        if (everRead && !announced && (outcome.created || !outcome.delta.isEmpty())) {
            if (outcome.created)
                addUnannounced({flag.key, std::nullopt, value});
            else
                addFact(FactKind::ReadBack, FactSource::ReadBack, flag.key, value.updatedBy,
                        ChangeDetail{outcome.delta, value.enabled, true, {}});
        }
    }
    Flag proof = outcome.taken ? flag : value;
    if (!outcome.taken && held->rulesDoubtedAt)
        proof.rules.reset();
    settle(ref, proof, askedAt);
    // A partial answer (of a change, of an event) left the rules in doubt.
    if (held = book.find(flag.key); held && held->needsRules() && !m_waiting.contains(ref)
                                    && m_preferred.contains(flag.key)
                                    && !provider.traits().snapshotHoldsRules)
        queue.add(ref, ReadUrgency::Preferred);
}

void Session::Private::applyElsewhere(const Flag &flag, MonotonicTime askedAt)
{
    if (elsewhere.apply(flag, askedAt))
        emit q.elsewhereChanged(flag.key);
    settle({flag.environment, flag.key}, flag, askedAt);
}

void Session::Private::doubt(const FlagRef &flag, MonotonicTime when)
{
    if (isOwn(flag))
        emit q.flagInvalidated(flag.key);
    else if (elsewhere.doubt(flag, when))
        emit q.elsewhereChanged(flag.key);
}

void Session::Private::doubtAll(MonotonicTime when)
{
    for (const FlagKey &key : book.keys())
        emit q.flagInvalidated(key);
    for (const FlagKey &key : elsewhere.doubtAll(when))
        emit q.elsewhereChanged(key);
}

void Session::Private::applyGone(const FlagRef &flag, MonotonicTime askedAt)
{
    if (!isOwn(flag)) {
        m_waiting.remove(flag);
        if (elsewhere.remove(flag))
            emit q.elsewhereChanged(flag.key);
        return;
    }
    const FlagBook::Held *held = book.find(flag.key);
    if (held && held->askedAt > askedAt)
        return; // a newer reading found it
    const bool saidAlready = !held && book.lastOf(flag.key);
    const bool announced = m_waiting.contains(flag);
    const std::optional<Flag> last = book.remove(flag.key, askedAt);
    queue.drop(flag);
    if (!saidAlready)
        emit q.flagGone(flag.key);
    amendAll(m_waiting.take(flag, [](const WaitingRow &) { return true; }), ChangeDetail{{}, {}, true, {}});
    if (last && !announced)
        addUnannounced({flag.key, last, std::nullopt});
}

void Session::Private::onReadFailed(const FlagRef &flag, const Error &error)
{
    if (error.kind == ErrorKind::SignInNeeded) {
        if (!link.isRunning() && isOwn(flag) && m_waiting.contains(flag))
            emit q.flagReadFailed(flag.key, error);
        stopFor(error);
        return;
    }
    if (error.kind == ErrorKind::NotFound)
        return; // that is an answer
    const bool isAwaited = m_waiting.contains(flag);
    if (isAwaited && isOwn(flag))
        emit q.flagReadFailed(flag.key, error);
    if (isRetryable(error))
        return;
    // It will not be read alone, not now. The list answers for its record, and nobody for its rules.
    if (const FlagBook::Held *held = isOwn(flag) ? book.find(flag.key) : nullptr; held && held->needsRules())
        refused.add(flag.key);
    if (!isAwaited)
        return;
    amendAll(m_waiting.take(flag, [](const WaitingRow &row) { return row.ofRule; }),
             ChangeDetail{{}, {}, true, elsewhereName(flag)});
    if (m_waiting.contains(flag) && link.isOpen())
        reader.readSoon();
}

/// Once more, for a flag whose reading was refused; false when its rules are not wanted any longer.
bool Session::Private::askForRules(const FlagKey &key)
{
    const FlagBook::Held *held = book.find(key);
    if (!held || !held->needsRules())
        return false;
    queue.add(refOf(key), m_preferred.contains(key) ? ReadUrgency::Preferred : ReadUrgency::Background);
    return true;
}

/// Answers the rows of one flag that were there when the reading was asked for. @p value holds rules only if
/// they were read.
void Session::Private::settle(const FlagRef &flag, const Flag &value, MonotonicTime askedAt)
{
    WaitingFlag *waiting = m_waiting.find(flag);
    if (!waiting)
        return;
    const bool wasAskedLast = waiting->rows.back().arrivedAt <= askedAt;
    if (wasAskedLast && !waiting->readTwice && looksTooOld(*waiting, value)) {
        waiting->readTwice = true;
        queue.add(flag, isOwn(flag) ? ReadUrgency::Announced : ReadUrgency::Elsewhere, secondReadAfter);
        doubt(flag, askedAt + MonotonicTime::duration(1)); // any later reading settles it
        return;
    }
    const FlagDelta delta = waiting->before ? deltaBetween(*waiting->before, value) : FlagDelta();
    auto rows = m_waiting.take(flag, [askedAt, &value](const WaitingRow &row) {
        return row.arrivedAt <= askedAt && (!row.ofRule || value.rules);
    });
    if (WaitingFlag *rest = m_waiting.find(flag)) {
        if (const FlagBook::Held *held = isOwn(flag) ? book.find(flag.key) : nullptr; held && !rows.empty())
            rest->before = held->comparable();
        const MonotonicTime last = rest->rows.back().arrivedAt;
        if (!queue.willAnswer(flag, last) && !reader.willAnswer(last))
            queue.add(flag, isOwn(flag) ? ReadUrgency::Announced : ReadUrgency::Elsewhere);
        doubt(flag, last);
    }
    amendAll(std::move(rows), ChangeDetail{delta, value.enabled, true, elsewhereName(flag)});
}

void Session::Private::settleFromList(MonotonicTime askedAt, bool listHoldsRules, bool listHoldsElsewhere)
{
    for (const FlagRef &flag : m_waiting.flags()) {
        const bool own = isOwn(flag);
        const FlagBook::Held *held = own ? book.find(flag.key) : nullptr;
        const Flag *value = own ? (held ? &held->flag : nullptr) : elsewhere.find(flag);
        const auto wasThere = [askedAt](const WaitingRow &row) { return row.arrivedAt <= askedAt; };
        if (!value) {
            if (own || listHoldsElsewhere)
                amendAll(m_waiting.take(flag, wasThere), ChangeDetail{{}, {}, true, elsewhereName(flag)});
            if (m_waiting.contains(flag))
                reader.readSoon();
            continue;
        }
        const Flag now = *value;
        WaitingFlag *waiting = m_waiting.find(flag);
        const bool tooOld = waiting->changed && !waiting->readTwice && wasThere(waiting->rows.back())
                            && looksTooOld(*waiting, now);
        if (tooOld) {
            waiting->readTwice = true;
        } else {
            const FlagDelta delta = waiting->before ? deltaBetween(*waiting->before, now) : FlagDelta();
            auto rows = m_waiting.take(flag, [&wasThere, listHoldsRules](const WaitingRow &row) {
                return wasThere(row) && (listHoldsRules || !row.ofRule);
            });
            if (WaitingFlag *rest = m_waiting.find(flag); rest && !rows.empty() && rest->before)
                rest->before = held ? held->comparable() : now;
            amendAll(std::move(rows), ChangeDetail{delta, now.enabled, true, elsewhereName(flag)});
        }
        waiting = m_waiting.find(flag);
        if (!waiting) {
            // A second reading that was ordered of a value that looked too old is still wanted.
            if (!own && !elsewhere.isDoubted(flag))
                queue.drop(flag);
            continue;
        }
        if (queue.willAnswer(flag, waiting->rows.back().arrivedAt))
            continue;
        // What only waits for rules is no reason for another list: it would not hold them.
        bool onlyRules = own && !listHoldsRules;
        for (const WaitingRow &row : waiting->rows)
            onlyRules = onlyRules && row.ofRule;
        const ReadUrgency urgency = !own        ? ReadUrgency::Elsewhere
                                    : onlyRules ? ReadUrgency::Preferred
                                                : ReadUrgency::Announced;
        queue.add(flag, urgency, tooOld ? std::chrono::milliseconds(secondReadAfter) : 0ms);
    }
}

void Session::Private::settleWideRows(MonotonicTime askedAt)
{
    std::vector<WaitingRow> answered;
    std::erase_if(m_wideRows, [askedAt, &answered](const WaitingRow &row) {
        if (row.arrivedAt > askedAt)
            return false;
        answered.push_back(row);
        return true;
    });
    std::erase_if(answered, [](const WaitingRow &row) { return row.serial == 0; });
    amendAll(std::move(answered), ChangeDetail{{}, {}, true, {}});
    if (!m_wideRows.empty())
        reader.readSoon();
}

/// Records that are kept from before, because the list was refused: what they are now is not known.
void Session::Private::sayUnread(const QVector<Flag> &flags)
{
    for (const UnreadKind &unread : std::as_const(unreadKinds)) {
        for (const Flag &flag : flags) {
            if (flag.kind() == unread.kind)
                emit q.flagReadFailed(flag.key, unread.error);
        }
    }
}

/// A list made every row fresh; what changed after it was asked for is not proven by it.
void Session::Private::sayInvalidated()
{
    if (!m_wideRows.empty()) {
        doubtAll(m_wideRows.back().arrivedAt);
        return;
    }
    for (const FlagRef &flag : m_waiting.flags()) {
        if (const WaitingFlag *waiting = m_waiting.find(flag)) // receivers of the signal may have settled it
            doubt(flag, waiting->rows.back().arrivedAt);
    }
}

/// Rules that no list holds are read one flag at a time: those on screen, those known before, then the rest
/// up to a limit. After a gap all that were known are read again, those on screen first.
void Session::Private::queueDetails(const QVector<Flag> &flags, bool afterGap)
{
    if (provider.traits().snapshotHoldsRules)
        return;
    for (const FlagKey &key : std::as_const(m_preferred)) {
        const FlagBook::Held *held = book.find(key);
        if (held && (afterGap || held->needsRules()))
            queue.add(refOf(key), ReadUrgency::Preferred);
    }
    for (const Flag &flag : flags) {
        const FlagBook::Held *held = book.find(flag.key);
        if (!held || !held->needsRules())
            continue;
        if (held->lastRules) {
            queue.add(refOf(flag.key), afterGap ? ReadUrgency::Background : ReadUrgency::Preferred);
        } else if (options.readDetails
                   && (m_unasked.contains(flag.key) || m_unasked.size() < limits::backgroundDetailReads)) {
            m_unasked.insert(flag.key);
            queue.add(refOf(flag.key), ReadUrgency::Background);
        }
    }
}

void Session::Private::preferElsewhere(const QVector<FlagKey> &keys)
{
    if (provider.traits().snapshotHoldsRules)
        return;
    for (const FlagKey &key : keys) {
        for (const Flag &flag : elsewhere.at(key)) {
            const FlagRef ref{flag.environment, key};
            if (!flag.rules && !queue.contains(ref))
                queue.add(ref, ReadUrgency::Preferred);
        }
    }
}

void Session::Private::preferDetails(const QVector<FlagKey> &keys)
{
    m_preferred = keys;
    if (provider.traits().snapshotHoldsRules)
        return;
    queue.demotePreferred();
    for (const FlagKey &key : keys) {
        const FlagBook::Held *held = book.find(key);
        if (held && held->needsRules())
            queue.add(refOf(key), ReadUrgency::Preferred);
    }
}

} // namespace signalbox
