// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "faults/faultplan.h"

namespace signalbox {

/// What happens in one run, drawn from a seed: how the server behaves, and how busy everybody is.
struct ChaosSchedule
{
    quint32 seed = 0;
    Vendor vendor = Vendor::Togul;
    FaultPlan faults;
    std::chrono::milliseconds length{60'000}; ///< faults and changes; then all is well and must settle
    int flags = 10;
    double changesPerSecond = 1;
    double commandsPerSecond = 0.2;
    double personActsPerSecond = 0.05; ///< pause, retry, sign in, read again
    bool rulesTouchRecord = true;      ///< of Togul's
    double strayChanges = 0;           ///< part of the changes that arrive although their connection broke
    int visibleRows = 5;
    bool resetAfterSilentLoss = true; ///< what no client can notice is made good by a broken stream

    bool muteServer = false; ///< no stream ever hears of a change; only to see that the checks see it

    /// The same for the same seed, on every machine.
    [[nodiscard]] static ChaosSchedule drawn(quint32 seed, Vendor vendor = Vendor::Togul);
};

} // namespace signalbox
