// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace signalbox {

/// A value for the filter field, quoted where the filter language would read more into it.
[[nodiscard]] QString filterValue(const QString &value);
/// "1,204"
[[nodiscard]] QString countText(qint64 count);
/// "3.1 ev/min"
[[nodiscard]] QString rateText(double perMinute);

} // namespace signalbox
