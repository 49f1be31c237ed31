// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/sqlitefile.h"

#include "core/limits.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QUuid>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// Milliseconds: what a person bears at the press of a button.
constexpr QStringView busyTimeout = u"QSQLITE_BUSY_TIMEOUT=2000";

tl::unexpected<Error> failure(const QString &detail)
{
    Error error{ErrorKind::Storage, detail.left(limits::errorDetailLength), {}, {}};
    return tl::unexpected(std::move(error));
}

tl::unexpected<Error> failure(const QString &what, const QSqlError &cause)
{
    const QString said = cause.databaseText().isEmpty() ? cause.driverText() : cause.databaseText();
    return failure(u"%1 (%2)"_s.arg(what, said));
}

} // namespace

SqliteFile::SqliteFile(const QString &path, Words words)
    : m_connection(u"signalbox-%1"_s.arg(QUuid::createUuid().toString(QUuid::WithoutBraces)))
    , m_path(path)
    , m_words(std::move(words))
    , m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection))
{}

SqliteFile::~SqliteFile()
{
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connection);
}

Result<void> SqliteFile::open(const QVector<QStringList> &steps)
{
    if (!m_database.isValid()) {
        return failure(QCoreApplication::translate("signalbox::SqliteFile", "Qt's SQLite driver is missing."),
                       m_database.lastError());
    }
    if (const auto ready = prepareFile(); !ready)
        return ready;
    m_database.setDatabaseName(m_path);
    m_database.setConnectOptions(busyTimeout.toString());
    if (!m_database.open())
        return failure(sentence(m_words.cannotOpen), m_database.lastError());
    // Where this fails (no shared memory, another program opening at this moment) the rollback journal is
    // used: slower, just as safe. A file that is no database fails below.
    query().exec(u"PRAGMA journal_mode=WAL"_s);
    QSqlQuery full = query();
    if (!full.exec(u"PRAGMA synchronous=FULL"_s))
        return failure(sentence(m_words.cannotOpen), full.lastError());
    // One immediate transaction: it serialises two programs that start at once, and it fails here, not when
    // something is to be kept, if the file may not be written.
    if (const auto begun = execute(u"BEGIN IMMEDIATE"_s); !begun)
        return begun;
    const auto made = makeSchema(steps);
    const auto ended = execute(made ? u"COMMIT"_s : u"ROLLBACK"_s);
    return made ? ended : made;
}

/// The folder, and the file with its mode before anything is in it. An existing file is only touched by
/// name: closing a descriptor of it would drop the locks that SQLite holds on it in this process.
Result<void> SqliteFile::prepareFile() const
{
    constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    const QFileInfo info(m_path);
    if (!QDir().mkpath(info.absolutePath()))
        return failure(m_words.noFolder.arg(info.absolutePath()));
    if (info.exists()) {
        if (!info.isFile())
            return failure(sentence(m_words.noFile));
        QFile::setPermissions(m_path, ownerOnly);
        return {};
    }
    QFile file(m_path);
    // Two programs may start at once: the one that comes second finds the file, which is as good.
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly) && !QFileInfo::exists(m_path))
        return failure(u"%1 (%2)"_s.arg(sentence(m_words.cannotOpen), file.errorString()));
    return {};
}

Result<void> SqliteFile::makeSchema(const QVector<QStringList> &steps)
{
    const auto version = number(u"PRAGMA user_version"_s);
    if (!version)
        return tl::unexpected(version.error());
    if (*version > steps.size())
        return failure(m_words.newer.arg(m_path).arg(*version).arg(steps.size()));
    if (*version == 0) {
        const auto tables = number(u"SELECT count(*) FROM sqlite_master"_s);
        if (!tables)
            return tl::unexpected(tables.error());
        if (*tables > 0)
            return failure(sentence(m_words.foreign));
    }
    for (qsizetype step = std::max<qint64>(*version, 0); step < steps.size(); ++step) {
        for (const QString &sql : steps.at(step)) {
            if (const auto done = execute(sql); !done)
                return done;
        }
    }
    return execute(u"PRAGMA user_version=%1"_s.arg(steps.size()));
}

Result<void> SqliteFile::execute(const QString &sql)
{
    QSqlQuery asked = query();
    if (!asked.exec(sql))
        return writeFailure(asked);
    return {};
}

Result<qint64> SqliteFile::number(const QString &sql) const
{
    QSqlQuery asked = query();
    if (!asked.exec(sql) || !asked.next())
        return failure(sentence(m_words.cannotOpen), asked.lastError());
    return asked.value(0).toLongLong();
}

tl::unexpected<Error> SqliteFile::writeFailure(const QSqlQuery &query) const
{
    return failure(sentence(m_words.cannotWrite), query.lastError());
}

tl::unexpected<Error> SqliteFile::readFailure(const QSqlQuery &query) const
{
    return failure(sentence(m_words.cannotRead), query.lastError());
}

} // namespace signalbox
