// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"

#include <QString>

#include <optional>

namespace signalbox {

/// What one stream may see and how long.
struct StreamScope
{
    QString organizationId;
    QString environmentId;             ///< empty: all of the organisation
    QString credentialId;              ///< session or API key; see StreamHub::cut()
    std::optional<WallTime> expiresAt; ///< the stream ends then
};

} // namespace signalbox
