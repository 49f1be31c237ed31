// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/follow.h"

#include "session/feed.h"

namespace signalbox {

void followFlags(FlagStore &flags, const Feed &feed, OriginOf originOf)
{
    FlagStore *store = &flags;
    QObject::connect(&feed, &Feed::linkChanged, store, &FlagStore::setLink);
    QObject::connect(&feed, &Feed::snapshotRead, store, &FlagStore::applySnapshot);
    QObject::connect(&feed, &Feed::flagRead, store,
                     [store, originOf = std::move(originOf)](const FlagReading &reading) {
                         store->applyFlag(reading.flag, originOf(reading.flag));
                     });
    QObject::connect(&feed, &Feed::flagGone, store, &FlagStore::markGone);
    QObject::connect(&feed, &Feed::flagInvalidated, store, &FlagStore::invalidate);
    QObject::connect(&feed, &Feed::flagReadFailed, store, &FlagStore::setReadError);
}

void followFlags(FlagStore &flags, const Feed &feed, ChangeOrigin origin)
{
    followFlags(flags, feed, [origin](const Flag &) { return origin; });
}

} // namespace signalbox
