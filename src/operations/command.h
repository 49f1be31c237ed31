// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/fact.h"
#include "operations/journal.h"
#include "session/session.h"

#include <QObject>

#include <memory>
#include <optional>

namespace signalbox {

/// What a person ordered. Captures the flag and what was on screen, never a row.
struct CommandOrder
{
    FlagKey flag;
    FlagPatch wanted;
    QString reason;
    /// The reading that the person saw; a different updatedAt or value at read-before-write is a Conflict.
    /// Absent: whatever is there may be overwritten (signalboxctl set).
    std::optional<Flag> shown;
    bool towardsSafe = false; ///< may go out although the journal cannot be written
    QString by;               ///< empty for this console's user
};

/// One moment in the life of a command.
struct CommandStep
{
    CommandStage stage = CommandStage::Sent;
    std::chrono::nanoseconds at{}; ///< since the order was given
    WallTime time;
    bool operator==(const CommandStep &) const = default;
};

/// A command as screens show it: where it stands, what happened when, what may be done next.
struct CommandView
{
    CommandId id;
    quint64 factSerial = 0; ///< its row in the event log
    CommandOrder order;
    std::optional<Flag> before; ///< from the read before the write
    CommandStage stage = CommandStage::Sent;
    QVector<CommandStep> steps;      ///< in order of time, Sent first
    std::optional<Error> error;      ///< Refused, Unknown
    std::optional<Flag> reportedNow; ///< what the last reading said, where it matters (Disagrees, Conflict)
    bool nothingSent = false;        ///< it was already so, or refused before the request left
    bool journalled = true;          ///< false: "not saved"
    WallTime orderedAt;

    [[nodiscard]] std::optional<std::chrono::nanoseconds> timeTo(CommandStage stage) const;
};

struct CommandTimings
{
    std::chrono::milliseconds seenAtLeast{5'000}; ///< T: wait for the stream, lower bound
    std::chrono::milliseconds seenAtMost{30'000};
    std::chrono::milliseconds overtakenWithin{60'000};
};

/// Carries orders out as a closed loop: journal, read before write, send once, watch the stream, read back,
/// and only then Confirmed. A time-out is Unknown and settled by reading (after 1, 2, 4, 8 s, then every 30
/// s), never by sending again. One open command per flag. Main thread only.
class CommandRunner final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this. @p journal may be null: it could not be opened.
    CommandRunner(Provider &provider, Session &session, Journal *journal, const ConnectionInfo &connection,
                  const Clock &clock, FactSerials &serials, CommandTimings timings,
                  QObject *parent = nullptr);
    ~CommandRunner() override;

    /// Starts it. Fails at once, with nothing sent or written, with Conflict (a command for this flag is
    /// open) or Storage (the journal cannot be written and the order is not towards safe). @p orderedAt: the
    /// press.
    [[nodiscard]] Result<CommandId> run(const CommandOrder &order, MonotonicTime orderedAt);
    /// Reads again now instead of at the next step (Unknown, Disagrees).
    void checkNow(const CommandId &id);
    /// Takes up commands that an earlier run left unfinished: verifies each by reading, never sends.
    void verifyUnfinished();

    [[nodiscard]] std::optional<CommandView> command(const CommandId &id) const;
    /// Newest first, at most 50 settled ones kept.
    [[nodiscard]] QVector<CommandView> commands() const;
    /// The open command of a flag, else its last one in this session.
    [[nodiscard]] std::optional<CommandView> lastFor(const FlagKey &flag) const;
    [[nodiscard]] int openCount() const;
    /// Of the last 50 confirmed; absent before the first.
    [[nodiscard]] std::optional<std::chrono::milliseconds> p95() const;
    [[nodiscard]] bool canUndo(const CommandId &id) const;
    /// The order that takes a confirmed command back; absent when it was overtaken or more than 10 min ago.
    [[nodiscard]] std::optional<CommandOrder> undoOrder(const CommandId &id) const;
    [[nodiscard]] bool journalWorks() const;

signals:
    void commandChanged(const signalbox::CommandView &command);
    void journalWorksChanged(bool works);
    void factsAdded(const QVector<signalbox::Fact> &facts);
    void factAmended(const signalbox::FactAmendment &amendment);
};

} // namespace signalbox
