// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/sqlitebackend.h"

#include "server/storage/database.h"
#include "server/storage/schema.h"

#include <QCoreApplication>
#include <QFile>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcStorage, "signalbox.server.storage")

// "SgBx": tells our files from other SQLite files.
constexpr int applicationId = 0x53674278;
// Another process may hold the file for a moment (a backup, a look with the sqlite3 tool).
constexpr int busyMilliseconds = 5'000;

QString tr(const char *text)
{
    return QCoreApplication::translate("Database", text);
}

int integer(const Row &row)
{
    return int(row.integer(0));
}

QString firstText(const Row &row)
{
    return row.text(0);
}

} // namespace

void SqliteBackend::configure(QSqlDatabase &connection) const
{
    connection.setDatabaseName(m_file);
    connection.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(busyMilliseconds));
}

QString SqliteBackend::openFailure(const QString &reason) const
{
    return tr("The database %1 cannot be opened: %2. Check that its folder exists and may be written, or "
              "name "
              "another file.")
        .arg(m_file, reason);
}

Result<void> SqliteBackend::prepare(Database &database)
{
    const auto version = understoodVersion(database);
    if (!version)
        return tl::unexpected(version.error());
    return makeSafe(database).and_then([&] { return migrate(database, *version); });
}

/// Only reads: somebody else's file stays as it is.
Result<int> SqliteBackend::understoodVersion(Database &database) const
{
    const auto unusable = [&] {
        return storageFailure(
            tr("The file %1 cannot be used as a database: %2. Check that it may be read and "
               "written, or name another file.")
                .arg(m_file, database.lastError()));
    };
    if (!database.run(u"PRAGMA schema_version"_s)) // the first to read the file: "not a database" shows here
        return unusable();
    const auto version = database.find(u"PRAGMA user_version"_s, integer);
    const auto application = database.find(u"PRAGMA application_id"_s, integer);
    const auto tables = database.find(u"SELECT count(*) FROM sqlite_master"_s, integer);
    if (!version || !application || !tables)
        return unusable();
    const int have = version->value_or(0);
    if (tables->value_or(0) == 0)
        return 0;
    if (application->value_or(0) != applicationId)
        return storageFailure(
            tr("The file %1 is a database of another program. Name another file.").arg(m_file));
    if (have > schemaSteps().size())
        return storageFailure(
            tr("The database %1 was written by a newer signalboxd (version %2, this one knows "
               "%3). Start the newer program, or name another file.")
                .arg(m_file)
                .arg(have)
                .arg(schemaSteps().size()));
    return checkTables(database, have).map([have] { return have; });
}

/// Every column of that version has to be there. What else is there is not ours to judge.
Result<void> SqliteBackend::checkTables(Database &database, int version) const
{
    const QString sql = u"SELECT m.name || '.' || c.name || ' ' || c.type FROM sqlite_master m "
                        "JOIN pragma_table_info(m.name) c WHERE m.type = 'table' "
                        "AND m.name NOT LIKE 'sqlite%'"_s;
    if (version == 0)
        return storageFailure(tr("The database %1 does not say which version it is of. Restore a copy of the "
                                 "file, or name another one.")
                                  .arg(m_file));
    Database reference;
    if (const auto made = reference.openEmpty(version); !made)
        return made;
    const auto wanted = reference.list(sql, firstText);
    const auto found = database.list(sql, firstText);
    if (!wanted || !found)
        return storageFailure(
            tr("The database %1 cannot be read: %2. Name another file.").arg(m_file, database.lastError()));
    for (const QString &column : *wanted) {
        if (!found->contains(column))
            return storageFailure(
                tr("The database %1 is not as signalboxd left it: %2 is missing or has been "
                   "changed. Restore a copy of the file, or name another one.")
                    .arg(m_file, column.section(u' ', 0, 0)));
    }
    return {};
}

Result<void> SqliteBackend::makeSafe(Database &database) const
{
    const bool usable = database.run(u"PRAGMA foreign_keys = ON"_s)
                        && (isInMemory()
                            || (database.run(u"PRAGMA journal_mode = WAL"_s)
                                && database.run(u"PRAGMA synchronous = FULL"_s)));
    if (!usable)
        return storageFailure(
            tr("The file %1 cannot be used as a database: %2. Check that it may be read and "
               "written, or name another file.")
                .arg(m_file, database.lastError()));
    if (!isInMemory()) // what it holds lets people change flags: nobody else reads it
        QFile::setPermissions(m_file, QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

QString SqliteBackend::backupName(int version) const
{
    const QString first = u"%1.version-%2"_s.arg(m_file).arg(version);
    QString name = first;
    for (int number = 2; QFile::exists(name); ++number)
        name = u"%1-%2"_s.arg(first).arg(number);
    return name;
}

Result<void> SqliteBackend::layBeside(Database &database, int version) const
{
    const QString name = backupName(version);
    QFile copy(name);
    // Made private before there is anything in it; an empty file may be copied into.
    const bool made = copy.open(QIODevice::WriteOnly | QIODevice::NewOnly)
                      && copy.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    copy.close();
    if (made && database.changeRows(u"VACUUM INTO ?"_s, {name})) {
        qCInfo(lcStorage).noquote()
            << tr("The database %1 is brought from version %2 to %3; as it was it lies "
                  "in %4.")
                   .arg(m_file)
                   .arg(version)
                   .arg(schemaSteps().size())
                   .arg(name);
        return {};
    }
    const QString reason = made ? database.lastError() : copy.errorString();
    if (made)
        copy.remove();
    return storageFailure(
        tr("The database %1 has to be brought up to date, and a copy of it cannot be laid beside "
           "it: %2. Nothing was changed. Check the free space and the rights of the folder.")
            .arg(m_file, reason));
}

Result<void> SqliteBackend::migrate(Database &database, int from) const
{
    const int want = int(schemaSteps().size());
    if (from == want)
        return {};
    if (from > 0 && !isInMemory()) {
        if (const auto kept = layBeside(database, from); !kept)
            return kept;
    }
    Transaction transaction(database);
    bool good = true;
    for (int step = from; good && step < want; ++step) {
        for (const QString &sql : schemaSteps().at(step))
            good = good && database.run(sql);
    }
    good = good && database.run(u"PRAGMA application_id = %1"_s.arg(applicationId))
           && database.run(u"PRAGMA user_version = %1"_s.arg(want)) && transaction.commit().has_value();
    if (!good)
        return storageFailure(
            tr("The database %1 cannot be written: %2. Check its rights and the free space, or "
               "name another file.")
                .arg(m_file, database.lastError()));
    return {};
}

} // namespace signalbox
