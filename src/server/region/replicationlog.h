// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/region/logentry.h"
#include "server/storage/database.h"
#include "server/storage/statementrecorder.h"

#include <QObject>

namespace signalbox {

/// The primary's diary for its regions: every transaction that changes what regions copy, as one entry,
/// written in the transaction itself. Its identity changes whenever an entry may be missing from it, so that
/// a region never takes a hole for the truth.
class ReplicationLog final : public QObject, public StatementRecorder
{
    Q_OBJECT

public:
    static constexpr int keptEntries = 100'000; ///< a region further behind takes a new copy
    static constexpr int entriesPerTrim = 1'000;

    /// References must outlive this.
    ReplicationLog(Database &database, const Clock &clock, QObject *parent = nullptr);
    ~ReplicationLog() override;

    /// Records from now on, going on with a log that was never interrupted.
    [[nodiscard]] Outcome<void> start();
    /// For a server that keeps no log: what the database had of one ends here.
    [[nodiscard]] static Outcome<void> discard(Database &database);

    [[nodiscard]] QString identity() const { return m_identity; }
    [[nodiscard]] Outcome<qint64> head();
    /// The first entry that is kept; head() + 1 where none is.
    [[nodiscard]] Outcome<qint64> oldest();
    /// Position, time and text of up to @p limit entries after @p position, oldest first.
    struct Line
    {
        qint64 position = 0;
        qint64 committedAt = 0;
        QByteArray text;
    };
    [[nodiscard]] Outcome<QVector<Line>> after(qint64 position, int limit);

    /// The streams of this credential end everywhere.
    void credentialEnded(const QString &id);

    void executed(const QString &sql, const QVariantList &values) override;
    [[nodiscard]] Outcome<void> committing() override;
    void ended(bool committed) override;

signals:
    /// An entry was committed.
    void grown();

private:
    [[nodiscard]] Outcome<void> write(const LogEntry &entry);
    [[nodiscard]] Outcome<qint64> number(const QString &sql);

    Database &m_database;
    const Clock &m_clock;
    QString m_identity;
    LogEntry m_entry; // of the transaction that is open
    bool m_written = false;
    int m_sinceTrim = 0;
};

} // namespace signalbox
