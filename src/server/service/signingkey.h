// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/database.h"

namespace signalbox {

/// The key that signs tokens; absent where the database has none yet.
[[nodiscard]] Outcome<std::optional<QByteArray>> storedSigningKey(Database &database);

/// Kept in the database, so that people stay signed in over a restart. A region keeps none of its own: until
/// it has its primary's, nobody has tokens for it.
[[nodiscard]] Outcome<QByteArray> signingKey(Database &database, bool isRegion);

} // namespace signalbox
