// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QSqlDatabase>
#include <QStringList>

#include <memory>

namespace signalbox {

class Database;

/// What differs between the databases in which Database can keep its tables.
class SqlBackend
{
public:
    SqlBackend() = default;
    virtual ~SqlBackend() = default;
    SqlBackend(const SqlBackend &) = delete;
    SqlBackend &operator=(const SqlBackend &) = delete;

    /// Of Qt's, e.g. QSQLITE.
    [[nodiscard]] virtual QString driverName() const = 0;
    /// The Debian package that brings it.
    [[nodiscard]] virtual QString driverPackage() const = 0;
    virtual void configure(QSqlDatabase &connection) const = 0;

    /// The connection is open: makes sure that what is behind it is ours, prepares it, and brings it up to
    /// date. Errors: Storage, with a sentence and a next step; nothing was changed then.
    [[nodiscard]] virtual Result<void> prepare(Database &database) = 0;
    /// A sentence for a connection that cannot be opened, with a next step.
    [[nodiscard]] virtual QString openFailure(const QString &reason) const = 0;

    /// Statements that begin a transaction which changes something; nobody else changes anything while it
    /// lasts.
    [[nodiscard]] virtual QStringList beginChange() const = 0;
    /// That begins one which sees everything as of one moment.
    [[nodiscard]] virtual QString beginSnapshot() const = 0;

    /// Whether it ends with this process.
    [[nodiscard]] virtual bool isInMemory() const { return false; }
    /// Whether other servers may use it at the same time.
    [[nodiscard]] virtual bool isShared() const { return false; }
    /// Whether an error with this code (of the driver) means that the connection is gone.
    [[nodiscard]] virtual bool isLoss(const QString &nativeCode) const
    {
        Q_UNUSED(nativeCode)
        return false;
    }
};

/// For a path, ":memory:" or an address that begins with postgresql:.
[[nodiscard]] std::unique_ptr<SqlBackend> backendFor(const QString &location);

/// An error with a sentence for the operator.
[[nodiscard]] tl::unexpected<Error> storageFailure(QString sentence);

} // namespace signalbox
