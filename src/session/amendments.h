// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/fact.h"
#include "session/waitingrows.h"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace signalbox {

/// Tells the log what its waiting rows turned out to be. One reading may answer hundreds of thousands of
/// rows, in a flood; telling them all at once would keep the screen from being painted, so it goes in slices
/// of a few milliseconds, in the order of the readings. What fits into the first slice is told at once. Main
/// thread only.
class Amendments final
{
public:
    using Sink = std::function<void(const FactAmendment &)>;

    /// @p clock must outlive this.
    Amendments(const Clock &clock, Sink sink);

    /// All of @p rows are @p detail, known as of now.
    void add(std::vector<WaitingRow> rows, const FactDetail &detail);
    /// Rows that are not told yet.
    [[nodiscard]] std::size_t count() const { return m_count; }

private:
    struct Answer
    {
        std::vector<WaitingRow> rows;
        std::size_t next = 0;
        FactAmendment amendment; ///< of the row that was told last
        MonotonicTime knownAt;
    };

    void tell();
    void tellNext(Answer &answer);

    const Clock &m_clock;
    const Sink m_sink;
    std::unique_ptr<Timer> m_timer;
    std::deque<Answer> m_answers;
    std::size_t m_count = 0;
    bool m_telling = false;
};

} // namespace signalbox
