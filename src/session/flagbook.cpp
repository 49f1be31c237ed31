// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/flagbook.h"

#include "session/session.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

bool recordIsOlder(const Flag &flag, const Flag &than)
{
    if (flag.version && than.version && *flag.version != *than.version)
        return *flag.version < *than.version;
    return flag.updatedAt && than.updatedAt && *flag.updatedAt < *than.updatedAt;
}

/// Requests overlap, so the time of asking alone does not order their answers: where it is in doubt, the
/// record's own time decides.
bool isOutdated(const Flag &flag, MonotonicTime askedAt, const FlagBook::Held &held)
{
    if (askedAt < held.askedAt)
        return !recordIsOlder(held.flag, flag);
    return askedAt < held.receivedAt && recordIsOlder(flag, held.flag);
}

bool isProvenUnchanged(const Flag &before, const Flag &after)
{
    return before.id == after.id && before.updatedAt && before.updatedAt == after.updatedAt
           && before.version == after.version;
}

bool isUnread(const FlagKey &key, const QVector<UnreadKind> &unread)
{
    return std::any_of(unread.cbegin(), unread.cend(),
                       [&key](const UnreadKind &each) { return each.kind == key.kind(); });
}

} // namespace

Flag FlagBook::Held::comparable() const
{
    Flag copy = flag;
    if (lastRules)
        copy.rules = lastRules;
    return copy;
}

FlagBook::Outcome FlagBook::apply(Flag flag, MonotonicTime askedAt, MonotonicTime now)
{
    Outcome outcome;
    const FlagKey key = flag.key;
    if (const auto gone = m_gone.constFind(key); gone != m_gone.cend() && askedAt < gone->at)
        return outcome;
    const auto found = m_held.find(key);
    if (found == m_held.end()) {
        outcome.created = true;
        m_held.insert(key, {flag, askedAt, now, flag.rules, std::nullopt});
    } else {
        if (isOutdated(flag, askedAt, *found))
            return outcome;
        outcome.delta = deltaBetween(found->comparable(), flag);
        if (flag.rules) {
            found->lastRules = flag.rules;
            if (found->rulesDoubtedAt && askedAt >= *found->rulesDoubtedAt)
                found->rulesDoubtedAt.reset();
        } else {
            flag.rules = found->flag.rules;
            if (flag.rules && !found->rulesDoubtedAt && !isProvenUnchanged(found->flag, flag))
                found->rulesDoubtedAt = now;
        }
        if (!flag.schedules)
            flag.schedules = found->flag.schedules; // no list tells them, and no answer to a change
        found->flag = std::move(flag);
        found->askedAt = askedAt;
        found->receivedAt = now;
    }
    m_gone.remove(key);
    outcome.taken = true;
    return outcome;
}

FlagBook::ListOutcome FlagBook::applyList(const QVector<Flag> &flags, MonotonicTime askedAt,
                                          MonotonicTime now, const QVector<UnreadKind> &unread)
{
    QHash<FlagKey, Flag> before;
    before.reserve(m_held.size());
    for (auto held = m_held.cbegin(); held != m_held.cend(); ++held)
        before.insert(held.key(), held->comparable());

    ListOutcome outcome;
    outcome.flags.reserve(flags.size());
    QHash<FlagKey, Held> next;
    next.reserve(flags.size());
    for (const Flag &listed : flags) {
        if (next.contains(listed.key))
            continue;
        const auto gone = m_gone.constFind(listed.key);
        if (gone != m_gone.cend() && askedAt < gone->at)
            continue;
        Held taken{listed, askedAt, now, listed.rules, std::nullopt};
        const auto held = m_held.constFind(listed.key);
        if (held != m_held.cend()) {
            if (held->rulesDoubtedAt && *held->rulesDoubtedAt > askedAt)
                taken.rulesDoubtedAt = held->rulesDoubtedAt;
            if (isOutdated(listed, askedAt, *held)) {
                taken = *held;
            } else if (!listed.rules) {
                taken.lastRules = held->lastRules;
                if (!held->rulesDoubtedAt && isProvenUnchanged(held->flag, listed))
                    taken.flag.rules = held->flag.rules;
            }
            if (!taken.flag.schedules)
                taken.flag.schedules = held->flag.schedules;
        }
        outcome.flags.append(taken.flag);
        next.insert(listed.key, std::move(taken));
    }
    for (auto held = m_held.cbegin(); held != m_held.cend(); ++held) {
        const bool isSilent = isUnread(held.key(), unread);
        if ((held->askedAt <= askedAt && !isSilent) || next.contains(held.key()))
            continue;
        outcome.flags.append(held->flag); // the list is too old to know it, or does not tell of its kind
        next.insert(held.key(), *held);
    }
    m_held = std::move(next);
    m_gone.removeIf([askedAt](const auto &entry) { return entry.value().at <= askedAt; });
    outcome.differences = differences(before, outcome.flags);
    return outcome;
}

std::optional<Flag> FlagBook::remove(const FlagKey &key, MonotonicTime goneAt)
{
    std::optional<Flag> last;
    if (const auto held = m_held.constFind(key); held != m_held.cend())
        last = held->comparable();
    m_held.remove(key);
    Gone &gone = m_gone[key];
    gone.at = std::max(gone.at, goneAt);
    if (last)
        gone.last = last;
    return last;
}

void FlagBook::doubtRules(const FlagKey &key, MonotonicTime when)
{
    if (const auto held = m_held.find(key); held != m_held.end())
        held->rulesDoubtedAt = when;
}

void FlagBook::doubtAllRules(MonotonicTime when)
{
    for (Held &held : m_held)
        held.rulesDoubtedAt = when;
}

const FlagBook::Held *FlagBook::find(const FlagKey &key) const
{
    const auto held = m_held.constFind(key);
    return held == m_held.cend() ? nullptr : &*held;
}

std::optional<Flag> FlagBook::lastOf(const FlagKey &key) const
{
    const auto gone = m_gone.constFind(key);
    return gone == m_gone.cend() ? std::nullopt : gone->last;
}

QVector<FlagKey> FlagBook::keys() const
{
    return {m_held.keyBegin(), m_held.keyEnd()};
}

} // namespace signalbox
