// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/region/tablecopy.h"

#include "server/region/logentry.h"
#include "server/storage/dbjson.h"
#include "server/storage/schema.h"
#include "server/stream/outboxhistory.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

void toNothing(int) {}

tl::unexpected<Error> wrong(ErrorKind kind, const QString &detail)
{
    return tl::unexpected(Error{kind, detail, {}, {}});
}

QByteArray line(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

/// A fixed order of columns: the one in which this schema was made is not the same everywhere.
Outcome<QStringList> columnsOf(Database &database, const QString &table)
{
    QStringList columns;
    const auto asked = database.columns(table);
    if (!asked)
        return passOn(asked);
    columns = *asked;
    columns.sort();
    return columns;
}

/// The part of a table that is copied.
QString selection(const QString &table, const QStringList &columns)
{
    const QString all = u"SELECT "_s + columns.join(u", "_s) + u" FROM "_s + table;
    if (table != u"outbox")
        return all;
    return all
           + u" WHERE version > (SELECT version FROM outbox_head) - %1"_s.arg(OutboxHistory::resumedChanges);
}

Outcome<int> dumpTable(Database &database, const QString &table, QByteArray &to)
{
    const auto columns = columnsOf(database, table);
    if (!columns)
        return passOn(columns);
    to += line({{u"table"_s, table}, {u"columns"_s, QJsonArray::fromStringList(*columns)}});
    const auto rows = database.listRows(selection(table, *columns),
                                        [&to, count = int(columns->size())](const Row &row) {
                                            QJsonArray values;
                                            for (int column = 0; column < count; ++column)
                                                values.append(dbJson(row.value(column)));
                                            to += QJsonDocument(values).toJson(QJsonDocument::Compact) + '\n';
                                            return 0;
                                        },
                                        {});
    return rows.map([](const QVector<int> &all) { return int(all.size()); });
}

/// Reads a dump line by line into the tables.
class Restorer final
{
public:
    explicit Restorer(Database &database) : m_database(database) {}

    [[nodiscard]] Result<CopyPlace> restore(const QByteArray &dump)
    {
        if (const auto emptied = empty(); !emptied)
            return wrong(ErrorKind::Storage, emptied.error().message);
        qsizetype at = 0;
        while (at < dump.size() && !m_ended) {
            const qsizetype end = dump.indexOf('\n', at);
            if (end < 0)
                break;
            if (const auto taken = take(QByteArray::fromRawData(dump.constData() + at, end - at)); !taken)
                return tl::unexpected(taken.error());
            at = end + 1;
        }
        if (!m_ended || at != dump.size())
            return wrong(ErrorKind::BadAnswer, u"the copy is not whole"_s);
        return m_place;
    }

private:
    [[nodiscard]] Outcome<void> empty()
    {
        const QStringList &tables = replicatedTables();
        for (auto table = tables.crbegin(); table != tables.crend(); ++table) {
            if (const auto done = m_database.change(u"DELETE FROM "_s + *table); !done)
                return passOn(done);
        }
        return {};
    }

    [[nodiscard]] Result<void> take(const QByteArray &text)
    {
        const QJsonDocument json = QJsonDocument::fromJson(text);
        if (json.isArray())
            return takeRow(json.array());
        const QJsonObject object = json.object();
        if (object.contains(u"schema"_s))
            return takeHead(object);
        if (object.contains(u"table"_s))
            return takeTable(object);
        if (object.contains(u"rows"_s)) {
            m_ended = object[u"rows"_s].toInteger(-1) == m_rows;
            return m_ended ? Result<void>() : wrong(ErrorKind::BadAnswer, u"the copy is not whole"_s);
        }
        return wrong(ErrorKind::BadAnswer, u"a line of the copy cannot be read"_s);
    }

    [[nodiscard]] Result<void> takeHead(const QJsonObject &head)
    {
        m_place = {head[u"identity"_s].toString(), head[u"position"_s].toInteger(-1)};
        if (head[u"schema"_s].toInt() != int(schemaSteps().size()))
            return wrong(ErrorKind::BadAnswer, u"the primary is of another version"_s);
        if (m_place.identity.isEmpty() || m_place.position < 0)
            return wrong(ErrorKind::BadAnswer, u"the copy does not say where it stands"_s);
        return {};
    }

    [[nodiscard]] Result<void> takeTable(const QJsonObject &object)
    {
        const QString table = object[u"table"_s].toString();
        QStringList columns;
        for (const QJsonValue &column : object[u"columns"_s].toArray())
            columns.append(column.toString());
        if (m_place.identity.isEmpty() || !replicatedTables().contains(table))
            return wrong(ErrorKind::BadAnswer, u"a table that is not copied"_s);
        const auto own = columnsOf(m_database, table);
        if (!own)
            return wrong(ErrorKind::Storage, own.error().message);
        if (columns != *own)
            return wrong(ErrorKind::BadAnswer, u"a table with other columns"_s);
        m_columns = int(columns.size());
        m_sql = u"INSERT INTO "_s + table + u" ("_s + columns.join(u", "_s) + u") VALUES ("_s
                + QStringList(m_columns, u"?"_s).join(u", "_s) + u')';
        return {};
    }

    [[nodiscard]] Result<void> takeRow(const QJsonArray &row)
    {
        if (m_sql.isEmpty() || row.size() != m_columns)
            return wrong(ErrorKind::BadAnswer, u"a row without its table"_s);
        QVariantList values;
        for (const QJsonValue &json : row) {
            const auto value = dbValueFromJson(json);
            if (!value)
                return wrong(ErrorKind::BadAnswer, u"a value of an unknown kind"_s);
            values.append(*value);
        }
        if (const auto done = m_database.changeRows(m_sql, values); !done)
            return wrong(ErrorKind::Storage, done.error().message);
        ++m_rows;
        return {};
    }

    Database &m_database;
    CopyPlace m_place;
    QString m_sql;
    int m_columns = 0;
    qint64 m_rows = 0;
    bool m_ended = false;
};

} // namespace

Outcome<QByteArray> dumpTables(Database &database, const CopyPlace &place)
{
    QByteArray dump = line({{u"schema"_s, int(schemaSteps().size())},
                            {u"identity"_s, place.identity},
                            {u"position"_s, place.position}});
    qint64 rows = 0;
    for (const QString &table : replicatedTables()) {
        const auto count = dumpTable(database, table, dump);
        if (!count)
            return passOn(count);
        rows += *count;
    }
    dump += line({{u"rows"_s, rows}});
    return dump;
}

Result<CopyPlace> restoreTables(Database &database, const QByteArray &dump)
{
    Transaction transaction(database);
    auto place = Restorer(database).restore(dump);
    if (!place)
        return place;
    const auto done =
        setCopyPlace(database, *place).and_then([&transaction] { return transaction.commit(); });
    if (!done)
        return wrong(ErrorKind::Storage, done.error().message);
    return place;
}

Outcome<CopyPlace> copyPlace(Database &database)
{
    return database
        .find(u"SELECT identity, position FROM replication_head WHERE is_copy = 1"_s,
              [](const Row &row) {
                  return CopyPlace{row.text(0), row.integer(1)};
              })
        .map([](std::optional<CopyPlace> place) { return place.value_or(CopyPlace()); });
}

Outcome<void> setCopyPlace(Database &database, const CopyPlace &place)
{
    return database
        .change(u"UPDATE replication_head SET identity = ?, position = ?, is_copy = 1"_s, place.identity,
                place.position)
        .map(toNothing);
}

} // namespace signalbox
