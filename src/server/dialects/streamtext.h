// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace signalbox {

/// The id line of an event that tells the change with this version.
[[nodiscard]] QByteArray eventId(qint64 version);

/// @p text as a JSON string, quotes included; one line whatever it holds. Keys are checked where they are
/// made, but a frame must not depend on everybody who ever wrote into the database.
[[nodiscard]] QByteArray jsonQuoted(const QString &text);

} // namespace signalbox
