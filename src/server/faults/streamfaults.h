// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/faultset.h"
#include "server/stream/streamhub.h"

#include <QObject>

#include <map>
#include <set>

namespace signalbox {

/// What faults do to the streams of one hub: frames that are late, held in lumps, doubled, swapped or cut,
/// and streams that fall silent or break. Stands in the hub's gate only while there are faults. Main thread
/// only.
class StreamFaults final : public QObject, public StreamGate
{
    Q_OBJECT

public:
    /// Whether @p environmentId is what a fault calls @p wanted.
    using IsEnvironment = std::function<bool(const QString &environmentId, const QString &wanted)>;

    /// References must outlive this.
    StreamFaults(FaultSet &faults, StreamHub &hub, const Clock &clock, IsEnvironment isEnvironment,
                 QObject *parent = nullptr);
    ~StreamFaults() override;

    /// The plan is another one now.
    void review();

    [[nodiscard]] int heldFrames() const { return int(m_held.size()); }
    [[nodiscard]] int silentStreams() const { return int(m_silent.size()); }

    bool take(const StreamFrame &frame) override;
    void opened(StreamNumber stream, const StreamScope &scope) override;
    void closed(StreamNumber stream) override;

signals:
    /// Something was delivered from a timer: move it to the sockets.
    void flushWanted();

private:
    void pass(const StreamFrame &frame, bool swap);
    void hold(const StreamFrame &frame, std::chrono::milliseconds delay);
    void releaseSwapped();
    void release(bool all);
    void strikeStreams();
    void strike(FaultSet::Entry &entry, StreamNumber stream, const StreamScope &scope);
    void endOldStrikes();
    void hangUpDue();
    void onTimer();
    void armTimer();
    [[nodiscard]] FaultSet::IsOf isOf(const QString &environmentId) const;

    FaultSet &m_faults;
    StreamHub &m_hub;
    const Clock &m_clock;
    IsEnvironment m_isEnvironment;
    std::unique_ptr<Timer> m_timer;
    std::map<StreamNumber, StreamScope> m_streams;
    std::set<std::pair<quint64, StreamNumber>> m_drawn; ///< fault and stream: each is thrown for once
    std::map<StreamNumber, quint64> m_silent;           ///< and the fault that did it
    std::map<StreamNumber, MonotonicTime> m_toHangUp;
    std::multimap<MonotonicTime, StreamFrame> m_held; ///< in order of release; of the same time, of arrival
    MonotonicTime m_lastRelease;                      ///< a frame never overtakes one that is held longer
    std::optional<StreamFrame> m_swapped;             ///< waits for the next one to go first
    MonotonicTime m_swappedUntil;
    bool m_gated = false;
};

} // namespace signalbox
