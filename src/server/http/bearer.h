// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"

namespace signalbox {

/// Whether @p call shows @p secret as its bearer token. Compared in constant time; an empty secret is never
/// shown.
[[nodiscard]] bool showsBearer(const HttpCall &call, const QByteArray &secret);

/// An error of this server's own pages: code and message.
[[nodiscard]] HttpAnswer ownRefusal(int status, const QString &code, const QString &message);

} // namespace signalbox
