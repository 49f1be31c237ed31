// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

/// Every bound in one place. A limit that bites says so on screen.
namespace signalbox::limits {

using namespace std::chrono_literals;

// What a peer may send.
inline constexpr qsizetype sseLineBytes = 16 << 20;  ///< one SSE line; LaunchDarkly's first put is one line
inline constexpr qsizetype sseEventBytes = 16 << 20; ///< all data lines of one event
inline constexpr qsizetype responseBytes = 64 << 20; ///< one management answer; 100,000 flags are about 40 MB
/// Each chunk of a stream in it is a call in the event queue, and all of them come before the next frame.
inline constexpr qsizetype streamReadBufferBytes = 128 << 10;
inline constexpr qsizetype errorDetailLength = 500; ///< characters of a server's message that are kept
inline constexpr int redirects = 20;                ///< the Fetch standard's own bound
inline constexpr qsizetype errorBodyBytes = 4'096;  ///< of a refused stream's body, to say why
inline constexpr qsizetype lastEventIdBytes =
    4'096; ///< a longer one is not sent back: servers cap header fields
inline constexpr qsizetype credentialFileBytes = 2 << 20; ///< a CA bundle of all public authorities: 220 KB
inline constexpr qsizetype flagsPerEnvironment = 200'000;
inline constexpr qsizetype projects = 1'000;
inline constexpr qsizetype environmentsPerProject = 1'000;
inline constexpr qsizetype configValueLength =
    1 << 20; ///< characters of a config's value or an AI config's content; signalboxd takes 64 Ki
inline constexpr qsizetype schedulesPerFlag = 1'000;
inline constexpr qsizetype exchangesKept = 4 << 20; ///< characters of requests and answers for the inspector

// How long we wait.
inline constexpr auto connectTimeout = 15s; ///< request out, no headers (ux.md section 1)
inline constexpr auto requestTimeout = 15s;
inline constexpr auto errorBodyTimeout = 2s; ///< for the body of a refused stream connection
inline constexpr auto backoffFirst = 1s;
inline constexpr auto backoffCap = 30s;
inline constexpr auto backoffFloor = 250ms;
inline constexpr auto serverRetryCap = std::chrono::hours(24); ///< a server may not park us longer than this
/// The longest retry field that is told from a longer one: 200 years. Time in nanoseconds ends at 292.
inline constexpr auto sseRetryCap = std::chrono::hours(200 * 365 * 24);

// How long silence is normal: W of ux.md section 1.
inline constexpr auto windowFloor = 20s;
inline constexpr auto windowCeiling = 120s;  ///< or 2.5 x the documented heartbeat, if that is longer
inline constexpr auto windowDefault = 75s;   ///< where no heartbeat is documented
inline constexpr auto windowFixedLeast = 5s; ///< what a person may fix it to, and
inline constexpr auto windowFixedMost = std::chrono::hours(1);
inline constexpr int windowsFixed = 200; ///< environments for which one is remembered
inline constexpr int heartbeatGaps = 8;  ///< the rhythm is the median of so many
inline constexpr int heartbeatGapsNeeded = 3;
inline constexpr auto burstPause = 1s; ///< bytes closer than this are one sign of life, not two

// When there is no stream.
inline constexpr auto pollEvery = 10s; ///< where a vendor's sheet says nothing else
inline constexpr int failuresBeforePolling = 3;
inline constexpr auto streamRetryWhilePolling = 60s; ///< after a refusal that may be lifted

// Sleep and clock.
inline constexpr auto wakeTick = 2s;         ///< how often the clocks are compared
inline constexpr auto sleepNoticed = 2s;     ///< shorter stops are within what timers do anyway
inline constexpr auto clockJumpNoticed = 5s; ///< time synchronisation slews below this
inline constexpr auto networkSettles = 1s;   ///< a change of network is reported in several parts

// What the session keeps.
inline constexpr int bufferedChanges = 10'000; ///< while a snapshot is read; beyond it, read again
inline constexpr auto coalesceWindow = 250ms;  ///< burst of invalidations of one flag -> one read
inline constexpr int readsInFlight = 4;
inline constexpr int pendingReadsBeforeSnapshot = 10; ///< more waiting reads than this -> one list call
inline constexpr int backgroundDetailReads = 1'000;   ///< flags whose rules are read without being asked for
inline constexpr auto refusedReadPause = 30s;         ///< a flag that may not be read alone is tried again
inline constexpr auto refusedReadPauseCap = 10min;
inline constexpr int linkHistory = 50;
inline constexpr qsizetype versionsKept = 200'000; ///< flags whose last version is remembered
inline constexpr int blindRows = 10'000;           ///< flags listed as changed while nobody watched

// What the raw wire view keeps, once in the tap and once more in an open view.
inline constexpr qsizetype wireBytes = 1 << 20;       ///< of bodies and heads, the newest
inline constexpr int wirePieces = 4'096;              ///< reads of the socket, the newest
inline constexpr qsizetype wirePieceBytes = 64 << 10; ///< of one read; what is longer is cut and says so
inline constexpr auto wireTick = 100ms;               ///< how often an open view looks for news

// What the log keeps.
inline constexpr int logRowsDefault = 100'000;
inline constexpr int logRowsMinimum = 10'000;
inline constexpr int logRowsMaximum = 1'000'000;
inline constexpr qsizetype rawEventBytes = 4'096;   ///< of one frame kept for the inspector
inline constexpr qsizetype logRawBytes = 512 << 20; ///< all frames; beyond it the oldest rows lose theirs

// What a person may type.
inline constexpr qsizetype filterTextLength = 1'000;
inline constexpr qsizetype filterPatternLength = 200;
inline constexpr qsizetype filterSubjectLength = 4'096; ///< characters of a text that a pattern looks at
inline constexpr int filterPatternSteps = 20'000;       ///< of the engine per text, about 0.2 ms
inline constexpr int filterDepth = 32;                  ///< parentheses and nots inside one another

// What a recorded session holds.
inline constexpr qint64 sessionFileBytes = 512LL << 20; ///< a file; about two million changes
inline constexpr qsizetype sessionLineBytes = 16 << 20; ///< a line; one flag of a few MB with what it was
inline constexpr qint64 sessionLines = 8'000'000; ///< what the way through a file is kept for: 24 bytes each
inline constexpr qsizetype sessionFlagsPerLine = 100; ///< a reading of all flags is cut into such lines

// What a person adds to the log.
inline constexpr int noteLength = 2'000; ///< characters
inline constexpr int notesKept = 500;    ///< over a restart, for one environment
inline constexpr int savedFilters = 50;
inline constexpr int highlighters = 16; ///< each is tried on every row that is painted
inline constexpr int bookmarks = 1'000;
/// Events of one kind within a second that are shown as one row.
inline constexpr int burstRows = 10;
inline constexpr std::chrono::milliseconds burstSpan{1'000};
/// A burst that goes on gets another row each so often.
inline constexpr std::chrono::milliseconds burstLength{10'000};
/// Bursts that a person may have unfolded at a time; beyond, the oldest may fold again.
inline constexpr int openBursts = 1'000;

// What a person sees.
inline constexpr int comparedEnvironments = 50; ///< side by side; each costs a cell in every row
inline constexpr int displayedNameLength = 200; ///< characters of a name before the ellipsis

} // namespace signalbox::limits
