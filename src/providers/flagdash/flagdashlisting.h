// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "providers/flagdash/flagdashplace.h"
#include "providers/flagdash/flagdashrequests.h"

namespace signalbox::flagdash {

/// Reads flags, configs and AI configs of @p place side by side and puts them together. Without the flags it
/// fails. Configs and AI configs that the credential may not see, or that are not as the vendor documents
/// them, are left out, and the snapshot says so; any other failure of theirs fails the reading.
[[nodiscard]] Pending readAll(Requests &requests, const Place &place, Callback<Snapshot> done);

/// Reads one record by @p call, and what the server is going to change in it by @p schedules, side by side.
/// Schedules that cannot be read, or not soon after the record, stay absent; @p refused is told when that is
/// for want of rights. @p clock must outlive the call.
[[nodiscard]] Pending readWithSchedules(Requests &requests, const Clock &clock, const Place &place,
                                        const FlagRef &flag, const api::Call &call,
                                        std::function<void()> refused, Callback<Flag> done);

} // namespace signalbox::flagdash
