// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"

#include <QString>

namespace signalbox {

/// A value for the filter field, quoted where the filter language would read more into it.
[[nodiscard]] QString filterValue(const QString &value);
/// Terms of the log's filter that find what is about this record and no other: flag:a kind:config. Where the
/// vendor has flags alone no kind is said.
[[nodiscard]] QString filterTermsFor(const FlagKey &key, const ProviderTraits &traits);
/// "1,204"
[[nodiscard]] QString countText(qint64 count);
/// "3.1 ev/min"
[[nodiscard]] QString rateText(double perMinute);

} // namespace signalbox
