// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/amendments.h"

namespace signalbox {

namespace {

constexpr auto slice = std::chrono::milliseconds(3);
constexpr std::size_t rowsBetweenLooks = 64; ///< at the clock

} // namespace

Amendments::Amendments(const Clock &clock, Sink sink)
    : m_clock(clock), m_sink(std::move(sink)), m_timer(clock.createTimer([this] { tell(); }))
{}

void Amendments::add(std::vector<WaitingRow> rows, const FactDetail &detail)
{
    if (rows.empty())
        return;
    m_count += rows.size();
    m_answers.push_back({std::move(rows), 0, {0, detail, {}}, m_clock.now()});
    if (!m_telling && !m_timer->isActive())
        tell();
}

void Amendments::tell()
{
    m_telling = true;
    const MonotonicTime until = m_clock.now() + slice;
    std::size_t told = 0;
    while (!m_answers.empty()) {
        Answer &answer = m_answers.front();
        tellNext(answer);
        if (answer.next == answer.rows.size())
            m_answers.pop_front();
        if (++told % rowsBetweenLooks == 0 && m_clock.now() >= until)
            break;
    }
    m_telling = false;
    if (!m_answers.empty())
        m_timer->start(std::chrono::milliseconds(0));
}

void Amendments::tellNext(Answer &answer)
{
    const WaitingRow &row = answer.rows[answer.next++];
    --m_count;
    answer.amendment.serial = row.serial;
    answer.amendment.lag =
        std::chrono::duration_cast<std::chrono::milliseconds>(answer.knownAt - row.arrivedAt);
    m_sink(answer.amendment);
}

} // namespace signalbox
