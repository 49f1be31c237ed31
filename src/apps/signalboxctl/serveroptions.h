// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/signalboxctl/options.h"

namespace signalbox {

/// The command line of `server`, without the command's own name: so far `server status`.
[[nodiscard]] tl::expected<CtlOptions, OptionsExit> parseServer(const QStringList &arguments);

} // namespace signalbox
