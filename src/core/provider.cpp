// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider.h"

namespace signalbox {

Settable ProviderTraits::settable(FlagKind kind) const
{
    switch (kind) {
    case FlagKind::Flag: return flags;
    case FlagKind::Config: return configs.value_or(Settable());
    case FlagKind::AiConfig: return aiConfigs.value_or(Settable());
    }
    return {};
}

} // namespace signalbox
