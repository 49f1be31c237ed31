// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/time.h"
#include "server/refusal.h"

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

/// The store: SQLite through Qt Sql, write-ahead log and full sync for files, foreign keys enforced,
/// statements prepared once. Main thread only. Holds no knowledge of what the tables mean beyond the schema's
/// version.
class Database final
{
public:
    Database();
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// @p file is a path or ":memory:". Creates what does not exist, brings an older schema up to date.
    /// Errors: Storage, with a sentence and a next step (not writable, not a database, of a newer version).
    [[nodiscard]] Result<void> open(const QString &file);
    [[nodiscard]] bool isInMemory() const { return m_inMemory; }

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
        QSqlQuery *query = execute(sql, values);
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
        QSqlQuery *query = execute(sql, {dbValue(values)...});
        if (!query)
            return tl::unexpected(failure());
        if (query->next())
            made = make(Row(*query));
        query->finish();
        return made;
    }

    /// The version the last insert into a table with an integer key was given.
    [[nodiscard]] qint64 lastInsertId() const { return m_lastInsertId; }

private:
    friend class Transaction;

    [[nodiscard]] Outcome<int> changeRows(const QString &sql, const QVariantList &values);
    [[nodiscard]] QSqlQuery *execute(const QString &sql, const QVariantList &values);
    [[nodiscard]] Refusal failure() const;
    [[nodiscard]] Result<void> prepareFile(const QString &file);
    [[nodiscard]] Result<void> migrate(const QString &file);
    [[nodiscard]] bool plain(const QString &sql);

    const QString m_connection;
    QSqlDatabase m_database;
    QHash<QString, std::shared_ptr<QSqlQuery>> m_statements;
    QString m_lastError;
    qint64 m_lastInsertId = 0;
    bool m_inMemory = true;
    bool m_blocked = false; ///< a transaction could not begin: nothing may slip past it
};

/// All or nothing: rolls back unless commit() succeeded. Where it cannot begin, every statement fails until
/// it is gone, so callers need not look. Not nested.
class Transaction final
{
public:
    explicit Transaction(Database &database);
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    [[nodiscard]] Outcome<void> commit();

private:
    Database &m_database;
    bool m_open = false;
};

} // namespace signalbox
