// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/signalboxctl/options.h"

namespace signalbox {

/// The command line of `faults`, without the command's own name.
[[nodiscard]] tl::expected<CtlOptions, OptionsExit> parseFaults(const QStringList &arguments);

/// A fault of @p kind with @p settings like "delayMs=200": the fields of docs/faults.md. The error says which
/// one is wrong.
[[nodiscard]] Result<Fault> faultFromWords(const QString &kind, const QStringList &settings);

} // namespace signalbox
