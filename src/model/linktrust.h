// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/link.h"

#include <optional>

namespace signalbox {

/// What a link's states mean for values that were read before: whether they are vouched for now, and from
/// when on they are not. Without a link nothing is doubted. Main thread only.
class LinkTrust final
{
public:
    struct Step
    {
        bool matters = false; ///< another state, or current where it was not, or the other way round
        bool loses = false;   ///< what was read until now is proven by nothing any more
    };

    Step take(const LinkStatus &status);
    void reset();

    [[nodiscard]] const std::optional<LinkStatus> &status() const { return m_status; }
    [[nodiscard]] bool isCurrent() const;
    /// Last byte of the stream that was lost; while that is so, values are good until then.
    [[nodiscard]] std::optional<MonotonicTime> vouchedUntil() const { return m_vouchedUntil; }

private:
    std::optional<LinkStatus> m_status;
    std::optional<MonotonicTime> m_vouchedUntil;
};

} // namespace signalbox
