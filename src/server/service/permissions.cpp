// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service/permissions.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

QString word(Permission permission)
{
    switch (permission) {
    case Permission::OrganizationRead: return u"org.read"_s;
    case Permission::MembersRead: return u"members.read"_s;
    case Permission::RolesRead: return u"roles.read"_s;
    case Permission::ProjectsRead: return u"projects.read"_s;
    case Permission::ProjectsWrite: return u"projects.write"_s;
    case Permission::ProjectsDelete: return u"projects.delete"_s;
    case Permission::EnvironmentsRead: return u"environments.read"_s;
    case Permission::EnvironmentsWrite: return u"environments.write"_s;
    case Permission::EnvironmentsDelete: return u"environments.delete"_s;
    case Permission::FlagsRead: return u"flags.read"_s;
    case Permission::FlagsWrite: return u"flags.write"_s;
    case Permission::FlagsDelete: return u"flags.delete"_s;
    case Permission::RulesRead: return u"rules.read"_s;
    case Permission::RulesWrite: return u"rules.write"_s;
    case Permission::RulesDelete: return u"rules.delete"_s;
    case Permission::ApiKeysRead: return u"api_keys.read"_s;
    case Permission::ApiKeysWrite: return u"api_keys.write"_s;
    case Permission::ApiKeysDelete: return u"api_keys.delete"_s;
    case Permission::AuditRead: return u"audit.read"_s;
    case Permission::ConfigsRead: return u"configs.read"_s;
    case Permission::ConfigsWrite: return u"configs.write"_s;
    case Permission::AiConfigsRead: return u"ai_configs.read"_s;
    case Permission::AiConfigsWrite: return u"ai_configs.write"_s;
    case Permission::Count: break;
    }
    return {};
}

bool mayDo(const QString &role, Permission permission)
{
    if (role == u"owner" || role == u"admin")
        return true;
    switch (permission) {
    case Permission::OrganizationRead:
    case Permission::ProjectsRead:
    case Permission::EnvironmentsRead:
    case Permission::FlagsRead:
    case Permission::ConfigsRead:
    case Permission::AiConfigsRead:
    case Permission::RulesRead: return role == u"developer" || role == u"analyst" || role == u"viewer";
    case Permission::MembersRead:
    case Permission::RolesRead:
    case Permission::AuditRead: return role == u"developer" || role == u"analyst";
    case Permission::FlagsWrite:
    case Permission::FlagsDelete:
    case Permission::RulesWrite:
    case Permission::RulesDelete:
    case Permission::ConfigsWrite:
    case Permission::AiConfigsWrite:
    case Permission::ApiKeysRead: return role == u"developer";
    case Permission::ProjectsWrite:
    case Permission::ProjectsDelete:
    case Permission::EnvironmentsWrite:
    case Permission::EnvironmentsDelete:
    case Permission::ApiKeysWrite:
    case Permission::ApiKeysDelete:
    case Permission::Count: break;
    }
    return false;
}

QStringList builtInRoles()
{
    return {u"owner"_s, u"admin"_s, u"developer"_s, u"analyst"_s, u"viewer"_s};
}

QStringList permissionsOf(const QString &role)
{
    QStringList words;
    for (int i = 0; i < int(Permission::ConfigsRead); ++i) {
        if (mayDo(role, Permission(i)))
            words.append(word(Permission(i)));
    }
    return words;
}

QStringList keyscope::all()
{
    return {u"flags:read"_s,    u"flags:write"_s,     u"configs:read"_s,
            u"configs:write"_s, u"ai_configs:read"_s, u"ai_configs:write"_s};
}

QString keyscope::everything()
{
    return all().join(u' ');
}

bool keyscope::isValid(const QString &scopes)
{
    QStringList left = all();
    const QStringList given = scopes.split(u' ');
    return std::all_of(given.cbegin(), given.cend(),
                       [&left](const QString &scope) { return left.removeOne(scope); });
}

QString scopeOf(Permission permission)
{
    switch (permission) {
    case Permission::ProjectsRead: // to find its way to the flags
    case Permission::EnvironmentsRead:
    case Permission::FlagsRead:
    case Permission::RulesRead: return u"flags:read"_s;
    case Permission::FlagsWrite:
    case Permission::FlagsDelete:
    case Permission::RulesWrite:
    case Permission::RulesDelete: return u"flags:write"_s;
    case Permission::ConfigsRead: return u"configs:read"_s;
    case Permission::ConfigsWrite: return u"configs:write"_s;
    case Permission::AiConfigsRead: return u"ai_configs:read"_s;
    case Permission::AiConfigsWrite: return u"ai_configs:write"_s;
    case Permission::OrganizationRead:
    case Permission::MembersRead:
    case Permission::RolesRead:
    case Permission::ProjectsWrite:
    case Permission::ProjectsDelete:
    case Permission::EnvironmentsWrite:
    case Permission::EnvironmentsDelete:
    case Permission::ApiKeysRead:
    case Permission::ApiKeysWrite:
    case Permission::ApiKeysDelete:
    case Permission::AuditRead:
    case Permission::Count: break;
    }
    return {};
}

bool scopesAllow(const QString &scopes, Permission permission)
{
    const QString needed = scopeOf(permission);
    return !needed.isEmpty() && scopes.split(u' ').contains(needed);
}

} // namespace signalbox
