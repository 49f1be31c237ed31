// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/networkaccess.h"

namespace signalbox {

class Clock;
class Output;

/// What main() lends to the sub-commands.
struct Surroundings
{
    NetworkAccess &network;
    const Clock &clock;
    Output &output;
};

} // namespace signalbox
