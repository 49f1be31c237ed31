// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/schedule.h"

#include <QRandomGenerator>

namespace signalbox {

namespace {

using std::chrono::milliseconds;

FaultTarget oneOf(QRandomGenerator &random, const QVector<FaultTarget> &targets)
{
    return targets.isEmpty() ? FaultTarget::Any : targets.at(random.bounded(int(targets.size())));
}

Fault drawnFault(QRandomGenerator &random, FaultKind kind, milliseconds length)
{
    constexpr int statuses[] = {401, 403, 429, 500, 503};
    Fault fault = faultOf(kind);
    fault.target = oneOf(random, targetsOf(kind));
    fault.after = milliseconds(random.bounded(int(length.count())));
    fault.duration = milliseconds(500 + random.bounded(int(length.count() / 2)));
    fault.probability = random.bounded(3) == 0 ? 1.0 : 0.05 + 0.6 * random.generateDouble();
    if (random.bounded(3) == 0)
        fault.count = 1 + random.bounded(4);
    switch (kind) {
    case FaultKind::Latency:
        fault.delay = milliseconds(random.bounded(1'500));
        fault.jitter = milliseconds(1 + random.bounded(3'000));
        break;
    case FaultKind::Drop:
        fault.when = DropPoint(random.bounded(3));
        if (fault.when == DropPoint::OpenStream) {
            fault.target = FaultTarget::Stream;
            fault.jitter = milliseconds(random.bounded(8'000));
        } else if (fault.target == FaultTarget::Stream) {
            fault.target = FaultTarget::Reads;
        }
        break;
    case FaultKind::Clumping: fault.every = milliseconds(500 + random.bounded(9'000)); break;
    case FaultKind::Status:
        fault.status = statuses[random.bounded(5)];
        if (fault.status == 429 || fault.status == 503)
            fault.retryAfter = std::chrono::seconds(random.bounded(6));
        break;
    case FaultKind::SlowBody: fault.bytesPerSecond = 200 + random.bounded(4'000); break;
    case FaultKind::Lie: fault.lie = LieKind(random.bounded(2)); break;
    case FaultKind::ClockSkew: fault.skew = std::chrono::seconds(random.bounded(-7'200, 7'200)); break;
    case FaultKind::HalfOpen:
    case FaultKind::Duplicate:
    case FaultKind::Reorder:
    case FaultKind::Truncate:
    case FaultKind::ContentType: break;
    }
    return fault;
}

} // namespace

ChaosSchedule ChaosSchedule::drawn(quint32 seed, Vendor vendor)
{
    QRandomGenerator random(seed);
    ChaosSchedule schedule;
    schedule.seed = seed;
    schedule.vendor = vendor;
    schedule.length = milliseconds(20'000 + random.bounded(60'000));
    schedule.flags = 2 + random.bounded(20);
    schedule.changesPerSecond = random.bounded(4) == 0 ? 8 : 0.2 + 2 * random.generateDouble();
    schedule.commandsPerSecond = 0.05 + 0.4 * random.generateDouble();
    schedule.personActsPerSecond = random.bounded(2) == 0 ? 0.02 : 0.15;
    schedule.rulesTouchRecord = random.bounded(2) == 0;
    schedule.visibleRows = random.bounded(schedule.flags + 1);
    schedule.faults.seed = random.generate();
    const int count = random.bounded(9);
    for (int i = 0; i < count; ++i)
        schedule.faults.faults.append(
            drawnFault(random, FaultKind(random.bounded(faultKindCount)), schedule.length));
    if (vendor == Vendor::FlagDash) {
        // A flip that arrives when nobody waits for it any more is this API's own danger, and so is haste.
        schedule.strayChanges = random.bounded(3) == 0 ? 0.3 : 0;
        schedule.commandsPerSecond *= 2;
    }
    return schedule;
}

} // namespace signalbox
