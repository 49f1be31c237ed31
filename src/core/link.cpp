// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/link.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

bool isCurrent(const LinkStatus &status)
{
    return status.state == LinkState::Live || status.state == LinkState::Polling
           || (status.state == LinkState::Syncing && status.snapshotRead);
}

std::optional<MonotonicTime> lastHeard(const LinkStatus &status)
{
    return std::max(status.lastByte, status.lastRead); // none is less than any
}

QString word(LinkState state)
{
    switch (state) {
    case LinkState::Idle: return u"idle"_s;
    case LinkState::Connecting: return u"connecting"_s;
    case LinkState::Syncing: return u"syncing"_s;
    case LinkState::Live: return u"live"_s;
    case LinkState::Late: return u"late"_s;
    case LinkState::Stale: return u"stale"_s;
    case LinkState::Retrying: return u"retrying"_s;
    case LinkState::SignInNeeded: return u"sign-in-needed"_s;
    case LinkState::Refused: return u"refused"_s;
    case LinkState::Paused: return u"paused"_s;
    case LinkState::Polling: return u"polling"_s;
    }
    return {};
}

} // namespace signalbox
