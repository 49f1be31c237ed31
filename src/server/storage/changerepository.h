// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/database.h"
#include "server/storage/records.h"

namespace signalbox {

/// What may be asked of the audit log. Absent means any.
struct AuditFilter
{
    std::optional<QString> projectId;
    std::optional<QString> environmentId;
    std::optional<QString> entityType;
    std::optional<QString> entityId;
    std::optional<QString> action;
    std::optional<QString> actorId;
    int limit = 50;
    int offset = 0;
};

struct AuditPage
{
    QVector<AuditRecord> records; ///< newest first
    int total = 0;                ///< that match, on all pages
};

/// The two traces of a change: the audit log for people and the outbox for streams. Both are written in the
/// transaction of the change.
class ChangeRepository final
{
public:
    explicit ChangeRepository(Database &database) : m_database(database) {}

    [[nodiscard]] Outcome<void> record(const AuditRecord &audit);
    [[nodiscard]] Outcome<AuditPage> audit(const QString &organizationId, const AuditFilter &filter);

    /// @p change.version is not used: it is the next one. Inside a transaction: versions are given out in the
    /// order of the commits, and one that is rolled back leaves no hole.
    [[nodiscard]] Outcome<void> announce(const OutboxRecord &change);
    /// Up to @p limit changes after @p version, oldest first.
    [[nodiscard]] Outcome<QVector<OutboxRecord>> changesAfter(qint64 version, int limit);
    /// Those after @p version and not after @p last that one environment (empty: all of the organisation) is
    /// told.
    [[nodiscard]] Outcome<QVector<OutboxRecord>> changesBetween(qint64 version, qint64 last,
                                                                const QString &organizationId,
                                                                const QString &environmentId, int limit);
    [[nodiscard]] Outcome<qint64> latestVersion();
    /// Of the changes that are kept; the one after the latest where none is.
    [[nodiscard]] Outcome<qint64> oldestVersion();
    /// The next change has a version above @p version. For an outbox that is empty.
    [[nodiscard]] Outcome<void> beginAbove(qint64 version);

    /// Drops what is older than the newest @p outboxRows and, for a store that lives in memory, the newest
    /// @p auditRows. An audit log in a file is never shortened behind its owner's back.
    [[nodiscard]] Outcome<void> trim(int outboxRows, int auditRows);

private:
    [[nodiscard]] Outcome<qint64> number(const QString &sql);

    Database &m_database;
};

} // namespace signalbox
