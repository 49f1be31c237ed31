// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/follow.h"

#include "model/comparemodel.h"
#include "session/feed.h"

namespace signalbox {

namespace {

bool isAsBefore(const Flag &flag, const CommandDetail &last)
{
    if (last.wanted.enabled && flag.enabled != last.enabledBefore)
        return false;
    if (last.wanted.rollout && (!last.rolloutBefore || rolloutOf(flag) != last.rolloutBefore))
        return false;
    return !last.wanted.defaultValue || (last.valueBefore && flag.defaultValue == last.valueBefore);
}

} // namespace

ChangeOrigin originOf(const Flag &flag, const CommandDetail &last)
{
    const bool answered = last.stage == CommandStage::Accepted || last.stage == CommandStage::Seen
                          || last.stage == CommandStage::Disagrees;
    if (answered && isAsBefore(flag, last))
        return ChangeOrigin::NotSeen;
    // What was refused, contradicted or overtaken did not make this value.
    const bool made =
        !isSettled(last.stage) || last.stage == CommandStage::Confirmed || last.stage == CommandStage::Unseen;
    return made && satisfies(flag, last.wanted) ? ChangeOrigin::You : ChangeOrigin::Elsewhere;
}

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

std::unique_ptr<CompareModel> compareEnvironments(FlagStore &flags, const Feed &feed,
                                                  const QString &shownName)
{
    const Provider &provider = feed.provider();
    CompareModel::Place place{provider.environments(), provider.selectedEnvironment(), shownName, {}};
    // What is read again and again counts for as long as it does under Polling.
    if (!provider.traits().streamsWholeProject)
        place.trust =
            std::chrono::duration_cast<std::chrono::milliseconds>(provider.traits().pollEvery * 2.5);
    const Feed *source = &feed;
    auto model = std::make_unique<CompareModel>(
        flags, [source](const FlagKey &key) { return source->elsewhereReadings(key); }, place);
    CompareModel *follower = model.get();
    follower->setLink(feed.link());
    follower->setReadAt(feed.elsewhereReadAt(), feed.elsewhereKeys());
    QObject::connect(source, &Feed::linkChanged, follower, &CompareModel::setLink);
    QObject::connect(source, &Feed::elsewhereChanged, follower, &CompareModel::noteElsewhere);
    QObject::connect(source, &Feed::snapshotRead, follower, [source, follower] {
        follower->setReadAt(source->elsewhereReadAt(), source->elsewhereKeys());
    });
    return model;
}

} // namespace signalbox
