// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/database.h"

namespace signalbox {

/// Where a copy of the database stands in its primary's log.
struct CopyPlace
{
    QString identity; ///< of the log
    qint64 position = 0;

    bool operator==(const CopyPlace &) const = default;
};

/// Everything a region copies, as JSON Lines: a head {"schema", "identity", "position"}, for each table
/// {"table", "columns"} and its rows as arrays, and an end {"rows"} that counts them. Of the outbox the part
/// that streams may come back to.
[[nodiscard]] Outcome<QByteArray> dumpTables(Database &database, const CopyPlace &place);

/// Replaces everything by @p dump, in one transaction, and returns where the copy stands now. BadAnswer where
/// @p dump is not whole, not of this schema, or names what this schema does not have; Storage where it cannot
/// be written. Nothing is changed then.
[[nodiscard]] Result<CopyPlace> restoreTables(Database &database, const QByteArray &dump);

/// Where the copy in @p database stands; an empty identity where it is none.
[[nodiscard]] Outcome<CopyPlace> copyPlace(Database &database);
/// Inside a transaction.
[[nodiscard]] Outcome<void> setCopyPlace(Database &database, const CopyPlace &place);

} // namespace signalbox
