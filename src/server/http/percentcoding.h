// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace signalbox {

/// RFC 3986, 2.1. A percent sign that begins no code stands for itself.
[[nodiscard]] QString percentDecoded(QByteArrayView text);

} // namespace signalbox
