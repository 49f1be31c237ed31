// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace signalbox {

/// A server's status (docs/server.md) as a table for people. What is missing or of the wrong type is left out
/// or counts as 0; the server's words are made plain.
[[nodiscard]] QString statusText(const QJsonObject &status);

} // namespace signalbox
