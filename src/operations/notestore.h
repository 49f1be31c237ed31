// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/ids.h"
#include "core/time.h"

#include <QVector>

#include <memory>
#include <optional>

namespace signalbox {

class SqliteFile;

/// A note as it is kept.
struct KeptNote
{
    qint64 row = 0; ///< its number in the store
    WallTime time;  ///< when it was written
    std::optional<WallTime> about;
    FlagKey flag; ///< may be empty
    QString by;   ///< may be empty
    QString text;
};

/// Notes that people wrote into the log, kept beside the journal so that a restart does not lose them. A
/// place is one environment of one server. Failures are Storage errors. Main thread only.
class NoteStore final
{
public:
    /// Opens or creates; refuses a file of a newer version.
    [[nodiscard]] static Result<std::unique_ptr<NoteStore>> open(const QString &path);
    ~NoteStore();
    NoteStore(const NoteStore &) = delete;
    NoteStore &operator=(const NoteStore &) = delete;

    /// The number of its row; that of @p note is not looked at. Beyond limits::notesKept the oldest of the
    /// place go.
    [[nodiscard]] Result<qint64> add(const QString &place, const KeptNote &note);
    [[nodiscard]] Result<void> edit(qint64 row, const QString &text);
    [[nodiscard]] Result<void> remove(qint64 row);
    /// As they were written, the oldest first.
    [[nodiscard]] Result<QVector<KeptNote>> notes(const QString &place);

private:
    explicit NoteStore(std::unique_ptr<SqliteFile> file);
    std::unique_ptr<SqliteFile> m_file;
};

/// In the person's data folder, beside the journal.
[[nodiscard]] QString noteStorePath();

} // namespace signalbox
