// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/replayclock.h"
#include "operations/replayprovider.h"
#include "operations/sessionfile.h"
#include "session/feed.h"

#include <QMap>

#include <memory>
#include <optional>

namespace signalbox {

/// Says what a recorded session said, on a clock that can be stopped, sped up and moved. Nothing can be
/// ordered through it and nothing leaves it: readings are answered from the recording, the rest does nothing.
/// Works in slices from the event loop; the clock never runs ahead of what has been said. Main thread only.
class Replay final : public Feed
{
    Q_OBJECT

public:
    /// @p base is the real clock and must outlive this. Stands before the first line.
    Replay(std::shared_ptr<const SessionFile> file, const Clock &base, QObject *parent = nullptr);
    ~Replay() override;

    [[nodiscard]] const Clock &clock() const { return m_clock; }
    [[nodiscard]] const SessionFile &file() const { return *m_file; }
    [[nodiscard]] ReplayProvider &provider() { return m_provider; }

    /// From the end it begins anew.
    void setPlaying(bool playing);
    [[nodiscard]] bool isPlaying() const { return m_playing; }
    void setSpeed(double speed);
    [[nodiscard]] double speed() const { return m_speed; }
    [[nodiscard]] std::chrono::milliseconds position() const { return m_clock.position(); }
    [[nodiscard]] std::chrono::milliseconds length() const { return m_file->scan().length; }
    [[nodiscard]] bool isAtEnd() const { return m_next >= m_file->stepCount(); }
    /// A jump is under way: its lines are being said.
    [[nodiscard]] bool isSeeking() const { return m_target.has_value(); }

    /// Goes there, saying everything on the way; back means from the beginning, see restarted(). Plays on
    /// afterwards if it played.
    void seek(std::chrono::milliseconds position);
    /// Says everything up to and with the next row of that kind and stands there; false when there is none.
    /// Kind::Row is any row.
    bool jumpToNext(SessionStep::Kind kind);

    void pause() override;
    void retryNow() override;
    Pending readFlag(const FlagKey &key, Callback<FlagReading> done) override;
    void setPrompt(const FlagKey &key, bool prompt) override;
    void rereadAll() override;
    void preferDetails(const QVector<FlagKey> &keys) override;
    void applyAnswer(const Flag &flag, MonotonicTime askedAt) override;
    [[nodiscard]] const LinkStatus &link() const override { return m_link; }
    [[nodiscard]] const QVector<LinkStatus> &linkHistory() const override { return m_history; }
    [[nodiscard]] std::optional<Flag> reported(const FlagKey &key) const override;
    [[nodiscard]] bool everRead() const override { return m_everRead; }
    [[nodiscard]] QVector<Flag> elsewhere(const FlagKey &key) const override;
    [[nodiscard]] const Provider &provider() const override { return m_provider; }
    [[nodiscard]] const Counters &counters() const override { return m_counters; }

signals:
    /// Everything said so far is void; it is said again from the beginning.
    void restarted();
    void marksRecorded(const QHash<signalbox::FlagKey, signalbox::FlagMarks> &marks);
    /// Playing, speed, or where it stands by more than the passing of time.
    void stateChanged();
    /// A line could not be read any more; the replay stands before it. Storage or BadAnswer.
    void broken(const signalbox::Error &error);

private:
    struct Target
    {
        qsizetype step; ///< first one that is not said
        std::chrono::milliseconds position;
    };

    void goTo(const Target &target);
    void restart();
    void advance();
    /// Says lines up to @p target; false when the slice was over before.
    [[nodiscard]] bool sayUntil(const Target &target);
    [[nodiscard]] qsizetype stepAfter(std::chrono::milliseconds position) const;
    void arm();
    void say(const SessionEntry &entry);
    void say(const RecordedReading &reading);
    void say(const RecordedFlag &read);
    void say(const RecordedGone &gone);
    void say(const RecordedInvalidation &invalidated);
    void say(const RecordedReadError &failed);
    void say(const RecordedMarks &noted);
    void say(const RecordedLink &recorded);
    void say(const RecordedPulse &pulse);
    void say(const Fact &fact);
    void say(const FactAmendment &amendment);
    void say(const RecordedEnd &end);
    void sayRows();

    const std::shared_ptr<const SessionFile> m_file;
    const Clock &m_base;
    ReplayClock m_clock;
    ReplayProvider m_provider;
    std::unique_ptr<Timer> m_timer;
    qsizetype m_next = 0; ///< the step that is said next
    std::optional<Target> m_target;
    double m_speed = 1;
    bool m_playing = false;
    QVector<Fact> m_rows; ///< read and not said yet
    QMap<FlagKey, Flag> m_flags;
    LinkStatus m_link;
    QVector<LinkStatus> m_history;
    Counters m_counters;
    bool m_everRead = false;
};

} // namespace signalbox
