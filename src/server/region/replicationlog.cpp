// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/region/replicationlog.h"

#include "server/security/random.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {
void toNothing(int) {}
} // namespace

ReplicationLog::ReplicationLog(Database &database, const Clock &clock, QObject *parent)
    : QObject(parent), m_database(database), m_clock(clock)
{}

ReplicationLog::~ReplicationLog()
{
    m_database.setRecorder(nullptr);
}

Outcome<void> ReplicationLog::start()
{
    // Of several servers that start at once, one gives the log its identity.
    Transaction transaction(m_database);
    const auto known = m_database.find(u"SELECT identity FROM replication_head WHERE is_copy = 0"_s,
                                       [](const Row &row) { return row.text(0); });
    if (!known)
        return passOn(known);
    m_identity = known->value_or(QString());
    if (m_identity.isEmpty()) {
        m_identity = newId();
        const auto begun =
            m_database.change(u"UPDATE replication_head SET identity = ?, is_copy = 0"_s, m_identity)
                .and_then([&transaction](int) { return transaction.commit(); });
        if (!begun)
            return begun;
    }
    m_database.setRecorder(this);
    return {};
}

Outcome<void> ReplicationLog::discard(Database &database)
{
    return database.change(u"UPDATE replication_head SET identity = '', is_copy = 0 WHERE identity <> ''"_s)
        .and_then([&database](int changed) -> Outcome<int> {
            return changed > 0 ? database.change(u"DELETE FROM replication_log"_s) : Outcome<int>(0);
        })
        .map(toNothing);
}

Outcome<qint64> ReplicationLog::head()
{
    return number(u"SELECT position FROM replication_head"_s);
}

Outcome<qint64> ReplicationLog::oldest()
{
    return number(
        u"SELECT coalesce((SELECT min(position) FROM replication_log), position + 1) FROM replication_head"_s);
}

Outcome<QVector<ReplicationLog::Line>> ReplicationLog::after(qint64 position, int limit)
{
    return m_database.list(
        u"SELECT position, committed_at, entry FROM replication_log WHERE position > ? "
        "ORDER BY position LIMIT ?"_s,
        [](const Row &row) {
            return Line{row.integer(0), row.integer(1), row.text(2).toUtf8()};
        },
        position, limit);
}

Outcome<qint64> ReplicationLog::number(const QString &sql)
{
    return m_database.find(sql, [](const Row &row) { return row.integer(0); })
        .map([](std::optional<qint64> found) { return found.value_or(0); });
}

void ReplicationLog::credentialEnded(const QString &id)
{
    LogEntry entry;
    entry.endedCredential = id;
    Transaction transaction(m_database);
    // Where it cannot be written, the regions' streams live on until the credential is asked for again.
    if (write(entry) && transaction.commit())
        emit grown();
}

void ReplicationLog::executed(const QString &sql, const QVariantList &values)
{
    if (isReplicable(sql))
        m_entry.statements.append({sql, values});
}

Outcome<void> ReplicationLog::committing()
{
    if (m_entry.statements.isEmpty())
        return {};
    m_written = true;
    return write(m_entry);
}

void ReplicationLog::ended(bool committed)
{
    m_entry = {};
    if (std::exchange(m_written, false) && committed)
        emit grown();
}

Outcome<void> ReplicationLog::write(const LogEntry &entry)
{
    auto done =
        m_database.change(u"UPDATE replication_head SET position = position + 1"_s).and_then([&](int) {
            return m_database.change(u"INSERT INTO replication_log (position, committed_at, entry) "
                                     "SELECT position, ?, ? FROM replication_head"_s,
                                     m_clock.wallTime(), QString::fromUtf8(entryText(entry)));
        });
    if (done && ++m_sinceTrim >= entriesPerTrim) {
        m_sinceTrim = 0;
        done = m_database.change(u"DELETE FROM replication_log WHERE position <= "
                                 "(SELECT position FROM replication_head) - ?"_s,
                                 keptEntries);
    }
    return done.map(toNothing);
}

} // namespace signalbox
