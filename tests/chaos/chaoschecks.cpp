// SPDX-License-Identifier: GPL-3.0-or-later
// What ChaosRun asks of everything once all is well again.
#include "chaos/chaosrun.h"

#include "chaos/chaoswords.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

void ChaosRun::checkStore()
{
    const LinkStatus &link = m_session.link();
    if (link.state != LinkState::Live)
        complain(u"the link is %1: %2"_s.arg(word(link.state), link.error ? link.error->detail : QString()));
    int rows = 0;
    const std::vector<Flag> real = truth().flagsOf(Truth::shown());
    for (const Flag &flag : real) {
        const int row = m_store.rowOf(flag.key);
        if (row < 0) {
            complain(u"missing: %1"_s.arg(text(flag)));
            continue;
        }
        ++rows;
        const FlagRow &shown = m_store.at(row);
        if (!(withoutSchedules(shown.flag) == flag))
            complain(u"shown %1 is really %2"_s.arg(text(shown.flag), text(flag)));
        if (shown.knowledge != Knowledge::Fresh) {
            complain(u"%1 is not fresh but %2 (%3)"_s.arg(flag.key.text())
                         .arg(int(shown.knowledge))
                         .arg(shown.readError ? word(shown.readError->kind) : u"no error"_s));
        }
        if (const auto reported = m_session.reported(flag.key);
            !reported || !(withoutSchedules(*reported) == flag))
            complain(u"the session itself knows %1 otherwise"_s.arg(flag.key.text()));
    }
    for (int row = 0; row < m_store.count(); ++row) {
        const FlagRow &shown = m_store.at(row);
        if (!shown.gone && !truth().find({Truth::shown(), shown.flag.key}))
            complain(u"shown although it is gone: %1"_s.arg(text(shown.flag)));
    }
    if (m_store.unverifiedCount() > 0)
        complain(u"%1 rows are not verified"_s.arg(m_store.unverifiedCount()));
}

void ChaosRun::checkElsewhere()
{
    const QVector<FlagKey> keys = m_vendor->keys(m_schedule.flags);
    for (const FlagKey &key : keys) {
        // There is no row to look it up from, or no list that tells of it.
        if (!truth().find({Truth::shown(), key}) || key.kind() == FlagKind::AiConfig)
            continue;
        const Flag *real = truth().find({Truth::other(), key});
        for (const ElsewhereReading &reading : m_session.elsewhereReadings(key)) {
            if (reading.doubted)
                complain(u"%1 elsewhere is still in doubt"_s.arg(key.text()));
        }
        const QVector<Flag> shown = m_session.elsewhere(key);
        const auto found = std::find_if(shown.cbegin(), shown.cend(),
                                        [](const Flag &flag) { return flag.environment == Truth::other(); });
        if ((real != nullptr) != (found != shown.cend())) {
            complain(u"%1 elsewhere is %2"_s.arg(key.text(), real ? u"missing"_s : u"shown although gone"_s));
        } else if (real) {
            Flag record = *real;
            if (!m_vendor->provider().traits().snapshotHoldsRules)
                record.rules = found->rules;
            if (!(withoutSchedules(*found) == record))
                complain(u"elsewhere %1 is really %2"_s.arg(text(*found), text(record)));
        }
    }
}

/// Every row that says "reading…" got its answer.
void ChaosRun::checkRows()
{
    for (int row = 0; row < m_log.count(); ++row) {
        const Fact &fact = m_log.at(row);
        if (fact.source != FactSource::Stream || !fact.detail)
            continue;
        const auto *change = std::get_if<ChangeDetail>(fact.detail.get());
        if (change && change->elsewhere.isEmpty() && !change->readBack && !change->enabledNow) {
            complain(u"row %1 of %2 (%3) never got its answer"_s.arg(fact.serial)
                         .arg(timeText(fact.time), fact.flag.text()));
        }
    }
}

/// What changed while nobody listened lies within a gap that is on record.
void ChaosRun::checkGaps()
{
    std::vector<GapDetail> gaps;
    for (int row = 0; row < m_log.count(); ++row) {
        const Fact &fact = m_log.at(row);
        if (fact.kind == FactKind::Gap && fact.detail)
            gaps.push_back(std::get<GapDetail>(*fact.detail));
    }
    for (const Truth::Change &change : truth().changes()) {
        const bool silent = !change.announced || change.garbled || change.told;
        if (silent || change.flag.environment != Truth::shown() || !m_wasRead || change.when < m_firstRead)
            continue;
        const WallTime due = change.dueAt.value_or(change.when);
        const bool recorded = std::any_of(gaps.cbegin(), gaps.cend(), [&](const GapDetail &gap) {
            return gap.from <= due && gap.until >= change.when;
        });
        if (!recorded)
            complain(u"%1 of %2 at %3 was not heard, and no gap says so"_s.arg(
                QString::fromLatin1(change.type), change.flag.key.text(), timeText(change.when)));
    }
}

void ChaosRun::checkCommands()
{
    if (m_commands.openCount() > 0)
        complain(u"%1 commands are still open"_s.arg(m_commands.openCount()));
    for (std::size_t i = 0; i < m_ordered.size(); ++i) {
        const Ordered &ordered = m_ordered[i];
        const auto view = m_commands.command(ordered.id);
        if (!view)
            continue; // settled long ago
        const FlagRef flag{Truth::shown(), ordered.flag};
        if (m_confirmedAt.contains(ordered.id)
            && !truth().everSatisfied(flag, view->order.wanted, ordered.at, m_confirmedAt.value(ordered.id)))
            complain(u"%1 was confirmed, but never was so after the order"_s.arg(flag.key.text()));
        checkSending(i, *view);
        checkOutcome(i, *view);
    }
}

/// What the server did for an order: one per flag is open, so what left before the next order is this one's.
std::vector<ImaginedServer::CarriedOut> ChaosRun::doneFor(std::size_t number) const
{
    const Ordered &ordered = m_ordered[number];
    const auto until = nextOrderAt(number);
    std::vector<ImaginedServer::CarriedOut> done = m_server.carriedOut();
    std::erase_if(done, [&](const ImaginedServer::CarriedOut &each) {
        return each.flag != FlagRef{Truth::shown(), ordered.flag} || each.sentAt < ordered.at
               || (until && each.sentAt >= *until);
    });
    return done;
}

std::optional<MonotonicTime> ChaosRun::nextOrderAt(std::size_t number) const
{
    const FlagKey &flag = m_ordered[number].flag;
    const auto next = std::find_if(m_ordered.cbegin() + std::ptrdiff_t(number) + 1, m_ordered.cend(),
                                   [&flag](const Ordered &later) { return later.flag == flag; });
    return next == m_ordered.cend() ? std::nullopt : std::optional(next->at);
}

/// An order is carried out once at most, and never after it was said that nothing changed.
void ChaosRun::checkSending(std::size_t number, const CommandView &view)
{
    const auto times = doneFor(number).size();
    const bool nothing = view.nothingSent || view.stage == CommandStage::Refused;
    if (times > (nothing ? 0 : 1)) {
        complain(u"%1 ended as %2%3, but was carried out %4 times"_s
                     .arg(view.order.flag.text(), word(view.stage),
                          view.nothingSent ? u" (nothing sent)"_s : QString())
                     .arg(times));
    }
}

/// Where an order made the opposite of what was wanted, as a flip does that comes after somebody else's, it
/// is never called a success by what was so before, nor in the end, unless it has become so since.
void ChaosRun::checkOutcome(std::size_t number, const CommandView &view)
{
    const auto done = doneFor(number);
    if (done.empty() || !view.order.wanted.enabled || done.back().madeSo.enabled == view.order.wanted.enabled)
        return;
    const MonotonicTime madeAt = done.back().at;
    const auto hasBecomeSoUntil = [&](MonotonicTime until) {
        return truth().everSatisfied(done.back().flag, view.order.wanted, madeAt + MonotonicTime::duration(1),
                                     until);
    };
    const auto confirmedAt = m_confirmedAt.constFind(view.id);
    if (confirmedAt != m_confirmedAt.cend() && *confirmedAt > madeAt && !hasBecomeSoUntil(*confirmedAt))
        complain(u"%1 was flipped away from what was wanted, by us, and then called confirmed"_s.arg(
            view.order.flag.text()));
    const auto next = nextOrderAt(number);
    const bool strayed = next && madeAt >= *next; // the newer order tells what became of the flag
    const bool isSuccess = view.stage == CommandStage::Confirmed || view.stage == CommandStage::Unseen;
    if (isSuccess && !strayed && !hasBecomeSoUntil(m_clock.now()))
        complain(u"%1 was flipped away from what was wanted, by us, and is called %2"_s.arg(
            view.order.flag.text(), word(view.stage)));
}

void ChaosRun::checkNothingIsLeft()
{
    const Session::Backlog backlog = m_session.backlog();
    if (backlog.rows + backlog.reads + backlog.buffered > 0) {
        complain(u"left behind: %1 rows, %2 reads, %3 buffered events"_s.arg(backlog.rows)
                     .arg(backlog.reads)
                     .arg(backlog.buffered));
    }
    const auto replies = m_network.findChildren<ImaginedReply *>();
    if (replies.size() > 1) // the stream
        complain(u"%1 exchanges are still there"_s.arg(replies.size()));
}

} // namespace signalbox
