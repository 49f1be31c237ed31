// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/refusal.h"
#include "server/storage/records.h"

namespace signalbox {

/// What may be stored. The numbers are generous: consoles have to bear what is within them.
namespace serverlimits {
inline constexpr qsizetype keyLength = 128;
inline constexpr qsizetype nameLength = 10'000;
inline constexpr qsizetype descriptionLength = 20'000;
inline constexpr qsizetype attributeLength = 200;
inline constexpr qsizetype jsonValueLength = 64 << 10; ///< characters of one value or operand
inline constexpr int jsonDepth = 32;
inline constexpr qsizetype contextEntries = 500; ///< of one evaluation
inline constexpr qsizetype tags = 50;            ///< of one flag
inline constexpr qsizetype tagLength = 100;
inline constexpr qsizetype rules = 200;               ///< of one flag, given at once
inline constexpr qsizetype variations = 50;           ///< of one flag in one environment
inline constexpr int pendingSchedules = 100;          ///< of one flag in one environment
inline constexpr qsizetype fileLength = 64 << 10;     ///< characters of one file for AI assistants
inline constexpr qsizetype metadataLength = 16 << 10; ///< characters of what such a file is described with
inline constexpr qsizetype folderLength = 200;
inline constexpr qsizetype passwordLength = 1'024;
} // namespace serverlimits

/// URL-safe: letters, digits, and - _ . ~ after the first character.
[[nodiscard]] Outcome<void> checkKey(const QString &field, const QString &key);
/// As checkKey(), and slashes inside: FlagDash's keys may have them.
[[nodiscard]] Outcome<void> checkPathKey(const QString &field, const QString &key);
/// Not blank and not longer than serverlimits::nameLength.
[[nodiscard]] Outcome<void> checkName(const QString &field, const QString &name);
[[nodiscard]] Outcome<void> checkDescription(const std::optional<QString> &description);
[[nodiscard]] Outcome<void> checkValue(const QString &field, const FlagValue &value);
/// @p type is boolean, string, number or json; a json flag may serve anything.
[[nodiscard]] Outcome<void> checkType(const QString &field, const QString &type, const FlagValue &value);
[[nodiscard]] Outcome<void> checkTags(const QStringList &tags);
/// boolean, string, number or json.
[[nodiscard]] Outcome<void> checkTypeName(const QString &field, const QString &type);
[[nodiscard]] Outcome<void> checkOneOf(const QString &field, const QString &word, const QStringList &words);
[[nodiscard]] Outcome<void> checkLength(const QString &field, const QString &text, qsizetype most);
/// What something of this type is before anybody sets it: false, 0, nothing, {}.
[[nodiscard]] FlagValue emptyValue(const QString &type);
/// Type, and everything its type needs.
[[nodiscard]] Outcome<void> checkRule(const RuleRecord &rule);

/// Depth of nested arrays and objects in JSON text, found without building anything.
[[nodiscard]] int jsonDepth(const QByteArray &text);

} // namespace signalbox
