// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/fact.h"
#include "core/limits.h"
#include "core/link.h"
#include "model/flagstore.h"
#include "session/feed.h"

#include <variant>

namespace signalbox {

/// What a recorded session is about; the first line of its file. Holds no credential, and a URL without user
/// info, query and fragment.
struct SessionHeader
{
    QString program; ///< version that wrote it
    WallTime started;
    ConnectionInfo connection; ///< without the name of who was signed in
    QString provider;
    std::optional<std::chrono::milliseconds> heartbeat;

    bool operator==(const SessionHeader &) const = default;
};

/// All flags were read: those that are new or differ from what was recorded before, and those that are gone.
struct RecordedReading
{
    QVector<Flag> flags;
    QVector<FlagKey> gone;
    bool more = false; ///< the same reading goes on in the next line

    bool operator==(const RecordedReading &) const = default;
};

/// One flag was read.
struct RecordedFlag
{
    Flag flag;
    FactSource source = FactSource::ReadBack;

    bool operator==(const RecordedFlag &) const = default;
};

struct RecordedGone
{
    FlagKey key;
    bool operator==(const RecordedGone &) const = default;
};

struct RecordedInvalidation
{
    FlagKey key;
    bool operator==(const RecordedInvalidation &) const = default;
};

struct RecordedReadError
{
    FlagKey key;
    Error error;
    bool operator==(const RecordedReadError &) const = default;
};

/// What a person had noted about flags when the recording began.
struct RecordedMarks
{
    QVector<std::pair<FlagKey, FlagMarks>> marks;
    bool operator==(const RecordedMarks &) const = default;
};

/// The link changed. Monotonic times are kept as distances from the line's own time.
struct RecordedLink
{
    LinkStatus status; ///< with since, lastByte, lastRead and retryAt absent
    std::chrono::milliseconds sinceAgo{0};
    std::optional<std::chrono::milliseconds> byteAgo;
    std::optional<std::chrono::milliseconds> retryIn;
    std::optional<std::chrono::milliseconds> readAgo;

    bool operator==(const RecordedLink &) const = default;
};

/// The stream was heard, which is no change of the link; at most once a second.
struct RecordedPulse
{
    std::chrono::milliseconds byteAgo{0};
    Feed::Counters counters;

    bool operator==(const RecordedPulse &) const = default;
};

/// The last line of a recording that was ended properly.
struct RecordedEnd
{
    qint64 skipped = 0; ///< lines that were too long to be written
    bool operator==(const RecordedEnd &) const = default;
};

using SessionEntry =
    std::variant<RecordedReading, RecordedFlag, RecordedGone, RecordedInvalidation, RecordedReadError,
                 RecordedMarks, RecordedLink, RecordedPulse, Fact, FactAmendment, RecordedEnd>;

/// One line of a session file after the first.
struct SessionLine
{
    std::chrono::milliseconds at{0}; ///< since the recording began
    SessionEntry entry;
};

/// Lines as docs/session-file.md describes them, with the line feed at the end.
[[nodiscard]] QByteArray toJsonLine(const SessionHeader &header);
[[nodiscard]] QByteArray toJsonLine(const SessionLine &line);

/// Every member is checked, in every build. Fails with BadAnswer; the detail says which member and why, or
/// that the file was written by a newer version. @p text without the line feed, at most
/// limits::sessionLineBytes.
[[nodiscard]] Result<SessionHeader> parseSessionHeader(const QByteArray &text);
[[nodiscard]] Result<SessionLine> parseSessionLine(const QByteArray &text);

} // namespace signalbox
