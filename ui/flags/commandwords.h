// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/command.h"

#include <QString>
#include <QVector>

namespace signalbox {

/// What to say about a command where its stages do not say enough, and what may be done next.
struct CommandWords
{
    enum class Button {
        SignIn,
        CopyForAdmin,
        ShowEvents,
        Review,
        SendAgain,
        CheckNow,
        ReadAgain,
        LinkDetails,
        Undo,
        Details
    };

    QString sentence; ///< plain text; empty while all goes well
    bool isFault = false;
    QVector<Button> buttons;
};

/// ux.md section 4. @p now is the wall clock. Undo is for the caller to add: the runner knows.
[[nodiscard]] CommandWords commandWords(const CommandView &command, WallTime now);

/// What the server reports of that which was ordered: "ON", "a rollout of 25 %", "12.5". Plain text.
[[nodiscard]] QString reportedWords(const CommandView &command);

/// What is left of the wait a server asked for; 0 when none, or over.
[[nodiscard]] std::chrono::milliseconds waitLeft(const CommandView &command, WallTime now);

/// Everything an administrator needs to allow it, as lines of plain text without any secret.
[[nodiscard]] QString requestForAdmin(const CommandView &command, const QString &environment);

} // namespace signalbox
