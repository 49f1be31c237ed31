// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/command.h"

namespace signalbox {

// What a reading says about a command.

/// Whether a person who saw @p shown would have decided about something else than @p now.
[[nodiscard]] bool differsFromShown(const Flag &now, const Flag &shown);

/// Whether the server itself dates @p reading before @p reference, as a lagging replica does.
[[nodiscard]] bool isOlder(const Flag &reading, const Flag &reference);

/// Whether @p now is what it was before @p command, in what that touches, and nobody wrote it since. Where
/// the server dates no flag, one that was changed and changed back looks the same: then only if no change can
/// have escaped us, as @p mayHaveChanged says.
[[nodiscard]] bool isUntouched(const Flag &now, const CommandView &command, bool mayHaveChanged);

} // namespace signalbox
