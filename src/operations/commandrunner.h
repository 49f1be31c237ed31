// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/connection.h"
#include "core/fact.h"
#include "operations/command.h"

#include <QObject>

#include <memory>
#include <optional>

namespace signalbox {

class Feed;
class Journal;
class Provider;

/// Carries orders out as a closed loop: journal, read before write, send once, watch the stream, read back,
/// and only then Confirmed. A time-out is Unknown and settled by reading (after 1, 2, 4, 8 s, then every 30
/// s), never by sending again. One open command per flag. Main thread only.
class CommandRunner final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this. @p journal may be null: it could not be opened.
    CommandRunner(Provider &provider, Feed &session, Journal *journal, const ConnectionInfo &connection,
                  const Clock &clock, FactSerials &serials, CommandTimings timings,
                  QObject *parent = nullptr);
    ~CommandRunner() override;

    /// Starts it. Fails at once, with nothing sent or written, with Conflict (a command for this flag is
    /// open) or Storage (the journal cannot be written and the order is not towards safe). @p orderedAt: the
    /// press.
    [[nodiscard]] Result<CommandId> run(const CommandOrder &order, MonotonicTime orderedAt);
    /// Reads again now instead of at the next step (Accepted, Seen, Unknown, Unseen, Disagrees).
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

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace signalbox
