// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/changefacts.h"

#include "core/limits.h"

#include <algorithm>

namespace signalbox {

namespace {

using namespace std::chrono_literals;

FactKind kindOf(FlagChange::Kind kind)
{
    switch (kind) {
    case FlagChange::Kind::FlagCreated: return FactKind::FlagCreated;
    case FlagChange::Kind::FlagUpdated: return FactKind::FlagUpdated;
    case FlagChange::Kind::FlagDeleted: return FactKind::FlagDeleted;
    case FlagChange::Kind::RuleCreated: return FactKind::RuleCreated;
    case FlagChange::Kind::RuleUpdated: return FactKind::RuleUpdated;
    case FlagChange::Kind::RuleDeleted: return FactKind::RuleDeleted;
    case FlagChange::Kind::Everything: return FactKind::WideChange;
    case FlagChange::Kind::Nothing:
    case FlagChange::Kind::Other: return FactKind::Unknown;
    case FlagChange::Kind::Unreadable: return FactKind::Unreadable;
    }
    return FactKind::Unknown;
}

/// The start of the frame, not cut inside a character.
QByteArray boundedRaw(std::string_view data)
{
    std::size_t size = std::min(data.size(), std::size_t(limits::rawEventBytes));
    if (size < data.size()) {
        while (size > 0 && (static_cast<unsigned char>(data[size]) & 0xC0U) == 0x80U)
            --size;
    }
    return QByteArray(data.data(), qsizetype(size));
}

/// A time of whole seconds (Togul's) says too little to be a latency, and a lag that is negative or long says
/// more about the clocks than about the way.
std::optional<std::chrono::milliseconds> lagOf(const std::optional<WallTime> &happenedAt, WallTime now)
{
    if (!happenedAt || happenedAt->time_since_epoch() % 1s == 0ms)
        return std::nullopt;
    const auto lag = now - *happenedAt;
    if (lag < 0ms || lag > 10min)
        return std::nullopt;
    return lag;
}

} // namespace

Fact factOf(const FlagChange &change, std::string_view data, quint64 serial, WallTime now)
{
    Fact fact;
    fact.serial = serial;
    fact.time = now;
    fact.kind = kindOf(change.kind);
    fact.source = FactSource::Stream;
    fact.flag = change.flag.key;
    fact.lag = lagOf(change.happenedAt, now);
    fact.raw = boundedRaw(data);
    if (change.value)
        fact.by = change.value->updatedBy;
    if (change.kind == FlagChange::Kind::Other || change.kind == FlagChange::Kind::Unreadable)
        fact.detail = makeDetail(TextDetail{change.text.left(limits::errorDetailLength)});
    return fact;
}

bool isRuleChange(FlagChange::Kind kind)
{
    return kind == FlagChange::Kind::RuleCreated || kind == FlagChange::Kind::RuleUpdated
           || kind == FlagChange::Kind::RuleDeleted;
}

} // namespace signalbox
