// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDebug>
#include <QString>

#include <variant>

namespace signalbox {

/// JSON text of an object or array value, kept as the server sent it.
struct JsonText
{
    QString text;
    bool operator==(const JsonText &) const = default;
};

/// What a flag serves. A null stands for JSON null (a json flag without a default), not for "unknown":
/// unknown is an absent std::optional<FlagValue>.
using FlagValue = std::variant<std::nullptr_t, bool, double, QString, JsonText>;

/// Short text for people: true, 12.5, "text", {"a":1}, null. Strings longer than @p maxLength are cut with an
/// ellipsis. The result is plain text from a server: show it as such.
[[nodiscard]] QString displayText(const FlagValue &value, int maxLength = 80);

/// Characters of a text or of JSON; 0 for all else, which is never long.
[[nodiscard]] qsizetype textLength(const FlagValue &value);

[[nodiscard]] inline bool isBool(const FlagValue &value, bool wanted)
{
    const bool *held = std::get_if<bool>(&value);
    return held && *held == wanted;
}

} // namespace signalbox
