// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/fact.h"
#include "core/link.h"

#include <QString>

namespace signalbox {

/// What went wrong and what to do next, in one or two sentences for people. Plain text. Server words are
/// bounded.
[[nodiscard]] QString errorSentence(const Error &error);
/// Live, Late, Stale, Retrying ...
[[nodiscard]] QString linkWord(LinkState state);
/// The shape before the word: ● ◐ ◇ ↻ ...
[[nodiscard]] QString linkShape(LinkState state);
/// The chip: "Live · 4 s", "Stale since 14:01:07", "Retry in 7 s (5th try)", "Reading flags 120/214" ...
/// Begins with the state word.
[[nodiscard]] QString linkText(const LinkStatus &status, MonotonicTime now);
/// "Sent", "Accepted", "Confirmed" ... and its mark ▷ ▷▷ ▷▷▷ ✔ ✖ ? ≠ ⤺
[[nodiscard]] QString stageWord(CommandStage stage);
[[nodiscard]] QString stageMark(CommandStage stage);

/// A server's text made safe for one line of plain text: control and bidirectional formatting characters
/// become visible replacements, and what is longer than @p maxLength characters ends in an ellipsis.
[[nodiscard]] QString plainLine(const QString &text, int maxLength = 200);

} // namespace signalbox
