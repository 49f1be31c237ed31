// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/error.h"
#include "core/fact.h"

#include <QVector>

#include <memory>

namespace signalbox {

/// One command as it was written down. Holds no secret.
struct JournalEntry
{
    CommandId id;
    QUrl server;
    ProjectId project;
    EnvironmentId environment;
    QString environmentName;
    FlagKey flag;
    FlagPatch wanted;
    std::optional<bool> enabledBefore;
    std::optional<FlagValue> defaultBefore;
    std::optional<int> rolloutBefore;
    QString reason;
    WallTime orderedAt;
    CommandStage stage = CommandStage::Sent;
    std::optional<WallTime> settledAt;
    std::optional<std::chrono::milliseconds> latency; ///< press to confirmed
    QString outcome;                                  ///< error word and detail, where it failed
};

/// What was ordered, written to SQLite (WAL, full sync) before a request leaves, so that it survives a kill
/// -9 at any instant. A later stage is written without waiting for the disk: losing it in a power cut costs
/// one reading. A second process may share the file. Main thread only.
class Journal final
{
public:
    /// Opens or creates. Fails with Storage and a detail a person can act on; refuses a file of a newer
    /// version.
    [[nodiscard]] static Result<std::unique_ptr<Journal>> open(const QString &path);
    ~Journal();
    Journal(const Journal &) = delete;
    Journal &operator=(const Journal &) = delete;

    /// On success the entry is on disk. Storage error otherwise: the order must not leave.
    [[nodiscard]] Result<void> writeIntent(const JournalEntry &entry);
    [[nodiscard]] Result<void> writeStage(const CommandId &id, CommandStage stage, WallTime when,
                                          std::optional<std::chrono::milliseconds> latency,
                                          const QString &outcome);
    /// Commands of this server and environment whose outcome was never learned, oldest first. Those that
    /// another running process has in flight are left out: it will learn theirs.
    [[nodiscard]] Result<QVector<JournalEntry>> unfinished(const QUrl &server,
                                                           const EnvironmentId &environment);
    /// Newest first, at most @p count.
    [[nodiscard]] Result<QVector<JournalEntry>> recent(int count);
    /// Reasons used before, newest first, without repeats.
    [[nodiscard]] Result<QStringList> recentReasons(int count);

private:
    class Private;
    explicit Journal(std::unique_ptr<Private> d);
    std::unique_ptr<Private> m_d;
};

/// The journal that every program of ours shares, in the person's data folder.
[[nodiscard]] QString journalPath();

} // namespace signalbox
