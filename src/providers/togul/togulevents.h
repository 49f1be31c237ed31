// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"

#include <memory>

namespace signalbox::togul {

/// Reads stream events (providers/togul.md 6.3). Called for every event, so a repeated flag key costs a
/// look-up and no allocation. Keeps a bounded memory of texts it has met. Main thread only.
class EventDecoder final
{
public:
    EventDecoder();
    ~EventDecoder();
    EventDecoder(const EventDecoder &) = delete;
    EventDecoder &operator=(const EventDecoder &) = delete;

    [[nodiscard]] FlagChange decode(const StreamEvent &event);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace signalbox::togul
