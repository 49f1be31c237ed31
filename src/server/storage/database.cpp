// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/database.h"

#include "server/storage/schema.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlField>
#include <QSqlRecord>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcStorage, "signalbox.server.storage")

// This program has some hundred; a primary's log brings its own, which are the same.
constexpr qsizetype mostStatements = 1'000;

QString tr(const char *text)
{
    return QCoreApplication::translate("Database", text);
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

Result<void> Database::open(const QString &location)
{
    return connectTo(backendFor(location)).and_then([this] { return m_backend->prepare(*this); });
}

Result<void> Database::openEmpty(int version)
{
    return connectTo(backendFor(u":memory:"_s)).and_then([this, version]() -> Result<void> {
        for (int step = 0; step < version; ++step) {
            for (const QString &sql : schemaSteps().at(step)) {
                if (!run(sql))
                    return storageFailure(m_lastError);
            }
        }
        return {};
    });
}

Result<void> Database::connectTo(std::unique_ptr<SqlBackend> backend)
{
    Q_ASSERT(!m_database.isValid());
    m_backend = std::move(backend);
    m_database = QSqlDatabase::addDatabase(m_backend->driverName(), m_connection);
    if (!m_database.isValid())
        return storageFailure(tr("Qt's driver %1 for this database is missing. Install the package %2.")
                                  .arg(m_backend->driverName(), m_backend->driverPackage()));
    m_backend->configure(m_database);
    if (!m_database.open())
        return storageFailure(m_backend->openFailure(m_database.lastError().databaseText().trimmed()));
    return {};
}

bool Database::reconnect()
{
    m_statements.clear();
    m_database.close();
    m_lost = !m_database.open();
    return !m_lost;
}

void Database::note(const QSqlError &error)
{
    m_lastError = error.databaseText().trimmed();
    if (!m_lost && m_backend->isShared() && m_backend->isLoss(error.nativeErrorCode())) {
        m_lost = true;
        qCWarning(lcStorage).noquote() << "the connection to the database is lost:" << m_lastError;
    }
}

bool Database::run(const QString &sql)
{
    if (!m_lost && !m_database.isOpen())
        note({}); // the driver noticed by itself
    if (m_lost)
        return false;
    QSqlQuery query(m_database);
    const bool good = query.exec(sql);
    if (!good)
        note(query.lastError());
    return good;
}

bool Database::begin(bool forReading)
{
    const QStringList statements =
        forReading ? QStringList{m_backend->beginSnapshot()} : m_backend->beginChange();
    for (const QString &sql : statements) {
        if (run(sql))
            continue;
        if (sql != statements.first())
            static_cast<void>(run(u"ROLLBACK"_s));
        return false;
    }
    return true;
}

Database::Query Database::execute(const QString &sql, const QVariantList &values)
{
    if (!m_lost && !m_database.isOpen())
        note({});
    if (m_blocked || m_lost)
        return nullptr;
    return isShared() ? executeFormatted(sql, values) : executePrepared(sql, values);
}

Database::Query Database::executePrepared(const QString &sql, const QVariantList &values)
{
    if (m_statements.size() >= mostStatements)
        m_statements.clear();
    Query &query = m_statements[sql];
    if (!query) {
        query = std::make_shared<QSqlQuery>(m_database);
        query->setForwardOnly(true);
        if (!query->prepare(sql)) {
            note(query->lastError());
            qCWarning(lcStorage).noquote() << "cannot prepare a statement:" << m_lastError;
            m_statements.remove(sql);
            return nullptr;
        }
    }
    for (int i = 0; i < values.size(); ++i)
        query->bindValue(i, values.at(i));
    if (!query->exec()) {
        note(query->lastError());
        qCWarning(lcStorage).noquote() << "the database refuses a statement:" << m_lastError;
        query->finish();
        return nullptr;
    }
    return query;
}

/// Where a connection may be lost: a statement that was prepared on it would be of no use on the next one.
/// The driver writes the values, quoted, as it does for those it prepares.
Database::Query Database::executeFormatted(const QString &sql, const QVariantList &values)
{
    const QStringList parts = sql.split(u'?'); // none of ours has a question mark for anything else
    Q_ASSERT(parts.size() == values.size() + 1);
    QString text = parts.first();
    for (qsizetype i = 1; i < parts.size(); ++i) {
        QSqlField field({}, values.value(i - 1).metaType());
        field.setValue(values.value(i - 1));
        text += m_database.driver()->formatValue(field) + parts.at(i);
    }
    auto query = std::make_shared<QSqlQuery>(m_database);
    if (query->exec(text))
        return query;
    note(query->lastError());
    if (!m_lost)
        qCWarning(lcStorage).noquote() << "the database refuses a statement:" << m_lastError;
    return nullptr;
}

Outcome<int> Database::changeRows(const QString &sql, const QVariantList &values)
{
    if (m_recorder && !m_inTransaction && !m_blocked) { // the change and its record are one
        Transaction transaction(*this);
        const auto changed = changeRows(sql, values);
        if (!changed)
            return changed;
        return transaction.commit().map([&changed] { return *changed; });
    }
    ++m_writes;
    const Query query = execute(sql, values);
    if (!query)
        return tl::unexpected(failure());
    const int changed = query->numRowsAffected();
    query->finish();
    if (m_recorder)
        m_recorder->executed(sql, values);
    return changed;
}

Refusal Database::failure() const
{
    return Refusal{RefusalKind::Storage, u"the database failed: "_s + m_lastError, {}, {}};
}

Outcome<QStringList> Database::columns(const QString &table) const
{
    const QSqlRecord record = m_database.record(table);
    if (record.isEmpty())
        return tl::unexpected(failure());
    QStringList names;
    for (int column = 0; column < record.count(); ++column)
        names.append(record.fieldName(column));
    return names;
}

Transaction::Transaction(Database &database, Kind kind)
    : m_database(database), m_open(database.begin(kind == Kind::Snapshot))
{
    m_database.m_blocked = !m_open;
    m_database.m_inTransaction = m_database.m_inTransaction || m_open;
}

Transaction::~Transaction()
{
    m_database.m_blocked = false;
    if (!m_open)
        return;
    ++m_database.m_writes;                            // what was read since the changes never was
    static_cast<void>(m_database.run(u"ROLLBACK"_s)); // fails only where there is nothing left to undo
    end(false);
}

Outcome<void> Transaction::commit()
{
    if (m_open && m_database.m_recorder) {
        if (const auto recorded = m_database.m_recorder->committing(); !recorded)
            return recorded;
    }
    if (!m_open || !m_database.run(u"COMMIT"_s))
        return tl::unexpected(m_database.failure());
    end(true);
    return {};
}

void Transaction::end(bool committed)
{
    m_open = false;
    m_database.m_inTransaction = false;
    if (m_database.m_recorder)
        m_database.m_recorder->ended(committed);
}

} // namespace signalbox
