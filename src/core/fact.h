// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flag.h"
#include "core/link.h"

#include <QByteArray>
#include <QVector>

#include <memory>
#include <variant>

namespace signalbox {

enum class FactKind : quint8 {
    FlagCreated,
    FlagUpdated,
    FlagDeleted,
    RuleCreated,
    RuleUpdated,
    RuleDeleted,
    WideChange, ///< "something changed": everything is read again
    Command,    ///< one row per command, amended as its stage moves
    ReadBack,   ///< a reading nobody announced showed a difference
    Link,
    Gap,    ///< the stream was lost for a while; what differs
    Resync, ///< one flag that differs after a gap
    Note,
    Unknown,    ///< an event of a kind we do not know
    Unreadable, ///< an event that could not be decoded
};

enum class FactSource : quint8 { Stream, Snapshot, ReadBack, Command, Link, Person };

/// Stage of a command; see ux.md section 1.
enum class CommandStage : quint8 {
    Draft,
    Sent,
    Accepted,
    Seen,
    Confirmed,
    Refused,
    Unknown,
    Disagrees,
    Overtaken,
    Unseen,
    Cancelled,
};

/// A value said outright or found by the read-back that an event caused.
struct ChangeDetail
{
    FlagDelta delta;                ///< empty while the read-back is under way, or when nothing differed
    std::optional<bool> enabledNow; ///< what the read-back said
    bool readBack = false;          ///< the read-back has answered
    QString elsewhere;              ///< name of another environment, empty for the one shown
    bool operator==(const ChangeDetail &) const = default;
};

struct CommandDetail
{
    CommandId id;
    CommandStage stage = CommandStage::Sent;
    FlagPatch wanted;
    std::optional<bool> enabledBefore;
    std::optional<int> rolloutBefore = {};
    QString reason;
    std::optional<Error> error;
    std::optional<FlagValue> valueBefore = {}; ///< where the order sets the value
    bool operator==(const CommandDetail &) const = default;
};

struct LinkDetail
{
    LinkState state = LinkState::Idle;
    std::optional<Error> error;
    bool operator==(const LinkDetail &) const = default;
};

/// Why changes went unseen for a while.
enum class GapReason : quint8 {
    StreamLost,
    Sleep,         ///< the machine slept
    ClockJump,     ///< the wall clock leapt ahead and nothing says why: the machine may have stood still
    NetworkChange, ///< another network, or the network came back
    Paused,        ///< a person paused the connection
    Polling,       ///< flags were polled: what went there and back between two readings was not seen
};

struct GapDetail
{
    WallTime from;
    WallTime until;
    int differing = 0; ///< flags that are not what they were
    GapReason reason = GapReason::StreamLost;
    bool operator==(const GapDetail &) const = default;
};

struct ResyncDetail
{
    FlagDifference difference;
    bool operator==(const ResyncDetail &) const = default;
};

/// The wall clock of this computer was set; ages and waits do not care.
struct ClockDetail
{
    std::chrono::milliseconds by{0}; ///< negative: set back
    bool operator==(const ClockDetail &) const = default;
};

/// Free text: a note, an unknown event's type, the reason an event was unreadable. Plain text, bounded.
struct TextDetail
{
    QString text;
    std::optional<WallTime> about = {}; ///< a note: when what it is about was
    bool operator==(const TextDetail &) const = default;
};

using FactDetail =
    std::variant<ChangeDetail, CommandDetail, LinkDetail, GapDetail, ResyncDetail, TextDetail, ClockDetail>;

/// One row of the event log: something that happened, with the evidence. Shared detail keeps a plain row
/// small.
struct Fact
{
    quint64 serial = 0; ///< unique in one session, ascending; 0 is "none"
    WallTime time;      ///< when we learned of it
    FactKind kind = FactKind::Unknown;
    FactSource source = FactSource::Stream;
    FlagKey flag; ///< empty where no flag is meant
    QString by;   ///< who did it; empty when nobody said
    std::optional<std::chrono::milliseconds>
        lag;                                  ///< command: press to this stage; event: its own clock to ours
    std::shared_ptr<const FactDetail> detail; ///< may be null
    QByteArray raw;                           ///< frame as received, at most limits::rawEventBytes

    bool operator==(const Fact &other) const;
};

/// What was learned later about a row that is already in the log.
struct FactAmendment
{
    quint64 serial = 0;
    FactDetail detail;
    std::optional<std::chrono::milliseconds> lag;
};

/// Hands out the serials of one log. Everyone who adds facts to it shares one. Main thread only.
class FactSerials final
{
public:
    [[nodiscard]] quint64 next() { return ++m_last; }

private:
    quint64 m_last = 0;
};

[[nodiscard]] inline std::shared_ptr<const FactDetail> makeDetail(FactDetail detail)
{
    return std::make_shared<const FactDetail>(std::move(detail));
}

/// flag.updated, rule.created, command, gap ...: the word in JSON lines, filters and the Kind column.
[[nodiscard]] QString word(FactKind kind);
/// The same about a record of kind @p of: flag.updated is config.updated, ai_config.updated there.
[[nodiscard]] QString word(FactKind kind, FlagKind of);
/// What the stream itself can say; false for commands, findings, gaps and notes.
[[nodiscard]] bool isStreamEvent(FactKind kind);
/// stream, snapshot, read-back, command, link, person.
[[nodiscard]] QString word(FactSource source);
/// sent, accepted, seen, confirmed, refused ...
[[nodiscard]] QString word(CommandStage stage);
/// stream-lost, sleep, clock-jump, network-change, paused, polling.
[[nodiscard]] QString word(GapReason reason);
/// True when nothing more will happen to the command by itself.
[[nodiscard]] bool isSettled(CommandStage stage);

} // namespace signalbox
