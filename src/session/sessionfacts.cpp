// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/sessionprivate.h"

#include <algorithm>
#include <utility>

namespace signalbox {

void Session::Private::addFact(FactKind kind, FactSource source, const FlagKey &key, const QString &by,
                               FactDetail detail)
{
    Fact fact;
    fact.serial = serials.next();
    fact.time = clock.wallTime();
    fact.kind = kind;
    fact.source = source;
    fact.flag = key;
    fact.by = by;
    fact.detail = makeDetail(std::move(detail));
    m_facts.append(std::move(fact));
}

void Session::Private::addGap(const QVector<FlagDifference> &differing)
{
    ++counters.gaps;
    const WallTime now = clock.wallTime();
    const WallTime from = std::min(std::exchange(m_gapFrom, std::nullopt).value_or(now), now);
    const GapReason reason = std::exchange(m_gapReason, GapReason::StreamLost);
    addFact(FactKind::Gap, FactSource::Link, {}, {}, GapDetail{from, now, int(differing.size()), reason});
    for (const FlagDifference &difference : differing)
        addResync(difference);
}

void Session::Private::addResync(const FlagDifference &difference)
{
    addFact(FactKind::Resync, FactSource::Snapshot, difference.key,
            difference.after ? difference.after->updatedBy : QString(), ResyncDetail{difference});
}

/// A difference that no event and no command of ours explains.
void Session::Private::addUnannounced(const FlagDifference &difference)
{
    if (difference.before && difference.after) {
        addFact(FactKind::ReadBack, FactSource::ReadBack, difference.key, difference.after->updatedBy,
                ChangeDetail{deltaBetween(*difference.before, *difference.after), difference.after->enabled,
                             true, QString()});
    } else {
        addFact(FactKind::ReadBack, FactSource::ReadBack, difference.key,
                difference.after ? difference.after->updatedBy : QString(), ResyncDetail{difference});
    }
}

/// States on the way to another are noise in the log; the first of them and the first failure are not.
void Session::Private::addLinkFact(const LinkStatus &status)
{
    switch (status.state) {
    case LinkState::Idle:
    case LinkState::Syncing:
    case LinkState::Late: return;
    case LinkState::Connecting:
        if (m_linkFact)
            return;
        break;
    case LinkState::Retrying:
        if (everRead)
            return;
        break;
    case LinkState::Live:
    case LinkState::Stale:
    case LinkState::SignInNeeded:
    case LinkState::Refused:
    case LinkState::Paused:
    case LinkState::Polling: break;
    }
    if (m_linkFact == status.state)
        return;
    m_linkFact = status.state;
    addFact(FactKind::Link, FactSource::Link, {}, {}, LinkDetail{status.state, status.error});
}

void Session::Private::setDetail(const WaitingRow &row, FactDetail detail)
{
    if (!m_facts.isEmpty() && m_facts.constLast().serial == row.serial)
        m_facts.last().detail = makeDetail(std::move(detail));
    else
        amend(row, detail);
}

void Session::Private::amend(const WaitingRow &row, const FactDetail &detail)
{
    amendAll({row}, detail);
}

void Session::Private::amendAll(std::vector<WaitingRow> rows, const FactDetail &detail)
{
    if (rows.empty())
        return;
    flush(); // a row has to be there before it can be amended
    m_amendments.add(std::move(rows), detail);
}

} // namespace signalbox
