// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QVector>

#include <chrono>
#include <optional>

namespace signalbox {

enum class FaultKind : quint8 {
    Latency,     ///< later than it could be
    Drop,        ///< the connection closes
    HalfOpen,    ///< a stream stays open and says nothing any more, heartbeats neither
    Clumping,    ///< a stream is held back and comes in lumps, as from a buffering proxy
    Duplicate,   ///< an event comes twice
    Reorder,     ///< an event comes after the next one
    Truncate,    ///< an event breaks off in its middle
    ContentType, ///< an answer says that it is something else
    Status,      ///< refused with a status, not carried out
    SlowBody,    ///< an answer trickles
    Lie,         ///< a change is answered with 200 and not made, or made and not told
    ClockSkew,   ///< the server's clock is wrong in the Date header and in events
};
inline constexpr int faultKindCount = 12;

/// What a fault befalls.
enum class FaultTarget : quint8 {
    Any,     ///< every request; events are never meant by it
    Reads,   ///< GET on the management API
    Changes, ///< all that may change something
    SignIn,  ///< sign-in, refresh, sign-out
    Stream,  ///< opening a stream
    Events,  ///< what a stream says
};

enum class DropPoint : quint8 {
    BeforeHeaders, ///< the request is carried out and its answer lost
    MidBody,       ///< half of the answer's body, then the end
    OpenStream,    ///< a stream that has been open for the fault's delay
};

enum class LieKind : quint8 {
    NotApplied, ///< answered as made, not made
    NoEvent,    ///< made, and no stream hears of it
};

/// One fault: what happens, to what, how often and how long. A field counts only for the kinds that docs/
/// faults.md names with it.
struct Fault
{
    FaultKind kind = FaultKind::Latency;
    FaultTarget target = FaultTarget::Any;
    QString environment;    ///< key or id; empty: all
    double probability = 1; ///< that it befalls one request, event or stream
    std::optional<int> count;
    std::chrono::milliseconds after{0};                ///< since the plan was set
    std::optional<std::chrono::milliseconds> duration; ///< from then on; absent: until it is taken away
    std::chrono::milliseconds delay{0};                ///< Latency, Drop of an open stream
    std::chrono::milliseconds jitter{0};               ///< added to delay, from 0 to this
    DropPoint when = DropPoint::BeforeHeaders;         ///< Drop
    int status = 503;                                  ///< Status
    std::optional<std::chrono::seconds> retryAfter;    ///< Status
    QString contentType = QStringLiteral("text/html"); ///< ContentType
    int bytesPerSecond = 1'000;                        ///< SlowBody
    std::chrono::milliseconds every{5'000};            ///< Clumping
    LieKind lie = LieKind::NotApplied;                 ///< Lie
    std::chrono::seconds skew{0};                      ///< ClockSkew; negative: the server is behind

    bool operator==(const Fault &) const = default;
};

struct FaultPlan
{
    std::optional<quint32> seed; ///< absent: the server draws one and says it
    QVector<Fault> faults;

    bool operator==(const FaultPlan &) const = default;
};

enum class FaultPhase : quint8 {
    Waiting, ///< "after" has not passed
    Active,
    Spent, ///< "count" is used up; streams that it struck stay struck
    Over,  ///< "for" has passed
};

/// What the server says of one fault of its plan.
struct FaultReport
{
    Fault fault;
    FaultPhase phase = FaultPhase::Active;
    qint64 struck = 0; ///< requests, events or streams so far

    bool operator==(const FaultReport &) const = default;
};

/// What the server does to its clients at present.
struct FaultState
{
    quint32 seed = 0;
    QVector<FaultReport> faults;
    int streams = 0;       ///< open now
    int silentStreams = 0; ///< of those, half open
    int heldFrames = 0;    ///< events and heartbeats held back
    int heldRequests = 0;

    bool operator==(const FaultState &) const = default;
    [[nodiscard]] FaultPlan plan() const;
};

/// latency, drop, half-open, clumping, duplicate, reorder, truncate, content-type, status, slow-body, lie,
/// clock-skew: the word in files and on command lines.
[[nodiscard]] QString word(FaultKind kind);
[[nodiscard]] std::optional<FaultKind> faultKindFromWord(const QString &word);
/// any, reads, changes, sign-in, stream, events.
[[nodiscard]] QString word(FaultTarget target);
/// before-headers, mid-body, open-stream.
[[nodiscard]] QString word(DropPoint point);
/// not-applied, no-event.
[[nodiscard]] QString word(LieKind lie);
/// waiting, active, spent, over.
[[nodiscard]] QString word(FaultPhase phase);

/// What a fault of @p kind may befall; the first is meant where a plan does not say. Empty for the kinds that
/// leave no choice.
[[nodiscard]] QVector<FaultTarget> targetsOf(FaultKind kind);
/// A fault of this kind as a plan that says nothing else means it.
[[nodiscard]] Fault faultOf(FaultKind kind);

} // namespace signalbox
