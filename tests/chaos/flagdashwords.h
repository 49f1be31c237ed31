// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"

#include <QJsonObject>

#include <vector>

/// How FlagDash says what is so: bodies (providers/flagdash.md 4) and events (8.2). A writing of its own,
/// beside signalboxd's, so that the two ends do not agree on a mistake.
namespace signalbox::flagdashwords {

/// "flags", "configs", "ai_configs".
[[nodiscard]] QString listName(FlagKind kind);
/// A flag or a config with @p states, one for each environment; not empty.
[[nodiscard]] QJsonObject definitionJson(const std::vector<Flag> &states, bool archived);
[[nodiscard]] QJsonObject flagStateJson(const Flag &flag);
[[nodiscard]] QJsonObject configStateJson(const Flag &config);
[[nodiscard]] QJsonObject fileJson(const Flag &file);

/// What a body asks for: /rollout, /value, or of an AI config. Absent: nothing that there is.
[[nodiscard]] std::optional<FlagPatch> patchFrom(FlagKind kind, const QString &action,
                                                 const QByteArray &body);

/// The dotted name and whose it is.
[[nodiscard]] QByteArray plainFrame(const QByteArray &type, const FlagKey &key);
/// The same with a state that the event need not have: nobody documents what it means.
[[nodiscard]] QByteArray carryingFrame(const QByteArray &type, const FlagKey &key, const Flag *flag);
/// As on the product page: a name with an underscore, and the value that is served.
[[nodiscard]] QByteArray productPageFrame(const Flag &flag);
/// It does not say whose it is.
[[nodiscard]] QByteArray namelessFrame(const QByteArray &type);

} // namespace signalbox::flagdashwords
