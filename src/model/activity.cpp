// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/activity.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr auto leastRateSpan = std::chrono::seconds(10); ///< over less, one event looks like a flood

} // namespace

Activity::Activity(EventLog &log, std::chrono::seconds slot, int slotCount, QObject *parent)
    : QObject(parent)
    , m_log(log)
    , m_slot(std::max(slot, std::chrono::seconds(1)))
    , m_entries(std::size_t(std::max(slotCount, 1)))
{
    for (int row = 0; row < log.count(); ++row)
        take(row);
    forgetOld();
    connect(&log, &EventLog::aboutToAppend, this, [this](int count) { m_incoming = count; });
    connect(&log, &EventLog::appended, this, [this] {
        for (int row = m_log.count() - m_incoming; row < m_log.count(); ++row)
            take(row);
        forgetOld();
        emit changed();
    });
    connect(&log, &EventLog::amended, this, [this](int row) {
        const FactKind kind = m_log.recordAt(row).kind;
        if (kind == FactKind::Gap)
            takeGap(m_log.at(row));
        else if (kind == FactKind::Note)
            takeNote(m_log.at(row));
        else
            return;
        emit changed();
    });
    connect(&log, &EventLog::cleared, this, [this] {
        clear();
        emit changed();
    });
}

QVector<Activity::Slot> Activity::slotsUntil(WallTime now) const
{
    QVector<Slot> result;
    result.reserve(qsizetype(m_entries.size()));
    const qint64 last = slotNumber(now);
    for (qint64 number = last - qint64(m_entries.size()) + 1; number <= last; ++number)
        result.append(slotAt(number));
    return result;
}

QVector<Activity::Span> Activity::gapsSince(WallTime since) const
{
    QVector<Span> result;
    for (const Gap &gap : m_gaps) {
        if (gap.span.until >= since)
            result.append(gap.span);
    }
    return result;
}

QVector<WallTime> Activity::commandsSince(WallTime since) const
{
    QVector<WallTime> result;
    std::copy_if(m_commands.cbegin(), m_commands.cend(), std::back_inserter(result),
                 [since](WallTime time) { return time >= since; });
    return result;
}

QVector<WallTime> Activity::notesSince(WallTime since) const
{
    QVector<WallTime> result;
    for (const auto &[serial, time] : m_notes) {
        if (time >= since)
            result.append(time);
    }
    return result;
}

std::chrono::seconds Activity::slotLength() const
{
    return m_slot;
}

double Activity::ratePerMinute(WallTime now, std::chrono::seconds span) const
{
    using std::chrono::milliseconds;
    if (span.count() <= 0 || !m_begin)
        return 0;
    // A log that has just begun says nothing about the time before it.
    const milliseconds watched = std::max(now - *m_begin, milliseconds(leastRateSpan));
    const milliseconds length = std::min(watched, milliseconds(span));
    const WallTime from = now - length;
    double events = 0;
    for (qint64 number = slotNumber(from); number <= slotNumber(now); ++number) {
        // Of the slot in which the span begins only the part inside it counts. Before the log began nothing
        // did.
        const WallTime begin(number * milliseconds(m_slot));
        const auto outside = from <= *m_begin ? milliseconds(0) : std::max(from - begin, milliseconds(0));
        const double share = 1.0 - double(outside.count()) / double(milliseconds(m_slot).count());
        events += share * slotAt(number).events;
    }
    return events * 60'000.0 / double(length.count());
}

void Activity::take(int row)
{
    const FactRecord &fact = m_log.recordAt(row);
    m_begin = std::min(m_begin.value_or(fact.time), fact.time);
    const qint64 number = slotNumber(fact.time);
    Entry &entry = m_entries[std::size_t(number % qint64(m_entries.size()))];
    if (number < entry.number)
        return; // the clock was set back by more than all slots together
    if (number > entry.number)
        entry = {number, {}};
    m_newest = std::max(m_newest, number);
    if (isStreamEvent(fact.kind))
        ++entry.slot.events;
    if (fact.kind == FactKind::Command) {
        ++entry.slot.commands;
        m_commands.append(fact.time);
    }
    if (fact.kind == FactKind::Gap)
        takeGap(m_log.at(row));
    else if (fact.kind == FactKind::Note)
        takeNote(m_log.at(row));
}

void Activity::takeNote(const Fact &fact)
{
    m_notes.removeIf([&fact](const auto &note) { return note.first == fact.serial; });
    const auto *detail = fact.detail ? std::get_if<TextDetail>(fact.detail.get()) : nullptr;
    if (detail && !detail->text.isEmpty())
        m_notes.append({fact.serial, detail->about.value_or(fact.time)});
}

void Activity::takeGap(const Fact &fact)
{
    const auto *detail = fact.detail ? std::get_if<GapDetail>(fact.detail.get()) : nullptr;
    if (!detail)
        return;
    const Span span{detail->from, detail->until, detail->reason == GapReason::Polling};
    const auto known = std::find_if(m_gaps.begin(), m_gaps.end(),
                                    [&fact](const Gap &gap) { return gap.serial == fact.serial; });
    if (known != m_gaps.end())
        known->span = span;
    else
        m_gaps.append({fact.serial, span});
}

void Activity::forgetOld()
{
    const WallTime oldest((m_newest - qint64(m_entries.size()) + 1) * std::chrono::milliseconds(m_slot));
    m_commands.removeIf([oldest](WallTime time) { return time < oldest; });
    m_notes.removeIf([oldest](const auto &note) { return note.second < oldest; });
    m_gaps.removeIf([oldest](const Gap &gap) { return gap.span.until < oldest; });
}

void Activity::clear()
{
    std::fill(m_entries.begin(), m_entries.end(), Entry());
    m_newest = 0;
    m_begin.reset();
    m_gaps.clear();
    m_commands.clear();
    m_notes.clear();
}

qint64 Activity::slotNumber(WallTime time) const
{
    return std::max<qint64>(std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()) / m_slot, 0);
}

Activity::Slot Activity::slotAt(qint64 number) const
{
    if (number < 0)
        return {};
    const Entry &entry = m_entries[std::size_t(number % qint64(m_entries.size()))];
    return entry.number == number ? entry.slot : Slot();
}

} // namespace signalbox
