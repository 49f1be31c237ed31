// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/link.h"

#include <optional>

namespace signalbox {

/// One window of the program in a list of them.
struct WindowSummary
{
    quint64 id = 0;
    QString title;                            ///< of a window without a connection
    std::optional<ConnectionInfo> connection; ///< of one that has one
    LinkState link = LinkState::Idle;
    QString linkText; ///< "Live · 3 s"; empty without a connection
    QString accessibleLink;
    bool isCurrent = false;

    bool operator==(const WindowSummary &) const = default;
};

} // namespace signalbox
