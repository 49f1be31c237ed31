// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/common/snapshotof.h"

#include <utility>

namespace signalbox::api {

Snapshot snapshotOf(QVector<Flag> all, const EnvironmentId &shown)
{
    Snapshot snapshot;
    snapshot.wholeProject = true;
    for (Flag &flag : all) {
        auto &list = flag.environment == shown ? snapshot.flags : snapshot.elsewhere;
        list.append(std::move(flag));
    }
    return snapshot;
}

} // namespace signalbox::api
