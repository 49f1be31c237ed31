// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/faultplan.h"

using namespace Qt::StringLiterals;

namespace signalbox {

FaultPlan FaultState::plan() const
{
    FaultPlan plan;
    plan.seed = seed;
    for (const FaultReport &report : faults)
        plan.faults.append(report.fault);
    return plan;
}

QString word(FaultKind kind)
{
    switch (kind) {
    case FaultKind::Latency: return u"latency"_s;
    case FaultKind::Drop: return u"drop"_s;
    case FaultKind::HalfOpen: return u"half-open"_s;
    case FaultKind::Clumping: return u"clumping"_s;
    case FaultKind::Duplicate: return u"duplicate"_s;
    case FaultKind::Reorder: return u"reorder"_s;
    case FaultKind::Truncate: return u"truncate"_s;
    case FaultKind::ContentType: return u"content-type"_s;
    case FaultKind::Status: return u"status"_s;
    case FaultKind::SlowBody: return u"slow-body"_s;
    case FaultKind::Lie: return u"lie"_s;
    case FaultKind::ClockSkew: return u"clock-skew"_s;
    }
    return {};
}

std::optional<FaultKind> faultKindFromWord(const QString &text)
{
    for (int kind = 0; kind < faultKindCount; ++kind) {
        if (word(FaultKind(kind)) == text)
            return FaultKind(kind);
    }
    return std::nullopt;
}

QString word(FaultTarget target)
{
    switch (target) {
    case FaultTarget::Any: return u"any"_s;
    case FaultTarget::Reads: return u"reads"_s;
    case FaultTarget::Changes: return u"changes"_s;
    case FaultTarget::SignIn: return u"sign-in"_s;
    case FaultTarget::Stream: return u"stream"_s;
    case FaultTarget::Events: return u"events"_s;
    }
    return {};
}

QString word(DropPoint point)
{
    switch (point) {
    case DropPoint::BeforeHeaders: return u"before-headers"_s;
    case DropPoint::MidBody: return u"mid-body"_s;
    case DropPoint::OpenStream: return u"open-stream"_s;
    }
    return {};
}

QString word(LieKind lie)
{
    switch (lie) {
    case LieKind::NotApplied: return u"not-applied"_s;
    case LieKind::NoEvent: return u"no-event"_s;
    }
    return {};
}

QString word(FaultPhase phase)
{
    switch (phase) {
    case FaultPhase::Waiting: return u"waiting"_s;
    case FaultPhase::Active: return u"active"_s;
    case FaultPhase::Spent: return u"spent"_s;
    case FaultPhase::Over: return u"over"_s;
    }
    return {};
}

QVector<FaultTarget> targetsOf(FaultKind kind)
{
    using enum FaultTarget;
    switch (kind) {
    case FaultKind::Latency: return {Any, Reads, Changes, SignIn, Stream, Events};
    case FaultKind::Drop:
    case FaultKind::ContentType:
    case FaultKind::Status: return {Any, Reads, Changes, SignIn, Stream};
    case FaultKind::SlowBody: return {Reads, Changes, SignIn, Any};
    case FaultKind::HalfOpen:
    case FaultKind::Clumping:
    case FaultKind::Duplicate:
    case FaultKind::Reorder:
    case FaultKind::Truncate:
    case FaultKind::Lie:
    case FaultKind::ClockSkew: break;
    }
    return {};
}

Fault faultOf(FaultKind kind)
{
    Fault fault;
    fault.kind = kind;
    const QVector<FaultTarget> targets = targetsOf(kind);
    fault.target = targets.isEmpty() ? FaultTarget::Any : targets.constFirst();
    return fault;
}

} // namespace signalbox
