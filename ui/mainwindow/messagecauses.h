// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/link.h"
#include "operations/command.h"

#include <QSet>

namespace signalbox {

enum class MessageAction { RetryNow, Why, SignIn, ShowCommand, PollInstead, Review };

/// One thing that is wrong, as one sentence, with what can be done about it.
struct MessageCause
{
    /// Worst first: the order decides which one is shown.
    enum class Kind {
        SignIn,
        Refused,
        Stale,
        Retrying,
        Journal,
        Disagrees,
        Unknown,
        Unseen,
        ReadFailed,
        Blind, ///< changes of a gap that nobody has acknowledged
        Polling,
        Clumping,
    };

    Kind kind = Kind::Stale;
    QString sentence;
    QVector<MessageAction> actions;
    CommandId command; ///< of ShowCommand

    /// True when only digits (ages, countdowns) may differ: not worth another announcement.
    [[nodiscard]] bool isSameAs(const MessageCause &other) const
    {
        return kind == other.kind && command == other.command;
    }
};

/// What the message bar is worked out from.
struct MessageFacts
{
    LinkStatus link;
    bool everRead = false;
    bool journalWorks = true;
    QVector<CommandView> commands; ///< newest first
    QSet<CommandId> acknowledged;  ///< settled ones that a person has looked at
    int blindChanges = 0;          ///< found after gaps, not acknowledged
    std::optional<WallTime> blindFrom;
    std::optional<WallTime> blindUntil;
    MonotonicTime now;
    Qt::TimeSpec zone = Qt::UTC;
};

/// All causes that hold now, worst first. Of the commands of one flag only the newest counts.
[[nodiscard]] QVector<MessageCause> messageCauses(const MessageFacts &facts);
/// The word on the button.
[[nodiscard]] QString messageActionText(MessageAction action);

} // namespace signalbox
