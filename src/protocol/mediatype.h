// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace signalbox {

/// Type and subtype in lower case, without parameters, from the value of a Content-Type field; several fields
/// come joined by commas. As the Fetch standard extracts a MIME type: the last value that is one counts, and
/// "*/*" is none. Empty where no value is one.
[[nodiscard]] QByteArray extractMediaType(const QByteArray &contentType);

} // namespace signalbox
