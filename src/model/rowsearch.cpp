// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rowsearch.h"

#include <numeric>

namespace signalbox {

using namespace std::chrono_literals;

namespace {

constexpr auto sliceTime = 6ms;      ///< leaves room for a frame of 16 ms
constexpr int sliceRows = 4'096;     ///< where the clock says nothing
constexpr int rowsBetweenLooks = 64; ///< at the clock

} // namespace

RowSearch::RowSearch(const EventFilterModel &rows, const EventLog &log, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_rows(rows)
    , m_log(log)
    , m_clock(clock)
    , m_timer(clock.createTimer([this] { lookSlice(); }))
{}

void RowSearch::start(const QString &text, quint64 serial, bool backwards)
{
    m_run.emplace(Run{EventMatcher(m_log), serial, serial, backwards});
    m_run->matcher.setQuery(FilterQuery::literal(text));
    m_timer->start(0ms);
}

void RowSearch::stop()
{
    m_timer->stop();
    m_run.reset();
}

/// First row whose serial is at least @p serial.
int RowSearch::rowFrom(quint64 serial) const
{
    int first = 0;
    int last = m_rows.rowCount();
    while (first < last) {
        const int middle = std::midpoint(first, last);
        if (m_rows.recordAt(middle).serial < serial)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

/// The row to be looked at next, wherever it is by now; one beyond the list at its end.
int RowSearch::nextRow() const
{
    const Run &run = *m_run;
    if (run.backwards)
        return (run.last == 0 ? m_rows.rowCount() : rowFrom(run.last)) - 1;
    return run.last == 0 ? 0 : rowFrom(run.last + 1);
}

bool RowSearch::isRoundDone(quint64 serial) const
{
    const Run &run = *m_run;
    return run.wrapped && (run.from == 0 || (run.backwards ? serial < run.from : serial > run.from));
}

void RowSearch::lookSlice()
{
    const MonotonicTime until = m_clock.now() + sliceTime;
    int row = nextRow();
    for (int looked = 1; looked <= sliceRows; ++looked) {
        if (row < 0 || row >= m_rows.rowCount()) {
            if (m_run->wrapped || m_rows.rowCount() == 0) {
                end(0);
                return;
            }
            m_run->wrapped = true;
            m_run->last = 0;
            row = nextRow();
        }
        const quint64 serial = m_rows.recordAt(row).serial;
        if (isRoundDone(serial)) {
            end(0);
            return;
        }
        const int logRow = m_log.rowOf(serial);
        if (logRow >= 0 && m_run->matcher.accepts(logRow)) {
            end(serial);
            return;
        }
        if (serial != 0)
            m_run->last = serial;
        row += m_run->backwards ? -1 : 1;
        if (looked % rowsBetweenLooks == 0 && m_clock.now() >= until)
            break;
    }
    m_timer->start(0ms);
}

void RowSearch::end(quint64 serial)
{
    const bool wrapped = m_run->wrapped && m_run->from != 0;
    m_run.reset();
    if (serial != 0)
        emit found(serial, wrapped);
    else
        emit notFound();
}

} // namespace signalbox
