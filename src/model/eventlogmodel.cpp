// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventlogmodel.h"

#include "core/plaintext.h"
#include "model/facttext.h"
#include "model/kindwords.h"

#include <QLocale>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr auto flushInterval = std::chrono::milliseconds(60);
constexpr std::size_t cachedRows = 512; ///< several screens full
/// Amended rows that are told one by one in one flush; with more, all between the first and the last are.
constexpr std::size_t mostAmended = 4'096;
constexpr int mostRanges = 16; ///< told in one flush; with more, one range from the first to the last

/// What a row that has left the log reads as until its leaving is announced.
const FactRecord &leftRecord()
{
    static const FactRecord record;
    return record;
}

} // namespace

EventLogModel::EventLogModel(EventLog &log, const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_log(log)
    , m_clock(clock)
    , m_timer(clock.createTimer([this] {
        if (flush())
            m_timer->start(flushInterval);
    }))
    , m_first(log.droppedCount())
    , m_end(logEnd())
    , m_shown(cachedRows)
{
    connect(&log, &EventLog::appended, this, &EventLogModel::rowsArrived);
    connect(&log, &EventLog::amended, this,
            [this](int row) { noteAmended(m_log.droppedCount() + quint64(row)); });
    connect(&log, &EventLog::cleared, this, [this] {
        beginResetModel();
        m_first = m_log.droppedCount();
        m_end = m_first;
        m_amended.clear();
        m_amendedBetween = false;
        m_shown.assign(cachedRows, {});
        m_waitingSince.reset();
        endResetModel();
        announceWaiting();
    });
}

int EventLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_end - m_first);
}

int EventLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant EventLogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Fact &fact = shownAt(index.row()).fact;
    if (fact.serial == 0 && role != FactRole)
        return {};
    switch (role) {
    case Qt::DisplayRole: return cellText(index.row(), index.column());
    case Qt::AccessibleTextRole:
        if (index.column() == Time) {
            return tr("%1, %2 %3: %4")
                .arg(clockText(fact.time), kindText(fact), flagText(fact), whatText(index.row()));
        }
        return cellText(index.row(), index.column());
    case Qt::ToolTipRole: {
        const QString text = cellText(index.row(), index.column());
        return text.isEmpty() ? QVariant() : plainToolTip(text);
    }
    case SerialRole: return QVariant::fromValue(fact.serial);
    case FactRole: return QVariant::fromValue(const_cast<void *>(static_cast<const void *>(&fact)));
    default: return {};
    }
}

QVariant EventLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)
        return {};
    const bool shown = role == Qt::DisplayRole;
    switch (Column(section)) {
    case Time: return shown ? tr("Time") : tr("When we learned of it (UTC)");
    case Delta:
        if (m_measuredFrom)
            return shown ? tr("Δ since") : tr("Time since %1 (UTC)").arg(clockText(*m_measuredFrom));
        return shown ? tr("Δ") : tr("Time since the row before");
    case Kind: return shown ? tr("Kind") : tr("What kind of event it was");
    case FlagColumn: return shown ? tr("Flag") : tr("Key of the flag it is about");
    case What: return shown ? tr("What changed") : tr("What changed, as far as it is known");
    case Source: return shown ? tr("Source") : tr("Who did it, else how we learned of it");
    case Lag: return shown ? tr("Lag") : tr("Command: from the press; event: from the server's own clock");
    case ColumnCount: break;
    }
    return {};
}

Fact EventLogModel::factAt(int row) const
{
    return shownAt(row).fact;
}

const FactRecord &EventLogModel::recordAt(int row) const
{
    const int logRow = logRowAt(m_first + quint64(row));
    return logRow < 0 ? leftRecord() : m_log.recordAt(logRow);
}

int EventLogModel::logRowAt(quint64 place) const
{
    return place < m_log.droppedCount() || place >= logEnd() ? -1 : int(place - m_log.droppedCount());
}

EventLogModel::Shown &EventLogModel::shownAt(int row) const
{
    const quint64 place = m_first + quint64(row);
    Shown &shown = m_shown[place % m_shown.size()];
    const int logRow = logRowAt(place);
    if (logRow < 0)
        shown = {place, {}, {}};
    else if (shown.place != place || shown.fact.serial == 0)
        shown = {place, m_log.at(logRow), {}};
    return shown;
}

int EventLogModel::rowOf(quint64 serial) const
{
    const int row = m_log.rowOf(serial);
    if (row < 0)
        return -1;
    const quint64 place = m_log.droppedCount() + quint64(row);
    return place >= m_first && place < m_end ? int(place - m_first) : -1;
}

void EventLogModel::setMeasuredFrom(std::optional<WallTime> from)
{
    if (from == m_measuredFrom)
        return;
    m_measuredFrom = from;
    emit headerDataChanged(Qt::Horizontal, Delta, Delta);
}

void EventLogModel::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    if (paused)
        flush(); // what came until now is shown
    m_paused = paused;
    if (!paused) {
        m_waitingSince.reset(); // the person had them wait
        flush();
    }
    announceWaiting();
}

bool EventLogModel::isPaused() const
{
    return m_paused;
}

int EventLogModel::waitingCount() const
{
    return m_paused ? int(logEnd() - std::max(m_end, m_log.droppedCount())) : 0;
}

quint64 EventLogModel::droppedCount() const
{
    return m_log.droppedCount();
}

std::chrono::milliseconds EventLogModel::behind() const
{
    if (m_paused)
        return {};
    const auto waiting = m_waitingSince ? m_clock.now() - *m_waitingSince : MonotonicTime::duration::zero();
    return std::max(m_lastBehind, std::chrono::duration_cast<std::chrono::milliseconds>(waiting));
}

void EventLogModel::rowsArrived()
{
    if (!m_waitingSince)
        m_waitingSince = m_clock.now();
    schedule();
}

void EventLogModel::schedule()
{
    if (m_timer->isActive())
        return;
    flush();
    m_timer->start(flushInterval);
}

bool EventLogModel::flush()
{
    bool announced = !m_amended.empty();
    if (!m_paused) {
        m_lastBehind = std::chrono::milliseconds(0);
        m_lastBehind = behind();
        m_waitingSince.reset();
    }
    std::vector<quint64> amended = std::exchange(m_amended, {});
    const quint64 oldest = m_log.droppedCount();
    if (oldest > m_first) {
        const quint64 leaving = std::min(oldest, m_end) - m_first;
        if (leaving > 0) {
            beginRemoveRows({}, 0, int(leaving) - 1);
            m_first += leaving;
            endRemoveRows();
            announced = true;
        }
        m_first = oldest; // rows that came and left unseen
        m_end = std::max(m_end, oldest);
    }
    const quint64 knownEnd =
        m_end; // rows from here on are announced as new, whatever happened to them before
    const quint64 end = logEnd();
    if (!m_paused && end > m_end) {
        const int first = rowCount();
        beginInsertRows({}, first, first + int(end - m_end) - 1);
        m_end = end;
        endInsertRows();
        announced = true;
    }
    announceAmended(std::move(amended), knownEnd);
    announceWaiting();
    return announced;
}

void EventLogModel::noteAmended(quint64 place)
{
    Shown &shown = m_shown[place % m_shown.size()];
    if (shown.place == place)
        shown = {};
    if (place >= m_end)
        return; // told as new, as it then is
    m_amended.push_back(place);
    if (m_amended.size() > mostAmended) {
        const auto [first, last] = std::minmax_element(m_amended.begin(), m_amended.end());
        m_amended = {*first, *last};
        m_amendedBetween = true;
    }
    schedule();
}

void EventLogModel::announceAmended(std::vector<quint64> places, quint64 knownEnd)
{
    std::sort(places.begin(), places.end());
    if (std::exchange(m_amendedBetween, false)) {
        announceChanged(places.front(), places.back(), knownEnd);
        return;
    }
    places.erase(std::unique(places.begin(), places.end()), places.end());
    int runs = 1;
    for (std::size_t i = 1; i < places.size() && runs <= mostRanges; ++i)
        runs += places[i] != places[i - 1] + 1 ? 1 : 0;
    if (runs > mostRanges) {
        announceChanged(places.front(), places.back(), knownEnd);
        return;
    }
    for (auto first = places.cbegin(); first != places.cend();) {
        auto last = first;
        while (std::next(last) != places.cend() && *std::next(last) == *last + 1)
            ++last;
        announceChanged(*first, *last, knownEnd);
        first = std::next(last);
    }
}

void EventLogModel::announceChanged(quint64 first, quint64 last, quint64 knownEnd)
{
    if (last < m_first || first >= knownEnd)
        return;
    const int top = int(std::max(first, m_first) - m_first);
    const int bottom = int(std::min(last, knownEnd - 1) - m_first);
    emit dataChanged(index(top, 0), index(bottom, ColumnCount - 1));
}

void EventLogModel::announceWaiting()
{
    const int waiting = waitingCount();
    if (std::exchange(m_announcedWaiting, waiting) != waiting)
        emit waitingCountChanged(waiting);
}

quint64 EventLogModel::logEnd() const
{
    return m_log.droppedCount() + quint64(m_log.count());
}

/// A time of day alone would pass off a note of last week as one of today.
QString EventLogModel::timeText(WallTime time) const
{
    using std::chrono::days;
    if (std::chrono::floor<days>(time) == std::chrono::floor<days>(m_clock.wallTime()))
        return clockText(time);
    return tr("%1 %2").arg(QLocale::c().toString(toDateTime(time).date(), u"MMM d"_s),
                           clockText(time).left(5));
}

QString EventLogModel::cellText(int row, int column) const
{
    const Fact &fact = shownAt(row).fact;
    switch (Column(column)) {
    case Time: return timeText(fact.time);
    case Delta: {
        if (m_measuredFrom)
            return deltaText(fact.time - *m_measuredFrom);
        const FactRecord &before = row > 0 ? recordAt(row - 1) : leftRecord();
        return before.serial == 0 ? QString() : deltaText(fact.time - before.time);
    }
    case Kind: return kindText(fact);
    case FlagColumn: return plainLine(fact.flag.text()); // of which kind it is, What says
    case What: return whatText(row);
    case Source: return sourceText(fact);
    case Lag: return fact.lag ? durationText(*fact.lag) : QString();
    case ColumnCount: break;
    }
    return {};
}

QString EventLogModel::whatText(int row) const
{
    Shown &shown = shownAt(row);
    if (shown.what.isNull())
        shown.what = factText(shown.fact);
    return shown.what;
}

QString kindText(const Fact &fact)
{
    const auto *command = fact.detail ? std::get_if<CommandDetail>(fact.detail.get()) : nullptr;
    return fact.kind == FactKind::Command && command ? word(command->stage)
                                                     : word(fact.kind, fact.flag.kind());
}

QString flagText(const Fact &fact)
{
    switch (fact.kind) {
    case FactKind::FlagCreated:
    case FactKind::FlagUpdated:
    case FactKind::FlagDeleted: return plainLine(fact.flag.text());
    default: return nameOf(fact.flag);
    }
}

QString sourceText(const Fact &fact)
{
    if (!fact.by.isEmpty())
        return plainLine(fact.by);
    switch (fact.source) {
    case FactSource::Command:
    case FactSource::Person: return EventLogModel::tr("you");
    case FactSource::Stream:
    case FactSource::Snapshot:
    case FactSource::ReadBack:
    case FactSource::Link: break;
    }
    return word(fact.source);
}

} // namespace signalbox
