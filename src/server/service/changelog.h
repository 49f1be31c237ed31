// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/service/auditjson.h"
#include "server/service/caller.h"
#include "server/storage/changerepository.h"

#include <QObject>

namespace signalbox {

/// Writes both traces of a change inside the change's own transaction, and says when it was committed.
/// Whoever changes something goes through here, so nothing changes silently.
class ChangeLog final : public QObject
{
    Q_OBJECT

public:
    static constexpr int outboxRows = 100'000; ///< kept for streams that come back and for other servers
    static constexpr int auditRowsInMemory = 20'000;
    static constexpr int changesPerTrim = 1'000;

    ChangeLog(Database &database, const Clock &clock, QObject *parent = nullptr);

    /// For faults on purpose: what becomes of the changes that are made until the next call.
    enum class Honesty {
        Honest,
        NotApplied, ///< committed in words only: everything is rolled back
        NoEvent,    ///< made, and no stream is told
    };
    void setHonesty(Honesty honesty) { m_honesty = honesty; }

    struct Subject
    {
        QString type;
        QString id;
        std::optional<QString> projectId;
        std::optional<QString> environmentId;
    };
    /// Inside a transaction.
    [[nodiscard]] Outcome<void> record(const Caller &caller, const QString &action, const Subject &subject,
                                       const std::optional<QJsonObject> &before,
                                       const std::optional<QJsonObject> &after);
    /// Inside a transaction. @p type is flag.created ... rule.deleted, @p aspect one of changeaspect or
    /// empty.
    [[nodiscard]] Outcome<void> announce(const Caller &caller, const QString &type,
                                         const QString &environmentId, const QString &flagKey,
                                         const QString &aspect = {});
    /// Commits, and then tells the streams.
    [[nodiscard]] Outcome<void> commit(Transaction &transaction);

    [[nodiscard]] Outcome<AuditPage> audit(const Caller &caller, const AuditFilter &filter);

    /// Now, but later than @p previous: two changes of one thing never carry the same time, also when the
    /// system's clock is set back.
    [[nodiscard]] WallTime timeAfter(WallTime previous) const;
    [[nodiscard]] WallTime now() const { return m_clock.wallTime(); }

    /// A session or an API key is not valid any more; call after the commit.
    void endCredential(const QString &id) { emit credentialEnded(id); }

signals:
    void committed();
    void credentialEnded(const QString &id);

private:
    Database &m_database;
    const Clock &m_clock;
    ChangeRepository m_changes;
    Honesty m_honesty = Honesty::Honest;
    int m_sinceTrim = 0;
};

} // namespace signalbox
