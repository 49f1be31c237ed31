// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connectionfacts.h"
#include "core/error.h"
#include "core/fact.h"
#include "core/link.h"
#include "core/plaintext.h"

#include <QString>

namespace signalbox {

/// What went wrong and what to do next, in one or two sentences for people at the window. Plain text, one
/// line. Server words are bounded.
[[nodiscard]] QString errorSentence(const Error &error);
/// The same for people at a terminal: the next step is one that can be done there, and the detail is always
/// told.
[[nodiscard]] QString terminalSentence(const Error &error);
/// Live, Late, Stale, Retrying ...
[[nodiscard]] QString linkWord(LinkState state);
/// The shape before the word: ● ◐ ◇ ↻ ...
[[nodiscard]] QString linkShape(LinkState state);
/// The chip: "Live · 4 s", "Stale since 14:01:07", "Retry in 7 s (5th try)", "Reading flags 120/214" ...
/// Times of day are told in @p zone, UTC or local time.
[[nodiscard]] QString linkText(const LinkStatus &status, MonotonicTime now, Qt::TimeSpec zone = Qt::UTC);
/// As linkText, and always beginning with the state word: what a screen reader or a script is told.
[[nodiscard]] QString linkAccessibleText(const LinkStatus &status, MonotonicTime now,
                                         Qt::TimeSpec zone = Qt::UTC);
/// The same in a few words, where a sentence has no room: "not an event stream".
[[nodiscard]] QString errorReason(const Error &error);
/// "Bytes arrive in clumps: 14 frames in 12 ms after 31 s of silence." and what to do about it.
[[nodiscard]] QString clumpSentence(const Clump &clump);
/// A learned rhythm: its digits do not tremble with the network. "30 s".
[[nodiscard]] QString rhythmText(std::chrono::milliseconds rhythm);
/// Whether the clocks certainly differ: by more than the uncertainty.
[[nodiscard]] bool isKnown(const ClockSkew &skew);
/// "+1.2 s", "−3 min": how far a server's clock is ahead of ours. "< 0.9 s" where they may as well agree.
[[nodiscard]] QString skewText(const ClockSkew &skew);
/// Why the value that one environment serves can not be changed; for vendors that have no request for it.
[[nodiscard]] QString valueSentence(const QString &vendor);
/// "Sent", "Accepted", "Confirmed" ... and its mark ▷ ▷▷ ▷▷▷ ✔ ✖ ? ≠ ⤺
[[nodiscard]] QString stageWord(CommandStage stage);
[[nodiscard]] QString stageMark(CommandStage stage);
/// "41 s", "12 min", "2 h 5 min", "3 d": how long something has lasted. Never negative.
[[nodiscard]] QString spanText(std::chrono::milliseconds span);
/// "14:01:07" in @p zone.
[[nodiscard]] QString timeOfDayText(WallTime time, Qt::TimeSpec zone);

} // namespace signalbox
