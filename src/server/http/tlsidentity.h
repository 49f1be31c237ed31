// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"

namespace signalbox {

/// Reads the two PEM files and checks that they belong together; absent where neither is named. Errors: Tls,
/// with a sentence and a next step.
[[nodiscard]] Result<std::optional<TlsIdentity>> readTlsIdentity(const QString &certificateFile,
                                                                 const QString &keyFile);

} // namespace signalbox
