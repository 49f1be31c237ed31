// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/sqlbackend.h"

namespace signalbox {

/// One file, or memory: write-ahead log and full sync, foreign keys enforced. A file that is not ours, is of
/// a newer version or has been meddled with is not touched; before an older one is brought up to date, a copy
/// of it is laid beside it.
class SqliteBackend final : public SqlBackend
{
public:
    explicit SqliteBackend(QString file) : m_file(std::move(file)) {}

    [[nodiscard]] QString driverName() const override { return QStringLiteral("QSQLITE"); }
    [[nodiscard]] QString driverPackage() const override { return QStringLiteral("libqt6sql6-sqlite"); }
    void configure(QSqlDatabase &connection) const override;
    [[nodiscard]] Result<void> prepare(Database &database) override;
    [[nodiscard]] QString openFailure(const QString &reason) const override;
    [[nodiscard]] QStringList beginChange() const override { return {QStringLiteral("BEGIN IMMEDIATE")}; }
    [[nodiscard]] QString beginSnapshot() const override { return QStringLiteral("BEGIN"); }
    [[nodiscard]] bool isInMemory() const override { return m_file == QLatin1String(":memory:"); }

private:
    [[nodiscard]] Result<int> understoodVersion(Database &database) const;
    [[nodiscard]] Result<void> checkTables(Database &database, int version) const;
    [[nodiscard]] Result<void> makeSafe(Database &database) const;
    [[nodiscard]] Result<void> layBeside(Database &database, int version) const;
    [[nodiscard]] Result<void> migrate(Database &database, int from) const;
    [[nodiscard]] QString backupName(int version) const;

    const QString m_file;
};

} // namespace signalbox
