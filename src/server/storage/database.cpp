// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/database.h"

#include "server/storage/schema.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QSqlError>
#include <QUuid>

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

Error storageError(QString sentence)
{
    return Error{ErrorKind::Storage, std::move(sentence), {}, {}};
}

} // namespace

std::optional<QString> Row::maybeText(int column) const
{
    const QVariant value = m_query.value(column);
    return value.isNull() ? std::nullopt : std::optional(value.toString());
}

std::optional<WallTime> Row::maybeTime(int column) const
{
    const QVariant value = m_query.value(column);
    if (value.isNull())
        return std::nullopt;
    return WallTime(std::chrono::milliseconds(value.toLongLong()));
}

Database::Database() : m_connection(u"signalboxd-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces)) {}

Database::~Database()
{
    m_statements.clear();
    if (!m_database.isValid())
        return;
    m_database.close();
    m_database = QSqlDatabase(); // removeDatabase() wants to be the last user
    QSqlDatabase::removeDatabase(m_connection);
}

Result<void> Database::open(const QString &file)
{
    Q_ASSERT(!m_database.isValid());
    m_inMemory = file == u":memory:"_s;
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection);
    if (!m_database.isValid())
        return tl::unexpected(
            storageError(tr("Qt's SQLite driver is missing. Install the package libqt6sql6-sqlite.")));
    m_database.setDatabaseName(file);
    m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(busyMilliseconds));
    if (!m_database.open())
        return tl::unexpected(storageError(tr("The database %1 cannot be opened: %2. Check that its folder "
                                              "exists and may be written, or name "
                                              "another file.")
                                               .arg(file, m_database.lastError().databaseText())));
    return prepareFile(file).and_then([this, &file] { return migrate(file); });
}

Result<void> Database::prepareFile(const QString &file)
{
    // The first statement reads the file: this is where "not a database" shows.
    const bool usable =
        plain(u"PRAGMA foreign_keys = ON"_s)
        && (m_inMemory || (plain(u"PRAGMA journal_mode = WAL"_s) && plain(u"PRAGMA synchronous = FULL"_s)));
    if (!usable)
        return tl::unexpected(storageError(
            tr("The file %1 cannot be used as a database: %2. Check that it may be written, or name another "
               "file.")
                .arg(file, m_lastError)));
    if (!m_inMemory) // what it holds lets people change flags: nobody else reads it
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

Result<void> Database::migrate(const QString &file)
{
    const auto integer = [](const Row &row) { return int(row.integer(0)); };
    const auto version = find(u"PRAGMA user_version"_s, integer);
    const auto application = find(u"PRAGMA application_id"_s, integer);
    const auto tables = find(u"SELECT count(*) FROM sqlite_master"_s, integer);
    if (!version || !application || !tables)
        return tl::unexpected(
            storageError(tr("The file %1 cannot be read: %2. Name another file.").arg(file, m_lastError)));
    const int have = version->value_or(0);
    const int want = int(schemaSteps().size());
    if (tables->value_or(0) > 0 && application->value_or(0) != applicationId)
        return tl::unexpected(
            storageError(tr("The file %1 is a database of another program. Name another file.").arg(file)));
    if (have > want)
        return tl::unexpected(
            storageError(tr("The database %1 was written by a newer signalboxd (version %2, this "
                            "one knows %3). Start the newer program, or name another file.")
                             .arg(file)
                             .arg(have)
                             .arg(want)));
    if (have == want)
        return {};

    Transaction transaction(*this);
    bool good = true;
    for (int step = have; good && step < want; ++step) {
        for (const QString &sql : schemaSteps().at(step))
            good = good && plain(sql);
    }
    good = good && plain(u"PRAGMA application_id = %1"_s.arg(applicationId))
           && plain(u"PRAGMA user_version = %1"_s.arg(want)) && transaction.commit().has_value();
    if (!good)
        return tl::unexpected(storageError(
            tr("The database %1 cannot be written: %2. Check its rights and the free space, or name another "
               "file.")
                .arg(file, m_lastError)));
    return {};
}

bool Database::plain(const QString &sql)
{
    QSqlQuery query(m_database);
    const bool good = query.exec(sql);
    if (!good)
        m_lastError = query.lastError().databaseText();
    return good;
}

QSqlQuery *Database::execute(const QString &sql, const QVariantList &values)
{
    if (m_blocked)
        return nullptr;
    std::shared_ptr<QSqlQuery> &query = m_statements[sql];
    if (!query) {
        query = std::make_shared<QSqlQuery>(m_database);
        query->setForwardOnly(true);
        if (!query->prepare(sql)) {
            m_lastError = query->lastError().databaseText();
            qCWarning(lcStorage).noquote() << "cannot prepare a statement:" << m_lastError;
            m_statements.remove(sql);
            return nullptr;
        }
    }
    for (int i = 0; i < values.size(); ++i)
        query->bindValue(i, values.at(i));
    if (!query->exec()) {
        m_lastError = query->lastError().databaseText();
        qCWarning(lcStorage).noquote() << "the database refuses a statement:" << m_lastError;
        query->finish();
        return nullptr;
    }
    return query.get();
}

Outcome<int> Database::changeRows(const QString &sql, const QVariantList &values)
{
    QSqlQuery *query = execute(sql, values);
    if (!query)
        return tl::unexpected(failure());
    const int changed = query->numRowsAffected();
    m_lastInsertId = query->lastInsertId().toLongLong();
    query->finish();
    return changed;
}

Refusal Database::failure() const
{
    return Refusal{RefusalKind::Storage, u"the database failed: "_s + m_lastError, {}, {}};
}

Transaction::Transaction(Database &database)
    : m_database(database), m_open(database.plain(u"BEGIN IMMEDIATE"_s))
{
    m_database.m_blocked = !m_open;
}

Transaction::~Transaction()
{
    m_database.m_blocked = false;
    if (m_open)
        static_cast<void>(m_database.plain(u"ROLLBACK"_s)); // fails only where there is nothing left to undo
}

Outcome<void> Transaction::commit()
{
    if (!m_open || !m_database.plain(u"COMMIT"_s))
        return tl::unexpected(m_database.failure());
    m_open = false;
    return {};
}

} // namespace signalbox
