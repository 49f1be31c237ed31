// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"

#include <QString>

namespace signalbox {

/// "ON" / "OFF" of a flag, "ACTIVE" / "INACTIVE" of a config or an AI config.
[[nodiscard]] QString switchWord(bool on, FlagKind kind);
/// A record's own name, and what it is unless it is a flag: "checkout", "checkout · config". Plain text of at
/// most @p maxLength characters of the name.
[[nodiscard]] QString nameOf(const FlagKey &key, int maxLength = 200);
/// "Flag": at the head of a line or a field.
[[nodiscard]] QString capitalised(const QString &word);
/// "flag", "config", "AI config": within a sentence.
[[nodiscard]] QString kindNoun(FlagKind kind);
/// "flags", "configs", "AI configs".
[[nodiscard]] QString kindPlural(FlagKind kind);
/// What stands beside the key of a row: "config", "AI"; empty for a flag, which needs no word.
[[nodiscard]] QString kindBadge(FlagKind kind);
/// What the value of such a record is called: "default", "value", "content".
[[nodiscard]] QString valueNoun(FlagKind kind);
/// The words that kind:… takes: flag, config, ai.
[[nodiscard]] QString filterWord(FlagKind kind);
/// "24 → 36". Of long values that begin alike what differs is shown, with an ellipsis for the rest. Plain
/// text, one line.
[[nodiscard]] QString valueChangeText(const FlagValue &before, const FlagValue &after);

} // namespace signalbox
