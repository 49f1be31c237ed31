// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/sqlbackend.h"

#include <QUrl>

namespace signalbox {

/// A PostgreSQL database that several servers share. Whoever changes something holds one lock until the
/// commit, as with SQLite, so that what a transaction reads is what it changes, and versions follow the
/// commits. A database that holds something else, or tables of a newer version, is not touched.
class PostgresBackend final : public SqlBackend
{
public:
    /// postgresql://[user@][host][:port]/database[?sslmode=…&host=/socket/folder]. A password comes from
    /// libpq's own places (PGPASSWORD, ~/.pgpass).
    explicit PostgresBackend(const QString &location);

    /// Why @p location is not such an address; empty when it is.
    [[nodiscard]] static QString complaint(const QString &location);

    [[nodiscard]] QString driverName() const override { return QStringLiteral("QPSQL"); }
    [[nodiscard]] QString driverPackage() const override { return QStringLiteral("libqt6sql6-psql"); }
    void configure(QSqlDatabase &connection) const override;
    [[nodiscard]] Result<void> prepare(Database &database) override;
    [[nodiscard]] QString openFailure(const QString &reason) const override;
    [[nodiscard]] QStringList beginChange() const override;
    [[nodiscard]] QString beginSnapshot() const override;
    [[nodiscard]] bool isShared() const override { return true; }
    [[nodiscard]] bool isLoss(const QString &nativeCode) const override;

    /// Sent by every commit that changes the outbox.
    [[nodiscard]] static QString outboxChannel() { return QStringLiteral("signalbox_outbox"); }
    /// Sent with the id of a credential that is not valid any more.
    [[nodiscard]] static QString endedChannel() { return QStringLiteral("signalbox_ended"); }

private:
    [[nodiscard]] Result<int> understoodVersion(Database &database) const;
    [[nodiscard]] Result<void> layBeside(Database &database, int version) const;
    [[nodiscard]] Result<void> migrate(Database &database, int from) const;
    [[nodiscard]] QString shownAddress() const;

    const QUrl m_url;
};

} // namespace signalbox
