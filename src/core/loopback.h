// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace signalbox {

/// True when @p host is this machine whatever a name server says: localhost, 127.0.0.0/8 or ::1, as QUrl
/// writes hosts (lower case, addresses in their normal form). A name that only looks like one is not.
[[nodiscard]] bool isLoopbackHost(const QString &host);

} // namespace signalbox
