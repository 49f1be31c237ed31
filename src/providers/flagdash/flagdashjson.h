// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"

#include <QByteArray>

/// Reading of FlagDash's answers (providers/flagdash.md). What identifies or switches a flag must be right,
/// else BadAnswer names it; what is only shown may be missing. Lists beyond their limit are TooLarge.
namespace signalbox::flagdash {

[[nodiscard]] Result<QVector<EnvironmentEntry>> readEnvironments(const QByteArray &body);
/// The management tier's list: one definition with a state for each environment becomes one flag for each.
/// Archived ones are left out: nothing asks for them any more.
[[nodiscard]] Result<QVector<Flag>> readFlags(const QByteArray &body);
/// {"flag": …}: what it is in each environment that has a state for it.
[[nodiscard]] Result<QVector<Flag>> readFlag(const QByteArray &body);
/// The server tier's list and single flag, which are about the key's own environment; named @p environment.
[[nodiscard]] Result<QVector<Flag>> readServerFlags(const QByteArray &body, const EnvironmentId &environment);
[[nodiscard]] Result<Flag> readServerFlag(const QByteArray &body, const EnvironmentId &environment);

/// What a toggle answers: the state that the flag has now in @p environment. Absent where the answer leaves
/// it out; BadAnswer where it is about something else.
[[nodiscard]] Result<std::optional<bool>> readToggled(const QByteArray &body,
                                                      const EnvironmentId &environment);

/// From "who am I".
[[nodiscard]] Result<AccountRights> readRights(const QByteArray &body);

/// What an answer other than 2xx means: by status first; every shape of error body that the vendor's clients
/// know becomes the detail.
[[nodiscard]] Error readError(int httpStatus, const QByteArray &body);

} // namespace signalbox::flagdash
