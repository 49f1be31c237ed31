// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/faultknobs.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::array<int, 5> statuses = {401, 403, 429, 500, 503};

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::FaultsPanel", text);
}

Fault shapeOf(FaultKind kind, FaultTarget target)
{
    Fault shape = faultOf(kind);
    shape.target = target;
    return shape;
}

Fault dropOf(DropPoint when)
{
    Fault shape = faultOf(FaultKind::Drop);
    shape.when = when;
    if (when == DropPoint::OpenStream)
        shape.target = FaultTarget::Stream;
    return shape;
}

Fault withProbability(Fault fault, double probability)
{
    fault.probability = probability;
    return fault;
}

Fault delayed(Fault fault, milliseconds delay, milliseconds jitter)
{
    fault.delay = delay;
    fault.jitter = jitter;
    return fault;
}

} // namespace

bool FaultKnob::means(const Fault &other) const
{
    // What a plan from elsewhere narrows down is not what a slider here would say.
    const bool plain =
        other.environment.isEmpty() && !other.count && !other.duration && other.after == milliseconds(0);
    return plain && other.kind == shape.kind && other.target == shape.target && other.when == shape.when;
}

Fault FaultKnob::fault(int strength, int choice) const
{
    Fault made = shape;
    switch (unit) {
    case Unit::Percent: made.probability = double(strength) / 100; break;
    case Unit::BytesPerSecond: made.bytesPerSecond = strength; break;
    case Unit::Milliseconds:
        made.delay = milliseconds(strength);
        made.jitter = milliseconds(strength / 2);
        break;
    case Unit::Seconds:
        if (made.kind == FaultKind::Clumping) {
            made.every = seconds(strength);
        } else if (made.kind == FaultKind::ClockSkew) {
            made.skew = seconds(choice == 0 ? strength : -strength);
        } else {
            made.delay = seconds(strength);
            made.jitter = seconds(strength);
        }
        break;
    }
    if (made.kind == FaultKind::Status) {
        made.status = statuses[std::size_t(std::clamp(choice, 0, int(statuses.size()) - 1))];
        if (made.status == 429 || made.status == 503)
            made.retryAfter = seconds(5);
    } else if (made.kind == FaultKind::Lie) {
        made.lie = choice == 0 ? LieKind::NotApplied : LieKind::NoEvent;
    }
    return made;
}

int FaultKnob::strengthOf(const Fault &fault) const
{
    switch (unit) {
    case Unit::Percent: return qRound(fault.probability * 100);
    case Unit::BytesPerSecond: return fault.bytesPerSecond;
    case Unit::Milliseconds: return int(fault.delay.count());
    case Unit::Seconds: break;
    }
    if (fault.kind == FaultKind::Clumping)
        return int(std::chrono::round<seconds>(fault.every).count());
    if (fault.kind == FaultKind::ClockSkew)
        return int(std::abs(fault.skew.count()));
    return int(std::chrono::round<seconds>(fault.delay).count());
}

int FaultKnob::choiceOf(const Fault &fault) const
{
    if (fault.kind == FaultKind::Status) {
        const auto found = std::find(statuses.begin(), statuses.end(), fault.status);
        return found == statuses.end() ? usualChoice : int(found - statuses.begin());
    }
    if (fault.kind == FaultKind::Lie)
        return fault.lie == LieKind::NotApplied ? 0 : 1;
    if (fault.kind == FaultKind::ClockSkew)
        return fault.skew.count() < 0 ? 1 : 0;
    return 0;
}

QString FaultKnob::strengthText(int strength) const
{
    switch (unit) {
    case Unit::Milliseconds: return tr("%1 ms").arg(strength);
    case Unit::Seconds: return tr("%1 s").arg(strength);
    case Unit::Percent: return tr("%1 %").arg(strength);
    case Unit::BytesPerSecond: return tr("%1 B/s").arg(strength);
    }
    return {};
}

QVector<FaultKnob> faultKnobs()
{
    using enum FaultKnob::Unit;
    QStringList codes;
    for (const int status : statuses)
        codes.append(QString::number(status));
    return {
        {tr("Late answers"),
         tr("Every answer comes later by this, and up to half as much again"),
         shapeOf(FaultKind::Latency, FaultTarget::Any),
         Milliseconds,
         50,
         5'000,
         400,
         50,
         {},
         0},
        {tr("Late events"),
         tr("What the stream says comes later by this, in its order"),
         shapeOf(FaultKind::Latency, FaultTarget::Events),
         Milliseconds,
         50,
         5'000,
         400,
         50,
         {},
         0},
        {tr("Lost answers"),
         tr("The request is carried out, and the connection closes without an answer"),
         dropOf(DropPoint::BeforeHeaders),
         Percent,
         1,
         100,
         20,
         1,
         {},
         0},
        {tr("Broken streams"),
         tr("A stream breaks this long after it was opened, or up to twice as long"),
         dropOf(DropPoint::OpenStream),
         Seconds,
         1,
         120,
         10,
         1,
         {},
         0},
        {tr("Half-open streams"),
         tr("A stream stays open and says nothing any more, heartbeats neither"),
         shapeOf(FaultKind::HalfOpen, FaultTarget::Any),
         Percent,
         1,
         100,
         100,
         1,
         {},
         0},
        {tr("Clumping"),
         tr("The stream comes in lumps this far apart, as from a proxy that buffers"),
         shapeOf(FaultKind::Clumping, FaultTarget::Any),
         Seconds,
         1,
         60,
         8,
         1,
         {},
         0},
        {tr("Duplicates"),
         tr("An event comes twice"),
         shapeOf(FaultKind::Duplicate, FaultTarget::Any),
         Percent,
         1,
         100,
         50,
         1,
         {},
         0},
        {tr("Reordering"),
         tr("An event comes after the next one"),
         shapeOf(FaultKind::Reorder, FaultTarget::Any),
         Percent,
         1,
         100,
         50,
         1,
         {},
         0},
        {tr("Broken-off events"),
         tr("An event ends in its middle and runs into the next"),
         shapeOf(FaultKind::Truncate, FaultTarget::Any),
         Percent,
         1,
         100,
         20,
         1,
         {},
         0},
        {tr("Refusals"), tr("Requests are refused with this status and not carried out"),
         shapeOf(FaultKind::Status, FaultTarget::Any), Percent, 1, 100, 100, 1, codes, 4},
        {tr("Slow reading"),
         tr("What is read trickles at this rate: a slow snapshot"),
         shapeOf(FaultKind::SlowBody, FaultTarget::Reads),
         BytesPerSecond,
         100,
         20'000,
         2'000,
         100,
         {},
         0},
        {tr("Lies"),
         tr("A change is answered with 200 and not made, or made and no stream hears of it"),
         shapeOf(FaultKind::Lie, FaultTarget::Any),
         Percent,
         1,
         100,
         100,
         1,
         {tr("not applied"), tr("no event")},
         0},
        {tr("Wrong content type"),
         tr("Answers and streams say that they are text/html"),
         shapeOf(FaultKind::ContentType, FaultTarget::Any),
         Percent,
         1,
         100,
         100,
         1,
         {},
         0},
        {tr("Clock skew"),
         tr("The server's clock is wrong in headers and events"),
         shapeOf(FaultKind::ClockSkew, FaultTarget::Any),
         Seconds,
         10,
         7'200,
         300,
         10,
         {tr("ahead"), tr("behind")},
         0},
    };
}

QVector<FaultPreset> faultPresets()
{
    Fault clumps = faultOf(FaultKind::Clumping);
    clumps.every = seconds(8);
    Fault limited = faultOf(FaultKind::Status);
    limited.status = 429;
    limited.retryAfter = seconds(5);
    return {
        {tr("Buffering proxy"), tr("Events come in lumps after silence"), {clumps}},
        {tr("Flaky Wi-Fi"),
         tr("Everything is late, streams break, and some answers get lost"),
         {delayed(faultOf(FaultKind::Latency), milliseconds(300), milliseconds(150)),
          delayed(dropOf(DropPoint::OpenStream), seconds(8), seconds(8)),
          withProbability(dropOf(DropPoint::BeforeHeaders), 0.1)}},
        {tr("Dead stream"), tr("The stream stays open and is silent"), {faultOf(FaultKind::HalfOpen)}},
        {tr("Lying server"), tr("Changes are accepted and not made"), {faultOf(FaultKind::Lie)}},
        {tr("Rate limited"),
         tr("Half of the requests are refused with 429 for 5 s"),
         {withProbability(limited, 0.5)}},
    };
}

QString faultSentence(const Fault &fault)
{
    QStringList parts = {word(fault.kind)};
    if (!targetsOf(fault.kind).isEmpty())
        parts.append(tr("on %1").arg(word(fault.target)));
    if (!fault.environment.isEmpty())
        parts.append(tr("in %1").arg(fault.environment));
    if (fault.probability < 1)
        parts.append(tr("%1 % of the time").arg(fault.probability * 100, 0, 'g', 3));
    if (fault.count)
        parts.append(tr("%1 times at most").arg(*fault.count));
    if (fault.after > milliseconds(0))
        parts.append(tr("after %1 s").arg(double(fault.after.count()) / 1000));
    if (fault.duration)
        parts.append(tr("for %1 s").arg(double(fault.duration->count()) / 1000));
    return parts.join(u", "_s);
}

QString faultReportText(const FaultReport &report)
{
    switch (report.phase) {
    case FaultPhase::Waiting: return tr("begins later");
    case FaultPhase::Active:
        return report.struck == 0 ? tr("set, has not struck") : tr("set, struck %1×").arg(report.struck);
    case FaultPhase::Spent: return tr("used up, struck %1×").arg(report.struck);
    case FaultPhase::Over: return tr("over, struck %1×").arg(report.struck);
    }
    return {};
}

QString faultStateText(const FaultState &state)
{
    if (state.faults.isEmpty())
        return tr("No faults are set. The practice server behaves well.");
    QStringList parts = {tr("%1 set").arg(state.faults.size())};
    if (state.silentStreams > 0)
        parts.append(tr("%1 of %2 streams silent").arg(state.silentStreams).arg(state.streams));
    if (state.heldFrames > 0)
        parts.append(state.heldFrames == 1 ? tr("1 event held back")
                                           : tr("%1 events held back").arg(state.heldFrames));
    if (state.heldRequests > 0)
        parts.append(state.heldRequests == 1 ? tr("1 request held back")
                                             : tr("%1 requests held back").arg(state.heldRequests));
    parts.append(tr("seed %1").arg(state.seed));
    return parts.join(u" · "_s);
}

} // namespace signalbox
