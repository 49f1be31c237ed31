// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QHostAddress>

namespace signalbox {

struct ListenSocket
{
    int descriptor = -1; ///< non-blocking, close-on-exec; the receiver closes it
    quint16 port = 0;
};

/// A listening TCP socket on exactly @p address. Port 0 takes a free one. Errors: Network, with a sentence
/// and a next step as detail.
[[nodiscard]] Result<ListenSocket> openListenSocket(const QHostAddress &address, quint16 port);

} // namespace signalbox
