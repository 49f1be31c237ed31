// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/time.h"
#include "server/refusal.h"
#include "server/storage/sqlbackend.h"
#include "server/storage/statementrecorder.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>
#include <QVector>

#include <memory>
#include <optional>

namespace signalbox {

/// One row of a result, read by column number.
class Row final
{
public:
    explicit Row(const QSqlQuery &query) : m_query(query) {}

    [[nodiscard]] QString text(int column) const { return m_query.value(column).toString(); }
    [[nodiscard]] qint64 integer(int column) const { return m_query.value(column).toLongLong(); }
    [[nodiscard]] bool yes(int column) const { return integer(column) != 0; }
    [[nodiscard]] QByteArray bytes(int column) const { return m_query.value(column).toByteArray(); }
    [[nodiscard]] WallTime time(int column) const
    {
        return WallTime(std::chrono::milliseconds(integer(column)));
    }
    /// As the driver gives it.
    [[nodiscard]] QVariant value(int column) const { return m_query.value(column); }
    [[nodiscard]] std::optional<QString> maybeText(int column) const;
    [[nodiscard]] std::optional<WallTime> maybeTime(int column) const;

private:
    const QSqlQuery &m_query;
};

/// What a statement's placeholder is bound to.
[[nodiscard]] inline QVariant dbValue(const QString &text)
{
    return text.isNull() ? QVariant(QString::fromLatin1("")) : QVariant(text); // null QString binds as NULL
}
[[nodiscard]] inline QVariant dbValue(const QByteArray &bytes)
{
    return bytes;
}
[[nodiscard]] inline QVariant dbValue(bool yes)
{
    return yes ? 1 : 0;
}
[[nodiscard]] inline QVariant dbValue(int number)
{
    return number;
}
[[nodiscard]] inline QVariant dbValue(qint64 number)
{
    return number;
}
[[nodiscard]] inline QVariant dbValue(WallTime time)
{
    return qint64(time.time_since_epoch().count());
}
template <typename T>
[[nodiscard]] QVariant dbValue(const std::optional<T> &value)
{
    return value ? dbValue(*value) : QVariant();
}

/// The store, through Qt Sql: a file of SQLite, memory, or PostgreSQL; see SqlBackend. Values come in by
/// placeholders only. Main thread only. Holds no knowledge of what the tables mean beyond the schema's
/// version.
class Database final
{
public:
    Database();
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// @p location is a path, ":memory:" or postgresql://… Creates what does not exist, brings an older
    /// schema up to date. Errors: Storage, with a sentence and a next step (not writable, not ours, of a
    /// newer version).
    [[nodiscard]] Result<void> open(const QString &location);
    /// In memory, with the tables of that version and nothing in them: what others are compared with.
    [[nodiscard]] Result<void> openEmpty(int version);
    [[nodiscard]] bool isInMemory() const { return m_backend->isInMemory(); }
    [[nodiscard]] bool isShared() const { return m_backend->isShared(); }

    /// The connection broke, and nothing works until reconnect() succeeds.
    [[nodiscard]] bool isLost() const { return m_lost; }
    /// Tries once; may take some seconds where nobody answers.
    [[nodiscard]] bool reconnect();
    /// For what the database announces by itself.
    [[nodiscard]] QSqlDriver *driver() const { return m_database.driver(); }

    /// A statement without values that is not prepared: for setting up. False: it failed, see lastError().
    [[nodiscard]] bool run(const QString &sql);
    /// What the database said about the last failure.
    [[nodiscard]] QString lastError() const { return m_lastError; }

    /// Runs a statement; the result is the number of rows it changed.
    template <typename... Values>
    [[nodiscard]] Outcome<int> change(const QString &sql, const Values &...values)
    {
        return changeRows(sql, {dbValue(values)...});
    }

    /// All rows, each made by @p make(row).
    template <typename Make, typename... Values>
    [[nodiscard]] auto list(const QString &sql, Make make, const Values &...values)
        -> Outcome<QVector<decltype(make(std::declval<const Row &>()))>>
    {
        return listRows(sql, std::move(make), {dbValue(values)...});
    }

    template <typename Make>
    [[nodiscard]] auto listRows(const QString &sql, Make make, const QVariantList &values)
        -> Outcome<QVector<decltype(make(std::declval<const Row &>()))>>
    {
        QVector<decltype(make(std::declval<const Row &>()))> made;
        const auto query = execute(sql, values);
        if (!query)
            return tl::unexpected(failure());
        while (query->next())
            made.append(make(Row(*query)));
        query->finish(); // an open result would keep the log from being trimmed
        return made;
    }

    /// The first row, if there is one.
    template <typename Make, typename... Values>
    [[nodiscard]] auto find(const QString &sql, Make make, const Values &...values)
        -> Outcome<std::optional<decltype(make(std::declval<const Row &>()))>>
    {
        std::optional<decltype(make(std::declval<const Row &>()))> made;
        const auto query = execute(sql, {dbValue(values)...});
        if (!query)
            return tl::unexpected(failure());
        if (query->next())
            made = make(Row(*query));
        query->finish();
        return made;
    }

    /// As change(), with values that are in the form of the driver already.
    [[nodiscard]] Outcome<int> changeRows(const QString &sql, const QVariantList &values);

    /// Goes up with everything that changes what is read. Not with what others write.
    [[nodiscard]] quint64 writes() const { return m_writes; }

    /// Names of a table's columns.
    [[nodiscard]] Outcome<QStringList> columns(const QString &table) const;

    /// @p recorder hears of every change from now on; null: nobody. It must outlive this or be taken away.
    void setRecorder(StatementRecorder *recorder) { m_recorder = recorder; }

private:
    friend class Transaction;

    using Query = std::shared_ptr<QSqlQuery>;
    [[nodiscard]] Query execute(const QString &sql, const QVariantList &values);
    [[nodiscard]] Query executePrepared(const QString &sql, const QVariantList &values);
    [[nodiscard]] Query executeFormatted(const QString &sql, const QVariantList &values);
    [[nodiscard]] Refusal failure() const;
    [[nodiscard]] Result<void> connectTo(std::unique_ptr<SqlBackend> backend);
    [[nodiscard]] bool begin(bool forReading);
    void note(const QSqlError &error);

    const QString m_connection;
    QSqlDatabase m_database;
    QHash<QString, Query> m_statements; ///< prepared
    QString m_lastError;
    StatementRecorder *m_recorder = nullptr;
    quint64 m_writes = 0;
    bool m_inTransaction = false;
    bool m_lost = false;
    std::unique_ptr<SqlBackend> m_backend;
    bool m_blocked = false; ///< a transaction could not begin: nothing may slip past it
};

/// All or nothing: rolls back unless commit() succeeded. Where it cannot begin, every statement fails until
/// it is gone, so callers need not look. Not nested.
class Transaction final
{
public:
    enum class Kind {
        Change,
        Snapshot, ///< for reading: everything is seen as of one moment
    };
    explicit Transaction(Database &database, Kind kind = Kind::Change);
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    [[nodiscard]] Outcome<void> commit();

private:
    void end(bool committed);

    Database &m_database;
    bool m_open = false;
};

} // namespace signalbox
