// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/changelog.h"

#include "server/security/random.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

ChangeLog::ChangeLog(Database &database, const Clock &clock, QObject *parent)
    : QObject(parent), m_database(database), m_clock(clock), m_changes(database)
{}

Outcome<void> ChangeLog::record(const Caller &caller, const QString &action, const Subject &subject,
                                const std::optional<QJsonObject> &before,
                                const std::optional<QJsonObject> &after)
{
    const AuditSides sides = auditSides(before, after);
    AuditRecord audit;
    audit.id = newId();
    audit.organizationId = caller.organizationId;
    audit.actorType = caller.isKey ? u"api_key"_s : u"user"_s;
    audit.actorId = caller.userId;
    audit.action = action;
    audit.entityType = subject.type;
    audit.entityId = subject.id;
    audit.projectId = subject.projectId;
    audit.environmentId = subject.environmentId;
    audit.beforeJson = sides.before;
    audit.afterJson = sides.after;
    if (!caller.origin.requestId.isEmpty())
        audit.requestId = caller.origin.requestId;
    if (!caller.origin.address.isEmpty())
        audit.address = caller.origin.address;
    audit.createdAt = now();
    return m_changes.record(audit);
}

Outcome<void> ChangeLog::announce(const Caller &caller, const QString &type, const QString &environmentId,
                                  const QString &flagKey, const QString &aspect)
{
    if (m_honesty == Honesty::NoEvent)
        return {};
    return m_changes.announce({0, caller.organizationId, environmentId, type, flagKey, now(), aspect});
}

Outcome<void> ChangeLog::commit(Transaction &transaction)
{
    if (m_honesty == Honesty::NotApplied)
        return {}; // the transaction ends with its owner, and takes back what it holds
    if (++m_sinceTrim >= changesPerTrim) {
        m_sinceTrim = 0;
        if (const auto trimmed = m_changes.trim(outboxRows, auditRowsInMemory); !trimmed)
            return trimmed;
    }
    const auto done = transaction.commit();
    if (done)
        emit committed();
    return done;
}

Outcome<AuditPage> ChangeLog::audit(const Caller &caller, const AuditFilter &filter)
{
    return require(caller, Permission::AuditRead).and_then([&] {
        return m_changes.audit(caller.organizationId, filter);
    });
}

WallTime ChangeLog::timeAfter(WallTime previous) const
{
    return std::max(now(), previous + std::chrono::milliseconds(1));
}

} // namespace signalbox
