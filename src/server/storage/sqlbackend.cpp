// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/sqlbackend.h"

#include "server/storage/postgresbackend.h"
#include "server/storage/sqlitebackend.h"

using namespace Qt::StringLiterals;

namespace signalbox {

std::unique_ptr<SqlBackend> backendFor(const QString &location)
{
    if (location.startsWith(u"postgresql:"))
        return std::make_unique<PostgresBackend>(location);
    return std::make_unique<SqliteBackend>(location);
}

tl::unexpected<Error> storageFailure(QString sentence)
{
    return tl::unexpected(Error{ErrorKind::Storage, std::move(sentence), {}, {}});
}

} // namespace signalbox
