// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace signalbox {

/// A recorded sample under tests/data, such as "togul/stream.txt"; ends the program when it is not there,
/// since no test can go on without it.
[[nodiscard]] QByteArray recorded(const QString &name);

} // namespace signalbox
