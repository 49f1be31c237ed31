// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/apikeyservice.h"

#include "server/security/random.h"
#include "server/service/validation.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// "Last used" is for people; writing it with each evaluation would cost a disk sync each.
constexpr auto useNotedEvery = std::chrono::minutes(1);

tl::unexpected<Refusal> deadKey()
{
    return refuse(RefusalKind::Unauthorized, u"invalid, expired or revoked API key"_s);
}

Outcome<void> checkNew(const NewApiKey &wanted, WallTime now)
{
    const bool known = wanted.scope == u"server" || wanted.scope == u"sdk" || wanted.scope == u"stream"
                       || keyscope::isValid(wanted.scope);
    if (!known)
        return refuse(RefusalKind::Invalid,
                      u"scope must be server, sdk or stream, or for FlagDash's interface one or several of "_s
                          + keyscope::all().join(u", "_s) + u" with a space between"_s,
                      u"scope"_s);
    if (wanted.expiresAt && *wanted.expiresAt <= now)
        return refuse(RefusalKind::Invalid, u"expires_at must be in the future"_s, u"expires_at"_s);
    return checkName(u"name"_s, wanted.name);
}

ChangeLog::Subject subject(const ApiKeyRecord &key)
{
    return {u"api_key"_s, key.id, key.projectId, key.environmentId};
}

} // namespace

ApiKeyService::ApiKeyService(Database &database, ChangeLog &changes)
    : m_database(database), m_changes(changes), m_projects(database), m_keys(database), m_known(database)
{}

Outcome<ApiKeyRecord> ApiKeyService::owned(const Caller &caller, const QString &projectId, const QString &id)
{
    const auto project = m_projects.project(caller.organizationId, projectId);
    if (!project)
        return passOn(project);
    if (!*project)
        return refuse(RefusalKind::NotFound, u"project not found"_s);
    const auto key = m_keys.key(projectId, id);
    if (!key)
        return passOn(key);
    if (!*key)
        return refuse(RefusalKind::NotFound, u"API key not found"_s);
    return **key;
}

Outcome<QVector<ApiKeyRecord>> ApiKeyService::keys(const Caller &caller, const QString &projectId)
{
    const auto project = require(caller, Permission::ApiKeysRead).and_then([&] {
        return m_projects.project(caller.organizationId, projectId);
    });
    if (!project)
        return passOn(project);
    if (!*project)
        return refuse(RefusalKind::NotFound, u"project not found"_s);
    return m_keys.keysOfProject(projectId);
}

Outcome<IssuedApiKey> ApiKeyService::create(const Caller &caller, const QString &projectId,
                                            const NewApiKey &wanted)
{
    const WallTime now = m_changes.now();
    const auto good =
        require(caller, Permission::ApiKeysWrite).and_then([&] { return checkNew(wanted, now); });
    if (!good)
        return passOn(good);

    Transaction transaction(m_database);
    const auto project = m_projects.project(caller.organizationId, projectId);
    if (!project)
        return passOn(project);
    const auto environment = m_projects.environment(projectId, wanted.environmentId);
    if (!environment)
        return passOn(environment);
    if (!*project || !*environment)
        return refuse(RefusalKind::NotFound, u"environment not found"_s);

    const ApiKeySecret secret = newApiKey(wanted.scope);
    ApiKeyRecord key;
    key.id = newId();
    key.projectId = projectId;
    key.environmentId = wanted.environmentId;
    key.name = wanted.name;
    key.scope = wanted.scope;
    key.prefix = secret.prefix;
    key.secretHash = secret.hash;
    key.expiresAt = wanted.expiresAt;
    key.createdAt = key.updatedAt = now;
    const auto done =
        m_keys.insert(key)
            .and_then(
                [&] { return m_changes.record(caller, u"create"_s, subject(key), {}, auditObject(key)); })
            .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    return IssuedApiKey{key, secret.secret};
}

Outcome<IssuedApiKey> ApiKeyService::rotate(const Caller &caller, const QString &projectId, const QString &id,
                                            const std::optional<std::optional<WallTime>> &expiresAt)
{
    const auto allowed = require(caller, Permission::ApiKeysWrite);
    if (!allowed)
        return passOn(allowed);
    Transaction transaction(m_database);
    const auto found = owned(caller, projectId, id);
    if (!found)
        return passOn(found);
    const ApiKeySecret secret = newApiKey(found->scope);
    ApiKeyRecord key = *found;
    key.prefix = secret.prefix;
    key.secretHash = secret.hash;
    key.expiresAt = expiresAt.value_or(key.expiresAt);
    key.updatedAt = m_changes.timeAfter(key.updatedAt);
    const NewApiKey asNew = {key.environmentId, key.name, key.scope, key.expiresAt};
    const auto done = checkNew(asNew, m_changes.now())
                          .and_then([&] { return m_keys.update(key); })
                          .and_then([&] {
                              return m_changes.record(caller, u"rotate"_s, subject(key), auditObject(*found),
                                                      auditObject(key));
                          })
                          .and_then([&] { return m_changes.commit(transaction); });
    if (!done)
        return passOn(done);
    m_changes.endCredential(key.id);
    return IssuedApiKey{key, secret.secret};
}

Outcome<void> ApiKeyService::remove(const Caller &caller, const QString &projectId, const QString &id)
{
    const auto allowed = require(caller, Permission::ApiKeysDelete);
    if (!allowed)
        return allowed;
    Transaction transaction(m_database);
    const auto key = owned(caller, projectId, id);
    if (!key)
        return passOn(key);
    const auto done =
        m_keys.removeKey(id)
            .and_then(
                [&] { return m_changes.record(caller, u"delete"_s, subject(*key), auditObject(*key), {}); })
            .and_then([&] { return m_changes.commit(transaction); });
    if (done)
        m_changes.endCredential(id);
    return done;
}

Outcome<KeyCaller> ApiKeyService::authenticate(const QByteArray &secret, const QString &address)
{
    const WallTime now = m_changes.now();
    const QByteArray shown = QCryptographicHash::hash(secret, QCryptographicHash::Sha256);
    if (const KnownKey *known = m_known.find(shown, now))
        return admit(*known, address, now);
    const QString text = QString::fromUtf8(secret);
    const QString prefix = apiKeyPrefix(text);
    if (prefix.isEmpty())
        return deadKey();
    const auto candidates = m_keys.keysByPrefix(prefix);
    if (!candidates)
        return passOn(candidates);
    for (const ApiKeyRecord &key : *candidates) {
        if (!apiKeyMatches(text, key.secretHash))
            continue;
        const auto reach = m_keys.reach(key);
        if (!reach)
            return passOn(reach);
        if (!*reach)
            return deadKey();
        const KnownKey known{key, KeyCaller{key.id, key.scope, (*reach)->organizationId, key.projectId,
                                            key.environmentId, (*reach)->environmentKey, key.expiresAt}};
        m_known.keep(shown, known);
        return admit(known, address, now);
    }
    return deadKey();
}

/// @p known is copied before anything is written, which ends what is kept.
Outcome<KeyCaller> ApiKeyService::admit(const KnownKey &known, const QString &address, WallTime now)
{
    if (known.key.revokedAt || (known.key.expiresAt && *known.key.expiresAt <= now))
        return deadKey();
    KeyCaller caller = known.caller;
    noteUse(known.key, address, now);
    return caller;
}

void ApiKeyService::noteUse(const ApiKeyRecord &key, const QString &address, WallTime now)
{
    // A failure is in the storage log already, and must not keep a program from its flags.
    if (!key.lastUsedAt || now - *key.lastUsedAt >= useNotedEvery)
        static_cast<void>(m_keys.touch(key.id, address, now));
}

} // namespace signalbox
