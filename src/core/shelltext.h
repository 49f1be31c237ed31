// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace signalbox {

/// True for what a terminal would act on or not show: control, formatting, unassigned characters.
[[nodiscard]] bool isUnprintable(char32_t c);

/// True when @p text can be an argument of a program at all: no NUL, no half of a surrogate pair.
[[nodiscard]] bool fitsShell(const QString &text);

/// @p text as one word of a shell. Nothing in it is expanded, and what is unprintable is spelled out in the
/// $'…' form of POSIX 2024 (bash, zsh, ksh and busybox have had it for long), so that a pasted line can not
/// move the cursor, hide a part or turn one around. @p text must fit (fitsShell()).
[[nodiscard]] QString shellQuoted(const QString &text);

} // namespace signalbox
