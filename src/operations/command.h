// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"

#include <QVector>

#include <chrono>
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
    std::optional<Flag> before; ///< from the read before the write; while absent nothing has left
    /// How far it was rolled out before. Apart from before, which holds no rules where it comes from the
    /// journal.
    std::optional<int> rolloutBefore;
    CommandStage stage = CommandStage::Sent;
    QVector<CommandStep> steps;      ///< in order of time, Sent first
    std::optional<Error> error;      ///< Refused, Unknown
    std::optional<Flag> reportedNow; ///< what the last reading said, where it matters (Disagrees, Conflict)
    bool nothingSent = false;        ///< it was already so, or refused before the request left
    bool journalled = true;          ///< false: "not saved"
    WallTime orderedAt;

    [[nodiscard]] std::optional<std::chrono::nanoseconds> timeTo(CommandStage stage) const;
    /// Refused because the flag is unchanged: the request left and its answer was lost, but two readings, the
    /// second at least 8 s after sending, said what was there before. error keeps why the answer was lost.
    [[nodiscard]] bool isUnchanged() const;
};

/// As the event log keeps it.
[[nodiscard]] CommandDetail detailOf(const CommandView &view);

struct CommandTimings
{
    std::chrono::milliseconds seenAtLeast{5'000}; ///< T: wait for the stream, lower bound
    std::chrono::milliseconds seenAtMost{30'000};
    std::chrono::milliseconds overtakenWithin{60'000};
    std::chrono::milliseconds undoWithin{600'000};
};

} // namespace signalbox
