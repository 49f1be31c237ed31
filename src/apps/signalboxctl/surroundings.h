// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QNetworkAccessManager;

namespace signalbox {

class Clock;
class Output;

/// What main() lends to the sub-commands.
struct Surroundings
{
    QNetworkAccessManager &network;
    const Clock &clock;
    Output &output;
};

} // namespace signalbox
