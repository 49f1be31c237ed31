// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QStringList>

namespace signalbox {

/// A small SQLite file with a person's own data: made for its owner's eyes only, with a write-ahead log, and
/// shared by as many programs of ours as are running. All failures are Storage errors with a sentence a
/// person can act on. Main thread only.
class SqliteFile final
{
public:
    /// The sentences of the file's owner, translated. Each takes the path as %1; @p newer also the file's
    /// format as %2 and the known one as %3.
    struct Words
    {
        QString noFolder;
        QString noFile; ///< there is something else of this name
        QString cannotOpen;
        QString cannotWrite;
        QString cannotRead;
        QString foreign; ///< a database of another program
        QString newer;
    };

    /// Nothing is touched before open().
    SqliteFile(const QString &path, Words words);
    ~SqliteFile();
    SqliteFile(const SqliteFile &) = delete;
    SqliteFile &operator=(const SqliteFile &) = delete;

    /// Makes folder, file and tables where there are none. @p steps: what turns the format of each number
    /// into the next one, beginning with an empty file; their count is the format that is known. All in one
    /// transaction, so that two programs may start at once.
    [[nodiscard]] Result<void> open(const QVector<QStringList> &steps);

    [[nodiscard]] const QString &path() const { return m_path; }
    /// Of the open file.
    [[nodiscard]] QSqlQuery query() const { return QSqlQuery(m_database); }
    [[nodiscard]] Result<void> execute(const QString &sql);
    /// Error of a query that failed.
    [[nodiscard]] tl::unexpected<Error> writeFailure(const QSqlQuery &query) const;
    [[nodiscard]] tl::unexpected<Error> readFailure(const QSqlQuery &query) const;

private:
    [[nodiscard]] Result<void> prepareFile() const;
    [[nodiscard]] Result<void> makeSchema(const QVector<QStringList> &steps);
    [[nodiscard]] Result<qint64> number(const QString &sql) const;
    [[nodiscard]] QString sentence(const QString &words) const { return words.arg(m_path); }

    QString m_connection;
    QString m_path;
    Words m_words;
    QSqlDatabase m_database;
};

} // namespace signalbox
