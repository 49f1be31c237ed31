// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/faultset.h"

#include <algorithm>
#include <utility>

namespace signalbox {

std::chrono::milliseconds FaultSet::Entry::drawDelay()
{
    if (fault.jitter.count() == 0)
        return fault.delay;
    return fault.delay + std::chrono::milliseconds(random.bounded(qint64(fault.jitter.count()) + 1));
}

void FaultSet::set(const FaultPlan &plan, quint32 seed)
{
    const MonotonicTime now = m_clock.now();
    std::vector<Entry> before = std::exchange(m_entries, {});
    if (seed != std::exchange(m_seed, seed))
        before.clear();
    m_entries.reserve(std::size_t(plan.faults.size()));
    for (const Fault &fault : plan.faults) {
        const auto same = std::find_if(before.begin(), before.end(),
                                       [&fault](const Entry &entry) { return entry.fault == fault; });
        if (same != before.end()) {
            m_entries.push_back(std::move(*same));
            before.erase(same);
            continue;
        }
        Entry entry;
        entry.fault = fault;
        entry.id = ++m_lastId;
        entry.beginsAt = now + fault.after;
        if (fault.duration)
            entry.endsAt = entry.beginsAt + *fault.duration;
        std::seed_seq row = {seed, quint32(m_entries.size())};
        entry.random.seed(row);
        m_entries.push_back(std::move(entry));
    }
}

FaultSet::Entry *FaultSet::draw(FaultKind kind, FaultTarget target, const IsOf &isOf)
{
    for (Entry &entry : m_entries) {
        if (entry.fault.kind != kind)
            continue;
        const bool meant = entry.fault.target == target
                           || (entry.fault.target == FaultTarget::Any && target != FaultTarget::Events)
                           || targetsOf(kind).isEmpty();
        if (meant && strikes(entry, isOf))
            return &entry;
    }
    return nullptr;
}

bool FaultSet::strikes(Entry &entry, const IsOf &isOf)
{
    if (phaseOf(entry) != FaultPhase::Active)
        return false;
    if (!entry.fault.environment.isEmpty() && !isOf(entry.fault.environment))
        return false;
    if (entry.fault.probability < 1 && entry.drawFraction() >= entry.fault.probability)
        return false;
    ++entry.struck;
    return true;
}

FaultPhase FaultSet::phaseOf(const Entry &entry) const
{
    const MonotonicTime now = m_clock.now();
    if (entry.endsAt && now >= *entry.endsAt)
        return FaultPhase::Over;
    if (now < entry.beginsAt)
        return FaultPhase::Waiting;
    return entry.fault.count && entry.struck >= *entry.fault.count ? FaultPhase::Spent : FaultPhase::Active;
}

QVector<FaultReport> FaultSet::reports() const
{
    QVector<FaultReport> reports;
    for (const Entry &entry : m_entries)
        reports.append({entry.fault, phaseOf(entry), entry.struck});
    return reports;
}

std::optional<MonotonicTime> FaultSet::nextBoundary() const
{
    const MonotonicTime now = m_clock.now();
    std::optional<MonotonicTime> next;
    const auto consider = [&next, now](MonotonicTime time) {
        if (time > now)
            next = next ? std::min(*next, time) : time;
    };
    for (const Entry &entry : m_entries) {
        consider(entry.beginsAt);
        if (entry.endsAt)
            consider(*entry.endsAt);
    }
    return next;
}

} // namespace signalbox
