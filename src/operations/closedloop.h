// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/pending.h"
#include "operations/command.h"
#include "operations/journal.h"
#include "session/feed.h"

#include <functional>
#include <memory>
#include <optional>

namespace signalbox {

/// What a loop works with; all of it outlives the loop.
struct LoopContext
{
    Provider &provider;
    Feed &session;
    const Clock &clock;
    CommandTimings timings;
};

/// One command on its way: read before write, send once, watch, read back. Says what happened as a
/// CommandView; writes nothing down and announces nothing, that is the runner's. The runner hands it what the
/// session reports about its flag for as long as it is the newest command of that flag. Never sends twice.
class ClosedLoop final
{
public:
    enum class Change {
        Stage,  ///< the command moved on
        Detail, ///< only what is known about it
    };
    using Changed = std::function<void(const ClosedLoop &, Change)>;

    /// @p view holds id, order, fact and time of the order; it has not been sent.
    ClosedLoop(LoopContext context, FlagRef flag, CommandView view, MonotonicTime orderedAt, Changed changed);
    ~ClosedLoop();
    ClosedLoop(const ClosedLoop &) = delete;
    ClosedLoop &operator=(const ClosedLoop &) = delete;

    /// Says Sent and goes: @p recent is a reading young enough to stand for the read before the write.
    /// @p seenWithin is T, how long the stream may stay silent after acceptance.
    void start(const std::optional<Flag> &recent, std::chrono::milliseconds seenWithin);
    /// Takes up a command that an earlier run left: Unknown from the start, settled by reading.
    void adopt();
    /// Reads now.
    void check();
    /// A newer command of this flag took over: nothing that happens from now on is about this one.
    void retire();

    void flagRead(const FlagReading &reading);
    void flagGone();
    /// Something happened after which the flag may be another one.
    void invalidated();
    /// All flags were read anew; @p now is ours, null when it is not among them. Such a list does not say
    /// when it was asked for, so it proves nothing, but it tells when asking is worth it.
    void listRead(const Flag *now);
    void streamMentioned(MonotonicTime when);
    void linkChanged(const LinkStatus &status);

    [[nodiscard]] const CommandView &view() const { return m_view; }
    [[nodiscard]] const FlagRef &flag() const { return m_flag; }
    [[nodiscard]] bool isOpen() const { return !isSettled(m_view.stage); }
    /// The reading that proved it; absent unless Confirmed.
    [[nodiscard]] const std::optional<Flag> &proof() const { return m_proof; }
    [[nodiscard]] std::optional<MonotonicTime> provenAt() const { return m_provenAt; }

private:
    void readBefore(const Result<FlagReading> &reading);
    void decide(const Flag &now);
    void send();
    void answered(const Result<Flag> &answer);
    void accepted(const Flag &answer);
    void failed(const Error &error);

    void observe(const FlagReading &reading);
    void observeAccepted(const FlagReading &reading);
    void observeUnknown(const FlagReading &reading);
    [[nodiscard]] MonotonicTime mayHaveLeftAt() const;
    [[nodiscard]] bool provesOrder(const FlagReading &reading) const;
    void observeProven(const FlagReading &reading);
    [[nodiscard]] bool mayBeOvertaken() const;
    void prove(const FlagReading &reading);
    void settleUnchanged(const FlagReading &reading);
    void disagree(const Flag &now);
    void gone(const Error &error);

    void readBack();
    void readBackFailed(const Error &error);
    void armNextCheck();
    void waitIsOver();

    void refuse(const Error &error);
    void move(CommandStage stage);
    void move(CommandStage stage, MonotonicTime when);
    void addStep(CommandStage stage, MonotonicTime when);
    void stopWaiting();

    LoopContext m_context;
    FlagRef m_flag;
    CommandView m_view;
    MonotonicTime m_orderedAt;
    Changed m_changed;

    std::chrono::milliseconds m_seenWithin{};
    std::optional<MonotonicTime> m_sentAt; ///< absent: nothing can be proven yet
    std::optional<MonotonicTime> m_acceptedAt;
    std::optional<MonotonicTime> m_mentionedAt; ///< first time the stream named the flag after sending
    std::optional<Flag> m_answer;
    std::optional<FlagReading> m_early; ///< newest reading that came before the answer
    bool m_streamWasLive = false;       ///< since acceptance, without a break
    bool m_linkWasCurrent = false;
    bool m_mayHaveChanged = false;           ///< since sending somebody said so, or nobody listened
    bool m_waitIsOver = false;               ///< T has passed
    std::optional<MonotonicTime> m_doubted;  ///< when a contrary reading made us ask once more
    std::optional<MonotonicTime> m_contrary; ///< Unknown: when the first contrary reading was asked for
    std::optional<MonotonicTime> m_checksFrom;
    std::optional<Flag> m_proof;
    std::optional<MonotonicTime> m_provenAt;
    MonotonicTime m_proofAskedAt;

    bool m_reading = false;
    bool m_readAgain = false; ///< once the reading in flight is there
    Pending m_read;
    Pending m_write;
    std::unique_ptr<Timer> m_seenTimer;
    std::unique_ptr<Timer> m_checkTimer;
};

} // namespace signalbox
