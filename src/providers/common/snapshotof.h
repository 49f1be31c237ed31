// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"

namespace signalbox::api {

/// A list of the flags of all environments, seen from @p shown.
[[nodiscard]] Snapshot snapshotOf(QVector<Flag> all, const EnvironmentId &shown);

} // namespace signalbox::api
