// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace signalbox {

class Server;

/// The one line a started server prints: a JSON object, without the line end. Programs wait for it.
[[nodiscard]] QByteArray readyLine(const Server &server);

} // namespace signalbox
