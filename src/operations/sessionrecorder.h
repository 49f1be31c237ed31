// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "operations/sessionline.h"

#include <QFile>
#include <QHash>
#include <QObject>
#include <QSet>

#include <deque>
#include <memory>

namespace signalbox {

class CommandRunner;

/// Writes down what a feed and its commands say, as it comes, so that it can be replayed; see
/// docs/session-file.md. Begins with what is known at the start. Lines wait in memory for a second at most.
/// A disk that is full ends the recording with what is there. Main thread only.
class SessionRecorder final : public QObject
{
    Q_OBJECT

public:
    enum class Ending { Asked, Full, Failed };

    /// References must outlive this. @p mostBytes: at that size the recording ends.
    SessionRecorder(Feed &feed, const FlagStore &flags, CommandRunner &commands,
                    const ConnectionInfo &connection, const Clock &clock, QObject *parent = nullptr,
                    qint64 mostBytes = limits::sessionFileBytes);
    /// Ends a recording that runs.
    ~SessionRecorder() override;

    /// Once. Fails with Storage when the file cannot be made; what stood there is replaced.
    [[nodiscard]] Result<void> start(const QString &path);
    /// Writes the last line. ended() follows from inside this call.
    void stop();

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] QString path() const { return m_file.fileName(); }
    /// Written and waiting.
    [[nodiscard]] qint64 bytes() const;
    [[nodiscard]] std::chrono::milliseconds length() const;
    [[nodiscard]] qint64 skippedLines() const { return m_skipped; }

    /// Rows of other authors than feed and commands: notes.
    void addFacts(const QVector<Fact> &facts);
    void addAmendment(const FactAmendment &amendment);

signals:
    /// @p problem: the system's own words, for Failed.
    void ended(signalbox::SessionRecorder::Ending ending, const QString &problem);

private:
    /// A reading of many flags that is written slice by slice, and the lines that came after it.
    struct LongReading
    {
        std::chrono::milliseconds at;
        QVector<Flag> flags;
        QVector<FlagKey> gone;
        qsizetype done = 0;
        QByteArray after;
    };

    void connectSources();
    void addState();
    void add(const SessionEntry &entry);
    void addReading(const QVector<Flag> &flags);
    void addFlag(const Flag &flag, FactSource source);
    void addLink(const LinkStatus &status);
    void addPulse();
    void writeSlice();
    void flush();
    void finish(Ending ending, const QString &problem);
    /// To the end of the last line that is whole.
    void cutBack();
    [[nodiscard]] SessionLine lineAt(std::chrono::milliseconds at, SessionEntry entry) const;
    void append(const QByteArray &line);

    Feed &m_feed;
    const FlagStore &m_flags;
    CommandRunner &m_commands;
    ConnectionInfo m_connection;
    const Clock &m_clock;
    const qint64 m_mostBytes;
    QFile m_file;
    std::unique_ptr<Timer> m_flushTimer;
    std::unique_ptr<Timer> m_sliceTimer;
    MonotonicTime m_started;
    QHash<FlagKey, Flag> m_known; ///< as recorded so far
    std::optional<MonotonicTime> m_recordedByte;
    Feed::Counters m_recordedCounters;
    QByteArray m_buffer;
    std::deque<LongReading> m_readings;
    qint64 m_written = 0;
    qint64 m_skipped = 0;
    bool m_running = false;
};

} // namespace signalbox
