// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/versionwatch.h"

#include "core/limits.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr quint64 mostMissing = 1'000'000; ///< at once: a larger hole is another numbering

} // namespace

void VersionWatch::connectionOpened()
{
    ++m_connection;
    m_lastOfStream.reset();
}

quint64 VersionWatch::step(Steps &steps, qint64 from, qint64 to)
{
    if (to <= from)
        return 0;
    const quint64 distance = quint64(to) - quint64(from);
    if (distance == 1) {
        ++steps.ones;
        return 0;
    }
    const bool wasDense = steps.isDense();
    ++steps.holes;
    return wasDense ? std::min(distance - 1, mostMissing) : 0;
}

void VersionWatch::note(const FlagRef &flag, qint64 version)
{
    if (!m_moving) {
        if (!m_first)
            m_first = version;
        if (version == *m_first)
            return;
        m_moving = true;
    }
    quint64 missing = 0;
    bool ofStream = false;
    if (m_lastOfStream) {
        ofStream = m_streamSteps.isDense();
        missing = step(m_streamSteps, *m_lastOfStream, version);
    }
    m_lastOfStream = std::max(m_lastOfStream.value_or(version), version);

    if (m_flags.size() >= limits::versionsKept && !m_flags.contains(flag))
        m_flags.clear(); // the keys are made up; begin anew
    const auto known = m_flags.find(flag);
    if (known == m_flags.end()) {
        m_flags.insert(flag, {version, m_connection});
    } else {
        if (version == known->last)
            ++m_counts.duplicates;
        else if (version < known->last)
            ++m_counts.backward;
        else if (known->connection == m_connection) {
            const quint64 ofFlag = step(m_flagSteps, known->last, version);
            if (!ofStream) // counted once, in the row that is known to be complete
                missing = ofFlag;
        }
        *known = {std::max(known->last, version), m_connection};
    }
    m_counts.missing += missing;
}

} // namespace signalbox
