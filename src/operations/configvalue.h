// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"

#include <tl/expected.hpp>

#include <optional>

namespace signalbox {

/// Why a text is no value of its type, for the person who wrote it.
struct ValueProblem
{
    QString sentence; ///< says the place as well, where there is one
    int line = 0;     ///< from 1; 0: no one place
    int column = 0;   ///< from 1, in characters

    bool operator==(const ValueProblem &) const = default;
};

/// What @p text stands for in a record of kind @p kind whose type the vendor calls @p type: text as it is for
/// strings and for AI configs, JSON for everything else. An object or a list comes out in one spelling,
/// without blanks, so that what a server says of it can be compared. Null is refused: it would take a value
/// away instead of setting one.
[[nodiscard]] tl::expected<FlagValue, ValueProblem> configValueFrom(const QString &text, FlagKind kind,
                                                                    const QString &type);
/// The way back: @p value of such a record as a person edits it, objects and lists laid out on several lines.
[[nodiscard]] QString editableText(const FlagValue &value, FlagKind kind, const QString &type);
/// Several lines are usual for such a value: objects, lists and files; also of any that has some now.
[[nodiscard]] bool wantsManyLines(FlagKind kind, const QString &type, const std::optional<FlagValue> &now);

} // namespace signalbox
