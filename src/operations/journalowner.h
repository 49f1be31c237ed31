// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>

class QLockFile;

namespace signalbox {

/// Marks the entries of one open journal as belonging to a running process, so that a second process on the
/// same file does not take a command in flight for one that a crash left behind. A lock file beside the
/// journal; after a kill -9 it is recognised as left over because its process is gone.
class JournalOwner final
{
public:
    /// Takes a new mark and clears away those of processes that are gone. Without a lock file (a full disk)
    /// the entries look abandoned to others, which costs them a reading and nothing else.
    explicit JournalOwner(const QString &journalPath);
    ~JournalOwner();
    JournalOwner(const JournalOwner &) = delete;
    JournalOwner &operator=(const JournalOwner &) = delete;

    [[nodiscard]] const QString &id() const { return m_id; }
    /// True when the mark @p id belongs to a journal that is open, in another process or in this one.
    [[nodiscard]] bool isRunning(const QString &id) const;

private:
    QString m_journalPath;
    QString m_id;
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace signalbox
